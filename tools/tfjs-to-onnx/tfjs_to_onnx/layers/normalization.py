"""Normalisation at inference."""

from __future__ import annotations

import numpy as np

from ..graph_builder import Tensor
from ..layer_context import LayerContext, layer


@layer("BatchNormalization")
def batch_normalization(context: LayerContext, x: Tensor) -> Tensor:
    """One product and one sum; a later pass folds them into the layer before, where it is linear."""
    if x.rank not in (2, 3, 4) and not context.keras:
        raise context.refused(f"TensorFlow.js normalises 2, 3 or 4 axes, and its input has {x.rank}")
    config = context.config
    (axis,) = config.axes("axis", -1, x.rank)[:1]
    size = (x.shape[axis],)
    gamma = context.weight("gamma", size).astype(np.float64) if config.boolean("scale", True) else 1.0
    beta = context.weight("beta", size).astype(np.float64) if config.boolean("center", True) else 0.0
    mean = context.weight("moving_mean", size).astype(np.float64)
    variance = context.weight("moving_variance", size).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = gamma / np.sqrt(variance + config.number("epsilon", 1e-3))
    if not np.isfinite(scale).all():
        raise context.refused("its moving variance and epsilon give a square root that is no number")
    shift = beta - mean * scale
    along = [1] * x.rank
    along[axis] = -1
    y = context.graph.with_constant("Mul", x, scale.astype(np.float32).reshape(along))
    return context.graph.with_constant("Add", y, shift.astype(np.float32).reshape(along))


@layer("LayerNormalization")
def layer_normalization(context: LayerContext, x: Tensor) -> Tensor:
    graph, config = context.graph, context.config
    axes = config.axes("axis", -1, x.rank)
    if 0 in axes:
        raise context.refused("it normalises over the batch")
    shape = [context.size(x, axis) for axis in axes]
    gamma = context.weight("gamma", shape) if config.boolean("scale", True) else None
    beta = context.weight("beta", shape) if config.boolean("center", True) else None
    # TensorFlow.js reshapes its weights to the sorted axes without transposing them
    along = [context.size(x, axis) if axis in axes else 1 for axis in range(x.rank)]
    epsilon = config.number("epsilon", 1e-3)
    trailing = sorted(axes) == list(range(x.rank - len(axes), x.rank))
    if graph.opset >= 17 and trailing and gamma is not None:
        x = graph.natural(x)
        sizes = along[x.rank - len(axes) :]
        inputs = [graph.constant(weight.reshape(sizes)) for weight in (gamma, beta) if weight is not None]
        return graph.node(
            "LayerNormalization", [x, *inputs], x.shape, axis=x.rank - len(axes), epsilon=epsilon
        )
    centred = graph.binary("Sub", x, graph.reduce("ReduceMean", x, axes, keepdims=True))
    variance = graph.reduce("ReduceMean", graph.binary("Mul", centred, centred), axes, keepdims=True)
    deviation = graph.pointwise("Sqrt", graph.pointwise("Add", variance, graph.constant(epsilon, np.float32)))
    y = graph.binary("Div", centred, deviation)
    y = y if gamma is None else graph.with_constant("Mul", y, gamma.reshape(along))
    return y if beta is None else graph.with_constant("Add", y, beta.reshape(along))
