"""How far a conversion of lower precision is from the float32 one, on seeded inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime

from .errors import ConversionError
from .pictures import Pictures

Inputs = dict[str, np.ndarray]


def measure_drift(
    whole: bytes, reduced: bytes, inputs: Inputs, outputs: list[str], pictures: Pictures
) -> list[dict[str, Any]]:
    """For each output the largest and the mean difference, and the largest number of the float32 conversion.

    Pictures in bytes are compared level by level. Raises ConversionError where numbers have become infinite.
    """
    found = []
    for name, expected, actual in zip(
        outputs, *(_run(data, inputs, outputs) for data in (whole, reduced)), strict=True
    ):
        if name in pictures:
            expected, actual = (values.view(np.uint8).astype(np.float64) for values in (expected, actual))
        elif np.isfinite(expected).all() and not np.isfinite(actual).all():
            raise ConversionError(
                "FLOAT16_OVERFLOW",
                f"output '{name}' is no longer finite: numbers inside the model leave the range of float16",
                "convert with --compute float32",
            )
        difference = np.abs(expected.astype(np.float64) - actual)
        found.append({
            "name": name,
            "largest": float(difference.max(initial=0)),
            "mean": float(difference.mean()) if difference.size else 0.0,
            "largestOutput": float(np.abs(expected).max(initial=0)),
            "unit": "levels" if name in pictures else None,
        })  # fmt: skip
    return found


def drift_line(drift: dict[str, Any]) -> str:
    """`image: largest 1.2e-03, mean 1.0e-04 of 1` for people."""
    unit = f" {drift['unit']}" if drift["unit"] else ""
    return (
        f"{drift['name']}: from the float32 conversion at most {drift['largest']:.1e}{unit}, "
        f"on average {drift['mean']:.1e}, of {drift['largestOutput']:.3g}"
    )


def _run(data: bytes, inputs: Inputs, outputs: list[str]) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return session.run(outputs, inputs)
