"""The two layers that a Bidirectional makes of the one inside."""

from __future__ import annotations

import re
from typing import Any

from ..dialect import Dialect
from ..layer_context import LayerContext

#: What may differ between the two without a difference in what they compute.
OWN = re.compile(r"name|go_backwards|trainable|seed|.*_(initializer|regularizer|constraint)")


def direction_names(config: dict[str, Any], dialect: Dialect) -> tuple[str, str]:
    """What the forward and the backward layer are called where their weights are stored."""
    inner, other = config.get("layer"), config.get("backward_layer")
    name = _name(inner)
    backward = _name(other) if isinstance(other, dict) else name
    if dialect.keras < 3:
        return f"forward_{name}", f"backward_{backward}"
    if not isinstance(other, dict):
        backward = f"backward_{name.removeprefix('backward_')}"
    return f"forward_{name.removeprefix('forward_')}", backward


def _name(layer: Any) -> str:
    config = layer.get("config") if isinstance(layer, dict) else None
    name = config.get("name") if isinstance(config, dict) else None
    return str(name or (layer.get("class_name") if isinstance(layer, dict) else None))


def check_backward_layer(context: LayerContext, inner: dict[str, Any]) -> None:
    """Raises ConversionError where the backward layer is another one than the layer inside turned round."""
    other = context.config.get("backward_layer")
    if not context.keras or other is None:
        return
    same = isinstance(other, dict) and isinstance(other.get("config"), dict)
    same = same and other.get("class_name") == inner.get("class_name")
    if not same or _computing(other) != _computing(inner):
        raise context.refused("its backward_layer differs from its layer, which is not converted")
    if bool(other["config"].get("go_backwards")) == bool(inner["config"].get("go_backwards")):
        raise context.refused("its two layers go in the same direction")


def _computing(layer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in layer["config"].items() if not OWN.fullmatch(key)}
