"""Checks a converted model: well formed, static sizes, and the same numbers as Keras."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import shape_inference

from .errors import ConversionError
from .run_model import run_model

#: Largest difference between two float32 runs of one network, relative to its largest output (or 1).
TOLERANCE = 1e-4


def check_form(model: onnx.ModelProto) -> None:
    """The ONNX checker, strict shape inference, and no open size but the batch."""
    onnx.checker.check_model(model, full_check=True)
    inferred = shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    for value in inferred.graph.value_info:
        if not all(dim.HasField("dim_value") for dim in list(value.type.tensor_type.shape.dim)[1:]):
            raise ConversionError(
                "DYNAMIC_SIZE", f"the size of '{value.name}' is not static in the converted graph"
            )


def check_same(what: str, expected: np.ndarray, actual: np.ndarray) -> float:
    """Raises ConversionError when outputs differ by more than rounding; returns the largest difference."""
    difference = float(np.abs(expected - actual).max(initial=0))
    allowed = TOLERANCE * max(1.0, float(np.abs(expected).max(initial=0)))
    if not difference <= allowed:
        raise ConversionError(
            "WRONG_NUMBERS", f"{what} differs by {difference:g}, at most {allowed:g} was expected"
        )
    return difference


def check_same_pixels(expected: np.ndarray, actual: np.ndarray) -> int:
    """Raises ConversionError when packed pixels are over one level apart; returns the largest distance."""
    levels = [pixels.astype("<i4").view(np.uint8).astype(int) for pixels in (expected, actual)]
    difference = int(np.abs(levels[0] - levels[1]).max(initial=0))
    if difference > 1:
        raise ConversionError("WRONG_NUMBERS", f"pixels are {difference} levels from their definition")
    return difference


def run(model: onnx.ModelProto, inputs: np.ndarray) -> np.ndarray:
    """ONNX Runtime on the CPU, from the bytes that will be written."""
    return run_model(model.SerializeToString(), inputs)
