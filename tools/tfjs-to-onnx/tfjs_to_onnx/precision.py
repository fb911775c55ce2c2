"""Stores weights in fewer bytes, as asked for."""

from __future__ import annotations

from typing import Any

from onnx import GraphProto

from .convert_options import Storage
from .float16_storage import round_and_store_float16
from .int8_storage import quantise_int8


def store_weights(graph: GraphProto, storage: Storage) -> dict[str, Any]:
    """Rewrites the large weights of a graph in canonical form. @returns facts for the report"""
    float16 = int8 = 0
    largest = 0.0
    if storage == "float16":
        float16, largest = round_and_store_float16(graph)
    elif storage == "int8":
        int8, largest = quantise_int8(graph)
    return {
        "storage": storage,
        "float16Parameters": float16,
        "int8Parameters": int8,
        "largestRoundingError": largest,
    }
