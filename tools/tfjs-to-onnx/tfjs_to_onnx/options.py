"""What a conversion can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .errors import ConversionError

Pixels = Literal["none", "rgba8"]
Storage = Literal["float32", "float16"]
OPSETS = range(13, 19)


@dataclass(frozen=True)
class Options:
    """How to convert; raises ConversionError for a value out of range."""

    #: ONNX operator set
    opset: int = 17
    #: name of the graph's input
    input_name: str = "z"
    #: name of the output; None names it by its kind: `pixels` (rgba8), `image` (four axes) or `output`
    output_name: str | None = None
    #: 'rgba8' finishes int32 pixels in the graph, 'none' keeps the network's float output
    pixels: Pixels = "none"
    #: how large weights are stored; arithmetic is float32 either way
    weights: Storage = "float32"

    def __post_init__(self) -> None:
        if self.opset not in OPSETS:
            raise ConversionError(
                "BAD_OPTION", f"opset {self.opset} is not one of {OPSETS[0]} to {OPSETS[-1]}"
            )
        if self.pixels not in get_args(Pixels) or self.weights not in get_args(Storage):
            raise ConversionError(
                "BAD_OPTION", f"pixels '{self.pixels}' or weights '{self.weights}' is not known"
            )
        if not self.input_name or self.output_name == "" or self.input_name == self.output_name:
            raise ConversionError("BAD_OPTION", "input and output need two different names")

    def name_output(self, rank: int) -> str:
        """The output's name for a network output of that rank, batch included."""
        return self.output_name or (
            "pixels" if self.pixels == "rgba8" else "image" if rank == 4 else "output"
        )
