"""Activation layers by Keras's rules."""

from __future__ import annotations

import numpy as np

from ..graph_builder import Tensor
from ..layer_context import LayerContext, keras_layer


@keras_layer("ReLU")
def relu(context: LayerContext, x: Tensor) -> Tensor:
    """min(max_value, x for x >= 0, negative_slope · x below)"""
    graph, config = context.graph, context.config
    if config.number("threshold", 0) != 0:
        raise context.refused("its threshold is not 0")
    slope = config.number("negative_slope", 0)
    x = graph.cast(x, "float32")
    y = graph.pointwise("LeakyRelu", x, alpha=slope) if slope else graph.pointwise("Relu", x)
    if config.get("max_value") is None:
        return y
    return graph.pointwise("Min", y, graph.constant(config.number("max_value"), np.float32))


@keras_layer("LeakyReLU")
def leaky_relu(context: LayerContext, x: Tensor) -> Tensor:
    config = context.config
    key = "alpha" if config.get("negative_slope") is None else "negative_slope"
    return context.graph.pointwise("LeakyRelu", x, alpha=config.number(key, 0.3))


@keras_layer("ELU")
def elu(context: LayerContext, x: Tensor) -> Tensor:
    return context.graph.pointwise("Elu", x, alpha=context.config.number("alpha", 1))


@keras_layer("Softmax")
def softmax(context: LayerContext, x: Tensor) -> Tensor:
    if x.mask is not None:
        raise context.refused("a mask reaches it, and masked softmax is not converted")
    axes = context.config.axes("axis", -1, x.rank)
    if len(axes) != 1 or axes == [0]:
        raise context.refused(f"it is along axes {axes}, and one axis after the batch is converted")
    return context.graph.pointwise("Softmax", x, axis=x.place(axes[0]))
