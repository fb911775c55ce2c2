import quiet_tensorflow  # noqa: F401
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import tensorflow as tf

from layers_models import write_model
from tfjs_to_onnx.export_generator import export_generator
from tfjs_to_onnx.options import Options

layers = tf.keras.layers


def convert_keras(model: tf.keras.Model, options: Options = Options()) -> dict:
    """Converts a Keras model with random weights; the converter itself compares every form with Keras."""
    random = np.random.RandomState(3)
    weights = {}
    for variable in model.weights:
        low, high = (0.3, 2.0) if "variance" in variable.name else (-0.5, 0.5)
        weights[variable.name.split(":")[0]] = random.uniform(low, high, variable.shape).astype(np.float32)
    config = json.loads(model.to_json())
    with tempfile.TemporaryDirectory() as name:
        path = write_model(Path(name), {key: config[key] for key in ("class_name", "config")}, weights)
        return export_generator(path, Path(name) / "model.onnx", options)


def functional(build) -> tf.keras.Model:
    x = layers.Input((6,))
    return tf.keras.Model(x, build(x))


class FoldBatchNormTest(unittest.TestCase):
    def test_folds_dense_convolution_and_transposed_convolution_with_and_without_bias(self) -> None:
        model = tf.keras.Sequential([layers.Input((6,))])
        for layer in (
            layers.Dense(48),
            layers.Reshape((4, 4, 3)),
            layers.Conv2D(5, 3, padding="same", use_bias=False),
            layers.Conv2DTranspose(3, 4, strides=2, padding="same"),
        ):
            model.add(layer)
            if not isinstance(layer, layers.Reshape):
                model.add(layers.BatchNormalization(epsilon=0.01))
        report = convert_keras(model)
        self.assertEqual(report["foldedBatchNorms"], 3)
        self.assertEqual(report["nodes"].get("Mul"), None)

    def test_folds_norms_without_scale_or_center(self) -> None:
        for options in ({"scale": False}, {"center": False}, {"scale": False, "center": False}):
            model = tf.keras.Sequential(
                [layers.Input((6,)), layers.Dense(5), layers.BatchNormalization(**options)]
            )
            self.assertEqual(convert_keras(model)["foldedBatchNorms"], 1)

    def test_keeps_a_norm_after_an_activation(self) -> None:
        model = tf.keras.Sequential(
            [
                layers.Input((6,)),
                layers.Dense(70, activation="relu"),
                layers.BatchNormalization(),
                layers.Dense(3),
            ]
        )
        self.assertEqual(convert_keras(model, Options(weights="float16"))["foldedBatchNorms"], 0)

    def test_rewires_a_functional_model(self) -> None:
        def build(x):
            left = layers.BatchNormalization()(layers.Dense(5)(x))
            right = layers.BatchNormalization()(layers.Dense(5)(x))
            return layers.BatchNormalization()(layers.Dense(4)(layers.Add()([left, right])))

        self.assertEqual(convert_keras(functional(build))["foldedBatchNorms"], 3)

    def test_keeps_a_norm_whose_layer_is_read_twice(self) -> None:
        def build(x):
            dense = layers.Dense(5)(x)
            return layers.Add()([dense, layers.BatchNormalization()(dense)])

        self.assertEqual(convert_keras(functional(build))["foldedBatchNorms"], 0)

    def test_keeps_norms_of_a_shared_layer(self) -> None:
        def build(x):
            shared = layers.Dense(6)
            return layers.BatchNormalization()(shared(layers.ReLU()(shared(x))))

        self.assertEqual(convert_keras(functional(build))["foldedBatchNorms"], 0)

    def test_keeps_a_norm_over_another_axis(self) -> None:
        model = tf.keras.Sequential(
            [
                layers.Input((4, 4, 3)),
                layers.Conv2D(4, 1),
                layers.BatchNormalization(axis=1),
                layers.Flatten(),
            ]
        )
        self.assertEqual(convert_keras(model)["foldedBatchNorms"], 0)

    def test_folds_inside_a_nested_model(self) -> None:
        inner = tf.keras.Sequential([layers.Input((6,)), layers.Dense(48), layers.BatchNormalization()])
        model = tf.keras.Sequential([layers.Input((6,)), inner, layers.ReLU(), layers.Dense(3)])
        self.assertEqual(convert_keras(model)["foldedBatchNorms"], 1)


class LayoutTest(unittest.TestCase):
    def test_a_norm_between_dense_and_reshape_is_reordered_with_the_weights(self) -> None:
        model = tf.keras.Sequential(
            [
                layers.Input((6,)),
                layers.Dense(48),
                layers.LeakyReLU(0.2),
                layers.BatchNormalization(),
                layers.Reshape((4, 4, 3)),
                layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh"),
            ]
        )
        self.assertNotIn("Transpose", convert_keras(model, Options(pixels="rgba8"))["nodes"])

    def test_strided_convolutions_of_odd_images_get_explicit_pads(self) -> None:
        model = tf.keras.Sequential([layers.Input((9, 9, 3)), layers.Conv2D(4, 4, strides=2, padding="same")])
        self.assertEqual(convert_keras(model)["output"]["shape"], ["N", 5, 5, 4])

    def test_images_that_end_in_a_reshape_become_pixels(self) -> None:
        model = tf.keras.Sequential(
            [layers.Input((6,)), layers.Dense(192, activation="tanh"), layers.Reshape((8, 8, 3))]
        )
        self.assertEqual(convert_keras(model, Options(pixels="rgba8"))["output"]["shape"], ["N", 8, 8])

    def test_nearest_upsampling_is_converted(self) -> None:
        model = tf.keras.Sequential(
            [
                layers.Input((6,)),
                layers.Dense(48),
                layers.Reshape((4, 4, 3)),
                layers.UpSampling2D((2, 3)),
                layers.Conv2D(3, 3),
            ]
        )
        self.assertEqual(convert_keras(model)["output"]["shape"], ["N", 6, 10, 3])


if __name__ == "__main__":
    unittest.main()
