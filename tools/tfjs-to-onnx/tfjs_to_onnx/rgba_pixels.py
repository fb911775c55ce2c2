"""Pixels inside the graph: float images to one RGBA pixel per int32.

A level is floor(127.5 · clip(x, -1, 1) + 128), each step rounded to float32: (x + 1) · 127.5 rounded to
the nearest integer, half up. ONNX's Round (half to even) has no WebGPU kernel; Floor has one everywhere.
A pixel is R + 256 G + 65536 B - 2^24. Every partial sum is an integer of at most 2^24, hence exact in
float32 in any order of summing, and subtracting 2^24 leaves 255 in the top byte: alpha. On a
little-endian machine the bytes of the int32 are R, G, B, A. A product with a matrix would do it in fewer
nodes, but GPUs may round its factors (TF32), and it was no faster on the CPU.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import GraphProto, TensorProto, helper

from .errors import ConversionError
from .onnx_graph import add_constant, attribute, producers, readers

PLACE_VALUES = {3: [1, 256, 65536], 1: [1 + 256 + 65536]}  # a grey level is its own R, G and B


def pack_rgba(images: np.ndarray) -> np.ndarray:
    """Reference in numpy: float32 [N,H,W,3] or [N,H,W,1] to int32 [N,H,W]."""
    levels = np.floor(np.clip(images, -1, 1) * np.float32(127.5) + np.float32(128)).astype(np.int64)
    place_values = np.array(PLACE_VALUES[images.shape[-1]], np.int64)
    return ((levels * place_values).sum(-1) - 2**24).astype(np.int32)


def add_rgba_pixels(graph: GraphProto) -> None:
    """Makes the graph's output, float32 [N,H,W,3] or [N,H,W,1] in [-1, 1], int32 [N,H,W]."""
    output = graph.output[0].name
    dims = list(graph.output[0].type.tensor_type.shape.dim)
    if len(dims) != 4 or dims[3].dim_value not in PLACE_VALUES:
        shape = [dim.dim_param or dim.dim_value for dim in dims]
        raise ConversionError(
            "NOT_AN_IMAGE",
            f"--pixels rgba8 needs an output [N,H,W,3] or [N,H,W,1], this one is {shape}",
            "--pixels none",
        )
    batch, height, width, channels = dims[0].dim_param, *(dim.dim_value for dim in dims[1:])

    planes = _planes(graph, output)  # [N,C,H,W]
    producer = producers(graph).get(planes)
    if producer is not None and producer.op_type == "Sigmoid":
        raise ConversionError(
            "NOT_AN_IMAGE",
            "--pixels rgba8 needs an output in [-1, 1], this one ends in a sigmoid",
            "--pixels none",
        )

    def constant(name: str, values: object) -> str:
        return add_constant(graph, f"pixels.{name}", np.array(values, np.float32))

    place_values = np.array(PLACE_VALUES[channels], np.float32).reshape(1, channels, 1, 1)
    axis = add_constant(graph, "pixels.axis", np.array([1], np.int64))
    steps: list[tuple[str, list[str], dict[str, Any]]] = [
        ("Clip", [constant("low", -1), constant("high", 1)], {}),
        ("Mul", [constant("scale", 127.5)], {}),
        ("Add", [constant("offset", 128)], {}),
        ("Floor", [], {}),  # levels
        ("Mul", [constant("place_values", place_values)], {}),
        ("ReduceSum", [axis], {"keepdims": 0}),  # [N,H,W]
        ("Add", [constant("alpha", -(2**24))], {}),
        ("Cast", [], {"to": TensorProto.INT32}),
    ]
    tensor = planes
    for index, (operator, extra, attributes) in enumerate(steps):
        result = output if index == len(steps) - 1 else f"pixels.step_{index}"
        graph.node.append(helper.make_node(operator, [tensor, *extra], [result], **attributes))
        tensor = result
    graph.output[0].CopyFrom(helper.make_tensor_value_info(output, TensorProto.INT32, [batch, height, width]))


def _planes(graph: GraphProto, output: str) -> str:
    """The image as [N,C,H,W]: what the last Transpose reads, or a new Transpose where there is none."""
    last = producers(graph)[output]
    if (
        last.op_type == "Transpose"
        and list(attribute(last, "perm")) == [0, 2, 3, 1]
        and readers(graph, output) == 1
    ):
        graph.node.remove(last)
        return last.input[0]
    last.output[0] = "pixels.image"
    graph.node.append(helper.make_node("Transpose", ["pixels.image"], ["pixels.planes"], perm=[0, 3, 1, 2]))
    return "pixels.planes"
