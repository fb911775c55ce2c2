"""Runs an ONNX model in Python's ONNX Runtime on the CPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from .errors import ConversionError


def run_model(model: bytes | str | Path, inputs: np.ndarray, threads: int = 0, batch: int = 0) -> np.ndarray:
    """Runs a model with one input and one output.

    @param model: its bytes or its path
    @param inputs: float32 [N, …]
    @param threads: 0 lets ONNX Runtime choose
    @param batch: rows per run; 0 runs all at once. The last run may be smaller
    @returns [N, …]
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    try:
        session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        step = batch or max(1, len(inputs))
        parts = [session.run(None, {name: inputs[at : at + step]})[0] for at in range(0, len(inputs), step)]
    except Exception as error:  # the runtime's errors share no base class
        reason = (str(error).strip() or repr(error)).splitlines()[0]
        raise ConversionError("RUN_FAILED", f"ONNX Runtime: {reason}") from error
    return np.concatenate(parts)


def read_inputs(path: str | Path, shape: tuple[int, ...]) -> np.ndarray:
    """A raw little-endian float32 file as an array of that shape."""
    try:
        values = np.fromfile(path, "<f4")
    except OSError as error:
        raise ConversionError("MISSING_FILE", f"cannot read {path}: {error.strerror}") from error
    size, wanted = Path(path).stat().st_size, 4 * int(np.prod(shape))
    if size != wanted:
        raise ConversionError(
            "INPUT_SIZE", f"{path} has {size} bytes, the shape {list(shape)} needs {wanted}"
        )
    return values.reshape(shape)
