"""The binary weights of a TensorFlow.js model, decoded to numpy arrays.

Nothing is read or allocated before the manifest's sizes have been held against the bytes that are there.
"""

from __future__ import annotations

import math
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np

from .errors import ConversionError
from .network import Weights

STORED = {"float32": "<f4", "float16": "<f2", "int32": "<i4", "uint8": "u1", "uint16": "<u2", "bool": "u1"}
QUANTISED = ("uint8", "uint16", "float16")
#: An ONNX file is one protobuf message, which ends at 2 GiB.
MOST_BYTES = 2**31 - 2**20


@dataclass(frozen=True)
class _Spec:
    """One weight: what it is called and where its bytes lie in its group."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype
    offset: int
    end: int
    original: str
    quantization: dict[str, Any] | None
    optimizer: bool


def read_weights(
    manifest: Any, folder: Path, source: Path | str = "model.json"
) -> tuple[Weights, list[bytes]]:
    """Reads every group of a weights manifest.

    Returns the weights by name (optimizer state left out) and the raw bytes of the groups, for hashing.
    Raises ConversionError for a missing, short or overlong weight file, one outside the folder, and for an
    unknown number type.
    """
    groups = _groups(manifest, source)
    files = [_check_sizes(folder, paths, specs) for paths, specs in groups]
    weights: Weights = {}
    contents: list[bytes] = []
    for (_, specs), group_files in zip(groups, files, strict=True):
        data = b"".join(file.read_bytes() for file in group_files)
        contents.append(data)
        for spec in specs:
            if spec.name in weights:
                raise ConversionError("BAD_MANIFEST", f"{source} names weight '{spec.name}' twice")
            if not spec.optimizer:
                values = np.frombuffer(data, spec.dtype, math.prod(spec.shape), spec.offset)
                weights[spec.name] = _decode(spec, values.reshape(spec.shape))
    return weights, contents


def described_bytes(manifest: Any, source: Path | str) -> list[tuple[list[str], int]]:
    """The files of every group, and how many bytes they have together."""
    return [(paths, specs[-1].end if specs else 0) for paths, specs in _groups(manifest, source)]


def _groups(manifest: Any, source: Path | str) -> list[tuple[list[str], list[_Spec]]]:
    try:
        groups = [([str(path) for path in group["paths"]], _specs(group["weights"])) for group in manifest]
    except (KeyError, TypeError, AttributeError) as error:
        raise ConversionError(
            "BAD_MANIFEST", f"{source} has no usable weightsManifest ({error!r})"[:300]
        ) from error
    total = sum(4 * math.prod(spec.shape) for _, specs in groups for spec in specs)
    if total > MOST_BYTES:
        raise ConversionError(
            "TOO_LARGE", f"{source} describes weights of {total:,} bytes, and an ONNX file ends at 2 GiB"
        )
    return groups


def _specs(entries: Any) -> list[_Spec]:
    specs, offset = [], 0
    for entry in entries:
        name, quantization = entry["name"], entry.get("quantization")
        stored = (quantization or entry)["dtype"]
        if stored not in (QUANTISED if quantization else ("float32", "int32", "bool")):
            raise ConversionError(
                "UNKNOWN_DTYPE", f"weight '{name}' is stored as {stored}, which is not supported"[:300]
            )
        shape = entry["shape"]
        if (
            not isinstance(name, str)
            or not isinstance(shape, list)
            or not all(
                isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**40 for size in shape
            )
        ):
            raise ConversionError(
                "BAD_MANIFEST", f"weightsManifest gives weight {name!r} the shape {shape!r}"[:300]
            )
        dtype = np.dtype(STORED[stored])
        end = offset + math.prod(shape) * dtype.itemsize
        optimizer = entry.get("group") == "optimizer"
        specs.append(_Spec(name, tuple(shape), dtype, offset, end, entry["dtype"], quantization, optimizer))
        offset = end
    return specs


def _check_sizes(folder: Path, paths: list[str], specs: list[_Spec]) -> list[Path]:
    """The files of a group, when they have exactly the bytes that the manifest describes."""
    files = [_find_shard(folder, path) for path in paths]
    there = sum(file.stat().st_size for file in files)
    names = ", ".join(paths) if len(paths) < 9 else f"{paths[0]} to {paths[-1]}"
    for spec in specs:
        if spec.end > there:
            raise ConversionError(
                "TRUNCATED_WEIGHTS",
                f"{names} ends at byte {there}, but weight '{spec.name}' lies at bytes "
                f"{spec.offset} to {spec.end}",
                "copy the weight files again, all of them",
            )
    described = specs[-1].end if specs else 0
    if described != there:
        raise ConversionError(
            "OVERLONG_WEIGHTS", f"{names} has {there} bytes, but the manifest describes only {described}"
        )
    return files


def check_shard_name(path: str) -> None:
    """Raises ConversionError for the name of a weight file that could lead out of the model's folder."""
    pure = PurePosixPath(path)
    if "\0" in path or "\\" in path or not pure.name or pure.is_absolute() or ".." in pure.parts:
        raise _outside(path)
    if PureWindowsPath(path).drive or "://" in path:
        raise _outside(path)


def _outside(path: str) -> ConversionError:
    return ConversionError(
        "OUTSIDE_FOLDER",
        f"weight file '{path}' does not lie in the folder of model.json"[:300],
        "put the weight files beside model.json and correct their paths in it",
    )


def _find_shard(folder: Path, path: str) -> Path:
    """A weight file in the model's folder or below it, never elsewhere, whatever manifest or links say."""
    check_shard_name(path)
    file = folder / PurePosixPath(path)
    try:
        resolved = file.resolve(strict=True)
        mode = resolved.stat().st_mode
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConversionError("MISSING_WEIGHT_FILE", f"cannot read weight file {file}: {reason}") from error
    if not resolved.is_relative_to(folder.resolve()):
        raise _outside(path)
    if not stat.S_ISREG(mode):
        raise ConversionError("MISSING_WEIGHT_FILE", f"cannot read weight file {file}: it is not a file")
    return resolved


def _decode(spec: _Spec, values: np.ndarray) -> np.ndarray:
    """Stored numbers to float32, with TensorFlow.js's rounding: affine codes are scaled in float64."""
    quantization = spec.quantization
    if quantization and quantization["dtype"] != "float16":
        scale, low = quantization.get("scale"), quantization.get("min")
        if not isinstance(scale, (int, float)) or not isinstance(low, (int, float)):
            raise ConversionError("BAD_MANIFEST", f"weight '{spec.name}' is quantised without scale and min")
        values = values.astype(np.float64) * scale + low
        if spec.original == "int32":
            values = np.floor(values + 0.5)
    with np.errstate(over="ignore"):
        decoded = values.astype(np.float32)
    if not np.isfinite(decoded).all():
        raise ConversionError(
            "NOT_FINITE", f"weight '{spec.name}' contains NaN or infinity", "export an earlier checkpoint"
        )
    return decoded
