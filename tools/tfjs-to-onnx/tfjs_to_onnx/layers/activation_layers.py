"""Layers that are activations."""

from __future__ import annotations

import numpy as np

from ..graph_builder import Tensor
from ..layer_context import LayerContext, layer, note_mask
from .activations import activate


@layer("Activation")
def activation(context: LayerContext, x: Tensor) -> Tensor:
    return activate(context, context.graph.cast(x, "float32"))


@layer("ReLU")
def relu(context: LayerContext, x: Tensor) -> Tensor:
    config = context.config
    ignored = [key for key in ("threshold", "negative_slope") if config.get(key, 0) != 0]
    if ignored:
        context.note(f"TensorFlow.js ignores {' and '.join(ignored)}, and so does the ONNX model")
    if config.get("max_value") is None:
        return context.graph.pointwise("Relu", x)
    highest = config.number("max_value")
    return context.graph.pointwise(
        "Clip", x, context.graph.constant(0, np.float32), context.graph.constant(highest, np.float32)
    )


@layer("LeakyReLU")
def leaky_relu(context: LayerContext, x: Tensor) -> Tensor:
    if context.config.get("alpha") is None and context.config.get("negative_slope") is not None:
        context.note("TensorFlow.js reads 'alpha' and not 'negative_slope', so the slope is its default 0.3")
    return context.graph.pointwise("LeakyRelu", x, alpha=context.config.number("alpha", 0.3))


@layer("ELU")
def elu(context: LayerContext, x: Tensor) -> Tensor:
    if context.config.number("alpha", 1) != 1:
        raise context.refused("TensorFlow.js has ELU with alpha 1 alone")
    return context.graph.pointwise("Elu", x, alpha=1.0)


@layer("ThresholdedReLU")
def thresholded_relu(context: LayerContext, x: Tensor) -> Tensor:
    return context.graph.pointwise("ThresholdedRelu", x, alpha=context.config.number("theta", 1))


@layer("PReLU")
def prelu(context: LayerContext, x: Tensor) -> Tensor:
    shape = list(x.shape[1:])
    if context.config.get("shared_axes") is not None:
        for axis in context.config.axes("shared_axes", 1, x.rank):
            if axis == 0:
                raise context.config.wrong("shared_axes", "axes after the batch")
            shape[axis - 1] = 1
    return context.graph.with_constant("PRelu", x, context.weight("alpha", shape))


@layer("Softmax")
def softmax(context: LayerContext, x: Tensor) -> Tensor:
    note_mask(context, x)
    if x.mask is not None:
        raise context.refused("a mask reaches it, and masked softmax is not converted")
    axes = context.config.axes("axis", 1, x.rank)  # 1, where Keras has -1
    if axes != [x.rank - 1]:
        raise context.refused(
            f"TensorFlow.js has softmax along the last axis alone, and this one is along {axes}"
        )
    return context.graph.pointwise("Softmax", x, axis=x.place(-1))
