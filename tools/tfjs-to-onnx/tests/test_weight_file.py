import tempfile
import unittest
from pathlib import Path

import numpy as np

from layers_models import dcgan, write_model
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.layers_model import read_layers_model
from tfjs_to_onnx.weight_file import read_weights
from tfjs_to_onnx.weight_names import find_weight_name


class WeightFileTest(unittest.TestCase):
    def test_decodes_every_quantisation(self) -> None:
        topology, weights = dcgan(4, (3, 3, 2))
        for quantization, step in ((None, 0), ("float16", 1e-3), ("uint16", 1e-4), ("uint8", 2e-2)):
            with tempfile.TemporaryDirectory() as folder:
                network, _ = read_layers_model(write_model(Path(folder), topology, weights, quantization))
            self.assertEqual(list(network.weights), list(weights))
            for name, values in weights.items():
                self.assertEqual(network.weights[name].dtype, np.float32)
                self.assertLessEqual(np.abs(network.weights[name] - values).max(), step, (quantization, name))

    def test_affine_codes_are_code_times_scale_plus_min(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "w").write_bytes(bytes([0, 1, 255]))
            quantization = {"dtype": "uint8", "scale": 0.1, "min": -3.0}
            spec = {"name": "a/kernel", "shape": [3], "dtype": "float32", "quantization": quantization}
            weights, _ = read_weights([{"paths": ["w"], "weights": [spec]}], Path(folder))
        self.assertEqual(weights["a/kernel"].tolist(), np.array([-3.0, -2.9, 22.5], np.float32).tolist())

    def test_leaves_out_optimizer_state(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "w").write_bytes(bytes(8))
            specs = [{"name": "a/kernel", "shape": [1], "dtype": "float32"}]
            specs.append({"name": "Adam/m", "shape": [1], "dtype": "float32", "group": "optimizer"})
            weights, _ = read_weights([{"paths": ["w"], "weights": specs}], Path(folder))
        self.assertEqual(list(weights), ["a/kernel"])


class WeightNameTest(unittest.TestCase):
    def test_finds_scoped_names_and_prefers_the_exact_one(self) -> None:
        for names, expected in (
            (["d/kernel", "model/d/kernel"], "d/kernel"),
            (["model/d/kernel", "model/dd/kernel"], "model/d/kernel"),
            (["d/d_1/kernel", "d_1/kernel"], "d/d_1/kernel"),
            (["model/d/d_1/kernel", "model/e/kernel"], "model/d/d_1/kernel"),
        ):
            self.assertEqual(find_weight_name(names, "d", "kernel"), expected)

    def test_refuses_two_equally_good_names(self) -> None:
        with self.assertRaises(ConversionError) as raised:
            find_weight_name(["a/d/kernel", "b/d/kernel"], "d", "kernel")
        self.assertEqual(raised.exception.code, "AMBIGUOUS_WEIGHT")


if __name__ == "__main__":
    unittest.main()
