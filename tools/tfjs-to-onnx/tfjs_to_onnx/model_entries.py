"""The entries of a topology: layers, their names, and which tensors lead to them."""

from __future__ import annotations

from typing import Any

from .errors import ConversionError
from .network import Config

MODELS = ("Sequential", "Model", "Functional")
#: Models within models; deeper is a mistake, or meant to do harm.
DEEPEST = 32


def entries_of(config: Any) -> list[Config]:
    """The layers of a model's config, a list in itself in old Sequentials."""
    entries = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ConversionError("BAD_TOPOLOGY", "a model's config has no list of layers")
    return entries


def references(node: Any, where: str) -> list[tuple[str, int, int]]:
    """`[[layer, call, tensor], …]`; a single reference may stand alone, and Keras nests by name or list."""
    if isinstance(node, dict):
        node = list(node.values())
    if not isinstance(node, list) or not node:
        raise ConversionError("BAD_TOPOLOGY", f"{where} is not a list of layers")
    if isinstance(node[0], str):
        node = [node]
    found = []
    for item in node:
        fits = isinstance(item, list) and len(item) in (3, 4) and isinstance(item[0], str)
        if not fits or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in item[1:3]):
            raise ConversionError(
                "BAD_TOPOLOGY", f"{where} has {item!r}, expected [layer, call, tensor]"[:200]
            )
        found.append((item[0], item[1], item[2]))
        extra = item[3] if len(item) == 4 and item[3] else {}
        if not isinstance(extra, dict):
            raise ConversionError(
                "BAD_TOPOLOGY", f"{where} has {item!r}, expected [layer, call, tensor, {{}}]"[:200]
            )
        if set(extra) - {"training", "mask"} or any(extra.values()):
            raise ConversionError(
                "UNSUPPORTED_LAYER",
                f"{where} passes arguments {list(extra)} along, which is not converted"[:200],
            )
    return found


def calls(entry: Config, name: str) -> list[list[tuple[str, int, int]]]:
    nodes = entry.get("inbound_nodes", [])
    if not isinstance(nodes, list):
        raise ConversionError("BAD_TOPOLOGY", f"inbound_nodes of layer '{name}' is not a list")
    return [references(node, f"inbound_nodes of layer '{name}'") for node in nodes]


def entry_name(entry: Config) -> str:
    config = entry.get("config")
    name = entry.get("name") or (config.get("name") if isinstance(config, dict) else None)
    return name[:200] if isinstance(name, str) else f"a {entry.get('class_name')}"


def model_name(entry: Config) -> str:
    config = entry.get("config")
    name = (config.get("name") if isinstance(config, dict) else None) or entry.get("name")
    return name if isinstance(name, str) else "model"
