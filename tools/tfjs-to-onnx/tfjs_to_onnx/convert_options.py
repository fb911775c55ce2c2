"""What the conversion of any layers model can be asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from .errors import ConversionError
from .picture_format import parse_picture_format

Storage = Literal["float32", "float16", "int8"]
Compute = Literal["float32", "float16"]
OPSETS = range(13, 22)


@dataclass(frozen=True)
class ConvertOptions:
    """How to convert; raises ConversionError for a value out of range."""

    #: ONNX operator set
    opset: int = 17
    #: how large weights are stored
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
    #: the type of what float16 does well; inputs, outputs and the rest are float32
    compute: Compute = "float32"

    def __post_init__(self) -> None:
        if self.opset not in OPSETS:
            raise ConversionError(
                "BAD_OPTION", f"opset {self.opset} is not one of {OPSETS[0]} to {OPSETS[-1]}"
            )
        if self.weights not in get_args(Storage):
            raise ConversionError("BAD_OPTION", f"weights '{self.weights}' is not known")
        if self.compute not in get_args(Compute):
            raise ConversionError("BAD_OPTION", f"compute '{self.compute}' is not known")
        if self.weights == "int8" and self.compute == "float16":
            raise ConversionError(
                "BAD_OPTION",
                "weights as int8 are multiplied by their scales in float32, not in float16",
                "leave out --weights, or --compute",
            )
        for text in self.input_pixels:
            parse_picture_format(text, "--input-pixels")
        for text in self.output_pixels:
            parse_picture_format(text, "--output-pixels")
