"""Sizes of pictures and sequences by Keras's rules: pixels have their centres in the middle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_builder import Tensor, channels_first_order
from ..layer_context import LayerContext, keras_layer

HALF_PIXEL = "half_pixel"


@keras_layer("UpSampling1D", "UpSampling2D", "UpSampling3D")
def upsampling(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    axes = _axes(context, x)
    scales = config.integers("size", len(axes), 2)
    mode = config.get("interpolation", "nearest")
    if mode not in ("nearest", "bilinear") or (mode == "bilinear" and len(axes) != 2):
        raise context.refused(f"its interpolation is {mode!r}; nearest and bilinear are converted"[:200])
    shape = list(x.shape)
    for axis, scale in zip(axes, scales, strict=True):
        size = shape[axis]
        shape[axis] = None if size is None else size * scale
    order = channels_first_order(x.rank, 1 if axes[0] == 2 else x.rank - 1)
    x = graph.in_order(graph.cast(x, "float32"), order)
    attributes: dict[str, Any] = (
        {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}
        if mode == "nearest"
        else {"mode": "linear", "coordinate_transformation_mode": HALF_PIXEL}
    )
    factors = graph.constant([1, 1, *scales], "float32")
    return graph.node("Resize", [x, "", factors], tuple(shape), order, **attributes)


@keras_layer("Resizing")
def resizing(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    axes = _axes(context, x)
    mode = config.text("interpolation", "bilinear", ("nearest", "bilinear"))
    target = [config.integer("height"), config.integer("width")]
    shape = list(x.shape)
    for axis, size in zip(axes, target, strict=True):
        shape[axis] = size
    channel = 1 if axes[0] == 2 else 3
    order = channels_first_order(4, channel)
    x = graph.in_order(graph.cast(x, "float32"), order)
    # the batch is open, so factors and not sizes
    factors = [_factor(context.size(x, axis), size) for axis, size in zip(axes, target, strict=True)]
    attributes = (
        {"mode": "nearest", "nearest_mode": "round_prefer_ceil"} if mode == "nearest" else {"mode": "linear"}
    )
    scales = graph.constant([1, 1, *factors], "float32")
    return graph.node(
        "Resize", [x, "", scales], tuple(shape), order,
        coordinate_transformation_mode=HALF_PIXEL, **attributes,
    )  # fmt: skip


def _factor(size: int, target: int) -> float:
    """target / size in float32, not below it: ONNX Runtime rounds the product with the size down."""
    factor = np.float32(target / size)
    if int(factor * np.float32(size)) < target:
        factor = np.nextafter(factor, np.float32(np.inf))
    return float(factor)


@keras_layer("CenterCrop")
def center_crop(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    axes, starts, ends, shape = _axes(context, x), [], [], list(x.shape)
    for axis, size in zip(axes, (config.integer("height"), config.integer("width")), strict=True):
        rest = context.size(x, axis) - size
        if rest < 0:
            raise context.refused("it is to enlarge its pictures, which is not converted")
        starts.append(rest // 2)
        ends.append(rest // 2 + size)
        shape[axis] = size
    x = graph.cast(x, "float32")
    places = [x.place(axis) for axis in axes]
    return graph.node("Slice", [x, *map(graph.integers, (starts, ends, places))], tuple(shape), x.order)


@keras_layer("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D")
def zero_padding(context: LayerContext, x: Tensor) -> Tensor:
    axes, begin, end, shape = _axes(context, x), [0] * x.rank, [0] * x.rank, list(x.shape)
    for axis, (before, after) in zip(axes, _pairs(context, "padding", len(axes)), strict=True):
        begin[x.place(axis)], end[x.place(axis)] = before, after
        size = shape[axis]
        shape[axis] = None if size is None else size + before + after
    graph = context.graph
    return graph.node("Pad", [x, graph.integers(begin + end)], tuple(shape), x.order, x.dtype)


@keras_layer("Cropping1D", "Cropping2D", "Cropping3D")
def cropping(context: LayerContext, x: Tensor) -> Tensor:
    axes, shape = _axes(context, x), list(x.shape)
    pairs = _pairs(context, "cropping", len(axes))
    for axis, (before, after) in zip(axes, pairs, strict=True):
        size = shape[axis]
        shape[axis] = None if size is None else size - before - after
    starts = [before for before, _ in pairs]
    ends = [2**31 - 1 if after == 0 else -after for _, after in pairs]
    places = [x.place(axis) for axis in axes]
    graph = context.graph
    return graph.node(
        "Slice", [x, *map(graph.integers, (starts, ends, places))], tuple(shape), x.order, x.dtype
    )


def _axes(context: LayerContext, x: Tensor) -> list[int]:
    """The axes of space or time."""
    rank = next((int(letter) for letter in context.kind if letter.isdigit()), 2)
    context.needs_rank(x, rank + 2)
    first = context.config.channels_first()
    return list(range(2, rank + 2)) if first else list(range(1, rank + 1))


def _pairs(context: LayerContext, key: str, rank: int) -> list[list[int]]:
    """One pair for each axis; a number stands for both sides, and for all axes."""
    value = context.config.get(key, 1)
    if rank == 1 and isinstance(value, list) and all(isinstance(item, int) for item in value):
        value = [value]
    items = value if isinstance(value, list) else [value] * rank
    pairs = [item if isinstance(item, list) else [item, item] for item in items]
    sizes = [size for pair in pairs for size in pair]
    whole = all(isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**31 for size in sizes)
    if len(pairs) != rank or any(len(pair) != 2 for pair in pairs) or not whole:
        raise context.config.wrong(key, f"a number, or {rank} pairs of numbers from 0 up")
    return pairs
