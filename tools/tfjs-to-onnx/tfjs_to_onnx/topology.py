"""Brings topologies of every age to one form: snake case, Keras 2, no deeper than a real model."""

from __future__ import annotations

from typing import Any

from .errors import ConversionError
from .layer_config import snake_case
from .network import Config

#: Levels of lists and objects; a model nested 32 deep has some 200.
DEEPEST_JSON = 400
#: Layers under names that Keras 3 or old Keras gave them.
RENAMED = {"Convolution2D": "Conv2D", "Convolution1D": "Conv1D", "Deconvolution2D": "Conv2DTranspose"}


def check_depth(document: Any) -> None:
    """Raises ConversionError for a document that is nested absurdly deep; does not recurse."""
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > DEEPEST_JSON:
            raise ConversionError("BAD_TOPOLOGY", f"the file nests more than {DEEPEST_JSON} levels of JSON")
        level = [
            child
            for node in level
            if isinstance(node, (list, dict))
            for child in (node.values() if isinstance(node, dict) else node)
        ]


def modernise(node: Any) -> Any:
    """The same topology with snake case keys and what Keras 3 writes translated to Keras 2."""
    if isinstance(node, list):
        return [modernise(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("class_name") == "DTypePolicy" or node.get("className") == "DTypePolicy":
        config = node.get("config")
        return config.get("name", "float32") if isinstance(config, dict) else "float32"
    new = {snake_case(key): modernise(value) for key, value in node.items()}
    if "batch_shape" in new:
        new.setdefault("batch_input_shape", new.pop("batch_shape"))
    if isinstance(new.get("class_name"), str):
        new["class_name"] = RENAMED.get(new["class_name"], new["class_name"])
    if isinstance(new.get("inbound_nodes"), list):
        new["inbound_nodes"] = [_inbound(call) for call in new["inbound_nodes"]]
    for key in ("input_layers", "output_layers"):
        ends = new.get(key)
        if isinstance(ends, list) and ends and isinstance(ends[0], str):
            new[key] = [ends]
    return new


def _inbound(call: Any) -> Any:
    """`{args: [{class_name: __keras_tensor__, …}], kwargs}` to `[[layer, call, tensor, kwargs], …]`."""
    if not isinstance(call, dict) or "args" not in call:
        return call
    kwargs = call.get("kwargs") or {}
    kwargs = (
        {key: value for key, value in kwargs.items() if value is not None} if isinstance(kwargs, dict) else {}
    )
    # Keras 2 and TensorFlow.js have the first states of recurrent layers among the inputs
    states = kwargs.pop("initial_state", [])
    return [[*history, kwargs] for history in _histories([call["args"], states])]


def _histories(node: Any) -> list[list[Any]]:
    if isinstance(node, list):
        return [history for item in node for history in _histories(item)]
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        config = node.get("config")
        history = config.get("keras_history") if isinstance(config, dict) else None
        if isinstance(history, list) and len(history) == 3:
            return [history]
    raise ConversionError("BAD_TOPOLOGY", f"inbound_nodes has {node!r}, expected tensors of layers"[:200])


def is_keras_3(node: Any) -> bool:
    """Whether a topology has anything that only Keras 3 writes."""
    if isinstance(node, list):
        return any(map(is_keras_3, node))
    if not isinstance(node, dict):
        return False
    return (
        node.get("class_name") in ("DTypePolicy", "__keras_tensor__")
        or "batch_shape" in node
        or str(node.get("keras_version", "")).startswith("3")
        or any(map(is_keras_3, node.values()))
    )


def model_config(topology: Config) -> Any:
    """The model itself, which Keras wraps together with its version and training settings."""
    return topology.get("model_config") or topology.get("modelConfig") or topology
