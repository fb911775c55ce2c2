"""faces-64 in Keras, a step in one `tf.function`: RpGAN with lazy R1 and R2, DiffAugment, EMA; packages/trainer's preset."""

import keras
import tensorflow as tf
from keras import layers
from keras_common import adam, hello, real_batches, run_steps
from serve import serve

BATCH, LATENT, SIZE = 16, 64, 64
GROUP = 8
GAMMA, LAZY = 1.0, 4
EMA_EVERY = 5
EMA_DECAY = 0.5 ** (EMA_EVERY * BATCH / 10_000)


def up(filters):
    return [layers.Conv2DTranspose(filters, 4, strides=2, padding="same"), layers.LeakyReLU(0.2)]


def down(filters):
    return [layers.Conv2D(filters, 4, strides=2, padding="same"), layers.LeakyReLU(0.2)]


class MinibatchDeviation(layers.Layer):
    """One more channel: the mean standard deviation over groups of pictures of one kind."""

    def call(self, maps):  # [N,4,4,C]
        groups = tf.reshape(maps, [-1, GROUP, *maps.shape[1:]])
        deviation = tf.reduce_mean(tf.sqrt(tf.math.reduce_variance(groups, 1) + 1e-8), [1, 2, 3])  # [groups]
        channel = tf.repeat(deviation, GROUP)[:, None, None, None] * tf.ones([1, 4, 4, 1], maps.dtype)
        return tf.concat([maps, channel], 3)


generator = keras.Sequential(
    [
        keras.Input([LATENT]),
        layers.Dense(4 * 4 * 256),
        layers.LeakyReLU(0.2),
        layers.Reshape([4, 4, 256]),
        *up(160),
        *up(112),
        *up(64),
        *up(32),
        layers.Conv2D(3, 3, padding="same", dtype="float32"),
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
        layers.Dense(1, dtype="float32"),
    ]
)
translate = layers.RandomTranslation(1 / 8, 1 / 8, fill_mode="constant", interpolation="nearest", dtype="float32")
ema = [tf.Variable(weights) for weights in generator.weights]
adam_g = adam(generator, betas=(0.0, 0.99))
adam_d = adam(discriminator, betas=(0.0, 0.99))


def hole():
    """1 in a square of half the side around a random point, 0 elsewhere: [N,64,64,1]."""
    at = tf.range(SIZE)[None, :]
    rows, columns = (tf.abs(at - tf.random.uniform([BATCH, 1], 0, SIZE, tf.int32)) < SIZE // 4 for _ in range(2))
    return tf.cast(rows[:, :, None, None] & columns[:, None, :, None], tf.float32)


def augment(images):
    """DiffAugment: translation by up to an eighth, a square cut out; drawn for each image."""
    return translate(images, training=True) * (1 - hole())


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

    return loss_d, loss_g


@tf.function
def update_ema():
    for average, weights in zip(ema, generator.weights):
        average.assign(weights + (average - weights) * EMA_DECAY)


steps_done = 0


def paced(real, together):
    global steps_done
    losses = step(real, together, penalise=steps_done % LAZY == 0)
    steps_done += 1
    if steps_done % EMA_EVERY == 0:
        update_ema()
    return losses


if __name__ == "__main__":
    serve(hello(generator, discriminator), run_steps(paced, real_batches(BATCH, SIZE)))
