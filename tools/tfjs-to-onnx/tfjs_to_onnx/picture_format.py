"""How a picture goes into a model or comes out of it: bytes outside, the model's own numbers inside."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from .errors import ConversionError

Kind = Literal["uint8", "rgba8"]
Layout = Literal["nhwc", "nchw"]

#: `level = floor(scale · clip(x, low, high) + offset)`; and back, `x = level / divisor - shift`
Law = tuple[float, float, float, float, float, float]
LAWS: dict[str, Law] = {
    "-1..1": (-1, 1, 127.5, 128, 127.5, 1),
    "0..1": (0, 1, 255, 0.5, 255, 0),
    "0..255": (0, 255, 1, 0.5, 1, 0),
}
#: Channels that a model may have; RGBA of a grey picture repeats its level.
CHANNELS = {"uint8": (1, 3, 4), "rgba8": (1, 3)}

FORM = "[NAME=]uint8|rgba8,-1..1|0..1|0..255[,mean=R/G/B][,std=R/G/B][,nhwc|nchw]"


@dataclass(frozen=True)
class PictureFormat:
    """One picture. Outside it is uint8 [N,H,W,C], or int32 [N,H,W] whose bytes are R, G, B, A."""

    kind: Kind
    #: what the levels 0 to 255 are in the model, before `mean` and `std`
    range: str
    #: `(x - mean) / std` for each channel, on the way into a model
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    #: where the model has its channels; None where its shape tells
    layout: Layout | None = None
    #: of the model's tensor; 0 until its shape is known
    channels: int = 0

    @property
    def law(self) -> Law:
        return LAWS[self.range]

    def fitting(self, name: str, shape: tuple[int | None, ...]) -> PictureFormat:
        """With layout and channels settled for a tensor of that shape; refuses what is no picture.

        Channels are last where they can be, else first; `layout` decides where the shape leaves it open.
        """
        allowed = CHANNELS[self.kind]
        axes: dict[Layout, int] = {"nhwc": 3, "nchw": 1}
        for layout in (self.layout,) if self.layout else get_args(Layout):
            channels = shape[axes[layout]] if len(shape) == 4 else None
            if channels is None or channels not in allowed:
                continue
            for key in ("mean", "std"):
                if len(getattr(self, key)) not in (0, 1, channels):
                    raise ConversionError(
                        "BAD_OPTION",
                        f"{key} has {len(getattr(self, key))} values, '{name}' {channels} channels",
                    )
            return replace(self, layout=layout, channels=channels)
        forms = {"nhwc": "[N,H,W,C]", "nchw": "[N,C,H,W]"}
        wanted = forms[self.layout] if self.layout else " or ".join(forms.values())
        sizes = ",".join(["N", *("?" if size is None else str(size) for size in shape[1:])])
        raise ConversionError(
            "NOT_AN_IMAGE",
            f"'{name}' is [{sizes}]; a picture in {self.kind} is {wanted} with "
            f"{', '.join(map(str, allowed[:-1]))} or {allowed[-1]} channels",
            "leave it as numbers: no pixels option for it",
        )

    def facts(self) -> dict[str, Any]:
        """For the report."""
        low, high = self.law[:2]
        return {
            "format": self.kind, "range": [low, high], "layout": self.layout, "channels": self.channels,
            "mean": list(self.mean), "std": list(self.std),
        }  # fmt: skip


def parse_picture_format(text: str, option: str) -> tuple[str | None, PictureFormat]:
    """`input_1=rgba8,0..1,mean=0.485/0.456/0.406,std=0.229/0.224/0.225` to name and format.

    @returns the name, None where it was left out
    """

    def wrong(why: str) -> ConversionError:
        return ConversionError("BAD_OPTION", f"{option} '{text}': {why}; the form is {FORM}")

    found = re.fullmatch(r"(?:(.+)=)?(uint8|rgba8)((?:,[^,]*)*)", text)
    if found is None:
        raise wrong("it names neither uint8 nor rgba8")
    name, rest = found[1], found[3]
    kind: Kind = "uint8" if found[2] == "uint8" else "rgba8"
    given: dict[str, Any] = {}
    for word in rest.split(",")[1:]:
        key, _, value = word.partition("=")
        if word in LAWS:
            key, read = "range", word
        elif word in get_args(Layout):
            key, read = "layout", word
        elif key in ("mean", "std"):
            read = _numbers(value)
            if read is None or (key == "std" and np.float32(min(read)) <= 0):
                raise wrong(f"'{word}' is no list of numbers" + (" above 0" if key == "std" else ""))
        else:
            raise wrong(f"'{word}' is not known")
        if key in given:
            raise wrong(f"it has two of {key}")
        given[key] = read
    if "range" not in given:
        raise wrong("it does not say what the levels 0 to 255 are in the model")
    if option == "--output-pixels" and given.keys() & {"mean", "std"}:
        raise wrong("mean and std are for inputs")
    return name, PictureFormat(kind, **given)


def _numbers(text: str) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(part) for part in text.split("/"))
    except ValueError:
        return None
    with np.errstate(over="ignore"):
        return numbers if np.isfinite(np.array(numbers, np.float32)).all() else None
