"""Loads Python files that teach the converter layers of their own.

Such a file registers emitters with the decorator that the converter's own layers use:

    from tfjs_to_onnx.layer_context import layer

    @layer("PixelNorm")
    def pixel_norm(context, x):
        ...
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from .errors import ConversionError


def load_custom_layers(path: str | Path) -> None:
    """Runs a file; raises ConversionError when it cannot be read or fails."""
    path = Path(path)
    if not path.is_file():
        raise ConversionError("MISSING_FILE", f"there is no file {path} with custom layers")
    spec = importlib.util.spec_from_file_location(f"custom_layers_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ConversionError("CUSTOM_LAYERS", f"{path} is not a Python file", "its name must end in .py")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the file raises
        raise ConversionError("CUSTOM_LAYERS", f"{path} failed: {error!r}"[:300]) from error
