"""Finds the weights of every layer in Keras's two layouts, and names them as the weight store expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .dialect import Dialect
from .errors import ConversionError
from .hdf5_file import Hdf5File
from .layers.directions import direction_names
from .model_entries import DEEPEST, MODELS, entries_of
from .network import Config, Weights, layer_name

#: In this order recurrent cells make their variables; other layers' are known by number alone.
CELL_VARIABLES = ("kernel", "recurrent_kernel", "bias")


def hdf5_weights(hdf5: Hdf5File, topology: Config) -> Weights:
    """`model_weights/<layer>` lists its weights: `dense/kernel:0` becomes `dense/dense/kernel`."""
    groups = hdf5.child(hdf5.root, "model_weights")
    if groups is None:
        raise hdf5.malformed("it has no group model_weights")
    weights: Weights = {}
    for entry in entries_of(topology["config"]):
        name = layer_name(entry)
        if entry.get("class_name") == "InputLayer":
            continue
        group = hdf5.child(groups, name)
        if group is None:
            raise ConversionError(
                "MISSING_WEIGHT", f"{hdf5.name} has no weights group of layer '{name}'"[:300]
            )
        for path in _weight_names(hdf5, group):
            key = f"{name}/{path.split(':')[0]}"
            if key in weights:
                raise hdf5.malformed(f"weight '{key}' is there twice"[:200])
            weights[key] = hdf5.floats(hdf5.child(group, path), key[:200])
    return weights


def _weight_names(hdf5: Hdf5File, group: Any) -> list[str]:
    """The attribute `weight_names`, which long lists split into `weight_names0`, `weight_names1`, …"""
    names = hdf5.texts(group, "weight_names")
    if names is not None:
        return names
    found: list[str] = []
    for number in range(1000):
        more = hdf5.texts(group, f"weight_names{number}")
        if more is None:
            break
        found += more
    return found


def archive_weights(hdf5: Hdf5File, topology: Config, dialect: Dialect) -> Weights:
    """`layers/<class>_<count>/vars/<number>` becomes `<layer>/<number>`.

    Raises ConversionError for a weight in the file that no layer of the config leads to.
    """
    if hdf5.child(hdf5.root, "_layer_checkpoint_dependencies") is not None:
        raise ConversionError(
            "OLD_ARCHIVE",
            f"{hdf5.name} has the layout of Keras 2.12 and 2.13",
            "load it there and save it as model.h5",
        )
    weights: Weights = {}
    seen: set[str] = set()
    for path, key, name in _places(topology, "layers", (), dialect, 0):
        group = hdf5.child(hdf5.root, f"{path}/vars")
        if group is None:
            continue
        written = hdf5.texts(group, "name")  # Keras 3 says whose variables they are
        if written and name is not None and written[0] != name:
            raise hdf5.malformed(f"{path} has the variables of layer '{written[0]}', not of '{name}'"[:300])
        for number in hdf5.names(group):
            leaf = number
            if name is None and number in ("0", "1", "2"):
                leaf = CELL_VARIABLES[int(number)]
            weights[f"{key}/{leaf}"] = hdf5.floats(hdf5.child(group, number), f"{path}/vars/{number}"[:200])
            seen.add(f"{path}/vars/{number}")
    for path in hdf5.datasets():
        if path not in seen and not path.startswith("optimizer/") and "seed_generator/" not in path:
            raise ConversionError("UNUSED_WEIGHT", f"weight '{path}' belongs to no layer of the model"[:300])
    return weights


def _places(
    model: Config, folder: str, models: tuple[str, ...], dialect: Dialect, depth: int
) -> Iterator[tuple[str, str, str | None]]:
    """(path in the file, name for the weight store, name of the layer) of all that may have variables."""
    if depth > DEEPEST:
        raise ConversionError("BAD_TOPOLOGY", f"models are nested more than {DEEPEST} deep")
    counts: dict[str, int] = {}
    for entry in entries_of(model.get("config")):
        kind = str(entry.get("class_name"))
        base = snake_class(kind)
        count = counts[base] = counts.get(base, -1) + 1
        path = f"{folder}/{base}_{count}" if count else f"{folder}/{base}"
        yield from _layer_places(entry, path, models, layer_name(entry), dialect, depth)


def _layer_places(
    entry: Config, path: str, models: tuple[str, ...], name: str, dialect: Dialect, depth: int
) -> Iterator[tuple[str, str, str | None]]:
    kind, config = entry.get("class_name"), entry.get("config")
    key = "/".join((*models, name))
    if kind in MODELS:
        yield from _places(entry, f"{path}/layers", (*models, name), dialect, depth + 1)
        return
    yield path, key, layer_name(entry)
    if not isinstance(config, dict):
        return
    inner = config.get("layer")
    if kind == "TimeDistributed" and isinstance(inner, dict):
        # what is inside is stored under the wrapper's name, unless it is a model
        yield from _layer_places(inner, f"{path}/layer", models, name, dialect, depth + 1)
    elif kind == "Bidirectional" and isinstance(inner, dict) and isinstance(inner.get("config"), dict):
        for side, own in zip(("forward", "backward"), direction_names(config, dialect), strict=True):
            yield from _cell_places(inner, f"{path}/{side}_layer", f"{key}/{own}")
    else:
        yield from _cell_places(entry, path, key)


def _cell_places(entry: Config, path: str, key: str) -> Iterator[tuple[str, str, str | None]]:
    """Recurrent layers keep their variables in a cell, or in the cells of a stack."""
    config = entry.get("config")
    cell = config.get("cell") if isinstance(config, dict) else None
    inside = cell.get("config") if isinstance(cell, dict) else None
    stack = inside.get("cells") if isinstance(inside, dict) else None
    yield f"{path}/cell", key, None
    counts: dict[str, int] = {}
    for at, item in enumerate(stack if isinstance(stack, list) else []):
        base = snake_class(str(item.get("class_name")) if isinstance(item, dict) else "")
        count = counts[base] = counts.get(base, -1) + 1
        own = f"{base}_{count}" if count else base
        yield f"{path}/cell/cells/{own}", f"{key}/RNNCell_{at}", None


def snake_class(name: str) -> str:
    """`Conv2DTranspose` to `conv2d_transpose`, as Keras does it."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
