"""Dense, shapes, embeddings, masks, and what does nothing at inference."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..errors import ConversionError
from ..graph_builder import Tensor, natural_order, shape_text
from ..layer_context import LayerContext, layer
from .activations import activate


@layer("Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout")
def nothing(context: LayerContext, x: Tensor) -> Tensor:
    return x


@layer("Dense")
def dense(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    units = config.integer("units")
    if x.rank < 2:
        context.needs_rank(x, 2)
    kernel = context.weight("kernel", (x.shape[-1], units))
    bias = context.weight("bias", (units,)) if config.boolean("use_bias", True) else None
    x = graph.natural(graph.cast(x, "float32"))
    shape = (*x.shape[:-1], units)
    if x.rank == 2:
        constants = [graph.constant(value) for value in (kernel, bias) if value is not None]
        y = graph.node("Gemm", [x, *constants], shape)
    else:
        y = graph.node("MatMul", [x, graph.constant(kernel)], shape)
        y = y if bias is None else graph.with_constant("Add", y, bias)
    return activate(context, y)


@layer("Flatten")
def flatten(context: LayerContext, x: Tensor) -> Tensor:
    if context.config.channels_first() and x.rank > 2:
        axes = (0, *range(2, x.rank), 1)
        x = context.graph.in_order(x, axes)
        x = replace(x, shape=tuple(x.shape[axis] for axis in axes), order=natural_order(x.rank))
    sizes = [context.size(x, axis) for axis in range(1, x.rank)]
    return context.graph.reshape(x, (None, math.prod(sizes)))


@layer("Reshape")
def reshape(context: LayerContext, x: Tensor) -> Tensor:
    target = context.config.get("target_shape")
    if not isinstance(target, list) or not all(
        size is None or (isinstance(size, int) and not isinstance(size, bool) and size <= 2**31)
        for size in target
    ):
        raise context.config.wrong("target_shape", "a list of integers")
    shape: list[int | None] = [None if size is None or size < 0 else size for size in target]
    sizes = [size for size in x.shape[1:] if size is not None]
    known = math.prod(size for size in shape if size is not None)
    if len(sizes) == x.rank - 1:
        total = math.prod(sizes)
        fits = shape.count(None) <= 1 and known > 0 and total % known == 0
        if not fits or (None not in shape and total != known):
            raise ConversionError(
                "BAD_TOPOLOGY", f"its input {shape_text(x.shape)} does not fit into {target}"
            )
        shape = [total // known if size is None else size for size in shape]
    return context.graph.reshape(x, (None, *shape))


@layer("Permute")
def permute(context: LayerContext, x: Tensor) -> Tensor:
    """Costs nothing: the axes get other names, and stay where they lie."""
    dims = [0, *context.config.integers("dims", x.rank - 1)]
    if sorted(dims) != list(range(x.rank)):
        raise context.config.wrong("dims", f"each of 1 to {x.rank - 1} once")
    order = tuple(dims.index(axis) for axis in x.order)
    return replace(x, shape=tuple(x.shape[axis] for axis in dims), order=order, mask=None)


@layer("RepeatVector")
def repeat_vector(context: LayerContext, x: Tensor) -> Tensor:
    context.needs_rank(x, 2)
    graph, count = context.graph, context.config.integer("n")
    x = graph.natural(x)
    column = graph.node("Unsqueeze", [x, graph.integers([1])], (None, 1, x.shape[1]), dtype=x.dtype)
    return graph.node(
        "Expand", [column, graph.integers([1, count, 1])], (None, count, x.shape[1]), dtype=x.dtype
    )


@layer("Embedding")
def embedding(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    rows, columns = config.integer("input_dim"), config.integer("output_dim")
    table = context.weight("embeddings", (rows, columns))
    graph.limit_index(x, rows)
    indices = graph.cast(graph.natural(x), "int32")
    y = graph.node("Gather", [graph.constant(table), indices], (*indices.shape, columns), axis=0)
    if not config.boolean("mask_zero", False):
        return y
    if x.rank != 2:
        raise context.refused(f"mask_zero of an input {shape_text(x.shape)} is not converted")
    zero = graph.node("Equal", [indices, graph.constant(0, np.int32)], indices.shape, dtype="bool")
    counts = graph.node("Not", [zero], indices.shape, dtype="bool")
    return replace(y, mask=graph.cast(counts, "float32"))


@layer("Masking")
def masking(context: LayerContext, x: Tensor) -> Tensor:
    context.needs_rank(x, 3)
    graph = context.graph
    x = graph.natural(graph.cast(x, "float32"))
    value = graph.constant(context.config.number("mask_value", 0), np.float32)
    same = graph.node("Equal", [x, value], x.shape, dtype="bool")
    differs = graph.cast(graph.node("Not", [same], x.shape, dtype="bool"), "float32")
    counts = graph.reduce("ReduceMax", differs, [2], keepdims=True)
    y = graph.binary("Mul", x, counts)
    return replace(y, mask=graph.node("Squeeze", [counts, graph.integers([2])], x.shape[:2]))
