import unittest

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from layers_models import dcgan, layer, sequential
from test_convert import FIXTURE, LATENTS, FolderTest
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.convert_options import ConvertOptions
from tfjs_to_onnx.run_model import run_model

INT8 = ConvertOptions(weights="int8")
#: Names of quantised weights: (operator, the axis that has one scale for each place)
CHANNELS = {"Gemm": 1, "MatMul": 1, "Conv": 0, "ConvTranspose": 1, "LSTM": 1, "Gather": 0}


def tensors(path) -> dict[str, np.ndarray]:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}


class Int8Test(FolderTest):
    def several(self) -> None:
        """Every operator whose weights are quantised, in a row."""
        random = np.random.RandomState(0)
        up = {"filters": 12, "kernel_size": [4, 4], "strides": [2, 2], "padding": "same", "use_bias": False}
        self.topology = sequential(
            layer("Embedding", "e", input_dim=40, output_dim=32, batch_input_shape=[None, 9]),
            layer("Dense", "d", units=48, use_bias=False),
            layer("LSTM", "l", units=32, use_bias=False, recurrent_activation="sigmoid"),
            layer("Dense", "f", units=64, use_bias=False),
            layer("Reshape", "r", target_shape=[2, 2, 16]),
            layer("Conv2DTranspose", "t", **up),
            layer("Conv2D", "c", filters=32, kernel_size=[3, 3], use_bias=False),
            layer("Conv2D", "small", filters=3, kernel_size=[1, 1], use_bias=False),
        )
        shapes = {
            "e/embeddings": (40, 32),
            "d/kernel": (32, 48),
            "l/kernel": (48, 128),
            "l/recurrent_kernel": (32, 128),
            "f/kernel": (32, 64),
            "t/kernel": (4, 4, 12, 16),
            "c/kernel": (3, 3, 12, 32),
            "small/kernel": (1, 1, 32, 3),
        }
        self.weights = {
            name: (random.randn(*shape) * random.uniform(0.01, 3, shape[-1])).astype(np.float32) / 4
            for name, shape in shapes.items()
        }
        self.weights["c/kernel"][..., 5] = 0  # a dead channel
        self.weights["c/kernel"][..., 6] = 1e-41  # and one whose scale is not a normal number

    def test_every_weight_is_within_half_a_step_of_its_channel(self) -> None:
        self.several()
        path = self.write()
        convert(path, self.folder / "whole.onnx")
        report = convert(path, self.folder / "o.onnx", INT8)
        whole, stored = tensors(self.folder / "whole.onnx"), tensors(self.folder / "o.onnx")
        quantised = [name.removesuffix(".int8") for name in stored if name.endswith(".int8")]
        kinds = sorted(name.split("_")[0] for name in quantised)
        self.assertEqual(kinds, ["Conv", "ConvTranspose", "Gather", "Gemm", "LSTM", "LSTM", "MatMul"])
        self.assertEqual(report["weights"]["int8Parameters"], sum(whole[name].size for name in quantised))
        largest = 0.0
        for name in quantised:
            values, q, scale = whole[name], stored[f"{name}.int8"], stored[f"{name}.scale"]
            axis = CHANNELS[name.split("_")[0]]
            self.assertEqual(scale.shape, tuple(n if i == axis else 1 for i, n in enumerate(values.shape)))
            self.assertEqual((q.dtype, q.shape), (np.dtype(np.int8), values.shape))
            self.assertGreaterEqual(q.min(), -127)
            difference = np.abs(q.astype(np.float32) * scale - values)
            np.testing.assert_array_less(difference, np.broadcast_to(scale * 0.5001 + 1e-30, q.shape))
            others = tuple(i for i in range(q.ndim) if i != axis)
            dead = np.abs(values).max(others) == 0
            np.testing.assert_array_equal(np.abs(q).max(others), np.where(dead, 0, 127))
            largest = max(largest, float(difference.max()))
        self.assertEqual(report["weights"]["largestRoundingError"], largest)

    def test_computes_in_float32_with_those_weights(self) -> None:
        self.several()
        path = self.write()
        convert(path, self.folder / "whole.onnx")
        convert(path, self.folder / "o.onnx", INT8)
        model, stored = onnx.load(self.folder / "whole.onnx"), tensors(self.folder / "o.onnx")
        for tensor in model.graph.initializer:
            if f"{tensor.name}.int8" in stored:
                values = stored[f"{tensor.name}.int8"] * stored[f"{tensor.name}.scale"]
                tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), tensor.name))
        x = np.random.RandomState(1).randint(0, 40, (3, 9)).astype(np.float32)
        expected = run_model(model.SerializeToString(), x)
        np.testing.assert_array_equal(run_model(self.folder / "o.onnx", x), expected)

    def test_onnx_runtime_makes_float32_weights_of_them_when_it_loads(self) -> None:
        self.several()
        convert(self.write(), self.folder / "o.onnx", INT8)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # it warns of what it writes
        options.optimized_model_filepath = str(self.folder / "loaded.onnx")
        onnxruntime.InferenceSession(str(self.folder / "o.onnx"), options, providers=["CPUExecutionProvider"])
        operators = [node.op_type for node in onnx.load(self.folder / "loaded.onnx").graph.node]
        self.assertNotIn("Mul", operators)
        self.assertEqual(operators.count("Cast"), 1)  # of the indices

    def test_a_quarter_of_the_file_and_its_drift(self) -> None:
        self.topology, self.weights = dcgan(100, (64, 32, 16))
        path = self.write()
        whole = convert(path, self.folder / "a.onnx")
        self.assertEqual(whole["drift"], [])
        digests = set()
        for opset in (13, 17, 21, 17):
            options = ConvertOptions(weights="int8", opset=opset)
            report = convert(path, self.folder / "b.onnx", options)
            self.assertLess(report["bytes"], 0.3 * whole["bytes"])
            digests.add(report["sha256"])
            (drift,) = report["drift"]
            z = np.random.RandomState(2).randn(64, 100).astype(np.float32)
            seen = np.abs(run_model(self.folder / "b.onnx", z) - run_model(self.folder / "a.onnx", z))
            self.assertGreater(drift["largest"], 0)
            self.assertLess(seen.max(), 4 * drift["largest"])
            self.assertAlmostEqual(seen.mean() / drift["mean"], 1, delta=0.3)
        self.assertEqual(len(digests), 3)

    def test_drift_of_pictures_is_in_levels(self) -> None:
        options = ConvertOptions(weights="int8", output_pixels=("rgba8,-1..1",))
        (drift,) = convert(FIXTURE, self.folder / "b.onnx", options)["drift"]
        convert(FIXTURE, self.folder / "a.onnx", ConvertOptions(output_pixels=("rgba8,-1..1",)))
        self.assertEqual(drift["unit"], "levels")
        self.assertEqual(drift["largestOutput"], 255)
        a, b = (run_model(self.folder / f"{n}.onnx", LATENTS).view(np.uint8).astype(int) for n in "ab")
        self.assertLessEqual(np.abs(a - b).max(), 2 * drift["largest"] + 1)

    def test_a_table_that_is_read_in_two_ways_stays(self) -> None:
        # two dense layers with equal kernels share one constant; the same numbers as a table do too
        kernel = np.random.RandomState(3).randn(32, 32).astype(np.float32)
        self.topology = sequential(
            layer("Embedding", "e", input_dim=32, output_dim=32, batch_input_shape=[None, 5]),
            layer("Dense", "d", units=32, use_bias=False),
        )
        self.weights = {"e/embeddings": kernel, "d/kernel": kernel}
        report = convert(self.write(), self.folder / "o.onnx", INT8)
        self.assertEqual(report["weights"]["int8Parameters"], 0)
        self.assertEqual(report["drift"][0]["largest"], 0)


if __name__ == "__main__":
    unittest.main()
