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
from .picture_format import LAWS, Law

PLACE_VALUES = {3: [1, 256, 65536], 1: [1 + 256 + 65536]}  # a grey level is its own R, G and B


def pack_rgba(images: np.ndarray, law: Law = LAWS["-1..1"]) -> np.ndarray:
    """Reference in numpy: float32 [N,H,W,3] or [N,H,W,1] to int32 [N,H,W]."""
    place_values = np.array(PLACE_VALUES[images.shape[-1]], np.int64)
    return ((levels(images, law).astype(np.int64) * place_values).sum(-1) - 2**24).astype(np.int32)


def levels(images: np.ndarray, law: Law = LAWS["-1..1"]) -> np.ndarray:
    """Reference in numpy: float32 to uint8 of the same shape."""
    low, high, scale, offset = map(np.float32, law[:4])
    return np.floor(np.clip(images, low, high) * scale + offset).astype(np.uint8)


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
    planes = take_planes(graph, output)  # [N,C,H,W]
    producer = producers(graph).get(planes)
    if producer is not None and producer.op_type == "Sigmoid":
        raise ConversionError(
            "NOT_AN_IMAGE",
            "--pixels rgba8 needs an output in [-1, 1], this one ends in a sigmoid",
            "--pixels none",
        )
    pack_planes(graph, output, planes, dims[3].dim_value, LAWS["-1..1"])
    sizes = [dim.dim_param or dim.dim_value for dim in dims[:3]]
    graph.output[0].CopyFrom(helper.make_tensor_value_info(output, TensorProto.INT32, sizes))


def pack_planes(graph: GraphProto, output: str, planes: str, channels: int, law: Law) -> None:
    """Writes `output`, int32 [N,H,W], from float32 [N,C,H,W]."""
    place_values = np.array(PLACE_VALUES[channels], np.float32).reshape(1, channels, 1, 1)
    axis = add_constant(graph, f"{output}.axis", np.array([1], np.int64))

    def constant(name: str, values: object) -> str:
        return add_constant(graph, f"{output}.{name}", np.array(values, np.float32))

    tensor = add_levels(graph, output, planes, law)
    steps: list[tuple[str, list[str], dict[str, Any]]] = [
        ("Mul", [constant("place_values", place_values)], {}),
        ("ReduceSum", [axis], {"keepdims": 0}),  # [N,H,W]
        ("Add", [constant("alpha", -(2**24))], {}),
        ("Cast", [], {"to": TensorProto.INT32}),
    ]
    for index, (operator, extra, attributes) in enumerate(steps):
        result = output if index == len(steps) - 1 else f"{output}.packed_{index}"
        graph.node.append(helper.make_node(operator, [tensor, *extra], [result], result, **attributes))
        tensor = result


def add_levels(graph: GraphProto, output: str, tensor: str, law: Law) -> str:
    """Levels 0 to 255, still float32. @returns their name"""
    low, high, scale, offset = law[:4]
    steps = [("Clip", [low, high]), ("Mul", [scale]), ("Add", [offset]), ("Floor", [])]
    for index, (operator, numbers) in enumerate(steps):
        if (operator, numbers) == ("Mul", [1]):
            continue
        constants = [
            add_constant(graph, f"{output}.level_{index}.{place}", np.array(number, np.float32))
            for place, number in enumerate(numbers)
        ]
        result = f"{output}.level_{index}"
        graph.node.append(helper.make_node(operator, [tensor, *constants], [result], result))
        tensor = result
    return tensor


def take_planes(graph: GraphProto, output: str) -> str:
    """The image as [N,C,H,W]: what the last Transpose reads, or a new Transpose where there is none.

    Afterwards nothing writes `output`.
    """
    last = producers(graph)[output]
    if (
        last.op_type == "Transpose"
        and list(attribute(last, "perm")) == [0, 2, 3, 1]
        and readers(graph, output) == 1
    ):
        graph.node.remove(last)
        return last.input[0]
    image, planes = take_output(graph, output), f"{output}.planes"
    graph.node.append(helper.make_node("Transpose", [image], [planes], planes, perm=[0, 3, 1, 2]))
    return planes


def take_output(graph: GraphProto, output: str) -> str:
    """Gives what is written to a graph output another name, for its readers too. @returns that name"""
    name = f"{output}.image"
    for node in graph.node:
        node.input[:] = [name if tensor == output else tensor for tensor in node.input]
        node.output[:] = [name if tensor == output else tensor for tensor in node.output]
    return name
