import os
import random
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import h5py
import numpy as np

from keras_files import BIAS, KERNEL, dense, dense_3, layer_3, weights_h5, write_archive, write_h5
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.keras_file import read_here
from tfjs_to_onnx.keras_variables import snake_class
from tfjs_to_onnx.run_model import run_model

#: The same without a process for each file.
HERE = mock.patch("tfjs_to_onnx.read_model.read_keras_file", read_here)
WEIGHTS = {"dense": {"kernel": KERNEL, "bias": BIAS}}
VARIABLES = {"layers/dense": [KERNEL, BIAS]}
X = np.array([[1, -2, 0.5, 3], [0, 1, 2, -4]], np.float32)


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "model"

    def run_file(self, path: Path) -> np.ndarray:
        convert(path, self.folder / "o.onnx")
        return run_model(self.folder / "o.onnx", X)

    def refused(self, code: str, words: str, path: Path) -> None:
        """Converting raises that error in one line, and leaves no file."""
        before = sorted(os.listdir(self.folder))
        with self.assertRaises(ConversionError) as raised:
            convert(path, self.folder / "o.onnx", report=self.folder / "report.json")
        line = raised.exception.one_line()
        self.assertEqual(raised.exception.code, code, line)
        self.assertIn(words, line)
        self.assertNotIn("\n", line)
        self.assertLess(len(line), 800)
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def h5(self, config=None, weights=WEIGHTS, change=None) -> Path:
        return write_h5(self.path, config or dense(), weights, change)

    def archive(self, config=None, weights=None, **more) -> Path:
        return write_archive(
            self.folder / "archive", config or dense_3(), weights or weights_h5(VARIABLES), **more
        )


class GoodFileTest(FolderTest):
    def test_files_by_hand_give_what_they_say(self) -> None:
        expected = X @ KERNEL + BIAS
        for path in (self.h5(), self.archive()):
            self.assertLess(np.abs(self.run_file(path) - expected).max(), 1e-6)

    def test_keras_3_has_a_flatter_hard_sigmoid(self) -> None:
        y = X @ KERNEL + BIAS
        for path, slope in (
            (self.h5(dense(activation="hard_sigmoid")), 0.2),
            (self.archive(dense_3(activation="hard_sigmoid")), 1 / 6),
        ):
            expected = np.clip(slope * y + 0.5, 0, 1)
            self.assertLess(np.abs(self.run_file(path) - expected).max(), 1e-6)

    def test_keras_3_counts_classes_and_not_names(self) -> None:
        more = [
            layer_3("Dense", "first", units=2, activation="linear"),
            layer_3("LeakyReLU", "l", negative_slope=0.1),
        ]
        second = np.array([[1, 2], [3, -4], [0, 1]], np.float32)
        data = weights_h5({**VARIABLES, "layers/dense_1": [second, np.zeros(2, np.float32)]})
        y = (X @ KERNEL + BIAS) @ second
        path = self.archive(dense_3(*more), data)
        self.assertLess(np.abs(self.run_file(path) - np.where(y > 0, y, 0.1 * y)).max(), 1e-5)

    def test_a_name_that_lies_about_the_form_does_not_matter(self) -> None:
        for name in ("model.json", "model.keras", "model.h5"):
            path = self.folder / name
            os.replace(self.h5(), path)
            self.assertEqual(self.run_file(path).shape, (2, 3))

    def test_half_precision_weights_are_read(self) -> None:
        path = self.h5(
            weights={"dense": {"kernel": KERNEL.astype(np.float16), "bias": BIAS.astype(np.float64)}}
        )
        self.assertLess(np.abs(self.run_file(path) - X @ KERNEL - BIAS).max(), 1e-2)

    def test_class_names_as_keras_writes_them(self) -> None:
        names = {
            "Conv2DTranspose": "conv2d_transpose",
            "PReLU": "p_re_lu",
            "ConvLSTM2D": "conv_lstm2d",
            "GRU": "gru",
        }
        self.assertEqual({name: snake_class(name) for name in names}, names)

    def test_custom_layers_work_in_keras_files_too(self) -> None:
        custom = self.folder / "twice.py"
        custom.write_text(
            "from tfjs_to_onnx.layer_context import layer\n"
            "@layer('Twice')\ndef twice(context, x):\n    return context.graph.binary('Add', x, x)\n"
        )
        own = {
            "module": "mine",
            "class_name": "Twice",
            "config": {"name": "t"},
            "registered_name": "mine>Twice",
        }
        path = self.archive(dense_3(own))
        self.refused("UNSUPPORTED_LAYER", "a layer of your own, and no --custom file adds it", path)
        command = [
            sys.executable,
            "-m",
            "tfjs_to_onnx",
            "convert",
            path,
            self.folder / "o.onnx",
            "--custom",
            custom,
        ]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(np.abs(run_model(self.folder / "o.onnx", X) - 2 * (X @ KERNEL + BIAS)).max(), 1e-5)


@HERE
class LayerRefusalTest(FolderTest):
    def sequential(self, kind: str, **config) -> Path:
        topology = dense()
        topology["config"]["layers"].append({"class_name": kind, "config": {"name": "odd", **config}})
        return self.h5(topology, {**WEIGHTS, "odd": {}})

    def test_code_is_never_run(self) -> None:
        function = ["4wEAAAAAAAAA", None, None]
        path = self.sequential("Lambda", function=function, function_type="lambda")
        self.refused(
            "UNSUPPORTED_LAYER", "layer 'odd' is a Lambda, which cannot be converted: it carries Python", path
        )
        for kind in ("TFOpLambda", "SlicingOpLambda"):
            self.refused(
                "UNSUPPORTED_LAYER", "put it into a layer", self.sequential(kind, function="math.add")
            )

    def test_layers_and_settings_that_are_not_known(self) -> None:
        self.refused(
            "UNSUPPORTED_LAYER", "this layer of Keras 2.15 is not", self.sequential("MultiHeadAttention")
        )
        for kind, config, words in (
            ("BatchNormalization", {"renorm": True}, "its setting 'renorm' is not one that is converted"),
            ("Dense", {"units": 2, "kernel_magic": 1}, "its setting 'kernel_magic'"),
            ("ReLU", {"threshold": 0.5}, "its threshold is not 0"),
            ("Softmax", {"axis": [0]}, "one axis after the batch"),
            ("Dense", {"units": 2, "dtype": {"class_name": "QuantizedDTypePolicy"}}, "quantised weights"),
            ("Activation", {"activation": {"class_name": "function", "config": "relu"}}, "has no activation"),
            ("ConvLSTM1D", {}, "is not converted"),
            ("CuDNNLSTM", {"units": 2}, "load the model in Keras 2.15 and save it again"),
        ):
            with self.subTest(kind, words=words):
                self.refused("UNSUPPORTED_LAYER", words, self.sequential(kind, **config))

    def test_operations_of_keras_3_are_no_layers(self) -> None:
        add = {"class_name": "Add", "config": {"name": "add"}}
        self.refused("UNSUPPORTED_LAYER", "an operation outside of any layer", self.archive(dense_3(add)))

    def test_models_of_their_own_class(self) -> None:
        config = {"class_name": "MyModel", "config": {"name": "m"}, "registered_name": "mine>MyModel"}
        self.refused(
            "NOT_A_MODEL", "its own class 'MyModel', whose steps are Python code", self.archive(config)
        )

    def test_float16_arithmetic_is_noted(self) -> None:
        report = convert(self.h5(dense(dtype="mixed_float16")), self.folder / "o.onnx")
        self.assertEqual(
            report["notes"],
            ["layer 'dense' (Dense): Keras computes it in mixed_float16, the ONNX model in float32"],
        )


@HERE
class Hdf5RefusalTest(FolderTest):
    def damaged(self, change) -> Path:
        """The kernel is taken out, for something else to take its place."""

        def both(file: h5py.File) -> None:
            del file["model_weights/dense/dense/kernel:0"]
            change(file["model_weights/dense/dense"])

        return self.h5(change=both)

    def test_nothing_outside_of_the_file_is_read(self) -> None:
        other = self.folder / "other.h5"
        write_h5(other, dense(), WEIGHTS)
        raw = self.folder / "raw.bin"
        raw.write_bytes(KERNEL.tobytes())
        target = "/model_weights/dense/dense/kernel:0"

        def virtual(group: h5py.Group) -> None:
            layout = h5py.VirtualLayout(shape=(4, 3), dtype="f4")
            layout[:] = h5py.VirtualSource(str(other), target, shape=(4, 3))
            group.create_virtual_dataset("kernel:0", layout)

        links = {
            "external": h5py.ExternalLink(str(other), target),
            "soft": h5py.SoftLink("/model_weights/dense/dense/bias:0"),
        }
        for name, link in links.items():
            with self.subTest(name):
                path = self.damaged(lambda group, link=link: group.__setitem__("kernel:0", link))
                self.refused("BAD_HDF5", "is a link to somewhere else", path)
        self.refused("BAD_HDF5", "lies in another file", self.damaged(virtual))
        external = self.damaged(
            lambda group: group.create_dataset("kernel:0", (4, 3), "f4", external=[(str(raw), 0, 48)])
        )
        self.refused("BAD_HDF5", "lies in another file", external)

    def test_sizes_that_are_declared_and_not_there(self) -> None:
        empty = self.damaged(lambda group: group.create_dataset("kernel:0", (2**14, 2**14), "f4"))
        self.refused("TRUNCATED_WEIGHTS", "no such bytes", empty)
        huge = self.damaged(lambda group: group.create_dataset("kernel:0", (2**20, 2**20), "f4"))
        self.refused("TOO_LARGE", "over 2 GiB", huge)
        zeros = np.zeros((1000, 1000), np.float32)
        packed = self.damaged(lambda group: group.create_dataset("kernel:0", data=zeros, compression="gzip"))
        self.refused("COMPRESSED_WEIGHTS", "h5repack -f NONE", packed)

    def test_weights_that_do_not_fit(self) -> None:
        for weights, code, words in (
            ({"kernel": KERNEL.T, "bias": BIAS}, "WEIGHT_SHAPE", "has shape [3, 4], [4, 3] was expected"),
            ({"kernel": KERNEL}, "MISSING_WEIGHT", "weight 'dense/bias'"),
            ({"kernel": KERNEL * np.nan, "bias": BIAS}, "NOT_FINITE", "NaN"),
            ({"kernel": KERNEL, "bias": BIAS, "more": BIAS}, "UNUSED_WEIGHT", "belongs to no layer"),
            ({"kernel": KERNEL > 0, "bias": BIAS}, "UNKNOWN_DTYPE", "stored as bool"),
        ):
            with self.subTest(words):
                self.refused(code, words, self.h5(weights={"dense": weights}))
        self.refused("MISSING_WEIGHT", "no weights group of layer 'dense'", self.h5(weights={}))
        text = self.damaged(lambda group: group.create_dataset("kernel:0", data="a text"))
        self.refused("UNKNOWN_DTYPE", "stored as object", text)
        folder = self.damaged(lambda group: group.create_group("kernel:0"))
        self.refused("BAD_HDF5", "is not there", folder)

    def test_other_hdf5_files(self) -> None:
        def alone(file: h5py.File) -> None:
            del file.attrs["model_config"]

        def numbers(file: h5py.File) -> None:
            file.attrs["model_config"] = np.arange(3)

        self.refused("NOT_A_MODEL", "weights alone; hint: save the whole model", self.h5(change=alone))
        self.refused("BAD_HDF5", "'model_config' is not text", self.h5(change=numbers))
        version = self.h5(change=lambda file: file.attrs.__setitem__("keras_version", "1.2.2"))
        self.refused("NOT_A_MODEL", "written by Keras '1.2.2'", version)
        text = self.h5(change=lambda file: file.attrs.__setitem__("model_config", "{"))
        self.refused("NOT_JSON", "is not JSON", text)


class DamagedFileTest(FolderTest):
    def test_damaged_files_are_converted_or_refused(self) -> None:
        chance = random.Random(0)
        whole = self.h5().read_bytes()
        codes = set()
        for number in range(16):
            data = bytearray(whole)
            if number % 2 == 0:
                del data[chance.randrange(8, len(data)) :]
            for _ in range(0 if number % 2 == 0 else chance.randint(1, 9)):
                data[chance.randrange(8, len(data))] = chance.choice([0, 1, 255, chance.randrange(256)])
            self.path.write_bytes(data)
            try:
                convert(self.path, self.folder / "o.onnx")
                (self.folder / "o.onnx").unlink()
            except ConversionError as error:
                self.assertNotIn("\n", error.one_line())
                codes.add(error.code)
            self.assertEqual(os.listdir(self.folder), ["model"])
        self.assertIn("BAD_HDF5", codes)


@HERE
class ArchiveRefusalTest(FolderTest):
    def test_archives_that_are_none(self) -> None:
        whole = self.archive().read_bytes()
        self.path.write_bytes(whole[: len(whole) // 2])
        self.refused("NOT_A_MODEL", "is not a .keras archive", self.path)
        with zipfile.ZipFile(self.path, "w") as archive:
            archive.writestr("model.json", "{}")
        self.refused("NOT_A_MODEL", "it has no config.json", self.path)
        self.refused("BAD_HDF5", "cannot be opened", self.archive(weights=b"a pickle"))
        self.refused("NOT_JSON", "is not JSON", self.archive(**{"config.json": b"\xff"}))
        self.refused("NOT_A_MODEL", "metadata.json is not JSON", self.archive(**{"metadata.json": b"2"[:0]}))
        self.refused("NOT_A_MODEL", "written by Keras '4.0'", self.archive(version="4.0"))

    def test_names_that_promise_a_keras_file(self) -> None:
        path = self.folder / "model.keras"
        self.refused("MISSING_FILE", "there is no file", path)
        path.write_text("version https://git-lfs")
        self.refused("NOT_A_MODEL", "neither HDF5 nor a .keras archive", path)
        saved = self.folder / "saved"
        saved.mkdir()
        (saved / "saved_model.pb").write_bytes(b"")
        self.refused("NOT_A_MODEL", "tf2onnx.convert --saved-model", saved)

    def test_bombs(self) -> None:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("config.json", bytes(2**24))
        self.refused("TOO_LARGE", "config.json", self.path)

    def test_members_outside_are_never_unpacked(self) -> None:
        path = self.archive(**{"..__..__evil.txt": b"x", "assets__evil": b"x"})
        self.assertEqual(self.run_file(path).shape, (2, 3))
        self.assertEqual(sorted(os.listdir(self.folder)), ["archive", "o.onnx"])

    def test_variables_that_do_not_fit(self) -> None:
        self.refused("MISSING_WEIGHT", "dense/kernel", self.archive(weights=weights_h5({})))
        extra = weights_h5({**VARIABLES, "layers/dense_1": [BIAS]})
        self.refused("UNUSED_WEIGHT", "layers/dense_1/vars/0", self.archive(weights=extra))
        named = weights_h5(
            VARIABLES, lambda file: file["layers/dense/vars"].attrs.__setitem__("name", "other")
        )
        self.refused(
            "BAD_HDF5", "has the variables of layer 'other', not of 'dense'", self.archive(weights=named)
        )
        old = weights_h5({"_layer_checkpoint_dependencies/dense": [KERNEL]})
        self.refused("OLD_ARCHIVE", "Keras 2.12", self.archive(weights=old))
        optimizer = weights_h5({**VARIABLES, "optimizer": [BIAS], "layers/dropout/seed_generator": [BIAS]})
        self.assertEqual(self.run_file(self.archive(weights=optimizer)).shape, (2, 3))


class MissingPackageTest(FolderTest):
    def test_h5py_is_named_where_it_is_missing(self) -> None:
        blocked = self.folder / "h5py.py"
        blocked.write_text("raise ImportError('not here')")
        command = [sys.executable, "-m", "tfjs_to_onnx", "convert", self.h5(), self.folder / "o.onnx"]
        environment = {**os.environ, "PYTHONPATH": f"{self.folder}{os.pathsep}{Path(__file__).parent.parent}"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("hint: pip install 'tfjs-to-onnx[keras]', or pip install h5py", done.stderr)
        self.assertFalse((self.folder / "o.onnx").exists())

    def test_a_model_json_needs_no_h5py(self) -> None:
        code = "import sys, tfjs_to_onnx.convert; print('h5py' in sys.modules)"
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        self.assertEqual(done.stdout, "False\n")


if __name__ == "__main__":
    unittest.main()
