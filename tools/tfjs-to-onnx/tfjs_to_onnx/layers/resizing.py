"""Layers that change the height and width of pictures, by TensorFlow.js's rules for pixel centres."""

from __future__ import annotations

import math

import numpy as np

from ..graph_builder import Tensor, channels_first_order
from ..layer_context import LayerContext, layer


@layer("UpSampling2D")
def upsampling(context: LayerContext, x: Tensor) -> Tensor:
    """Pixel i of the output looks at i / scale of the input: no half pixels, where Keras has them."""
    context.needs_rank(x, 4)
    config = context.config
    first = config.channels_first()
    scales = config.integers("size", 2, 2)
    # TensorFlow.js takes every other word for bilinear
    mode = config.text("interpolation", "nearest", ("nearest", "bilinear"))
    shape = list(x.shape)
    for axis, scale in zip((2, 3) if first else (1, 2), scales, strict=True):
        size = shape[axis]
        shape[axis] = None if size is None else size * scale
    graph = context.graph
    order = channels_first_order(4, 1 if first else 3)
    x = graph.in_order(graph.cast(x, "float32"), order)
    factors = graph.constant([1, 1, *scales], np.float32)
    return graph.node("Resize", [x, "", factors], tuple(shape), order, **_asymmetric(mode))


def _asymmetric(mode: str) -> dict[str, str]:
    modes = {"coordinate_transformation_mode": "asymmetric"}
    if mode == "nearest":
        return {"mode": "nearest", "nearest_mode": "floor", **modes}
    return {"mode": "linear", **modes}


@layer("CenterCrop")
def center_crop(context: LayerContext, x: Tensor) -> Tensor:
    """TensorFlow.js crops with cropAndResize, whose rows are no exact crop; which it takes is known here."""
    context.needs_rank(x, 4)
    graph, config = context.graph, context.config
    height, width = config.integer("height"), config.integer("width")
    tall, wide = context.size(x, 1), context.size(x, 2)
    top, left = (tall - height) // 2 if tall != height else 0, (wide - width) // 2 if wide != width else 0
    if wide != width and left == 0:
        left = 1
    if top < 0 or left < 0:
        raise context.refused("it is to enlarge its pictures, which TensorFlow.js 4.22 fails to do")
    y = graph.natural(x)
    for axis, start, length, size in ((1, top, height, tall), (2, left, width, wide)):
        rows = _crop_rows(start, length, size)
        middle = (*y.shape[:axis], length, *y.shape[axis + 1 :])
        y = graph.node("Gather", [y, graph.integers(rows)], middle, dtype=y.dtype, axis=axis)
    return y


def _crop_rows(start: int, length: int, size: int) -> list[int]:
    """Which rows a nearest cropAndResize of [start, start + length) takes; the box is float32."""
    first, last = float(np.float32(start / size)), float(np.float32((start + length) / size))
    if length == 1:
        return [math.floor(0.5 * (first + last) * (size - 1) + 0.5)]
    step = (last - first) * (size - 1) / (length - 1)
    return [min(math.floor(first * (size - 1) + row * step + 0.5), size - 1) for row in range(length)]


@layer("ZeroPadding2D")
def zero_padding(context: LayerContext, x: Tensor) -> Tensor:
    context.needs_rank(x, 4)
    pairs = context.config.pairs("padding", 1)
    axes = (2, 3) if context.config.channels_first() else (1, 2)
    begin, end, shape = [0] * 4, [0] * 4, list(x.shape)
    for axis, (before, after) in zip(axes, pairs, strict=True):
        begin[x.place(axis)], end[x.place(axis)] = before, after
        size = shape[axis]
        shape[axis] = None if size is None else size + before + after
    graph = context.graph
    return graph.node("Pad", [x, graph.integers(begin + end)], tuple(shape), x.order, x.dtype)


@layer("Cropping2D")
def cropping(context: LayerContext, x: Tensor) -> Tensor:
    context.needs_rank(x, 4)
    pairs = context.config.pairs("cropping")
    axes = (2, 3) if context.config.channels_first() else (1, 2)
    shape = list(x.shape)
    for axis, (before, after) in zip(axes, pairs, strict=True):
        size = shape[axis]
        shape[axis] = None if size is None else size - before - after
    graph = context.graph
    starts = [pair[0] for pair in pairs]
    ends = [2**31 - 1 if after == 0 else -after for _, after in pairs]
    places = [x.place(axis) for axis in axes]
    return graph.node(
        "Slice", [x, *map(graph.integers, (starts, ends, places))], tuple(shape), x.order, x.dtype
    )
