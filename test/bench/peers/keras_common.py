"""What both Keras peers share."""

import itertools

import keras
import tensorflow as tf
from serve import BFLOAT16

if BFLOAT16:
    keras.mixed_precision.set_global_policy("mixed_bfloat16")


def adam(network, betas):
    """The legacy Adam: TensorFlow's fused operation, faster than the one that Keras 2.15 composes."""
    beta_1, beta_2 = betas
    optimizer = keras.optimizers.legacy.Adam(2e-4, beta_1=beta_1, beta_2=beta_2, epsilon=1e-8)
    return lambda gradients: optimizer.apply_gradients(zip(gradients, network.trainable_variables))


def hello(generator, discriminator):
    return {
        "versions": {"TensorFlow": tf.__version__, "Keras": keras.__version__},
        "parameters": {"generator": generator.count_params(), "discriminator": discriminator.count_params()},
        "variants": ["together", "apart"],
    }


def real_batches(batch, size):
    """Eight batches of noise in [-1, 1], [N,H,W,3], again and again."""
    return itertools.cycle([tf.random.uniform([batch, size, size, 3], -1, 1) for _ in range(8)])


def run_steps(step, batches):
    def run(variant, steps):
        losses = (tf.constant(float("nan")),) * 2
        for _ in range(steps):
            losses = step(next(batches), variant == "together")
        return [float(loss) for loss in losses]

    return run
