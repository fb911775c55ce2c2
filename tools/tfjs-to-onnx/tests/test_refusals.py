import quiet_tensorflow  # noqa: F401
import copy
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from layers_models import dcgan, layer, sequential, write_model
from tfjs_to_onnx.export_generator import export_generator
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.options import Options


class RefusalTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.topology, self.weights = dcgan(4, (3, 3, 2))

    def write(self, **changes) -> Path:
        path = write_model(self.folder, self.topology, self.weights)
        if changes:
            path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
        return path

    def refused(
        self, code: str, message: str, path: Path | None = None, options: Options = Options()
    ) -> None:
        """Converting raises that error in one line, and leaves no file."""
        path = path or self.write()
        before = sorted(self.folder.iterdir())
        with self.assertRaises(ConversionError) as raised:
            export_generator(
                path, self.folder / "o.onnx", options, self.folder / "reference", self.folder / "report.json"
            )
        self.assertEqual(raised.exception.code, code)
        self.assertIn(message, raised.exception.one_line())
        self.assertNotIn("\n", raised.exception.one_line())
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def add(self, added: dict) -> None:
        self.topology["config"]["layers"].insert(1, added)

    def test_missing_file(self) -> None:
        self.refused("MISSING_FILE", "No such file", self.folder / "absent.json")

    def test_not_json(self) -> None:
        path = self.folder / "model.json"
        path.write_bytes(b"\x08\x07 an ONNX file")
        self.refused("NOT_JSON", "is not JSON", path)

    def test_json_of_something_else(self) -> None:
        for text in ("[]", "{}", '{"modelTopology": {"config": {}}, "weightsManifest": []}'):
            path = self.folder / "model.json"
            path.write_text(text)
            self.refused("NOT_A_MODEL", "model.json", path)

    def test_graph_model_names_the_way_out(self) -> None:
        self.refused("GRAPH_MODEL", "python -m tf2onnx.convert --tfjs", self.write(format="graph-model"))
        self.refused("GRAPH_MODEL", "graph model", self.write(format=None, modelTopology={"node": []}))

    def test_keras_3(self) -> None:
        self.topology["config"]["layers"][0]["config"]["dtype"] = {"class_name": "DTypePolicy", "config": {}}
        self.refused("KERAS_3", "Keras 3")

    def test_unknown_and_custom_layers_by_name(self) -> None:
        self.add(layer("PixelNorm", "pixel_norm_7"))
        self.refused("UNSUPPORTED_LAYER", "layer 'pixel_norm_7' is a 'PixelNorm'")

    def test_layers_that_would_run_code(self) -> None:
        self.add(layer("Lambda", "lambda_1", function="print"))
        self.refused("UNSUPPORTED_LAYER", "layer 'lambda_1' is a 'Lambda'")

    def test_malformed_layers(self) -> None:
        self.topology["config"]["layers"].append({"name": "lost"})
        self.refused("BAD_TOPOLOGY", "malformed")

    def test_what_keras_refuses(self) -> None:
        self.topology["config"]["layers"][3]["config"]["target_shape"] = [5, 5, 3]
        self.refused("BAD_TOPOLOGY", "Keras cannot build the network")

    def test_bilinear_upsampling_with_the_reason(self) -> None:
        self.topology["config"]["layers"].append(
            layer("UpSampling2D", "up", size=[2, 2], interpolation="bilinear")
        )
        self.refused("BILINEAR_UPSAMPLING", "without half pixels")

    def test_channels_first(self) -> None:
        self.topology["config"]["layers"][4]["config"]["data_format"] = "channels_first"
        self.refused("CHANNELS_FIRST", "layer 'up1' is channels_first")

    def test_missing_weight(self) -> None:
        del self.weights["up2/kernel"]
        self.refused("MISSING_WEIGHT", "weight 'up2/kernel' is not in the weights manifest")

    def test_missing_statistics(self) -> None:
        del self.weights["norm2/moving_mean"]
        self.refused("MISSING_WEIGHT", "norm2/moving_mean")

    def test_left_over_weight(self) -> None:
        self.weights["other/kernel"] = np.ones(3, np.float32)
        self.refused("UNUSED_WEIGHT", "'other/kernel' belongs to no layer")

    def test_weight_of_another_shape(self) -> None:
        self.weights["up3/kernel"] = np.ones((4, 4, 3, 5), np.float32)
        self.refused("WEIGHT_SHAPE", "has shape [4, 4, 3, 5], layer 'up3' needs [4, 4, 3, 2]")

    def test_not_a_number(self) -> None:
        self.weights["up1/kernel"][0, 0, 0, 0] = np.nan
        self.refused("NOT_FINITE", "weight 'up1/kernel' contains NaN")

    def test_truncated_weight_file(self) -> None:
        path = self.write()
        shard = self.folder / "group1-shard2of2.bin"
        shard.write_bytes(shard.read_bytes()[:-1])
        self.refused("TRUNCATED_WEIGHTS", "weight 'up3/kernel' lies at bytes", path)

    def test_overlong_weight_file(self) -> None:
        path = self.write()
        shard = self.folder / "group1-shard2of2.bin"
        shard.write_bytes(shard.read_bytes() + b"1234")
        self.refused("OVERLONG_WEIGHTS", "the manifest describes only", path)

    def test_missing_weight_file(self) -> None:
        path = self.write()
        (self.folder / "group1-shard1of2.bin").unlink()
        self.refused("MISSING_WEIGHT_FILE", "group1-shard1of2.bin", path)

    def test_no_manifest(self) -> None:
        self.refused("BAD_MANIFEST", "weightsManifest", self.write(weightsManifest=None))

    def test_unknown_number_type(self) -> None:
        path = self.write()
        document = json.loads(path.read_text())
        document["weightsManifest"][0]["weights"][0]["dtype"] = "string"
        path.write_text(json.dumps(document))
        self.refused("UNKNOWN_DTYPE", "stored as string", path)

    def test_open_image_size(self) -> None:
        self.topology = sequential(
            layer("Conv2D", "conv", filters=1, kernel_size=[1, 1], batch_input_shape=[None, None, None, 1])
        )
        self.weights = {"conv/kernel": np.ones((1, 1, 1, 1), np.float32), "conv/bias": np.ones(1, np.float32)}
        self.refused("DYNAMIC_SIZE", "open size")

    def test_two_inputs(self) -> None:
        inputs = [layer("InputLayer", name, batch_input_shape=[None, 3]) for name in ("a", "b")]
        for entry in inputs:
            entry |= {"name": entry["config"]["name"], "inbound_nodes": []}
        added = layer("Add", "add") | {"name": "add", "inbound_nodes": [[["a", 0, 0, {}], ["b", 0, 0, {}]]]}
        ends = {"input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["add", 0, 0]]}
        config = {"name": "model", "layers": [*inputs, added], **ends}
        self.topology, self.weights = {"class_name": "Model", "config": config}, {}
        self.refused("ONE_TENSOR", "2 inputs")

    def test_float16_overflow(self) -> None:
        self.weights["dense_Dense1/kernel"][0, 0] = 1e6
        self.weights["norm1/gamma"][0] = self.weights["norm1/moving_variance"][0] = 1
        self.refused("FLOAT16_OVERFLOW", "float16 ends at 65504", options=Options(weights="float16"))

    def test_pixels_of_something_that_is_no_image(self) -> None:
        self.topology["config"]["layers"][-1]["config"]["activation"] = "sigmoid"
        self.refused("NOT_AN_IMAGE", "sigmoid", options=Options(pixels="rgba8"))
        topology = copy.deepcopy(self.topology)
        topology["config"]["layers"].append(layer("Flatten", "flat"))
        self.topology = topology
        self.refused("NOT_AN_IMAGE", "['N', 3072]", options=Options(pixels="rgba8"))

    def test_options_out_of_range(self) -> None:
        for wrong in (
            {"opset": 9},
            {"pixels": "bgr"},
            {"weights": "int4"},
            {"output_name": "z"},
            {"input_name": ""},
        ):
            with self.assertRaises(ConversionError) as raised:
                Options(**wrong)
            self.assertEqual(raised.exception.code, "BAD_OPTION")


if __name__ == "__main__":
    unittest.main()
