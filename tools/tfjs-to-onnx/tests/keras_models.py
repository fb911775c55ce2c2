"""Models that Keras itself makes and runs, for the tests of Keras files."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf

K, L = tf.keras, tf.keras.layers

Build = Callable[[], K.Model]


def row(shape: tuple, *layers: L.Layer, dtype: str = "float32") -> K.Model:
    """Layers in a row."""
    x = first = K.Input(shape, dtype=dtype)
    for layer in layers:
        x = layer(x)
    outputs = tf.nest.flatten(x)
    return K.Model(first, outputs if len(outputs) > 1 else outputs[0])


def join(shapes: list[tuple], layer: L.Layer) -> K.Model:
    """A layer that joins several inputs."""
    inputs = [K.Input(shape) for shape in shapes]
    return K.Model(inputs, layer(inputs))


IMAGE, SEQUENCE, VOLUME = (7, 9, 4), (6, 5), (5, 6, 7, 2)


def masked(*layers: L.Layer, mask: bool = True) -> K.Model:
    return row((6,), L.Embedding(5, 4, mask_zero=mask), *layers, dtype="int32")


def merged_masks(merge: L.Layer, second: bool) -> K.Model:
    """Two embeddings, the second with a mask of its own or none, joined before an LSTM."""
    a, b = K.Input((6,), dtype="int32"), K.Input((6,), dtype="int32")
    x = L.Embedding(5, 4, mask_zero=True)(a)
    y = L.Embedding(5, 4, mask_zero=second)(b)
    return K.Model([a, b], L.LSTM(3)(merge([x, y])))


def states() -> K.Model:
    """An encoder's last states begin a decoder, as in translation."""
    a, b = K.Input(SEQUENCE), K.Input((4, 5))
    _, h, c = L.LSTM(3, return_state=True)(a)
    return K.Model([a, b], L.LSTM(3, return_sequences=True)(b, initial_state=[h, c]))


def nested() -> K.Model:
    """Models with layers of the same names, one inside another and one used twice."""
    a, b = K.Input((4,)), K.Input((4,))
    tower = K.Sequential([L.Dense(3, name="dense"), L.BatchNormalization(name="norm")], name="tower")
    inner = row((3,), L.Dense(3, name="dense"), K.Sequential([L.Dense(2, name="dense")], name="deep"))
    y = L.Subtract()([inner(tower(a)), inner(tower(b))])
    return K.Model([a, b], L.Dense(2, name="dense")(y))


def residual() -> K.Model:
    x = inputs = K.Input((12, 10, 3))
    for filters in (4, 6):
        y = L.Conv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
        y = L.ReLU(max_value=6.0)(L.BatchNormalization()(y))
        y = L.DepthwiseConv2D(3, padding="same", use_bias=False)(y)
        y = L.Conv2D(filters, 1)(L.BatchNormalization()(y))
        x = L.Add()([L.Conv2D(filters, 1, strides=2)(x), y])
    return K.Model(inputs, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(x)))


def normalised() -> K.Model:
    layer = L.Normalization()
    layer.adapt(np.random.RandomState(1).randn(20, 5) * [1, 2, 3, 4, 5] + 2)
    return row((5,), layer, L.Dense(2))


def generator() -> K.Model:
    return K.Sequential([
        L.Dense(3 * 3 * 8, use_bias=False, input_shape=(10,)), L.BatchNormalization(), L.LeakyReLU(0.2),
        L.Reshape((3, 3, 8)), L.Conv2DTranspose(6, 5, strides=1, padding="same", use_bias=False),
        L.BatchNormalization(), L.LeakyReLU(), L.Conv2DTranspose(4, 4, strides=2, padding="same"),
        L.UpSampling2D(2, interpolation="bilinear"), L.Conv2D(3, 3, padding="same", activation="tanh"),
    ])  # fmt: skip


MODELS: dict[str, Build] = {
    "dense": lambda: row((7,), L.Dense(5, activation="relu"), L.Dense(3, activation="softmax")),
    "dense of sequence": lambda: row(SEQUENCE, L.Dense(3, activation="gelu")),
    "activations": lambda: row(
        (9,),
        *map(L.Activation, "elu selu softplus softsign swish exponential tanh hard_sigmoid".split()),
    ),
    "conv1d": lambda: row((11, 3), L.Conv1D(4, 4, strides=3, padding="same")),
    "conv1d causal": lambda: row((11, 3), L.Conv1D(4, 3, dilation_rate=2, padding="causal")),
    "conv1d causal strided": lambda: row((11, 3), L.Conv1D(4, 4, strides=2, padding="causal")),
    "conv2d": lambda: row(IMAGE, L.Conv2D(5, (4, 3), strides=2, padding="same")),
    "conv2d dilated": lambda: row(IMAGE, L.Conv2D(5, 3, dilation_rate=2)),
    "conv2d grouped": lambda: row(IMAGE, L.Conv2D(6, 3, groups=2, activation="elu")),
    "conv2d open sizes": lambda: row((None, None, 3), L.Conv2D(4, 3, padding="same"), L.GlobalMaxPooling2D()),
    "conv3d": lambda: row(VOLUME, L.Conv3D(3, 3, strides=2, padding="same")),
    "conv3d wide stride": lambda: row(VOLUME, L.Conv3D(3, 1, strides=2, padding="same")),
    "conv1d transpose": lambda: row((5, 3), L.Conv1DTranspose(4, 4, strides=3, padding="same")),
    "conv2d transpose": lambda: row((5, 3, 4), L.Conv2DTranspose(3, 5, strides=(3, 2), padding="same")),
    "conv2d transpose valid": lambda: row((5, 3, 4), L.Conv2DTranspose(3, (3, 5), strides=2)),
    "conv2d transpose narrow": lambda: row((5, 3, 4), L.Conv2DTranspose(3, 2, strides=3, padding="same")),
    "conv3d transpose": lambda: row(VOLUME, L.Conv3DTranspose(3, 2, strides=3)),
    "depthwise": lambda: row(IMAGE, L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same")),
    "depthwise dilated": lambda: row(IMAGE, L.DepthwiseConv2D(3, dilation_rate=2)),
    "depthwise 1d": lambda: row((11, 3), L.DepthwiseConv1D(3, depth_multiplier=2, padding="same")),
    "separable": lambda: row(IMAGE, L.SeparableConv2D(5, 3, depth_multiplier=2, padding="same")),
    "separable dilated": lambda: row(IMAGE, L.SeparableConv2D(5, 2, dilation_rate=2, activation="relu")),
    "separable 1d": lambda: row((11, 3), L.SeparableConv1D(5, 3, strides=2)),
    "pooling 1d": lambda: row((11, 3), L.MaxPooling1D(3, strides=2, padding="same"), L.AveragePooling1D(2)),
    "pooling 2d": lambda: row(IMAGE, L.AveragePooling2D(3, strides=2, padding="same"), L.MaxPooling2D(2)),
    "pooling 3d": lambda: row(VOLUME, L.MaxPooling3D(1, strides=2), L.AveragePooling3D(2, padding="same")),
    "pooling 1d channels first": lambda: row((3, 11), L.MaxPooling1D(2, data_format="channels_first")),
    "global 1d": lambda: row(SEQUENCE, L.GlobalAveragePooling1D(keepdims=True)),
    "global 1d channels first": lambda: row(SEQUENCE, L.GlobalMaxPooling1D(data_format="channels_first")),
    "global 2d": lambda: row(IMAGE, L.GlobalMaxPooling2D(keepdims=True)),
    "global 3d": lambda: row(VOLUME, L.GlobalAveragePooling3D()),
    "global 3d channels first": lambda: row(VOLUME, L.GlobalMaxPooling3D("channels_first", keepdims=True)),
    "upsampling bilinear": lambda: row(IMAGE, L.UpSampling2D((2, 3), interpolation="bilinear")),
    "upsampling nearest": lambda: row(IMAGE, L.UpSampling2D((3, 2))),
    "upsampling channels first": lambda: row((4, 5, 6), L.UpSampling2D(2, "channels_first", "bilinear")),
    "upsampling 1d": lambda: row(SEQUENCE, L.UpSampling1D(3)),
    "upsampling 3d": lambda: row(VOLUME, L.UpSampling3D((2, 1, 3))),
    "resizing down": lambda: row((12, 10, 3), L.Resizing(5, 7)),
    "resizing up": lambda: row((5, 7, 3), L.Resizing(12, 10)),
    "resizing nearest": lambda: row((12, 10, 3), L.Resizing(5, 13, interpolation="nearest")),
    "center crop": lambda: row((9, 12, 3), L.CenterCrop(5, 7), L.Rescaling(1 / 127.5, -1)),
    "padding 1d": lambda: row(SEQUENCE, L.ZeroPadding1D((1, 2)), L.Cropping1D(1)),
    "padding 2d": lambda: row(IMAGE, L.ZeroPadding2D(((1, 2), (0, 3))), L.Cropping2D(((0, 1), (2, 0)))),
    "padding 2d channels first": lambda: row(IMAGE, L.ZeroPadding2D(2, "channels_first")),
    "padding 3d": lambda: row(VOLUME, L.ZeroPadding3D((1, 2, 3)), L.Cropping3D(((0, 1), (1, 1), (2, 0)))),
    "batch norm": lambda: row(IMAGE, L.BatchNormalization(epsilon=1e-5, scale=False)),
    "batch norm 5 axes": lambda: row(VOLUME, L.BatchNormalization(axis=1)),
    "layer norm": lambda: row(SEQUENCE, L.LayerNormalization(axis=[1, 2])),
    "layer norm first axes": lambda: row(IMAGE, L.LayerNormalization(axis=[1, 2], epsilon=1e-5)),
    "normalization": normalised,
    "relu sloped": lambda: row(IMAGE, L.ReLU(max_value=1.0, negative_slope=0.25)),
    "relu": lambda: row(IMAGE, L.ReLU()),
    "leaky": lambda: row(IMAGE, L.LeakyReLU(0.1), L.ELU(0.7)),
    "prelu": lambda: row(IMAGE, L.PReLU(shared_axes=[1, 2]), L.ThresholdedReLU(0.4)),
    "softmax": lambda: row(IMAGE, L.Softmax(), L.Softmax(axis=1)),
    "shapes": lambda: row(IMAGE, L.Permute((3, 1, 2)), L.Reshape((-1, 9)), L.Flatten(), L.RepeatVector(2)),
    "nothing": lambda: row(
        IMAGE, L.Dropout(0.5), L.SpatialDropout2D(0.5), L.GaussianNoise(1), L.GaussianDropout(0.5),
        L.AlphaDropout(0.5), L.ActivityRegularization(0.1), L.RandomFlip(), L.RandomZoom(0.1),
    ),
    "add": lambda: join([IMAGE, (1, 9, 4), IMAGE], L.Add()),
    "average": lambda: join([IMAGE, IMAGE, IMAGE], L.Average()),
    "multiply": lambda: join([IMAGE, (4,)], L.Multiply()),
    "extremes": lambda: join([IMAGE, IMAGE], L.Maximum()),
    "subtract": lambda: join([IMAGE, (7, 9, 1)], L.Subtract()),
    "concatenate": lambda: join([IMAGE, (2, 9, 4)], L.Concatenate(axis=1)),
    "dot normalised": lambda: join([(5,), (5,)], L.Dot(-1, normalize=True)),
    "dot matrices": lambda: join([(4, 5), (3, 5)], L.Dot(2)),
    "dot mixed": lambda: join([(4, 5), (4,)], L.Dot([1, 1])),
    "lstm": lambda: row(SEQUENCE, L.LSTM(4, return_sequences=True), L.LSTM(3, return_state=True)),
    "lstm backwards": lambda: row(
        SEQUENCE, L.LSTM(4, return_sequences=True, go_backwards=True, recurrent_activation="hard_sigmoid")
    ),
    "lstm selu": lambda: row(SEQUENCE, L.LSTM(4, activation="selu")),
    "lstm states": states,
    "gru": lambda: row(SEQUENCE, L.GRU(4, return_sequences=True)),
    "gru written out": lambda: row(SEQUENCE, L.GRU(4, activation="softplus")),
    "gru reset before": lambda: row(SEQUENCE, L.GRU(4, reset_after=False, go_backwards=True)),
    "gru without bias": lambda: row(SEQUENCE, L.GRU(4, use_bias=False)),
    "simple rnn": lambda: row(SEQUENCE, L.SimpleRNN(4, activation=None)),
    "rnn of cells": lambda: row(
        SEQUENCE, L.RNN([L.LSTMCell(4), L.GRUCell(3)], return_sequences=True, return_state=True)
    ),
    "conv lstm": lambda: row((4, 5, 6, 2), L.ConvLSTM2D(3, 2, padding="same", return_sequences=True)),
    "conv lstm strided": lambda: row((3, 7, 6, 2), L.ConvLSTM2D(2, (2, 3), strides=2)),
    "bidirectional": lambda: row(
        SEQUENCE, L.Bidirectional(L.LSTM(4, return_sequences=True)), L.Bidirectional(L.GRU(3))
    ),
    "bidirectional merged": lambda: row(
        SEQUENCE,
        L.Bidirectional(L.GRU(4, return_sequences=True, go_backwards=True), merge_mode="ave"),
        L.Bidirectional(L.SimpleRNN(3), merge_mode="mul"),
    ),
    "time distributed": lambda: row(
        (3, *IMAGE), L.TimeDistributed(L.Conv2D(2, 3)), L.TimeDistributed(L.Flatten())
    ),
    "time distributed model": lambda: row(SEQUENCE, L.TimeDistributed(row((5,), L.Dense(3), L.Dense(2)))),
    "embedding": lambda: masked(L.Flatten(), L.Dense(2), mask=False),
    "masked lstm": lambda: masked(L.Dropout(0.1), L.LSTM(3, return_sequences=True), L.GRU(3)),
    "masked bidirectional": lambda: masked(L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Dense(2)),
    "masked bidirectional last": lambda: masked(L.Bidirectional(L.GRU(3)), L.Dense(2)),
    "masked mean": lambda: masked(L.Dense(3), L.GlobalAveragePooling1D(), L.Dense(2)),
    "masked then flat": lambda: masked(L.Conv1D(3, 2), L.LSTM(3)),
    "masks added": lambda: merged_masks(L.Add(), True),
    "mask added to none": lambda: merged_masks(L.Multiply(), False),
    "masks concatenated": lambda: merged_masks(L.Concatenate(), True),
    "mask concatenated with none": lambda: merged_masks(L.Concatenate(), False),
    "masks in time": lambda: merged_masks(L.Concatenate(axis=1), True),
    "mask into a model": lambda: masked(row((6, 4), L.Dense(3), L.LSTM(2, return_sequences=True)), L.GRU(3)),
    "mask into a sequential": lambda: masked(K.Sequential([L.Dropout(0.1), L.LSTM(3, input_shape=(6, 4))])),
    "masking": lambda: row((6, 4), L.Masking(), L.Dense(3), L.Flatten()),
    "nested": nested,
    "residual": residual,
    "generator": generator,
}  # fmt: skip
