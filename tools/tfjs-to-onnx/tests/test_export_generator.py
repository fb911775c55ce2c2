import quiet_tensorflow  # noqa: F401
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from layers_models import dcgan, write_model
from tfjs_to_onnx.export_generator import export_generator
from tfjs_to_onnx.keras_network import build_keras, predict
from tfjs_to_onnx.layers_model import read_layers_model
from tfjs_to_onnx.options import Options
from tfjs_to_onnx.rgba_pixels import pack_rgba
from tfjs_to_onnx.run_model import run_model

FIXTURE = Path(__file__).parent / "fixtures" / "dcgan-tiny"
LATENTS = np.fromfile(FIXTURE / "latents.f32", "<f4").reshape(2, 10)
IMAGES = np.fromfile(FIXTURE / "images.f32", "<f4").reshape(2, 32, 32, 3)
TOOL = Path(__file__).parent.parent


class ConvertTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.reports = {}
        for pixels in ("none", "rgba8"):
            for weights in ("float32", "float16"):
                name = f"{pixels}-{weights}"
                cls.reports[name] = export_generator(
                    FIXTURE / "model.json",
                    cls.folder / f"{name}.onnx",
                    Options(pixels=pixels, weights=weights),
                    reference=cls.folder / f"reference-{name}",
                    report=cls.folder / f"{name}.json",
                )

    def load(self, name: str) -> onnx.ModelProto:
        return onnx.load(self.folder / f"{name}.onnx")

    def test_float32_gives_what_tensorflow_js_gave(self) -> None:
        images = run_model(self.folder / "none-float32.onnx", LATENTS)
        self.assertEqual(images.shape, (2, 32, 32, 3))
        self.assertLess(np.abs(images - IMAGES).max(), 1e-6)

    def test_float32_gives_what_keras_gives(self) -> None:
        network, _ = read_layers_model(FIXTURE / "model.json")
        keras = predict(build_keras(network), LATENTS)
        self.assertLess(np.abs(run_model(self.folder / "none-float32.onnx", LATENTS) - keras).max(), 1e-6)

    def test_rgba8_is_the_packed_float_output_byte_for_byte(self) -> None:
        latents = np.random.RandomState(5).randn(64, 10).astype(np.float32)
        for weights in ("float32", "float16"):
            pixels = run_model(self.folder / f"rgba8-{weights}.onnx", latents)
            floats = run_model(self.folder / f"none-{weights}.onnx", latents)
            self.assertEqual((pixels.dtype, pixels.shape), (np.int32, (64, 32, 32)))
            self.assertEqual(pixels.tobytes(), pack_rgba(floats).tobytes())

    def test_float16_equals_the_reference_model_and_not_the_source(self) -> None:
        network, _ = read_layers_model(self.folder / "reference-none-float16" / "model.json")
        images = run_model(self.folder / "none-float16.onnx", LATENTS)
        self.assertLess(np.abs(images - predict(build_keras(network), LATENTS)).max(), 1e-6)
        drift = np.abs(images - IMAGES).max()
        self.assertGreater(drift, 1e-5)
        self.assertLess(drift, 5e-3)

    def test_the_reference_model_has_no_batch_norm_and_rounded_weights(self) -> None:
        network, _ = read_layers_model(self.folder / "reference-none-float16" / "model.json")
        kinds = [layer["class_name"] for layer in network.topology["config"]["layers"]]
        self.assertNotIn("BatchNormalization", kinds)
        kernel = network.weights["dense_Dense1/kernel"]
        self.assertTrue(np.array_equal(kernel, kernel.astype(np.float16).astype(np.float32)))
        bias = network.weights["conv2d_transpose_Conv2DTranspose1/bias"]  # 6 numbers stay as they are
        self.assertFalse(np.array_equal(bias, bias.astype(np.float16).astype(np.float32)))

    def test_float16_is_storage_only(self) -> None:
        graph = self.load("rgba8-float16").graph
        stored = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        half = {name for name, values in stored.items() if values.dtype == np.float16}
        self.assertEqual(len(half), 5)  # four kernels and the dense bias
        self.assertEqual({node.op_type for node in graph.node if set(node.input) & half}, {"Cast"})
        self.assertLess(os.path.getsize(self.folder / "rgba8-float16.onnx"), 9000)

    def test_any_batch_size_gives_the_same_faces(self) -> None:
        latents = np.random.RandomState(6).randn(64, 10).astype(np.float32)
        for name, tolerance in (("none-float32", 1e-6), ("rgba8-float16", 0)):
            whole = run_model(self.folder / f"{name}.onnx", latents)
            for batch in (1, 3):
                parts = run_model(self.folder / f"{name}.onnx", latents[:6], threads=1, batch=batch)
                self.assertLessEqual(np.abs(parts - whole[:6]).max(), tolerance)

    def test_the_graph_is_static_but_for_the_batch_and_pads_are_explicit(self) -> None:
        graph = self.load("rgba8-float16").graph
        shapes = [
            [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
            for value in (graph.input[0], graph.output[0])
        ]
        self.assertEqual(shapes, [["N", 10], ["N", 32, 32]])
        convolutions = [node for node in graph.node if node.op_type == "ConvTranspose"]
        self.assertEqual(len(convolutions), 3)
        for node in convolutions:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            self.assertEqual((attributes["auto_pad"], attributes["pads"]), (b"NOTSET", [1, 1, 1, 1]))

    def test_no_transpose_is_left_with_pixels_and_one_without(self) -> None:
        self.assertNotIn("Transpose", self.reports["rgba8-float32"]["nodes"])
        self.assertEqual(self.reports["none-float32"]["nodes"]["Transpose"], 1)

    def test_every_pixel_operation_has_a_webgpu_kernel_for_its_type(self) -> None:
        # Round has none, Cast cannot write uint8; what is used here is in onnxruntime-web's operator table
        allowed = {
            "Add",
            "Cast",
            "Clip",
            "ConvTranspose",
            "Floor",
            "LeakyRelu",
            "MatMul",
            "Mul",
            "ReduceSum",
            "Reshape",
            "Tanh",
        }
        graph = self.load("rgba8-float32").graph
        self.assertEqual({node.op_type for node in graph.node}, allowed)
        casts = [node for node in graph.node if node.op_type == "Cast"]
        self.assertEqual([node.attribute[0].i for node in casts], [onnx.TensorProto.INT32])

    def test_the_same_input_gives_the_same_bytes(self) -> None:
        again, elsewhere = self.folder / "again.onnx", self.folder / "elsewhere.onnx"
        export_generator(FIXTURE / "model.json", again, Options(pixels="rgba8", weights="float16"))
        command = [sys.executable, "-m", "tfjs_to_onnx", "export", FIXTURE / "model.json", elsewhere]
        command += ["--pixels", "rgba8", "--weights", "float16", "--quiet"]
        environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(TOOL)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        expected = (self.folder / "rgba8-float16.onnx").read_bytes()
        self.assertEqual(again.read_bytes(), expected)
        self.assertEqual(elsewhere.read_bytes(), expected)

    def test_the_report_and_the_metadata_tell_what_was_done(self) -> None:
        report = json.loads((self.folder / "rgba8-float16.json").read_text())
        self.assertEqual(report, self.reports["rgba8-float16"])
        self.assertEqual(report["input"], {"name": "z", "shape": ["N", 10], "dtype": "float32"})
        self.assertEqual(report["output"], {"name": "pixels", "shape": ["N", 32, 32], "dtype": "int32"})
        self.assertEqual(report["bytes"], os.path.getsize(self.folder / "rgba8-float16.onnx"))
        self.assertEqual((report["foldedBatchNorms"], report["parameters"]), (3, 2907))
        self.assertEqual(report["weights"]["float16Parameters"], 2896)
        self.assertLess(report["checks"]["onnx"], 1e-6)
        model = self.load("rgba8-float16")
        self.assertEqual(
            (model.producer_name, model.ir_version, model.opset_import[0].version), ("tfjs-to-onnx", 8, 17)
        )
        metadata = {entry.key: entry.value for entry in model.metadata_props}
        self.assertEqual(metadata["source_sha256"], report["sourceSha256"])
        self.assertEqual((metadata["folded_batch_norms"], metadata["opset"]), ("3", "17"))

    def test_names_and_opset_can_be_chosen(self) -> None:
        out = self.folder / "named.onnx"
        export_generator(
            FIXTURE / "model.json", out, Options(opset=15, input_name="latents", output_name="faces")
        )
        model = onnx.load(out)
        self.assertEqual((model.graph.input[0].name, model.graph.output[0].name), ("latents", "faces"))
        self.assertEqual(model.opset_import[0].version, 15)

    def test_the_full_dcgan_fits_in_seven_million_bytes(self) -> None:
        folder = self.folder / "full"
        folder.mkdir()
        model = write_model(folder, *dcgan(100, (512, 256, 128)))
        report = export_generator(model, folder / "full.onnx", Options(pixels="rgba8", weights="float16"))
        self.assertLessEqual(report["bytes"], 7_000_000)
        self.assertEqual(report["foldedBatchNorms"], 3)

    def test_grey_images_repeat_their_level(self) -> None:
        folder = self.folder / "grey"
        folder.mkdir()
        model = write_model(folder, *dcgan(10, (8, 6, 5), channels=1))
        export_generator(model, folder / "grey.onnx", Options(pixels="rgba8"))
        pixels = run_model(folder / "grey.onnx", LATENTS).astype("<i4").view(np.uint8).reshape(-1, 4)
        self.assertTrue((pixels[:, :1] == pixels[:, :3]).all())
        self.assertTrue((pixels[:, 3] == 255).all())
        self.assertGreater(len(np.unique(pixels[:, 0])), 50)


if __name__ == "__main__":
    unittest.main()
