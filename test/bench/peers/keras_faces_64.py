"""faces-64 in Keras, a step in one `tf.function`: RpGAN with lazy R1 and R2, DiffAugment, EMA; packages/trainer's preset."""

import keras
import tensorflow as tf
from keras import layers
from keras_common import adam, hello, real_batches, run_steps
from serve import serve

BATCH, LATENT, SIZE = 32, 64, 64
GAMMA, LAZY = 1.0, 4
EMA_DECAY = 0.5 ** (BATCH / 10_000)


def up(filters):
    return [layers.Conv2DTranspose(filters, 4, strides=2, padding="same"), layers.LeakyReLU(0.2)]


def down(filters):
    return [layers.Conv2D(filters, 4, strides=2, padding="same"), layers.LeakyReLU(0.2)]


class MinibatchDeviation(layers.Layer):
    """One more channel: the mean standard deviation over the batch of each kind, real and generated apart."""

    def call(self, maps):  # [kinds*N,4,4,256]
        of_kind = tf.reshape(maps, [-1, BATCH, 4, 4, 256])
        deviation = tf.sqrt(tf.math.reduce_variance(of_kind, 1) + 1e-8)
        channel = tf.reduce_mean(deviation, [1, 2, 3])[:, None, None, None, None]  # [kinds,1,1,1,1]
        channel = tf.reshape(tf.tile(channel, [1, BATCH, 4, 4, 1]), [-1, 4, 4, 1])
        return tf.concat([maps, channel], 3)


generator = keras.Sequential(
    [
        keras.Input([LATENT]),
        layers.Dense(4 * 4 * 256),
        layers.LeakyReLU(0.2),
        layers.Reshape([4, 4, 256]),
        *up(192),
        *up(128),
        *up(64),
        *up(32),
        layers.Conv2D(3, 3, padding="same"),
    ]
)
discriminator = keras.Sequential(
    [
        keras.Input([SIZE, SIZE, 3]),
        *down(48),
        *down(96),
        *down(192),
        *down(256),
        MinibatchDeviation(),
        layers.Conv2D(256, 3, padding="same"),
        layers.LeakyReLU(0.2),
        layers.Flatten(),
        layers.Dense(1),
    ]
)
translate = layers.RandomTranslation(1 / 8, 1 / 8, fill_mode="constant", interpolation="nearest")
ema = [tf.Variable(weights) for weights in generator.weights]
adam_g = adam(generator, betas=(0.0, 0.99))
adam_d = adam(discriminator, betas=(0.0, 0.99))


def augment(images):
    """Translation by up to an eighth, then one half-size square cut out; drawn for each image."""
    n, half = tf.shape(images)[0], SIZE // 4
    at = tf.range(SIZE)[None, :]
    rows, columns = (tf.abs(at - tf.random.uniform([n, 1], 0, SIZE, tf.int32)) < half for _ in range(2))  # [N,64]
    hole = tf.logical_and(rows[:, :, None, None], columns[:, None, :, None])  # [N,64,64,1]
    return translate(images, training=True) * (1 - tf.cast(hole, tf.float32))


def judge(images, penalise):
    """Logits, and on demand the mean of |dD/dx|^2 over the batch of each kind, summed over kinds: R1 and R2."""
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminator(images, training=True)
    if not penalise:
        return logits, 0.0
    return logits, tf.reduce_sum(tf.square(tape.gradient(logits, images))) / BATCH


@tf.function
def step(real, together, penalise):
    # D: tell real from generated
    fake_seen = augment(generator(tf.random.normal([BATCH, LATENT]), training=True))
    real_seen = augment(real)
    with tf.GradientTape() as tape:
        if together:
            logits, penalty = judge(tf.concat([real_seen, fake_seen], 0), penalise)
            on_real, on_fake = tf.split(logits, 2)
        else:
            on_real, r1 = judge(real_seen, penalise)
            on_fake, r2 = judge(fake_seen, penalise)
            penalty = r1 + r2
        loss_d = tf.reduce_mean(tf.nn.softplus(on_fake - on_real))
        objective = loss_d + GAMMA / 2 * LAZY * penalty
    adam_d(tape.gradient(objective, discriminator.trainable_variables))

    # G: be taken for more real than the real
    on_real = discriminator(augment(real), training=True)
    with tf.GradientTape() as tape:
        fake = augment(generator(tf.random.normal([BATCH, LATENT]), training=True))
        loss_g = tf.reduce_mean(tf.nn.softplus(on_real - discriminator(fake, training=True)))
    adam_g(tape.gradient(loss_g, generator.trainable_variables))

    for average, weights in zip(ema, generator.weights):
        average.assign(weights + (average - weights) * EMA_DECAY)
    return loss_d, loss_g


steps_done = 0


def lazily(real, together):
    global steps_done
    steps_done += 1
    return step(real, together, penalise=steps_done % LAZY == 1)


if __name__ == "__main__":
    serve(hello(generator, discriminator), run_steps(lazily, real_batches(BATCH, SIZE)))
