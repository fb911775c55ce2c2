"""Folds batch normalisation into the linear layer before it, in the layers model itself.

y = gamma · (W x + b - mean) / sqrt(variance + epsilon) + beta is again linear in x, so a network at
inference needs no batch norm: W' = s W, b' = s (b - mean) + beta with s = gamma / sqrt(variance + epsilon).
The result is an ordinary layers model, which Keras and TensorFlow.js run like any other.
"""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import numpy as np

from .network import Config, Network, Weights, is_model, layer_list, layer_name
from .weight_names import find_weight_name

OUTPUT_AXIS = {"Dense": 1, "Conv2D": 3, "Conv2DTranspose": 2}  # of the kernel
RANK = {"Conv2D": 4, "Conv2DTranspose": 4}  # of the layer's output, where it is fixed


def fold_batch_norms(network: Network, ranks: dict[str, int]) -> tuple[Network, int]:
    """Folds every batch norm that directly follows a linear Dense, Conv2D or Conv2DTranspose.

    @param ranks: rank of each layer's output, batch included (a Dense may have more than two axes)
    @returns the network without those batch norms, and how many were folded
    """
    topology = copy.deepcopy(network.topology)
    weights = dict(network.weights)
    folded = _fold_model(topology, weights, ranks)
    return Network(topology, weights), folded


def _fold_model(model: Config, weights: Weights, ranks: dict[str, int]) -> int:
    folded = sum(_fold_model(layer, weights, ranks) for layer in layer_list(model) if is_model(layer))
    pairs = _sequential_pairs(model) if model["class_name"] == "Sequential" else _functional_pairs(model)
    for linear, norm in pairs:
        if _can_fold(linear, norm, ranks):
            _fold_weights(linear, norm, weights)
            linear["config"]["use_bias"] = True
            linear["config"].setdefault("bias_initializer", {"class_name": "Zeros", "config": {}})
            layer_list(model).remove(norm)
            if model["class_name"] != "Sequential":
                _rewire(model["config"], layer_name(norm), layer_name(linear))
            folded += 1
    return folded


def _sequential_pairs(model: Config) -> list[tuple[Config, Config]]:
    layers = layer_list(model)
    return [(a, b) for a, b in pairwise(layers) if b["class_name"] == "BatchNormalization"]


def _functional_pairs(model: Config) -> list[tuple[Config, Config]]:
    """Layer and batch norm where nothing else reads the layer, and neither is applied twice."""
    layers = {layer_name(layer): layer for layer in layer_list(model)}
    read = [
        reference for layer in layers.values() for reference in _references(layer.get("inbound_nodes", []))
    ]
    read += _references(model["config"]["output_layers"])
    pairs = []
    for norm in layers.values():
        inbound = norm.get("inbound_nodes", [])
        if norm["class_name"] != "BatchNormalization" or len(inbound) != 1:
            continue
        (source,) = {reference[0] for reference in _references(inbound)}
        linear = layers[source]
        once = sum(reference[0] == source for reference in read) == 1
        if once and len(linear.get("inbound_nodes", [])) == 1:
            pairs.append((linear, norm))
    return pairs


def _references(node: Any) -> list[list[Any]]:
    """Every `[layer, node, tensor, …]` in a nest of lists, the very lists."""
    if not isinstance(node, list):
        return []
    if node and isinstance(node[0], str):
        return [node]
    return [reference for child in node for reference in _references(child)]


def _rewire(config: Config, old: str, new: str) -> None:
    for layer in config["layers"]:
        for reference in _references(layer.get("inbound_nodes", [])):
            reference[0] = new if reference[0] == old else reference[0]
    for reference in _references(config["output_layers"]):
        reference[0] = new if reference[0] == old else reference[0]


def _can_fold(linear: Config, norm: Config, ranks: dict[str, int]) -> bool:
    kind = linear["class_name"]
    if kind not in OUTPUT_AXIS or linear["config"].get("activation") not in (None, "linear"):
        return False
    axis = norm["config"].get("axis", -1)
    axis = axis[0] if isinstance(axis, list) else axis
    rank = RANK.get(kind) or ranks.get(layer_name(linear))
    return axis == -1 or (rank is not None and axis == rank - 1)


def _fold_weights(linear: Config, norm: Config, weights: Weights) -> None:
    """Rewrites kernel and bias in place of the norm's four vectors; in float64, rounded once at the end."""
    name = layer_name(linear)
    kernel_name = find_weight_name(weights, name, "kernel")
    prefix = kernel_name[: -len("kernel")]
    had_bias = linear["config"].get("use_bias", True)
    bias_name = find_weight_name(weights, name, "bias") if had_bias else f"{prefix}bias"

    def take(leaf: str) -> np.ndarray:
        return weights.pop(find_weight_name(weights, layer_name(norm), leaf)).astype(np.float64)

    config = norm["config"]
    scale = 1.0 / np.sqrt(take("moving_variance") + config.get("epsilon", 1e-3))
    scale = scale * take("gamma") if config.get("scale", True) else scale
    shift = -take("moving_mean") * scale
    shift = shift + take("beta") if config.get("center", True) else shift

    kernel = weights[kernel_name].astype(np.float64)
    along = [1] * kernel.ndim
    along[OUTPUT_AXIS[linear["class_name"]]] = -1
    bias = weights[bias_name].astype(np.float64) if had_bias else 0.0
    weights[kernel_name] = (kernel * scale.reshape(along)).astype(np.float32)
    weights[bias_name] = (bias * scale + shift).astype(np.float32)
