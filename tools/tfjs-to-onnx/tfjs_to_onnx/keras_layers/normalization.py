"""Normalisation layers that Keras alone has, or takes further."""

from __future__ import annotations

import numpy as np

from ..errors import ConversionError
from ..graph_builder import Tensor
from ..layer_context import LAYERS, LayerContext, keras_layer

batch_norm, layer_norm = LAYERS["BatchNormalization"], LAYERS["LayerNormalization"]


@keras_layer("BatchNormalization")
def batch_normalization(context: LayerContext, x: Tensor) -> Tensor:
    if len(context.config.axes("axis", -1, x.rank)) != 1:
        raise context.refused("it normalises along several axes")
    return batch_norm(context, [x])[0]


@keras_layer("LayerNormalization")
def layer_normalization(context: LayerContext, x: Tensor) -> Tensor:
    axes = context.config.axes("axis", -1, x.rank)
    if axes != sorted(axes):
        raise context.refused("its axes are not in order")
    return layer_norm(context, [x])[0]


@keras_layer("Normalization")
def normalization(context: LayerContext, x: Tensor) -> Tensor:
    """(x - mean) / max(sqrt(variance), 1e-7), from the config or from what `adapt` has found."""
    graph, config = context.graph, context.config
    x = graph.cast(x, "float32")
    axes = [] if config.get("axis") is None else sorted(config.axes("axis", -1, x.rank))
    if 0 in axes:
        raise context.refused("it normalises over the batch")
    shape = [context.size(x, axis) for axis in axes]
    if config.get("mean") is not None:
        mean, variance = (_given(context, key, shape) for key in ("mean", "variance"))
    else:
        mean, variance = (context.weight(leaf, shape) for leaf in ("mean", "variance"))
        context.weight("count", ())
    along = [context.size(x, axis) if axis in axes else 1 for axis in range(1, x.rank)]
    deviation = np.maximum(np.sqrt(variance), np.float32(1e-7))
    y = graph.with_constant("Sub", x, mean.reshape(along) if axes else mean)
    return graph.with_constant("Div", y, deviation.reshape(along) if axes else deviation)


def _given(context: LayerContext, key: str, shape: list[int]) -> np.ndarray:
    try:
        return np.broadcast_to(np.asarray(context.config.get(key), np.float32).squeeze(), shape)
    except (TypeError, ValueError) as error:
        raise ConversionError("BAD_TOPOLOGY", f"'{key}' does not fit {shape}") from error
