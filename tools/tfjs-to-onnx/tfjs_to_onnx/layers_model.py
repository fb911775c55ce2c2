"""Reads a TensorFlow.js layers model: `model.json` and the weight files beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import ConversionError
from .network import Config, Network
from .weight_file import read_weights


def read_layers_model(path: str | Path) -> tuple[Network, str]:
    """Returns the network and the SHA-256 over `model.json` and the weight bytes in manifest order.

    Raises ConversionError when the file is missing, is not JSON or is another kind of model.
    """
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConversionError("MISSING_FILE", f"cannot read {path}: {error.strerror}") from error
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ConversionError(
            "NOT_JSON", f"{path} is not JSON: {error}", "give the model.json of the model"
        ) from error

    topology = _topology(path, document)
    manifest = document.get("weightsManifest")
    try:
        weights, groups = read_weights(manifest, path.parent)
    except (KeyError, TypeError) as error:
        raise ConversionError("BAD_MANIFEST", f"{path} has no usable weightsManifest ({error!r})") from error
    digest = hashlib.sha256(text)
    for group in groups:
        digest.update(group)
    return Network(topology, weights), digest.hexdigest()


def _topology(path: Path, document: Any) -> Config:
    """`{class_name, config}` out of the shapes that tfjs and its converter have written over the years."""
    topology = document.get("modelTopology") if isinstance(document, dict) else None
    if isinstance(topology, str):
        topology = json.loads(topology)
    if not isinstance(topology, dict):
        raise ConversionError("NOT_A_MODEL", f"{path} has no modelTopology: not a TensorFlow.js model.json")
    if document.get("format") == "graph-model" or "node" in topology:
        raise ConversionError(
            "GRAPH_MODEL",
            f"{path} is a graph model, and this tool converts layers models",
            f"python -m tf2onnx.convert --tfjs {path} --output OUT.onnx",
        )
    if _is_keras_3(topology):
        raise ConversionError(
            "KERAS_3",
            f"{path} holds a Keras 3 config, and this tool reads those of Keras 2 and TensorFlow.js",
            "load it with tf.loadLayersModel in TensorFlow.js 4.22, save it from there and convert that",
        )
    topology = topology.get("model_config", topology)
    if not isinstance(topology.get("config"), (dict, list)) or "class_name" not in topology:
        raise ConversionError("NOT_A_MODEL", f"{path} has a modelTopology without class_name and config")
    return {"class_name": topology["class_name"], "config": topology["config"]}


def _is_keras_3(node: Any) -> bool:
    if isinstance(node, list):
        return any(map(_is_keras_3, node))
    if not isinstance(node, dict):
        return False
    return (
        node.get("class_name") in ("DTypePolicy", "__keras_tensor__")
        or "batch_shape" in node
        or str(node.get("keras_version", "")).startswith("3")
        or any(map(_is_keras_3, node.values()))
    )
