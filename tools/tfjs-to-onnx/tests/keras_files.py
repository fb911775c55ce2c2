"""Keras files by hand, in the forms that Keras writes, so that they can also be wrong. No TensorFlow here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Arrays = dict[str, np.ndarray]
Change = Callable[[h5py.File], Any]

KERNEL = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
BIAS = np.array([0.5, -0.25, 0], np.float32)
POLICY = {
    "module": "keras",
    "class_name": "DTypePolicy",
    "config": {"name": "float32"},
    "registered_name": None,
}


def dense(**settings: Any) -> dict[str, Any]:
    """A Sequential of one Dense layer, as Keras 2 configures it."""
    config = {"name": "dense", "trainable": True, "dtype": "float32", "units": 3, "use_bias": True}
    shape = {"batch_input_shape": [None, 4]}
    layer = {"class_name": "Dense", "config": {**config, **shape, "activation": "linear", **settings}}
    return {"class_name": "Sequential", "config": {"name": "model", "layers": [layer]}}


def dense_3(*more: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """The same as Keras 3 configures it, with more layers after it."""
    config = {"name": "dense", "trainable": True, "dtype": POLICY, "units": 3, "use_bias": True}
    first = {"name": "x", "dtype": "float32", "batch_shape": [None, 4], "sparse": False, "ragged": False}
    layers = [
        {"module": "keras.layers", "class_name": "InputLayer", "config": first, "registered_name": None},
        {
            "module": "keras.layers", "class_name": "Dense", "registered_name": None,
            "config": {**config, "activation": "linear", "quantization_config": None, **settings},
        },
    ]  # fmt: skip
    config = {"name": "model", "trainable": True, "dtype": POLICY, "layers": [*layers, *more]}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}


def layer_3(kind: str, name: str, **config: Any) -> dict[str, Any]:
    """A layer as Keras 3 writes it."""
    whole = {"name": name, "trainable": True, "dtype": POLICY, **config}
    return {"module": "keras.layers", "class_name": kind, "config": whole, "registered_name": None}


def write_h5(path: Path, config: Any, weights: dict[str, Arrays], change: Change | None = None) -> Path:
    """An HDF5 file of Keras 2: weights by layer and name; `change` does the damage."""
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["model_config"] = json.dumps(config)
        groups = file.create_group("model_weights")
        for layer, arrays in weights.items():
            group = groups.create_group(layer)
            names = [f"{layer}/{leaf}:0" for leaf in arrays]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, values in zip(names, arrays.values(), strict=True):
                group[name] = values
        if change is not None:
            change(file)
    return path


def weights_h5(variables: dict[str, list[np.ndarray]], change: Change | None = None) -> bytes:
    """model.weights.h5 of Keras 3: variables by the path of their layer."""
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        for layer, arrays in variables.items():
            group = file.create_group(f"{layer}/vars")
            for number, values in enumerate(arrays):
                group[str(number)] = values
        if change is not None:
            change(file)
    return data.getvalue()


def write_archive(path: Path, config: Any, weights: bytes, version: str = "3.5.0", **more: bytes) -> Path:
    """A .keras archive; `more` adds members or replaces them, `__` standing for a slash."""
    members = {
        "metadata.json": json.dumps({"keras_version": version}).encode(),
        "config.json": json.dumps(config).encode(),
        "model.weights.h5": weights,
    }
    members |= {name.replace("__", "/"): data for name, data in more.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path
