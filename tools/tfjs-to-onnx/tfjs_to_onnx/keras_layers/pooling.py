"""Pooling over everything, as Keras alone has it."""

from __future__ import annotations

from ..graph_builder import Tensor
from ..layer_context import LayerContext, keras_layer, note_mask
from ..layers.pooling import global_pooling

keras_layer("GlobalAveragePooling3D", "GlobalMaxPooling3D")(global_pooling)


@keras_layer("GlobalAveragePooling1D")
def global_average(context: LayerContext, x: Tensor) -> Tensor:
    """The mean over the steps that a mask counts, where there is one."""
    if x.mask is None:
        return global_pooling(context, x)
    note_mask(context, x)
    graph, config = context.graph, context.config
    context.needs_rank(x, 3)
    if config.channels_first():
        raise context.refused("a mask reaches it, and it is channels_first")
    x, keep = graph.natural(x), config.boolean("keepdims", False)
    assert x.mask is not None
    counts = graph.node("Unsqueeze", [x.mask, graph.integers([2])], (*x.mask.shape, 1))
    total = graph.reduce("ReduceSum", graph.binary("Mul", x, counts), [1], keep)
    count = graph.reduce("ReduceSum", counts, [1], keep)
    if config.boolean("keepdims", False):
        return graph.binary("Div", total, count)
    return graph.node("Div", [total, count], total.shape, dtype="float32")
