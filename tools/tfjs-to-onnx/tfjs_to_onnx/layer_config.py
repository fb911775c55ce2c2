"""A layer's config, read with care: it comes from a file that may say anything."""

from __future__ import annotations

import math
import re
from typing import Any

from .errors import ConversionError

#: No size, stride or count of a real layer is larger.
LARGEST_INTEGER = 2**31 - 1


class LayerConfig:
    """Typed access to one config; every complaint names the field and what it holds."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def get(self, key: str, default: Any = None) -> Any:
        """The raw value; null counts as absent, as in TensorFlow.js."""
        value = self.values.get(key)
        return default if value is None else value

    def integer(self, key: str, default: int | None = None, minimum: int = 1) -> int:
        value = self.get(key, default)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        return self._integer(key, value, minimum)

    def integers(self, key: str, count: int, default: int | None = None, minimum: int = 1) -> list[int]:
        """`count` integers; a single one stands for all."""
        value = self.get(key, default)
        if not isinstance(value, list):
            return [self._integer(key, value, minimum)] * count
        if len(value) != count:
            raise self.wrong(key, f"{count} integers")
        return [self._integer(key, item, minimum) for item in value]

    def axes(self, key: str, default: int, rank: int) -> list[int]:
        """One axis or several, made non-negative."""
        value = self.get(key, default)
        axes = value if isinstance(value, list) else [value]
        for axis in axes:
            if self._integer(key, axis, -rank) >= rank:
                raise self.wrong(key, f"axes of a tensor with {rank}")
        axes = [axis % rank for axis in axes]
        if not axes or len(set(axes)) != len(axes):
            raise self.wrong(key, "different axes")
        return axes

    def pairs(self, key: str, default: int | None = None) -> list[list[int]]:
        """[[top, bottom], [left, right]] from one number, two numbers or two pairs."""
        value = self.get(key, default)
        if not isinstance(value, list):
            value = [value, value]
        if len(value) != 2:
            raise self.wrong(key, "a number, two numbers or two pairs")
        pairs = [item if isinstance(item, list) else [item, item] for item in value]
        if any(len(pair) != 2 for pair in pairs):
            raise self.wrong(key, "a number, two numbers or two pairs")
        return [[self._integer(key, item, 0) for item in pair] for pair in pairs]

    def number(self, key: str, default: float | None = None) -> float:
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.wrong(key, "a number")
        return float(value)

    def boolean(self, key: str, default: bool) -> bool:
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def text(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words, in snake case whatever case the file has."""
        value = self.get(key, default)
        word = snake_case(value) if isinstance(value, str) else None
        if word not in choices:
            raise self.wrong(key, f"one of {', '.join(choices)}")
        return word

    def channels_first(self) -> bool:
        return (
            self.text("data_format", "channels_last", ("channels_last", "channels_first")) == "channels_first"
        )

    def wrong(self, key: str, expected: str) -> ConversionError:
        """The error for a field that holds something else."""
        found = repr(self.values.get(key))
        found = found if len(found) < 60 else f"{found[:57]}..."
        return ConversionError("BAD_TOPOLOGY", f"'{key}' is {found}, expected {expected}")

    def _integer(self, key: str, value: Any, minimum: int) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= LARGEST_INTEGER:
            raise self.wrong(key, f"an integer of at least {minimum}")
        return value


def snake_case(text: str) -> str:
    """`channelsFirst` to `channels_first`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
