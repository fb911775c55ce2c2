import copy
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx

from layers_models import dcgan, layer, sequential, write_model
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.convert_options import ConvertOptions
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.layer_context import LAYERS, REFUSED
from tfjs_to_onnx.run_model import run_model

FIXTURE = Path(__file__).parent / "fixtures" / "dcgan-tiny"
LATENTS = np.fromfile(FIXTURE / "latents.f32", "<f4").reshape(2, 10)
IMAGES = np.fromfile(FIXTURE / "images.f32", "<f4").reshape(2, 32, 32, 3)


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "model"
        self.folder.mkdir()
        self.topology, self.weights = dcgan(4, (3, 3, 2))

    def write(self, **changes) -> Path:
        path = write_model(self.folder, self.topology, self.weights)
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
        return path

    def manifest(self, change) -> Path:
        """The model with a changed weights manifest."""
        path = self.write()
        document = json.loads(path.read_text())
        change(document["weightsManifest"][0])
        path.write_text(json.dumps(document))
        return path

    def refused(self, code: str, words: str, path: Path | None = None, **options) -> None:
        """Converting raises that error in one line, and leaves no file."""
        path = path or self.write()
        before = sorted(os.listdir(self.folder))
        with self.assertRaises(ConversionError) as raised:
            convert(path, self.folder / "o.onnx", ConvertOptions(**options), self.folder / "report.json")
        self.assertEqual(raised.exception.code, code, raised.exception.one_line())
        self.assertIn(words, raised.exception.one_line())
        self.assertNotIn("\n", raised.exception.one_line())
        self.assertEqual(sorted(os.listdir(self.folder)), before)


class ConvertTest(FolderTest):
    def test_gives_what_tensorflow_js_gave_by_the_same_bytes_every_time(self) -> None:
        digests = set()
        for number in range(2):
            out = self.folder / f"{number}.onnx"
            report = convert(FIXTURE, out)
            digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
            self.assertEqual(report["sha256"], hashlib.sha256(out.read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)
        self.assertLess(np.abs(run_model(out, LATENTS) - IMAGES).max(), 1e-6)

    def test_batch_norms_are_folded_and_no_transpose_stays_but_the_last(self) -> None:
        nodes = convert(FIXTURE, self.folder / "o.onnx")["nodes"]
        expected = {"ConvTranspose": 3, "Gemm": 1, "LeakyRelu": 3, "Reshape": 1, "Tanh": 1, "Transpose": 1}
        self.assertEqual(nodes, expected)

    def test_names_shapes_and_metadata(self) -> None:
        report = convert(FIXTURE, self.folder / "o.onnx", ConvertOptions(licence="MIT"))
        model = onnx.load(self.folder / "o.onnx")
        self.assertEqual([value.name for value in model.graph.input], [report["inputs"][0]["name"]])
        dims = model.graph.input[0].type.tensor_type.shape.dim
        self.assertEqual([dim.dim_param or dim.dim_value for dim in dims], ["N", 10])
        facts = {prop.key: prop.value for prop in model.metadata_props}
        self.assertEqual((facts["licence"], facts["source_sha256"]), ("MIT", report["sourceSha256"]))
        self.assertEqual((model.producer_name, model.opset_import[0].version), ("tfjs-to-onnx", 17))

    def test_every_opset_gives_the_same_numbers(self) -> None:
        for opset in range(13, 22):
            convert(FIXTURE, self.folder / "o.onnx", ConvertOptions(opset=opset))
            difference = np.abs(run_model(self.folder / "o.onnx", LATENTS) - IMAGES).max()
            self.assertLess(difference, 1e-6, opset)

    def test_float16_halves_the_file(self) -> None:
        whole = convert(FIXTURE, self.folder / "a.onnx")
        half = convert(FIXTURE, self.folder / "b.onnx", ConvertOptions(weights="float16"))
        self.assertLess(half["bytes"], 0.65 * whole["bytes"])
        self.assertLess(half["weights"]["largestRoundingError"], 1e-3)
        self.assertLess(np.abs(run_model(self.folder / "b.onnx", LATENTS) - IMAGES).max(), 1e-2)

    def test_what_webgpu_computes_wrong_is_noted(self) -> None:
        def notes(channels: int, filters: int, size: int, **config) -> list[str]:
            kind = {"filters": filters, "kernel_size": [size, size], "padding": "same", "use_bias": False}
            first = layer("Conv2D", "c", batch_input_shape=[None, 8, 8, channels], **kind, **config)
            self.topology = sequential(first)
            self.weights = {"c/kernel": np.ones((size, size, channels, filters), np.float32)}
            return convert(self.write(), self.folder / "o.onnx")["notes"]

        self.assertIn("#29651): Conv_0 (6 to 8)", notes(6, 8, 3)[0])
        self.assertEqual(len(notes(15, 4, 1, strides=[2, 2])), 1)
        for channels, filters, size in ((3, 8, 3), (12, 8, 3), (6, 7, 3), (7, 8, 3), (6, 8, 1)):
            self.assertEqual(notes(channels, filters, size), [], (channels, filters, size))

    def test_open_sizes_can_be_given(self) -> None:
        kind = {"filters": 1, "kernel_size": [3, 3], "strides": [2, 2], "padding": "same", "use_bias": False}
        self.topology = sequential(layer("Conv2D", "conv", batch_input_shape=[None, None, None, 1], **kind))
        self.weights = {"conv/kernel": np.ones((3, 3, 1, 1), np.float32)}
        self.refused("DYNAMIC_SIZE", "--shape NAME=")
        report = convert(
            self.write(), self.folder / "o.onnx", ConvertOptions(shapes={"conv_input": [7, 9, 1]})
        )
        self.assertEqual(report["outputs"][0]["shape"], ["N", 4, 5, 1])
        self.refused("BAD_OPTION", "does not fit", shapes={"conv_input": [7, 9, 3]})
        self.refused("BAD_OPTION", "no input 'z'", shapes={"z": [7, 9, 1]})


class DependencyTest(unittest.TestCase):
    def test_neither_tensorflow_nor_tf2onnx_is_imported(self) -> None:
        code = (
            "import sys, tfjs_to_onnx.convert; print({'tensorflow', 'tf2onnx', 'keras'} & set(sys.modules))"
        )
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        self.assertEqual((done.stdout, done.stderr), ("set()\n", ""))


class CustomLayerTest(FolderTest):
    CODE = """
import numpy as np
from tfjs_to_onnx.layer_context import layer

@layer("PixelNorm")
def pixel_norm(context, x):
    graph = context.graph
    mean = graph.reduce("ReduceMean", graph.binary("Mul", x, x), [-1], keepdims=True)
    epsilon = graph.constant(context.config.number("epsilon", 1e-8), np.float32)
    return graph.binary("Div", x, graph.pointwise("Sqrt", graph.pointwise("Add", mean, epsilon)))
"""

    def tearDown(self) -> None:
        LAYERS.pop("PixelNorm", None)

    def test_a_file_adds_a_layer(self) -> None:
        self.topology["config"]["layers"].append(layer("PixelNorm", "norm"))
        self.refused("UNSUPPORTED_LAYER", "layer 'norm' is a PixelNorm")
        custom = self.folder / "custom.py"
        custom.write_text(self.CODE)
        convert(self.write(), self.folder / "o.onnx", ConvertOptions(custom=(custom,)))
        images = run_model(self.folder / "o.onnx", np.random.RandomState(0).randn(2, 4).astype(np.float32))
        self.assertTrue(np.allclose((images**2).mean(-1), 1, atol=1e-4))

    def test_a_file_that_fails_is_named(self) -> None:
        custom = self.folder / "custom.py"
        custom.write_text("raise RuntimeError('no')")
        self.refused("CUSTOM_LAYERS", "custom.py failed: RuntimeError('no')", custom=(custom,))
        self.refused("MISSING_FILE", "absent.py", custom=(self.folder / "absent.py",))


class RefusalTest(FolderTest):
    def add(self, kind: str, **config) -> None:
        self.topology["config"]["layers"].append(layer(kind, "added", **config))

    def test_every_refused_layer_by_name_with_its_reason_and_place(self) -> None:
        start = copy.deepcopy(self.topology)
        for kind, reason in REFUSED.items():
            self.topology = copy.deepcopy(start)
            self.add(kind)
            at = len(start["config"]["layers"])
            self.refused(
                "UNSUPPORTED_LAYER", f"layer 'added' is a {kind}, which cannot be converted: {reason}"
            )
            self.refused("UNSUPPORTED_LAYER", f"(at modelTopology.config.layers[{at}])")

    def test_layers_that_tensorflow_js_does_not_have(self) -> None:
        self.add("Lambda", function="print")
        self.refused(
            "UNSUPPORTED_LAYER", "TensorFlow.js 4.22 has no such layer, and no --custom file adds it"
        )

    def test_ways_of_using_a_layer_that_tensorflow_js_does_not_have(self) -> None:
        start = copy.deepcopy(self.topology)
        convolution = {"filters": 2, "kernel_size": [3, 3]}
        for kind, config, words in (
            ("Conv2D", {**convolution, "groups": 3}, "no grouped convolutions"),
            ("Conv2D", {**convolution, "padding": "causal"}, "causal"),
            ("Conv2D", {**convolution, "strides": 2, "dilation_rate": 2}, "not both"),
            ("Softmax", {}, "last axis alone"),
            ("ELU", {"alpha": 2}, "alpha 1 alone"),
            ("Activation", {"activation": "gelu_new"}, "no activation 'gelu_new'"),
            ("LayerNormalization", {"axis": 0}, "over the batch"),
            ("Activation", {"activation": {"class_name": "Mine", "config": {}}}, "no activation 'Mine'"),
        ):
            self.topology = copy.deepcopy(start)
            self.add(kind, **config)
            self.refused("UNSUPPORTED_LAYER", words)

    def test_recurrent_layers_that_tensorflow_js_refuses_or_that_remember(self) -> None:
        for kind, config, words in (
            ("GRU", {"reset_after": True}, "reset_after"),
            ("LSTM", {"stateful": True}, "depends on the calls before"),
        ):
            self.topology = sequential(layer(kind, "rnn", batch_input_shape=[None, 4, 3], units=2, **config))
            self.weights = {}
            self.refused("UNSUPPORTED_LAYER", words)

    def test_masks_where_tensorflow_js_would_mix_them_up(self) -> None:
        embedding = layer(
            "Embedding", "e", batch_input_shape=[None, 6], input_dim=5, output_dim=4, mask_zero=True
        )
        convolution = layer("Conv1D", "c", filters=4, kernel_size=[3], padding="same", use_bias=False)
        gru = layer("SimpleRNN", "r", units=2, use_bias=False)
        inside = sequential(layer("ReLU", "relu", batch_input_shape=[None, 6, 4]))
        table = {"e/embeddings": np.ones((5, 4), np.float32), "c/kernel": np.ones((3, 4, 4), np.float32)}
        recurrent = {
            "r/kernel": np.ones((4, 2), np.float32),
            "r/recurrent_kernel": np.ones((2, 2), np.float32),
        }
        self.topology, self.weights = sequential(embedding, convolution, gru), table | recurrent
        self.refused("UNSUPPORTED_LAYER", "layer 'r' is a SimpleRNN without a mask in a model with masks")
        self.topology, self.weights = sequential(embedding, inside), {"e/embeddings": table["e/embeddings"]}
        self.refused("UNSUPPORTED_LAYER", "a mask reaches a model inside a model")
        self.topology, self.weights = sequential(embedding, layer("Softmax", "s", axis=-1)), self.weights
        self.refused("UNSUPPORTED_LAYER", "masked softmax")

    def test_files_of_other_kinds_name_the_way_out(self) -> None:
        for name, words in (("model.pb", "tf2onnx.convert --graphdef"), ("m.tflite", "convert --tflite")):
            self.refused("NOT_A_MODEL", words, self.folder / name)

    def test_graph_models_and_addresses_name_the_way_out(self) -> None:
        self.refused("GRAPH_MODEL", "python -m tf2onnx.convert --tfjs", self.write(format="graph-model"))
        self.refused("MISSING_FILE", "download model.json", Path("https://example.org/model.json"))

    def test_wrong_configs_name_field_and_value(self) -> None:
        layers = self.topology["config"]["layers"]
        for at, key, value, words in (
            (0, "units", -3, "'units' is -3, expected an integer of at least 1"),
            (4, "kernel_size", [4, "x"], "'x'"),
            (4, "strides", [2, 2, 2], "expected 2 integers"),
            (4, "padding", "full", "expected one of same, valid, causal"),
            (3, "target_shape", [5, 5, 3], "does not fit into [5, 5, 3]"),
            (1, "axis", 7, "expected axes of a tensor with 2"),
        ):
            kept, layers[at]["config"][key] = layers[at]["config"].get(key), value
            self.refused("BAD_TOPOLOGY", words)
            layers[at]["config"][key] = kept


class HarmTest(FolderTest):
    def test_shards_outside_the_folder(self) -> None:
        secret = self.folder.parent / "secret.bin"
        secret.write_bytes(bytes(10_000))
        (self.folder / "link.bin").symlink_to(secret)
        (self.folder / "linked").symlink_to(self.folder.parent)
        names = ["../secret.bin", str(secret), "link.bin", "linked/secret.bin", "a/../../secret.bin"]
        names += ["..\\secret.bin", "C:\\secret.bin", "http://example.org/w.bin", "", ".", "a\0b"]
        for name in names:
            self.refused(
                "OUTSIDE_FOLDER",
                "does not lie in the folder",
                self.manifest(lambda group, name=name: group.update(paths=[name])),
            )

    def test_shards_that_are_no_files(self) -> None:
        os.mkfifo(self.folder / "pipe")
        for name, words in (("pipe", "not a file"), ("absent.bin", "No such file"), ("x" * 300, "too long")):
            path = self.manifest(lambda group, name=name: group.update(paths=[name]))
            self.refused("MISSING_WEIGHT_FILE", words, path)

    def test_huge_declared_weights_are_refused_before_anything_is_allocated(self) -> None:
        def shape(*sizes: int):
            return lambda group: group["weights"][0].update(shape=list(sizes))

        self.refused("TOO_LARGE", "ends at 2 GiB", self.manifest(shape(2**20, 2**20)))
        self.refused(
            "TRUNCATED_WEIGHTS", "lies at bytes 0 to 1048576000", self.manifest(shape(2**10, 256_000))
        )
        self.refused("BAD_MANIFEST", "the shape [-4, 48]", self.manifest(shape(-4, 48)))

    def test_huge_declared_tensors(self) -> None:
        self.topology = sequential(
            layer("RepeatVector", "repeat", batch_input_shape=[None, 100], n=2**30),
        )
        self.weights = {}
        self.refused("TOO_LARGE", "[N,1073741824,100]")
        self.topology = sequential(
            layer("UpSampling2D", "up", batch_input_shape=[None, 8, 8, 3], size=[2**20, 2**20])
        )
        self.refused("TOO_LARGE", "numbers an input")

    def test_cycles_and_lost_references(self) -> None:
        def node(kind: str, name: str, *sources: str, **config) -> dict:
            inbound = [[[source, 0, 0, {}] for source in sources]] if sources else []
            return layer(kind, name, **config) | {"name": name, "inbound_nodes": inbound}

        start = node("InputLayer", "x", batch_input_shape=[None, 3])
        ends = {"input_layers": [["x", 0, 0]], "output_layers": [["b", 0, 0]]}
        for layers, words in (
            ([node("Add", "a", "x", "b"), node("ReLU", "b", "a")], "depends on its own output"),
            ([node("ReLU", "b", "b")], "layer 'b' depends on its own output"),
            ([node("ReLU", "b", "lost")], "there is no layer 'lost'"),
            ([node("ReLU", "b", "x"), node("ReLU", "b", "x")], "two layers are called 'b'"),
        ):
            config = {"name": "model", "layers": [start, *layers], **ends}
            self.topology, self.weights = {"class_name": "Model", "config": config}, {}
            self.refused("BAD_TOPOLOGY", words)

    def test_deep_nesting(self) -> None:
        deep = sequential(layer("ReLU", "relu", batch_input_shape=[None, 3]))
        for _ in range(40):
            deep = sequential(deep)
        self.topology, self.weights = deep, {}
        self.refused("BAD_TOPOLOGY", "nested more than 32 deep")
        path = self.folder / "model.json"
        for brackets in (900, 200_000):
            path.write_text('{"modelTopology": ' + "[" * brackets + "]" * brackets + "}")
            self.refused("BAD_TOPOLOGY", "levels of JSON", path)

    def test_a_long_chain_of_layers_takes_no_recursion(self) -> None:
        first = layer("ReLU", "r0", batch_input_shape=[None, 3])
        self.topology = sequential(first, *(layer("ReLU", f"r{i}") for i in range(1, 3000)))
        self.weights = {}
        report = convert(self.write(), self.folder / "o.onnx")
        self.assertEqual(report["nodes"], {"Relu": 3000})


if __name__ == "__main__":
    unittest.main()
