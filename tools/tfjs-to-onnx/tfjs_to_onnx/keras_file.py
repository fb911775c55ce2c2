"""Keras files: the HDF5 of Keras 2, which Keras 3 still writes, and the `.keras` archive."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .dialect import KERAS_2, KERAS_3, Dialect
from .errors import ConversionError
from .hdf5_file import Hdf5File
from .keras_archive import open_archive
from .keras_rules import check_kinds
from .keras_variables import archive_weights, hdf5_weights
from .network import Config, Network
from .topology import check_depth, modernise

HDF5 = b"\x89HDF\r\n\x1a\n"
ZIP = b"PK\x03\x04"


def is_keras_file(path: Path) -> bool:
    """Whether a file begins as HDF5 and zip archives do; a file that cannot be read does not."""
    try:
        with open(path, "rb") as file:
            return file.read(8).startswith((HDF5, ZIP))
    except OSError:
        return False


def read_here(path: Path) -> tuple[Network, str]:
    """Reads a file in this process; `keras_process` does it in one of its own.

    Raises ConversionError when h5py is missing and when the file is anything but a whole, well-formed model.
    Nothing in it is run: layers are known by name, and code that a file carries is never looked at.
    """
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256") if hasattr(hashlib, "file_digest") else _digest(file)
        file.seek(0)
        archive = file.read(4) == ZIP
        file.seek(0)
        if archive:
            config, version, weights_file = open_archive(file, path)
            dialect = _dialect(path, version)
            topology = _topology(path, config, dialect)
            with Hdf5File(weights_file, f"{path} (model.weights.h5)") as hdf5:
                weights = archive_weights(hdf5, topology, dialect)
        else:
            with Hdf5File(file, str(path)) as hdf5:
                texts = hdf5.texts(hdf5.root, "model_config")
                if not texts:
                    raise ConversionError(
                        "NOT_A_MODEL",
                        f"{path} has no model_config: it holds weights alone",
                        "save the whole model: model.save('model.keras')",
                    )
                version = (hdf5.texts(hdf5.root, "keras_version") or [""])[0]
                dialect = _dialect(path, version)
                topology = _topology(path, texts[0], dialect)
                weights = hdf5_weights(hdf5, topology)
    return Network(topology, weights, dialect), digest.hexdigest()


def _digest(file: Any) -> Any:
    digest = hashlib.sha256()
    while block := file.read(2**20):
        digest.update(block)
    return digest


def _dialect(path: Path, version: str) -> Dialect:
    if version.startswith("3."):
        return KERAS_3
    if version.startswith("2."):
        return KERAS_2
    raise ConversionError(
        "NOT_A_MODEL",
        f"{path} was written by Keras {version!r}, expected 2 or 3"[:300],
        "load it in Keras 2.15 or 3 and save it again",
    )


def _topology(path: Path, text: str | bytes, dialect: Dialect) -> Config:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConversionError("NOT_JSON", f"the config in {path} is not JSON: {error}"[:300]) from error
    check_depth(document)
    if isinstance(document, dict):
        check_kinds(document, dialect)
    topology = modernise(document)
    if (
        not isinstance(topology, dict)
        or not isinstance(topology.get("config"), (dict, list))
        or not isinstance(topology.get("class_name"), str)
    ):
        raise ConversionError("NOT_A_MODEL", f"the config in {path} has no class_name and config")
    if topology["class_name"] not in ("Sequential", "Functional", "Model"):
        raise ConversionError(
            "NOT_A_MODEL",
            f"{path} is a model of its own class {topology['class_name']!r}, whose steps are Python code"[
                :300
            ],
            "build it as a functional or Sequential model",
        )
    return _with_input({"class_name": topology["class_name"], "config": topology["config"]}, topology)


def _with_input(topology: Config, outer: Config) -> Config:
    """A Sequential built without an Input keeps the shape it was built for beside its layers."""
    config = topology["config"]
    if topology["class_name"] != "Sequential" or not isinstance(config, dict):
        return topology
    build = outer.get("build_config")
    shape = config.get("build_input_shape") or (build.get("input_shape") if isinstance(build, dict) else None)
    entries = config.get("layers")
    first = entries[0] if isinstance(entries, list) and entries else None
    if isinstance(shape, list) and isinstance(first, dict) and isinstance(first.get("config"), dict):
        if not {"batch_input_shape", "batch_shape", "layers"} & set(first["config"]):
            first["config"]["batch_input_shape"] = shape
    return topology
