"""The textbook DCGAN at 32x32 in Keras, a step in one `tf.function`; the networks of packages/trainer's preset."""

import keras
import tensorflow as tf
from keras import layers
from keras_common import adam, hello, real_batches, run_steps
from serve import serve

BATCH, LATENT = 32, 100


def up(filters):
    conv = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)
    return [conv, layers.BatchNormalization(), layers.LeakyReLU(0.3)]


def down(filters):
    return [layers.Conv2D(filters, 4, strides=2, padding="same"), layers.LeakyReLU(0.3), layers.Dropout(0.3)]


generator = keras.Sequential(
    [
        keras.Input([LATENT]),
        layers.Dense(4 * 4 * 512, use_bias=False),
        layers.BatchNormalization(),
        layers.LeakyReLU(0.3),
        layers.Reshape([4, 4, 512]),
        *up(256),
        *up(128),
        layers.Conv2DTranspose(3, 4, strides=2, padding="same", use_bias=False, activation="tanh", dtype="float32"),
    ]
)
discriminator = keras.Sequential(
    [keras.Input([32, 32, 3]), *down(64), *down(128), layers.Flatten(), layers.Dense(1, dtype="float32")]
)
adam_g = adam(generator, betas=(0.5, 0.999))
adam_d = adam(discriminator, betas=(0.5, 0.999))


@tf.function
def step(real, together):
    # D: tell real from generated
    fake = generator(tf.random.normal([BATCH, LATENT]), training=True)
    with tf.GradientTape() as tape:
        if together:
            on_real, on_fake = tf.split(discriminator(tf.concat([real, fake], 0), training=True), 2)
        else:
            on_real, on_fake = discriminator(real, training=True), discriminator(fake, training=True)
        loss_d = tf.reduce_mean(tf.nn.softplus(-on_real)) + tf.reduce_mean(tf.nn.softplus(on_fake))
    adam_d(tape.gradient(loss_d, discriminator.trainable_variables))

    # G: be taken for real
    with tf.GradientTape() as tape:
        fake = generator(tf.random.normal([BATCH, LATENT]), training=True)
        loss_g = tf.reduce_mean(tf.nn.softplus(-discriminator(fake, training=True)))
    adam_g(tape.gradient(loss_g, generator.trainable_variables))
    return loss_d, loss_g


if __name__ == "__main__":
    serve(hello(generator, discriminator), run_steps(step, real_batches(BATCH, 32)))
