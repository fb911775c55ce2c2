"""Makes `saved-model/`, which the SavedModel tests load.

    "$(node -p "require('@facegan/tfjs-native').locateNative().python")" make-saved-model.py
"""

from pathlib import Path

import tensorflow as tf


class Model(tf.Module):
    def __init__(self):
        self.weight = tf.Variable([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], name="weight")

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name="x")])
    def project(self, x):
        return {"y": x @ self.weight}

    @tf.function(
        input_signature=[tf.TensorSpec([None], tf.int32, name="a"), tf.TensorSpec([None], tf.int32, name="b")]
    )
    def combine(self, a, b):
        return {"sum": a + b, "product": a * b}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, name="x")])
    def double(self, x):
        return {"y": 2 * x}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.uint8, name="pixels")])
    def brightness(self, pixels):
        return {"y": tf.cast(pixels, tf.float32) / 255}


model = Model()
folder = Path(__file__).parent / "saved-model"
signatures = {
    "serving_default": model.project,
    "combine": model.combine,
    "double": model.double,
    "brightness": model.brightness,
}
tf.saved_model.save(model, str(folder), signatures)
