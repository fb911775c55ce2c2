import quiet_tensorflow  # noqa: F401
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from tfjs_to_onnx.cli import main
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.latents import latents, parse_seeds
from tfjs_to_onnx.staged_outputs import StagedOutputs

TOOL = Path(__file__).parent.parent


def call(*arguments: object, code: str = "") -> subprocess.CompletedProcess:
    command = [sys.executable, *(["-c", code] if code else ["-m", "tfjs_to_onnx"]), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(TOOL)}
    )


class CommandLineTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_latents_are_those_of_numpy(self) -> None:
        # python -c "import numpy; print(numpy.random.RandomState(0).randn(1, 3).astype('f4'))"
        golden = np.array([[1.7640524, 0.4001572, 0.978738]], np.float32)
        done = call("latents", "--seeds", "0-2,9", "--size", 3, "--output", self.folder / "z.f32")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        rows = np.fromfile(self.folder / "z.f32", "<f4").reshape(4, 3)
        self.assertTrue(np.array_equal(rows[:1], golden))
        self.assertTrue(np.array_equal(rows, latents([0, 1, 2, 9], 3)))

    def test_seeds_out_of_range_are_refused(self) -> None:
        self.assertEqual(parse_seeds("3,8,20-22,4294967295"), [3, 8, 20, 21, 22, 4294967295])
        for text in ("", "-1", "5-3", "4294967296", "1-2-3", "a", "1.5", "²"):
            with self.assertRaises(ConversionError, msg=text) as raised:
                parse_seeds(text)
            self.assertEqual(raised.exception.code, "BAD_SEEDS")

    def test_run_writes_raw_output_and_one_json_line(self) -> None:
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 2])
        y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 2])
        graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "g", [x], [y])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        (self.folder / "m.onnx").write_bytes(model.SerializeToString())
        inputs = np.arange(10, dtype="<f4").reshape(5, 2)
        inputs.tofile(self.folder / "x.f32")
        run = [
            "run",
            self.folder / "m.onnx",
            "--inputs",
            self.folder / "x.f32",
            "--output",
            self.folder / "y.bin",
        ]

        done = call(*run, "--shape", "5,2", "--threads", 2, "--batch", 2)

        self.assertEqual((done.returncode, done.stderr), (0, ""))
        line = json.loads(done.stdout)
        self.assertEqual((line["shape"], line["dtype"]), ([5, 2], "float32"))
        self.assertTrue(np.array_equal(np.fromfile(self.folder / "y.bin", "<f4").reshape(5, 2), -inputs))

        done = call(*run, "--shape", "4,2")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^error: .* has 40 bytes, the shape \[4, 2\] needs 32\n$")

    def test_run_names_a_broken_model(self) -> None:
        (self.folder / "m.onnx").write_bytes(b"\x08\x08broken")
        np.zeros((1, 2), "<f4").tofile(self.folder / "x.f32")
        done = call(
            "run",
            self.folder / "m.onnx",
            "--inputs",
            self.folder / "x.f32",
            "--shape",
            "1,2",
            "--output",
            self.folder / "y",
        )
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^error: ONNX Runtime: [^\n]*\n$")
        self.assertFalse((self.folder / "y").exists())

    def test_wrong_use_exits_with_2(self) -> None:
        for arguments in (
            (),
            ("fly",),
            ("convert", "model.json"),
            ("latents", "--seeds", "0", "--size", "0"),
        ):
            with self.assertRaises(SystemExit) as raised, contextlib.redirect_stderr(io.StringIO()) as stderr:
                main(arguments)
            self.assertEqual(raised.exception.code, 2)
            self.assertIn("usage:", stderr.getvalue())

    def test_a_refused_model_exits_with_1_and_one_line(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()) as stderr:
            code = main(["convert", str(self.folder / "absent.json"), str(self.folder / "o.onnx")])
        self.assertEqual(code, 1)
        self.assertRegex(
            stderr.getvalue(), r"^error: cannot read [^\n]*absent.json: No such file or directory\n$"
        )
        self.assertEqual(list(self.folder.iterdir()), [])


class StagedOutputsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def staged_until(self, signal_name: str) -> int:
        """A process that stages two outputs and gets a signal before the commit; returns its exit code."""
        code = (
            "import os, signal, sys\n"
            "from tfjs_to_onnx.staged_outputs import StagedOutputs\n"
            "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
            "with StagedOutputs() as outputs:\n"
            "    outputs.folder(sys.argv[1] + '/reference', {'model.json': b'{}'})\n"
            "    outputs.file(sys.argv[1] + '/model.onnx', bytes(100))\n"
            f"    os.kill(os.getpid(), signal.{signal_name})\n"
            "    outputs.commit()\n"
        )
        return call(self.folder, code=code).returncode

    def test_a_killed_process_leaves_the_old_file(self) -> None:
        (self.folder / "model.onnx").write_bytes(b"old")
        self.assertEqual(self.staged_until("SIGKILL"), -signal.SIGKILL)
        self.assertEqual((self.folder / "model.onnx").read_bytes(), b"old")
        self.assertFalse((self.folder / "reference").exists())

    def test_a_terminated_process_leaves_nothing(self) -> None:
        self.assertEqual(self.staged_until("SIGTERM"), 143)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_failure_removes_what_was_staged(self) -> None:
        with self.assertRaises(ConversionError) as raised, StagedOutputs() as outputs:
            outputs.file(self.folder / "a", b"1")
            outputs.file(self.folder / "absent" / "b", b"2")
        self.assertEqual(raised.exception.code, "CANNOT_WRITE")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_folders_replace_their_like_and_nothing_else(self) -> None:
        target = self.folder / "reference"
        for data in (b"1", b"2"):
            with StagedOutputs() as outputs:
                outputs.folder(target, {"model.json": data})
                outputs.commit()
            self.assertEqual((target / "model.json").read_bytes(), data)
        (target / "diary.txt").write_text("mine")
        with self.assertRaises(ConversionError), StagedOutputs() as outputs:
            outputs.folder(target, {"model.json": b"3"})
        self.assertEqual(sorted(path.name for path in target.iterdir()), ["diary.txt", "model.json"])


if __name__ == "__main__":
    unittest.main()
