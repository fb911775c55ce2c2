"""Reads a TensorFlow.js layers model: `model.json` and the weight files beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import ConversionError
from .network import Config, Network
from .topology import check_depth, is_keras_3, model_config, modernise
from .weight_file import read_weights

#: Who reads other files.
KERAS = "tfjs-to-onnx convert {path} OUT.onnx"
ELSEWHERE = {
    ".h5": KERAS,
    ".hdf5": KERAS,
    ".keras": KERAS,
    ".pb": "python -m tf2onnx.convert --graphdef {path} --output OUT.onnx",
    ".tflite": "python -m tf2onnx.convert --tflite {path} --output OUT.onnx",
}
#: A topology of this size would have a million layers.
LARGEST_JSON = 256 * 2**20


def read_layers_model(path: str | Path, keras_3: bool = False) -> tuple[Network, str]:
    """Returns the network and the SHA-256 over `model.json` and the weight bytes in manifest order.

    @param path: `model.json`, or the folder it is in
    @param keras_3: whether Keras 3 configs are translated, else refused
    Raises ConversionError when the file is missing, is not JSON or is another kind of model.
    """
    path = Path(path)
    way_out = ELSEWHERE.get(path.suffix.lower())
    if way_out is not None:
        raise ConversionError(
            "NOT_A_MODEL", f"{path} is not a TensorFlow.js model.json", way_out.format(path=path)
        )
    if path.is_dir():
        path = path / "model.json"
    text = _read_text(path)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ConversionError(
            "NOT_JSON", f"{path} is not JSON: {error}", "give the model.json of the model"
        ) from error
    except RecursionError as error:
        raise ConversionError("BAD_TOPOLOGY", f"{path} nests far too many levels of JSON") from error
    check_depth(document)

    topology = _topology(path, document, keras_3)
    weights, groups = read_weights(document.get("weightsManifest"), path.parent, path)
    digest = hashlib.sha256(text)
    for group in groups:
        digest.update(group)
    return Network(topology, weights), digest.hexdigest()


def _read_text(path: Path) -> bytes:
    if "://" in str(path) or str(path).startswith(("http:/", "https:/")):
        raise ConversionError(
            "MISSING_FILE",
            f"{path} is an address",
            "download model.json and the weight files it names into a folder",
        )
    try:
        if path.stat().st_size > LARGEST_JSON:
            raise ConversionError(
                "NOT_A_MODEL", f"{path} has {path.stat().st_size:,} bytes: not a model.json"
            )
        return path.read_bytes()
    except OSError as error:
        raise ConversionError("MISSING_FILE", f"cannot read {path}: {error.strerror}") from error


def _topology(path: Path, document: Any, keras_3: bool) -> Config:
    """`{class_name, config}` out of the shapes that tfjs and its converter have written over the years."""
    topology = document.get("modelTopology") if isinstance(document, dict) else None
    if isinstance(topology, str):
        topology = _nested_json(path, topology)
    if not isinstance(topology, dict):
        raise ConversionError("NOT_A_MODEL", f"{path} has no modelTopology: not a TensorFlow.js model.json")
    if document.get("format") == "graph-model" or "node" in topology:
        raise ConversionError(
            "GRAPH_MODEL",
            f"{path} is a graph model, and this tool converts layers models",
            f"python -m tf2onnx.convert --tfjs {path} --output OUT.onnx",
        )
    if keras_3:
        topology = modernise(topology)
    elif is_keras_3(topology):
        raise ConversionError(
            "KERAS_3",
            f"{path} holds a Keras 3 config, and the exporter reads those of Keras 2 and TensorFlow.js",
            "load it with tf.loadLayersModel in TensorFlow.js 4.22, save it from there and convert that",
        )
    topology = model_config(topology)
    if isinstance(topology, str):
        topology = _nested_json(path, topology)
        topology = modernise(topology) if keras_3 else topology
    if (
        not isinstance(topology, dict)
        or not isinstance(topology.get("config"), (dict, list))
        or not isinstance(topology.get("class_name"), str)
    ):
        raise ConversionError("NOT_A_MODEL", f"{path} has a modelTopology without class_name and config")
    return {"class_name": topology["class_name"], "config": topology["config"]}


def _nested_json(path: Path, text: str) -> Any:
    try:
        nested = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConversionError(
            "NOT_JSON", f"{path} holds its modelTopology as text that is not JSON"
        ) from error
    check_depth(nested)
    return nested
