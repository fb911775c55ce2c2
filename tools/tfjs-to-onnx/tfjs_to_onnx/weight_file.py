"""The binary weights of a TensorFlow.js model, decoded to numpy arrays."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from .errors import ConversionError
from .network import Weights

STORED = {"float32": "<f4", "float16": "<f2", "int32": "<i4", "uint8": "u1", "uint16": "<u2", "bool": "u1"}
QUANTISED = ("uint8", "uint16", "float16")


def read_weights(manifest: list[dict[str, Any]], folder: Path) -> tuple[Weights, list[bytes]]:
    """Reads every group of a weights manifest.

    Returns the weights by name (optimizer state left out) and the raw bytes of the groups, for hashing.
    Raises ConversionError for a missing, short or overlong weight file and for an unknown number type.
    """
    weights: Weights = {}
    groups: list[bytes] = []
    for group in manifest:
        data = b"".join(_read_shard(folder, path) for path in group["paths"])
        files = ", ".join(group["paths"])
        offset = 0
        for spec in group["weights"]:
            name, quantization = spec["name"], spec.get("quantization")
            stored = (quantization or spec)["dtype"]
            if stored not in (QUANTISED if quantization else ("float32", "int32", "bool")):
                raise ConversionError(
                    "UNKNOWN_DTYPE", f"weight '{name}' is stored as {stored}, which is not supported"
                )
            dtype = np.dtype(STORED[stored])
            end = offset + math.prod(spec["shape"]) * dtype.itemsize
            if end > len(data):
                raise ConversionError(
                    "TRUNCATED_WEIGHTS",
                    f"{files} ends at byte {len(data)}, but weight '{name}' lies at bytes {offset} to {end}",
                    "copy the weight files again, all of them",
                )
            values = np.frombuffer(data, dtype, math.prod(spec["shape"]), offset).reshape(spec["shape"])
            offset = end
            if spec.get("group") != "optimizer":
                weights[name] = _decode(name, values, quantization)
        if offset != len(data):
            raise ConversionError(
                "OVERLONG_WEIGHTS", f"{files} has {len(data)} bytes, but the manifest describes only {offset}"
            )
        groups.append(data)
    return weights, groups


def _read_shard(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        raise ConversionError(
            "MISSING_WEIGHT_FILE", f"cannot read weight file {folder / path}: {error.strerror}"
        ) from error


def _decode(name: str, values: np.ndarray, quantization: dict[str, Any] | None) -> np.ndarray:
    """Stored numbers to float32, with TensorFlow.js's rounding: affine codes are scaled in float64."""
    if quantization and quantization["dtype"] != "float16":
        if "scale" not in quantization or "min" not in quantization:
            raise ConversionError("BAD_MANIFEST", f"weight '{name}' is quantised without scale and min")
        values = values.astype(np.float64) * quantization["scale"] + quantization["min"]
    decoded = values.astype(np.float32)
    if not np.isfinite(decoded).all():
        raise ConversionError(
            "NOT_FINITE", f"weight '{name}' contains NaN or infinity", "export an earlier checkpoint"
        )
    return decoded
