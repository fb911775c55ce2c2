"""What a model says about its inputs, in the many ways in which models say it."""

from __future__ import annotations

from typing import Any

from .errors import ConversionError
from .graph_builder import Shape
from .layer_config import LayerConfig
from .model_entries import DEEPEST, MODELS, entries_of, entry_name, references
from .network import Config


def first_input(entry: Config, path: str) -> tuple[str, Shape, str]:
    """Name, shape and type of the input that a first layer declares, through models inside it."""
    for _ in range(DEEPEST):
        if entry.get("class_name") not in MODELS:
            break
        config = entry.get("config")
        if entry["class_name"] == "Sequential":
            entry = entries_of(config)[0]
        else:
            first = references(
                config.get("input_layers") if isinstance(config, dict) else None, "input_layers"
            )[0][0]
            matching = [item for item in entries_of(config) if entry_name(item) == first]
            if not matching:
                raise ConversionError("BAD_TOPOLOGY", f"there is no layer '{first}'")
            entry = matching[0]
    else:
        raise ConversionError("BAD_TOPOLOGY", f"models are nested more than {DEEPEST} deep (at {path})")
    config = LayerConfig(entry["config"] if isinstance(entry.get("config"), dict) else {})
    name = entry_name(entry)
    shape = _declared_shape(entry.get("class_name"), config)
    if not isinstance(shape, list) or not all(
        size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in shape
    ):
        raise ConversionError(
            "OPEN_INPUT",
            f"the first layer '{name}' does not say what its input is (at {path})",
            "save the model with an inputShape: TensorFlow.js cannot load it either",
        )
    dtype = config.get("dtype", "float32")
    suffix = "" if entry.get("class_name") == "InputLayer" else "_input"
    if entry.get("class_name") != "InputLayer" and dtype not in ("int32", "int64"):
        dtype = "float32"
    if entry.get("class_name") == "Embedding":
        dtype = "int32" if dtype in ("int32", "int64") else "float32"
    sizes = tuple(None if size is None or size < 0 else size for size in shape)
    return f"{name}{suffix}", (None, *sizes[1:]), dtype if isinstance(dtype, str) else repr(dtype)


def _declared_shape(kind: Any, config: LayerConfig) -> Any:
    for key in ("batch_input_shape", "batch_shape"):
        if config.get(key) is not None:
            return config.get(key)
    if isinstance(config.get("input_shape"), list):
        return [None, *config.get("input_shape")]
    if kind == "Embedding":
        length = config.get("input_length")
        return [None, *(length if isinstance(length, list) else [length])]
    if kind == "Dense" and config.get("input_dim") is not None:
        return [None, config.get("input_dim")]
    return None
