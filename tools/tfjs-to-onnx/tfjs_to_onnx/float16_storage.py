"""Rounds large weights of a graph to what float16 can hold, and stores them so."""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, TensorProto, numpy_helper

from .errors import ConversionError
from .round_float16 import SMALLEST_ROUNDED
from .store_float16 import store_float16


def round_and_store_float16(graph: GraphProto) -> tuple[int, float]:
    """Nearest even, behind Cast nodes; arithmetic stays float32.

    @returns how many numbers are stored so, and the largest rounding error
    """
    largest = 0.0
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < SMALLEST_ROUNDED:
            continue
        with np.errstate(over="ignore"):
            rounded = values.astype(np.float16).astype(np.float32)
        if not np.isfinite(rounded).all():
            raise ConversionError(
                "FLOAT16_OVERFLOW",
                f"a weight reaches {np.abs(values).max():g}, and float16 ends at 65504",
                "convert with --weights float32",
            )
        largest = max(largest, float(np.abs(rounded - values).max()))
        tensor.CopyFrom(numpy_helper.from_array(rounded, tensor.name))
    return store_float16(graph), largest
