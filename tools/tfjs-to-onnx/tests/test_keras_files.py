import quiet_tensorflow  # noqa: F401
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
import onnxruntime
import tensorflow as tf

from keras_models import MODELS, K
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.keras_file import read_here

#: Beyond this, relative to the largest output, two float32 runs of one model do not differ.
CLOSE = 1e-5


def draw_weights(model: K.Model) -> None:
    """Weights at random, none of them what Keras begins with; variances stay above 0."""
    random = np.random.RandomState(1)
    for weight in model.weights:
        if weight.dtype.is_integer:
            continue
        positive = any(word in weight.name for word in ("variance", "gamma"))
        weight.assign(random.uniform(*((0.5, 1.5) if positive else (-0.6, 0.6)), weight.shape))
    for layer in model.layers:
        if isinstance(layer, K.layers.Normalization):
            layer.finalize_state()


def inputs_of(model: K.Model) -> list[np.ndarray]:
    random = np.random.RandomState(2)
    shapes = [(3, *(9 if size is None else size for size in x.shape[1:])) for x in model.inputs]
    return [
        random.randint(0, 5, shape).astype(np.int32)
        if x.dtype.is_integer
        else random.randn(*shape).astype(np.float32)
        for x, shape in zip(model.inputs, shapes, strict=True)
    ]


def compare(path: Path, inputs: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """Converts a file and runs it; the largest difference, relative to the largest output or to 1."""
    out = path.with_suffix(".onnx")
    report = convert(path, out)
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    names = [value["name"] for value in report["inputs"]]
    outputs = session.run(None, dict(zip(names, inputs, strict=True)))
    assert [value.shape for value in outputs] == [value.shape for value in expected], "shapes differ"
    return max(
        float(np.abs(a - b).max() / max(1, np.abs(b).max())) for a, b in zip(outputs, expected, strict=True)
    )


# a process for each of two hundred files would take minutes; other tests have it
@mock.patch("tfjs_to_onnx.read_model.read_keras_file", read_here)
class KerasFileTest(unittest.TestCase):
    def test_files_that_keras_wrote_give_what_keras_gives(self) -> None:
        warnings.simplefilter("ignore")
        largest = 0.0
        with tempfile.TemporaryDirectory() as folder:
            for name, build in MODELS.items():
                K.backend.clear_session()
                model = build()
                draw_weights(model)
                inputs = inputs_of(model)
                given = inputs if len(inputs) > 1 else inputs[0]
                expected = [value.numpy() for value in tf.nest.flatten(model(given, training=False))]
                # of layers with the same names inside each other, Keras cannot write an HDF5 file
                for suffix in (".keras",) if name == "nested" else (".h5", ".keras"):
                    with self.subTest(name, form=suffix):
                        path = Path(folder) / f"model{suffix}"
                        model.save(path)
                        difference = compare(path, inputs, expected)
                        self.assertLess(difference, CLOSE)
                        largest = max(largest, difference)
        print(f"{len(MODELS)} Keras models, as .h5 and .keras; largest difference {largest:.1e}")


if __name__ == "__main__":
    unittest.main()
