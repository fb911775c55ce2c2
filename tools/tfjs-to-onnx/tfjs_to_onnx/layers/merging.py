"""Layers that join several tensors."""

from __future__ import annotations

from functools import reduce

import numpy as np

from ..errors import ConversionError
from ..graph_builder import Tensor, shape_text
from ..layer_context import LayerContext, layer_of_many


def same_rank(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    """Tensors of fewer axes get axes of size 1 after the batch, as TensorFlow.js does it."""
    if len(inputs) < 2:
        raise ConversionError("BAD_TOPOLOGY", f"it has {len(inputs)} input, at least two were expected")
    graph = context.graph
    rank = max(x.rank for x in inputs)
    dtype = inputs[0].dtype if len({x.dtype for x in inputs}) == 1 else "float32"
    same = []
    for x in inputs:
        x = graph.cast(x, dtype)
        if x.rank < rank:
            added = list(range(1, 1 + rank - x.rank))
            shape = (None, *[1] * len(added), *x.shape[1:])
            x = graph.node("Unsqueeze", [graph.natural(x), graph.integers(added)], shape, dtype=dtype)
        same.append(x)
    return same


@layer_of_many("Add", "Multiply", "Maximum", "Minimum", "Average")
def elementwise(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    graph = context.graph
    operator = {"Multiply": "Mul", "Maximum": "Max", "Minimum": "Min"}.get(context.kind, "Add")
    y = reduce(lambda a, b: graph.binary(operator, a, b), same_rank(context, inputs))
    if context.kind == "Average":
        y = graph.pointwise("Mul", graph.cast(y, "float32"), graph.constant(1 / len(inputs), np.float32))
    return [y]


@layer_of_many("Concatenate")
def concatenate(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    if len({x.rank for x in inputs}) != 1:
        raise ConversionError("BAD_TOPOLOGY", "its inputs have different numbers of axes")
    inputs = same_rank(context, inputs)
    first = inputs[0]
    (axis,) = context.config.axes("axis", -1, first.rank)[:1]
    if axis == 0:
        raise context.refused("it joins along the batch")
    for x in inputs[1:]:
        others = [(a, b) for at, (a, b) in enumerate(zip(first.shape, x.shape, strict=True)) if at != axis]
        if any(a is not None and b is not None and a != b for a, b in others):
            raise ConversionError(
                "BAD_TOPOLOGY",
                f"shapes {shape_text(first.shape)} and {shape_text(x.shape)} do not go together",
            )
    sizes = [x.shape[axis] for x in inputs]
    shape = list(first.shape)
    shape[axis] = None if None in sizes else sum(size or 0 for size in sizes)
    given = [context.graph.in_order(x, first.order) for x in inputs]
    return [
        context.graph.node("Concat", given, tuple(shape), first.order, first.dtype, axis=first.place(axis))
    ]


@layer_of_many("Dot")
def dot(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    """TensorFlow.js's batchDot, case by case."""
    graph, config = context.graph, context.config
    if len(inputs) != 2:
        raise ConversionError("BAD_TOPOLOGY", f"it has {len(inputs)} inputs, two were expected")
    for value in inputs:
        context.needs_rank(value, 2, 3)
    given = config.get("axes")
    pair = given if isinstance(given, list) else [given, given]
    if len(pair) != 2 or not all(
        isinstance(axis, int) and -x.rank <= axis < x.rank for axis, x in zip(pair, inputs, strict=True)
    ):
        raise config.wrong("axes", "an axis, or one of each input")
    axes = [axis % x.rank for axis, x in zip(pair, inputs, strict=True)]
    sizes = [x.shape[axis] for axis, x in zip(axes, inputs, strict=True)]
    if 0 in axes or sizes[0] != sizes[1] or None in sizes:
        raise ConversionError("BAD_TOPOLOGY", f"axes {axes} of its inputs have sizes {sizes}")
    x, y = (graph.natural(graph.cast(value, "float32")) for value in inputs)
    if config.boolean("normalize", False):
        x, y = (_normalised(context, value, axis) for value, axis in ((x, axes[0]), (y, axes[1])))
    if x.rank == 2 and y.rank == 2:
        return [graph.reduce("ReduceSum", graph.binary("Mul", x, y), [1], keepdims=True)]
    x_rank, y_rank = x.rank, y.rank
    x = x if x_rank == 3 else graph.node("Unsqueeze", [x, graph.integers([2])], (*x.shape, 1))
    y = y if y_rank == 3 else graph.node("Unsqueeze", [y, graph.integers([2])], (*y.shape, 1))
    left = _transposed(context, x) if axes[0] != 2 else x
    right = _transposed(context, y) if axes[1] == 2 else y
    out = graph.node("MatMul", [left, right], (None, left.shape[1], right.shape[2]))
    if x_rank == y_rank:
        return [out]
    axis = 2 if x_rank > y_rank else 1
    return [graph.node("Squeeze", [out, graph.integers([axis])], (None, out.shape[3 - axis]))]


def _transposed(context: LayerContext, x: Tensor) -> Tensor:
    return context.graph.node("Transpose", [x], (None, x.shape[2], x.shape[1]), perm=[0, 2, 1])


def _normalised(context: LayerContext, x: Tensor, axis: int) -> Tensor:
    """x / sqrt(max(sum of squares, epsilon)) along an axis."""
    graph = context.graph
    total = graph.reduce("ReduceSum", graph.binary("Mul", x, x), [axis], keepdims=True)
    epsilon = 1e-12 if context.keras else 1e-7
    floor = graph.pointwise("Max", total, graph.constant(epsilon, np.float32))
    return graph.binary("Div", x, graph.pointwise("Sqrt", floor))
