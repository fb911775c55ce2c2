import contextlib
import io
import json
import os
import socket
import tempfile
import threading
import unittest
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock
from urllib.parse import unquote, urlsplit

import numpy as np

from keras_files import BIAS, KERNEL, dense, write_h5
from tfjs_to_onnx import http_download
from tfjs_to_onnx.cli import main
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.remote_model import fetch_model
from tfjs_to_onnx.run_model import run_model

FIXTURE = Path(__file__).parent / "fixtures" / "dcgan-tiny"
Answer = Callable[[BaseHTTPRequestHandler], None]


class RemoteModelTest(unittest.TestCase):
    """A server on this machine, whose every path can be given an answer of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.files = {f"/m/{name}": (FIXTURE / name).read_bytes() for name in ("model.json", "weights.bin")}
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        case = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                case.asked.append(self.path)
                path = unquote(urlsplit(self.path).path)
                if path in case.answers:
                    return case.answers[path](self)
                data = case.files.get(path)
                self.send_response(404 if data is None else 200)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.stop = threading.Event()
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(self.stop.set)
        self.port = server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/m/model.json"

    def manifest(self, change: Callable[[dict], None]) -> None:
        document = json.loads(self.files["/m/model.json"])
        change(document["weightsManifest"][0])
        self.files["/m/model.json"] = json.dumps(document).encode()

    def refused(self, code: str, words: str, url: str | None = None) -> None:
        """Converting raises that error in one line, and leaves no file anywhere."""
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        with (
            mock.patch.object(tempfile, "tempdir", str(temporary)),
            self.assertRaises(ConversionError) as raised,
        ):
            convert(url or self.url, self.folder / "o.onnx")
        self.assertEqual(raised.exception.code, code, raised.exception.one_line())
        self.assertIn(words, raised.exception.one_line())
        self.assertEqual(os.listdir(self.folder), ["temporary"])
        self.assertEqual(os.listdir(temporary), [])

    def answer(
        self, path: str, code: int, headers: dict[str, str], body: bytes = b"", wait: bool = False
    ) -> None:
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(code)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)
            handler.wfile.flush()
            if wait:
                self.stop.wait(20)

        self.answers[path] = send

    def test_gives_what_the_files_give(self) -> None:
        local = convert(FIXTURE, self.folder / "a.onnx")
        remote = convert(self.url, self.folder / "b.onnx")
        self.assertEqual(local, remote)
        self.assertEqual((self.folder / "a.onnx").read_bytes(), (self.folder / "b.onnx").read_bytes())

    def test_names_and_queries_as_tensorflow_js_asks_for_them(self) -> None:
        self.files["/m/below/part one.bin"] = self.files.pop("/m/weights.bin")
        self.manifest(lambda group: group.update(paths=["below/part one.bin"]))
        convert(f"{self.url}?key=1", self.folder / "o.onnx")
        self.assertEqual(self.asked, ["/m/model.json?key=1", "/m/below/part%20one.bin?key=1"])

    def test_keras_files_have_addresses_too(self) -> None:
        path = write_h5(self.folder / "k", dense(), {"dense": {"kernel": KERNEL, "bias": BIAS}})
        self.files["/k.h5"] = path.read_bytes()
        convert(f"http://localhost:{self.port}/k.h5", self.folder / "o.onnx")
        x = np.ones((1, 4), np.float32)
        self.assertLess(np.abs(run_model(self.folder / "o.onnx", x) - x @ KERNEL - BIAS).max(), 1e-6)

    def test_what_servers_say_instead(self) -> None:
        self.refused("DOWNLOAD_FAILED", "answers 404", self.url.replace("model", "other"))
        page = b"\n<!DOCTYPE html><title>Sign in</title>"
        self.answer("/m/model.json", 200, {"Content-Type": "text/html"}, page)
        self.refused("NOT_JSON", "answers with a web page")
        self.answer("/m/model.json", 500, {"Content-Length": "0"})
        self.refused("DOWNLOAD_FAILED", "answers 500")
        self.answer("/m/model.json", 200, {}, b"[]")
        self.refused("NOT_A_MODEL", "has no weightsManifest")
        self.answers.clear()
        del self.files["/m/weights.bin"]
        self.refused("DOWNLOAD_FAILED", "where the weight file 'weights.bin' was expected")

    def test_breaks_and_stalls(self) -> None:
        data = self.files["/m/weights.bin"]
        length = {"Content-Length": str(len(data))}
        self.answer("/m/weights.bin", 200, length, data[:-9])
        self.refused("DOWNLOAD_FAILED", "broke off before the weight file 'weights.bin' was whole")
        self.answer("/m/weights.bin", 200, {}, data[:-9])  # without a length, the end comes early
        self.refused("TRUNCATED_WEIGHTS", "weights.bin ends at byte")
        self.answer("/m/weights.bin", 200, length, data[:9], wait=True)
        with mock.patch.object(http_download, "STALLED_SECONDS", 0.5):
            self.refused("DOWNLOAD_FAILED", "sent nothing for 0.5 seconds")

    def test_bodies_that_are_too_long_are_cut_off(self) -> None:
        data = self.files["/m/weights.bin"]
        sent = []

        def endless(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(2000):
                    handler.wfile.write(bytes(2**16))
                    sent.append(2**16)

        self.answers["/m/weights.bin"] = endless
        self.refused("OVERLONG_WEIGHTS", "the manifest describes only")
        self.assertLess(sum(sent), len(data) + 2**25)  # what the sockets hold
        self.answers["/m/model.json"] = endless
        with (
            mock.patch("tfjs_to_onnx.remote_model.LARGEST_JSON", 2**20),
            mock.patch("tfjs_to_onnx.remote_model.MOST_BYTES", 2**21),
        ):
            self.refused("NOT_A_MODEL", "not a model.json")

    def test_redirects(self) -> None:
        self.answer("/m/moved.json", 302, {"Location": "/m/model.json", "Content-Length": "0"})
        convert(self.url.replace("model.json", "moved.json"), self.folder / "o.onnx")
        (self.folder / "o.onnx").unlink()
        for target in (f"http://localhost:{self.port}/m/model.json", "http://example.org/m/model.json"):
            self.answer("/m/moved.json", 302, {"Location": target, "Content-Length": "0"})
            self.refused(
                "BAD_REDIRECT", "neither https nor the same", self.url.replace("model.json", "moved.json")
            )
        self.answer("/m/moved.json", 302, {"Location": "file:///etc/passwd", "Content-Length": "0"})
        self.refused(
            "DOWNLOAD_FAILED",
            "'file:///etc/passwd' is not allowed",
            self.url.replace("model.json", "moved.json"),
        )
        self.answer("/m/moved.json", 302, {"Location": "/m/moved.json", "Content-Length": "0"})
        self.refused("DOWNLOAD_FAILED", "answers 302", self.url.replace("model.json", "moved.json"))

    def test_weight_files_stay_in_the_folder_of_the_address(self) -> None:
        names = (
            "../secret.bin",
            "/secret.bin",
            "http://example.org/w.bin",
            "a\\b.bin",
            "C:/w.bin",
            "below/../../w.bin",
        )
        for name in names:
            with self.subTest(name):
                self.manifest(lambda group, name=name: group.update(paths=[name]))
                self.asked.clear()
                self.refused("OUTSIDE_FOLDER", "does not lie in the folder")
                self.assertEqual(len(self.asked), 1)
        self.manifest(lambda group: group.update(paths=["model.json"]))
        self.refused("BAD_MANIFEST", "names weight file 'model.json' twice")

    def test_sizes_are_checked_before_anything_more_is_asked_for(self) -> None:
        self.manifest(lambda group: group["weights"][0].update(shape=[2**20, 2**20]))
        self.refused("TOO_LARGE", "an ONNX file ends at 2 GiB")
        self.assertEqual(len(self.asked), 1)

    def test_addresses_that_are_not_asked(self) -> None:
        for url, words in (
            ("http://example.org/model.json", "is plain http"),
            ("ftp://127.0.0.1/model.json", "is not an http or https address"),
            ("file:///etc/passwd", "is not an http or https address"),
            ("https://me:secret@example.org/model.json", "a name and password"),
            ("https://[::1/model.json", "is not an address"),
        ):
            with self.subTest(url):
                self.refused("BAD_ADDRESS", words, url)
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/model.json"
            self.refused("DOWNLOAD_FAILED", "cannot be reached", url)

    def test_the_command_makes_a_folder_or_leaves_none(self) -> None:
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            self.assertEqual(main(["fetch", self.url, str(self.folder / "new")]), 0)
            self.assertEqual(out.getvalue(), f"{self.folder / 'new' / 'model.json'}\n")
            self.assertEqual(main(["fetch", self.url, str(self.folder / "new")]), 1)
            self.assertEqual(main(["fetch", f"{self.url}x", str(self.folder / "none")]), 1)
        self.assertIn("cannot make folder", err.getvalue())
        self.assertEqual(sorted(os.listdir(self.folder)), ["new"])
        self.assertEqual(sorted(os.listdir(self.folder / "new")), ["model.json", "weights.bin"])
        with self.assertRaises(ConversionError):
            fetch_model("nothing", self.folder)


if __name__ == "__main__":
    unittest.main()
