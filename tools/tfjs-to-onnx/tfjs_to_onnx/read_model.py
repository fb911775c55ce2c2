"""Reads a model, whatever form it has."""

from __future__ import annotations

from pathlib import Path

from .keras_file import is_keras_file
from .keras_process import read_keras_file
from .layers_model import read_layers_model
from .network import Network


def read_model(source: str | Path) -> tuple[Network, str]:
    """Returns the network and the SHA-256 of what was read.

    @param source: `model.json` or its folder, or a Keras file
    Raises ConversionError for anything else.
    """
    path = Path(source)
    return read_keras_file(path) if is_keras_file(path) else read_layers_model(path, keras_3=True)
