"""Reads a model, whatever form it has and wherever it is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .errors import ConversionError
from .keras_file import is_keras_file
from .keras_process import read_keras_file
from .layers_model import read_layers_model
from .network import Network
from .remote_model import fetch_model, is_address


def read_model(source: str | Path) -> tuple[Network, str]:
    """Returns the network and the SHA-256 of what was read.

    @param source: `model.json` or its folder, a Keras file, or the address of one of them
    Raises ConversionError for anything else.
    """
    if is_address(str(source)):
        with tempfile.TemporaryDirectory(prefix="tfjs-to-onnx-") as folder:
            return _read(fetch_model(str(source), Path(folder)))
    return _read(Path(source))


def _read(path: Path) -> tuple[Network, str]:
    if is_keras_file(path):
        return read_keras_file(path)
    if path.suffix.lower() in (".keras", ".h5", ".hdf5"):
        if not path.exists():
            raise ConversionError("MISSING_FILE", f"there is no file {path}")
        raise ConversionError(
            "NOT_A_MODEL", f"{path} is neither HDF5 nor a .keras archive", "copy the file again, as binary"
        )
    if (path / "saved_model.pb").is_file():
        raise ConversionError(
            "NOT_A_MODEL",
            f"{path} is a SavedModel, whose steps are a graph and not layers",
            f"python -m tf2onnx.convert --saved-model {path} --output OUT.onnx",
        )
    return read_layers_model(path, keras_3=True)
