"""Stores weights as float16 behind Cast nodes: half the file, the same float32 arithmetic."""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, TensorProto, helper, numpy_helper

from .round_float16 import SMALLEST_ROUNDED


def store_float16(graph: GraphProto) -> int:
    """Replaces each large float32 initializer that float16 holds exactly.

    ONNX Runtime folds the casts at load. Exactness is tested number by number, so this step can never
    change a result, whatever the converter did to the weights. Expects canonical names.
    @returns how many numbers are stored so
    """
    stored, casts = 0, []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        if values.size < SMALLEST_ROUNDED or not np.array_equal(half.astype(np.float32), values):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.float16"))
        casts.append(
            helper.make_node("Cast", [tensor.name], [name], name=f"{name}.cast", to=TensorProto.FLOAT)
        )
        stored += values.size
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    return stored
