"""What the conversion of any layers model can be asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from .errors import ConversionError
from .picture_format import parse_picture_format

Storage = Literal["float32", "float16", "int8"]
OPSETS = range(13, 22)


@dataclass(frozen=True)
class ConvertOptions:
    """How to convert; raises ConversionError for a value out of range."""

    #: ONNX operator set
    opset: int = 17
    #: how large weights are stored; arithmetic is float32 either way
    weights: Storage = "float32"
    #: sizes of inputs that the model leaves open, batch left out, by the input's name
    shapes: dict[str, list[int | None]] = field(default_factory=dict)
    #: Python files that register layers of their own
    custom: tuple[str | Path, ...] = ()
    #: SPDX identifier, written into the file's metadata
    licence: str | None = None
    #: which inputs and outputs are pictures: `input_1=rgba8,0..1`, as `picture_format` reads it
    input_pixels: tuple[str, ...] = ()
    output_pixels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.opset not in OPSETS:
            raise ConversionError(
                "BAD_OPTION", f"opset {self.opset} is not one of {OPSETS[0]} to {OPSETS[-1]}"
            )
        if self.weights not in get_args(Storage):
            raise ConversionError("BAD_OPTION", f"weights '{self.weights}' is not known")
        for text in self.input_pixels:
            parse_picture_format(text, "--input-pixels")
        for text in self.output_pixels:
            parse_picture_format(text, "--output-pixels")
