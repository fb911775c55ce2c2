"""A layers model as plain data: a Keras config and named arrays. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .dialect import TENSORFLOW_JS, Dialect

Config = dict[str, Any]
Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Network:
    """`topology` is `{class_name, config}`; `weights` are keyed by the names of the weights manifest."""

    topology: Config
    weights: Weights
    dialect: Dialect = TENSORFLOW_JS


def layer_list(model_config: Config) -> list[Config]:
    """The layer entries of a Sequential or functional config, the very list (old configs are the list)."""
    config = model_config["config"]
    return config if isinstance(config, list) else config["layers"]


def is_model(layer: Config) -> bool:
    """Whether a layer entry is itself a model with layers."""
    return layer["class_name"] in ("Sequential", "Model", "Functional")


def walk_layers(model_config: Config) -> Iterator[Config]:
    """Every layer entry, nested models and wrapped layers included, models before their layers."""
    for layer in layer_list(model_config):
        yield layer
        if is_model(layer):
            yield from walk_layers(layer)
        elif isinstance(layer["config"].get("layer"), dict):
            yield layer["config"]["layer"]


def layer_name(layer: Config) -> str:
    """The layer's name; a nested Sequential whose config is a bare list has it one level up."""
    config = layer["config"]
    return str(layer.get("name") or (config.get("name") if isinstance(config, dict) else None) or "?")
