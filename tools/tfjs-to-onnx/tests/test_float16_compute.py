import unittest

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, shape_inference

from layers_models import dcgan, layer, sequential
from test_convert import FIXTURE, IMAGES, LATENTS, FolderTest
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.convert_options import ConvertOptions
from tfjs_to_onnx.float16_compute import rounded_step_by_step
from tfjs_to_onnx.rgba_pixels import levels
from tfjs_to_onnx.run_model import run_model

HALF = ConvertOptions(compute="float16")


def types(path) -> dict[str, set[str]]:
    """By operator, the types of floats that it writes."""
    graph = shape_inference.infer_shapes(onnx.load(path)).graph
    values = [*graph.value_info, *graph.output]
    of = {value.name: value.type.tensor_type.elem_type for value in values}
    found: dict[str, set[str]] = {}
    names = {TensorProto.FLOAT: "float32", TensorProto.FLOAT16: "float16"}
    for node in graph.node:
        kinds = {names[of[name]] for name in node.output if of.get(name) in names}
        found.setdefault(node.op_type, set()).update(kinds)
    return found


class Float16ComputeTest(FolderTest):
    def convert(self, **options) -> dict:
        return convert(self.write(), self.folder / "o.onnx", ConvertOptions(compute="float16", **options))

    def test_a_generator_computes_in_float16_between_float32_inputs_and_outputs(self) -> None:
        whole = convert(FIXTURE, self.folder / "a.onnx")
        digests = {convert(FIXTURE, self.folder / "b.onnx", HALF)["sha256"] for _ in range(2)}
        self.assertEqual(len(digests), 1)
        report = convert(FIXTURE, self.folder / "b.onnx", HALF)
        self.assertLess(report["bytes"], 0.6 * whole["bytes"])
        self.assertEqual(report["compute"], {"type": "float16", "float32": {}})
        self.assertEqual(report["nodes"]["Cast"], 2)
        found = types(self.folder / "b.onnx")
        self.assertEqual(found.pop("Cast"), {"float16", "float32"})
        self.assertEqual(set.union(*found.values()), {"float16"})
        image = run_model(self.folder / "b.onnx", LATENTS)
        self.assertEqual(image.dtype, np.float32)
        self.assertLess(np.abs(image - IMAGES).max(), 1e-2)

    def test_the_drift_is_that_of_rounding_every_result(self) -> None:
        self.topology = sequential(
            layer("Dense", "a", units=40, batch_input_shape=[None, 30], activation="relu"),
            layer("Dense", "b", units=20, use_bias=False),
        )
        random = np.random.RandomState(0)
        shapes = {"a/kernel": (30, 40), "a/bias": (40,), "b/kernel": (40, 20)}
        self.weights = {name: random.randn(*shape).astype(np.float32) for name, shape in shapes.items()}
        self.convert()
        model = onnx.load(self.folder / "o.onnx")
        steps = rounded_step_by_step(model.graph, 17)
        model.graph.CopyFrom(steps)
        x = random.randn(50, 30).astype(np.float32)

        def half(values: np.ndarray) -> np.ndarray:
            return values.astype(np.float16).astype(np.float32)

        a, bias, b = (half(self.weights[name]) for name in shapes)
        hidden = np.maximum(half(half(x) @ a + bias), 0)
        expected = half(hidden @ b)
        # sums in another order may round to the neighbour: 2^-10 of the number at most
        difference = np.abs(run_model(model.SerializeToString(), x) - expected)
        np.testing.assert_array_less(difference, np.abs(expected) * 2**-10 + 1e-2)
        self.assertLess((difference > 0).mean(), 0.05)
        # the CPU leaves roundings out, and so is nearer to float32 than a device with float16 would be
        exact = (
            np.maximum(x @ self.weights["a/kernel"] + self.weights["a/bias"], 0) @ self.weights["b/kernel"]
        )
        on_cpu = np.abs(run_model(self.folder / "o.onnx", x) - exact).mean()
        self.assertLess(on_cpu, np.abs(expected - exact).mean())

    def test_norms_softmax_and_recurrent_layers_stay_float32(self) -> None:
        self.topology = sequential(
            layer("Dense", "d", units=8, use_bias=False, batch_input_shape=[None, 5, 4]),
            layer("LayerNormalization", "n", axis=-1, epsilon=1e-8, center=False, scale=False),
            layer("LSTM", "l", units=6, use_bias=False, return_sequences=True),
            layer("GlobalAveragePooling1D", "p"),
            layer("Dense", "e", units=3, use_bias=False, activation="softmax"),
        )
        random = np.random.RandomState(1)
        shapes = {"d/kernel": (4, 8), "l/kernel": (8, 24), "l/recurrent_kernel": (6, 24), "e/kernel": (6, 3)}
        self.weights = {name: random.randn(*shape).astype(np.float32) for name, shape in shapes.items()}
        report = self.convert()
        found = types(self.folder / "o.onnx")
        for kind in ("ReduceMean", "Sub", "Mul", "Add", "Sqrt", "Div", "LSTM", "Softmax"):
            self.assertEqual(found[kind], {"float32"}, kind)
        for kind in ("MatMul", "Gemm"):
            self.assertEqual(found[kind], {"float16"}, kind)
        self.assertEqual(report["compute"]["float32"]["ReduceMean"], 3)
        # a norm of numbers whose squares float16 does not hold
        x = 1000 * random.randn(2, 5, 4).astype(np.float32)
        convert(self.write(), self.folder / "whole.onnx")
        expected = run_model(self.folder / "whole.onnx", x)
        np.testing.assert_allclose(run_model(self.folder / "o.onnx", x), expected, atol=0.02)

    def test_pixels_are_exact_between_float16_layers(self) -> None:
        kernel = {"filters": 3, "kernel_size": [1, 1], "use_bias": False}
        self.topology = sequential(layer("Conv2D", "c", batch_input_shape=[None, 16, 16, 3], **kernel))
        self.weights = {"c/kernel": np.eye(3, dtype=np.float32).reshape(1, 1, 3, 3)}
        for kind in ("rgba8", "uint8"):
            self.convert(input_pixels=(f"{kind},0..255",), output_pixels=(f"{kind},0..255",))
            bytes_ = np.random.RandomState(2).randint(0, 256, (2, 16, 16, 4)).astype(np.uint8)
            bytes_[..., 3] = 255
            pixels = bytes_.view("<i4")[..., 0] if kind == "rgba8" else np.ascontiguousarray(bytes_[..., :3])
            session = onnxruntime.InferenceSession(str(self.folder / "o.onnx"))
            (shown,) = session.run(None, {session.get_inputs()[0].name: pixels})
            np.testing.assert_array_equal(shown, pixels)
        convert(
            FIXTURE, self.folder / "p.onnx", ConvertOptions(compute="float16", output_pixels=("rgba8,-1..1",))
        )
        shown = run_model(self.folder / "p.onnx", LATENTS)[..., None].view(np.uint8)
        self.assertLessEqual(np.abs(shown[..., :3].astype(int) - levels(IMAGES).astype(int)).max(), 1)
        self.assertEqual(shown[..., 3].min(), 255)

    def test_indices_beyond_float16_are_exact(self) -> None:
        self.topology = sequential(
            layer("Embedding", "e", input_dim=5000, output_dim=1, batch_input_shape=[None, 4])
        )
        self.weights = {"e/embeddings": (np.arange(5000) % 1000).astype(np.float32)[:, None]}
        self.convert()
        x = np.array([[2049, 4097, 4999, 3]], np.float32)
        self.assertEqual(run_model(self.folder / "o.onnx", x).ravel().tolist(), [49, 97, 999, 3])

    def test_an_output_that_another_layer_reads(self) -> None:
        def node(entry: dict, *sources: str) -> dict:
            inbound = [[[source, 0, 0, {}] for source in sources]] if sources else []
            return entry | {"name": entry["config"]["name"], "inbound_nodes": inbound}

        layers = [
            node(layer("InputLayer", "x", batch_input_shape=[None, 4])),
            node(layer("Dense", "first", units=4, use_bias=False), "x"),
            node(layer("Dense", "second", units=4, use_bias=False), "first"),
        ]
        outputs = [["first", 0, 0], ["second", 0, 0], ["first", 0, 0]]
        config = {"name": "m", "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": outputs}
        kernel = np.random.RandomState(3).randn(4, 4).astype(np.float32)
        self.topology = {"class_name": "Model", "config": config}
        self.weights = {"first/kernel": kernel, "second/kernel": kernel}
        self.convert()
        session = onnxruntime.InferenceSession(str(self.folder / "o.onnx"))
        x = np.random.RandomState(4).randn(3, 4).astype(np.float32)
        first, second, again = session.run(None, {"x": x})
        np.testing.assert_array_equal(first, again)
        np.testing.assert_allclose(second, first @ kernel, atol=0.02)
        np.testing.assert_allclose(first, x @ kernel, atol=0.01)

    def test_what_does_not_fit_is_refused(self) -> None:
        self.topology, self.weights = dcgan(4, (3, 3, 2))
        self.weights["up3/kernel"][0] = 1e5
        words = "a constant of a ConvTranspose reaches 100000, and float16 ends at 65504"
        self.refused("FLOAT16_OVERFLOW", words, compute="float16")
        self.topology = sequential(layer("Dense", "d", units=4, use_bias=False, batch_input_shape=[None, 4]))
        self.weights = {"d/kernel": np.full((4, 4), 60_000, np.float32)}
        self.refused("FLOAT16_OVERFLOW", "output 'd' is no longer finite", compute="float16")
        self.refused("BAD_OPTION", "not in float16", compute="float16", weights="int8")
        self.refused("BAD_OPTION", "compute 'bfloat16' is not known", compute="bfloat16")

    def test_weights_of_float32_layers_are_not_refused(self) -> None:
        self.topology = sequential(
            layer("LSTM", "l", units=2, use_bias=False, batch_input_shape=[None, 3, 2])
        )
        self.weights = {
            "l/kernel": np.full((2, 8), 1e5, np.float32),
            "l/recurrent_kernel": np.ones((2, 8), np.float32),
        }
        self.assertEqual(self.convert()["compute"]["float32"]["LSTM"], 1)


if __name__ == "__main__":
    unittest.main()
