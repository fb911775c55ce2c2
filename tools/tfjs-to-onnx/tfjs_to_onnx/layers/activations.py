"""Activation functions, by the names that TensorFlow.js and Keras register."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..graph_builder import GraphBuilder, Tensor
from ..layer_config import snake_case
from ..layer_context import LayerContext

Activation = Callable[[GraphBuilder, Tensor], Tensor]


def _one(operator: str, **attributes: Any) -> Activation:
    return lambda graph, x: graph.pointwise(operator, x, **attributes)


def _along_last(operator: str) -> Activation:
    return lambda graph, x: graph.pointwise(operator, x, axis=x.place(-1))


def _scalar(graph: GraphBuilder, value: float) -> str:
    return graph.constant(value, np.float32)


def _relu6(graph: GraphBuilder, x: Tensor) -> Tensor:
    return graph.pointwise("Clip", x, _scalar(graph, 0), _scalar(graph, 6))


def _swish(graph: GraphBuilder, x: Tensor) -> Tensor:
    return graph.binary("Mul", graph.pointwise("Sigmoid", x), x)


def _mish(graph: GraphBuilder, x: Tensor) -> Tensor:
    return graph.binary("Mul", x, graph.pointwise("Tanh", graph.pointwise("Softplus", x)))


def _gelu(graph: GraphBuilder, x: Tensor) -> Tensor:
    """The exact one, with the error function."""
    erf = graph.pointwise("Erf", graph.pointwise("Div", x, _scalar(graph, math.sqrt(2))))
    cdf = graph.pointwise("Mul", graph.pointwise("Add", erf, _scalar(graph, 1)), _scalar(graph, 0.5))
    return graph.binary("Mul", x, cdf)


ACTIVATIONS: dict[str, Activation] = {
    "linear": lambda graph, x: x,
    "elu": _one("Elu", alpha=1.0),
    "selu": _one("Selu"),
    "relu": _one("Relu"),
    "relu6": _relu6,
    "sigmoid": _one("Sigmoid"),
    "hard_sigmoid": _one("HardSigmoid", alpha=0.2, beta=0.5),
    "softplus": _one("Softplus"),
    "softsign": _one("Softsign"),
    "tanh": _one("Tanh"),
    "softmax": _along_last("Softmax"),
    "log_softmax": _along_last("LogSoftmax"),
    "gelu": _gelu,
    "mish": _mish,
    "swish": _swish,
    "silu": _swish,
}

KERAS_2: dict[str, Activation] = {**ACTIVATIONS, "exponential": _one("Exp")}
#: Keras 3 has another hard sigmoid: relu6(x + 3) / 6.
KERAS_3: dict[str, Activation] = {
    **KERAS_2,
    "hard_sigmoid": _one("HardSigmoid", alpha=1 / 6, beta=0.5),
    "leaky_relu": _one("LeakyRelu", alpha=0.2),
    "hard_silu": _one("HardSwish"),
    "hard_swish": _one("HardSwish"),
}


def activations_of(context: LayerContext) -> dict[str, Activation]:
    """The activations of the library whose answers count."""
    return {0: ACTIVATIONS, 2: KERAS_2, 3: KERAS_3}[context.dialect.keras]


def activation_name(context: LayerContext, key: str = "activation", default: str = "linear") -> str:
    """The activation of a config: a name, or an object as Keras 3 and custom ones are written.

    A null means no activation, an absent field the layer's default: TensorFlow.js tells them apart.
    """
    values = context.config.values
    value = values.get(key, default)
    known = activations_of(context)
    if isinstance(value, dict) and not context.keras:
        value = value.get("class_name") if value.get("class_name") != "function" else value.get("config")
    if value is None:
        return "linear"
    name = snake_case(value) if isinstance(value, str) else None
    if name not in known:
        raise context.refused(
            f"{context.dialect.name} has no activation {value!r}"[:200],
            f"known are {', '.join(known)}; write a custom one as a layer of a --custom file",
        )
    return name


def activation_of(context: LayerContext, key: str, default: str = "linear") -> Activation:
    """The function that the config names."""
    return activations_of(context)[activation_name(context, key, default)]


def activate(context: LayerContext, x: Tensor, key: str = "activation", default: str = "linear") -> Tensor:
    """Applies the activation that the config names."""
    return activation_of(context, key, default)(context.graph, x)
