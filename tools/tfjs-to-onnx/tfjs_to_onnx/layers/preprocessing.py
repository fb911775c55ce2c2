"""Layers that prepare inputs."""

from __future__ import annotations

import numpy as np

from ..graph_builder import Tensor
from ..layer_context import LayerContext, layer


@layer("Rescaling")
def rescaling(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    y = graph.pointwise("Mul", graph.cast(x, "float32"), graph.constant(config.number("scale"), np.float32))
    offset = config.number("offset", 0)
    return graph.pointwise("Add", y, graph.constant(offset, np.float32)) if offset else y


@layer("CategoryEncoding")
def category_encoding(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    context.needs_rank(x, 2)
    tokens = config.integer("num_tokens")
    mode = config.text("output_mode", "multi_hot", ("multi_hot", "one_hot", "count", "int", "tf_idf"))
    if mode == "tf_idf":
        raise context.refused("tf_idf needs weights that TensorFlow.js never loads")
    indices = graph.cast(graph.natural(x), "int32")
    if mode == "int":
        return indices
    if mode == "one_hot" and x.shape[1] != 1:
        raise context.refused("TensorFlow.js takes one_hot of one index an input alone")
    graph.limit_index(x, tokens)
    wide = graph.node("Cast", [indices], indices.shape, dtype="int32", to=7)
    depth, values = graph.constant(tokens, np.int64), graph.constant([0, 1], np.float32)
    hot = graph.node("OneHot", [wide, depth, values], (*x.shape, tokens), axis=-1)
    return graph.reduce("ReduceSum" if mode == "count" else "ReduceMax", hot, [1])
