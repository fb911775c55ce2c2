"""Pooling over windows and over everything."""

from __future__ import annotations

from ..graph_builder import Tensor, channels_first_order
from ..layer_context import LayerContext, layer
from .windows import slide


@layer(
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D"
)
def pooling(context: LayerContext, x: Tensor) -> Tensor:
    rank = int(context.kind[-2])
    context.needs_rank(x, rank + 2)
    config = context.config
    # Pooling1D of TensorFlow.js knows no data format
    first = (rank > 1 or context.keras) and config.channels_first()
    channel_axis = 1 if first else rank + 1
    axes = [axis for axis in range(1, rank + 2) if axis != channel_axis]
    window = config.integers("pool_size", rank, 2)
    strides = window if config.get("strides") is None else config.integers("strides", rank)
    windows = slide(context, x, axes, window, strides, [1] * rank)
    wide = any(stride > length for stride, length in zip(strides, window, strict=True))
    if rank == 3 and wide and not context.keras:
        raise context.refused("strides wider than the window: TensorFlow.js's backends differ in 3D")
    shape = list(x.shape)
    for axis, size in zip(axes, windows.sizes, strict=True):
        shape[axis] = size
    order = channels_first_order(rank + 2, channel_axis)
    operator = "MaxPool" if context.kind.startswith("Max") else "AveragePool"
    graph = context.graph
    return graph.node(
        operator,
        [graph.in_order(graph.cast(x, "float32"), order)],
        tuple(shape),
        order,
        kernel_shape=window,
        strides=strides,
        pads=windows.pads,
    )


@layer("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D")
def global_pooling(context: LayerContext, x: Tensor) -> Tensor:
    rank = int(context.kind[-2])
    context.needs_rank(x, rank + 2)
    keepdims = context.config.boolean("keepdims", False)
    if keepdims and not context.keras:
        context.note("TensorFlow.js ignores keepdims, and so does the ONNX model")
    first = (rank > 1 or context.keras) and context.config.channels_first()
    axes = [axis + first for axis in range(1, rank + 1)]
    graph = context.graph
    x = graph.cast(x, "float32")
    keep = keepdims and context.keras
    if context.kind == "GlobalAveragePooling2D" and sorted(x.order[2:]) == axes:
        # unlike a ReduceMean, it reads the blocked layout that convolutions leave in ONNX Runtime
        sizes = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
        y = graph.node("GlobalAveragePool", [x], sizes, x.order)
        if keep:
            return y
        return graph.node("Squeeze", [y, graph.integers([2, 3])], (None, x.shape[1 if first else 3]))
    return graph.reduce("ReduceMax" if "Max" in context.kind else "ReduceMean", x, axes, keep)
