"""The error that says which layer it is about."""

from __future__ import annotations

from typing import Any

from .errors import ConversionError


class LayerError(ConversionError):
    """An error that says which layer it is about."""

    def __init__(self, error: ConversionError, name: str, kind: Any, path: str) -> None:
        text = f"layer '{name}' is a {kind}, which cannot be converted: {error}"
        if error.code != "UNSUPPORTED_LAYER":
            text = f"layer '{name}' ({kind}): {error}"
        super().__init__(error.code, f"{text} (at {path})", error.hint)
