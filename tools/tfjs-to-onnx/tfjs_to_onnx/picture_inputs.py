"""Pictures into a model: bytes to the numbers it was trained on, inside the graph.

`x = level / 127.5 - 1` for a model in [-1, 1], `level / 255` in [0, 1], the level itself in [0, 255]; then
`(x - mean) / std` where given. Each step is rounded to float32, as in `pixels.div(127.5).sub(1)`.

A packed pixel is an int32 whose bytes, on a little-endian machine, are R, G, B, A. What is left after
the division by 2^24, which cuts towards zero, is below 2^24 in size and exact in float32;
`v = floor(rest / 256^k)` shifts a channel to the end and `v - 256 · floor(v / 256)` cuts it off, below zero
as well. Every number on the way is an integer or one divided by a power of two: exact, in operations
that WebGPU has. Alpha is ignored. A grey model gets `floor((19595 R + 38470 G + 7471 B + 32768) / 65536)`,
the luma of ITU-R BT.601 in integers, which is R where R = G = B.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import GraphProto, TensorProto, helper

from .onnx_graph import add_constant, attribute
from .picture_format import PictureFormat

LUMA = (19595, 38470, 7471)


def read_picture(pixels: np.ndarray, picture: PictureFormat) -> np.ndarray:
    """Reference in numpy: uint8 [N,H,W,C] or int32 [N,H,W] to float32 in the model's range and layout."""
    if picture.kind == "rgba8":
        levels = pixels.astype("<i4")[..., None].view(np.uint8)[..., :3].astype(np.int64)
        if picture.channels == 1:
            levels = (levels * LUMA).sum(-1, keepdims=True) + 32768 >> 16
    else:
        levels = pixels
    divisor, shift = picture.law[4:]
    x = levels.astype(np.float32) / np.float32(divisor) - np.float32(shift)
    if picture.mean:
        x = x - np.array(picture.mean, np.float32)
    if picture.std:
        x = x / np.array(picture.std, np.float32)
    return x if picture.layout == "nhwc" else x.transpose(0, 3, 1, 2)


def add_picture_input(graph: GraphProto, name: str, picture: PictureFormat) -> None:
    """Makes a graph input, float32 of four axes, one of pixels. Its readers get the old numbers."""
    value = next(value for value in graph.input if value.name == name)
    dims = [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
    first = picture.layout == "nchw"
    sizes = [dims[0], *(dims[2:] if first else dims[1:3])]
    nodes = [node for node in graph.node if name in node.input]
    outputs = {output.name for output in graph.output}
    # layers that want planes get them, without the Transposes that made them
    planes = first or all(
        node.op_type == "Transpose"
        and list(attribute(node, "perm")) == [0, 3, 1, 2]
        and node.output[0] not in outputs
        for node in nodes
    )
    steps = _Steps(graph, name)
    if picture.kind == "rgba8":
        rest = steps.add("Div", name, np.int32(2**24))
        rest = steps.add("Mul", rest, np.int32(2**24))
        x = steps.add("Sub", name, rest)
        x = steps.add("Cast", x, to=TensorProto.FLOAT)
        x = steps.add("Unsqueeze", x, np.array([1 if planes else 3], np.int64))
        shifted = steps.add("Floor", steps.add("Mul", x, steps.channels([1, 2**-8, 2**-16], planes)))
        above = steps.add("Floor", steps.add("Mul", shifted, np.float32(2**-8)))
        x = steps.add("Sub", shifted, steps.add("Mul", above, np.float32(256)))
        if picture.channels == 1:
            x = steps.add("Mul", x, steps.channels(LUMA, planes))
            x = steps.add("ReduceSum", x, np.array([1 if planes else 3], np.int64), keepdims=1)
            x = steps.add("Mul", steps.add("Add", x, np.float32(32768)), np.float32(2**-16))
            x = steps.add("Floor", x)
        value.CopyFrom(helper.make_tensor_value_info(name, TensorProto.INT32, sizes))
    else:
        x = steps.add("Cast", name, to=TensorProto.FLOAT)
        if planes:
            x = steps.add("Transpose", x, perm=[0, 3, 1, 2])
        value.CopyFrom(helper.make_tensor_value_info(name, TensorProto.UINT8, [*sizes, picture.channels]))

    divisor, shift = picture.law[4:]
    for operator, numbers in (
        ("Div", [] if divisor == 1 else [divisor]),
        ("Sub", [] if shift == 0 else [shift]),
        ("Sub", picture.mean),
        ("Div", picture.std),
    ):
        if len(numbers) > 0:
            x = steps.add(operator, x, steps.channels(numbers, planes))

    replaced = {name: x}
    if planes and not first:
        replaced |= {output: x for node in nodes for output in node.output}
        for node in nodes:
            graph.node.remove(node)
    for node in graph.node:
        if node.name not in steps.names:
            node.input[:] = [replaced.get(tensor, tensor) for tensor in node.input]


class _Steps:
    """Adds operations under names of their own; `canonicalise` gives the final ones."""

    def __init__(self, graph: GraphProto, prefix: str) -> None:
        self.graph = graph
        self.prefix = f"{prefix}.picture"
        self.names: set[str] = set()

    def add(self, operator: str, *inputs: str | np.ndarray | np.generic, **attributes: Any) -> str:
        output = f"{self.prefix}_{len(self.names)}"
        given = [
            value if isinstance(value, str) else add_constant(self.graph, f"{output}.{at}", np.array(value))
            for at, value in enumerate(inputs)
        ]
        self.names.add(output)
        self.graph.node.append(helper.make_node(operator, given, [output], name=output, **attributes))
        return output

    @staticmethod
    def channels(numbers: Sequence[float], planes: bool) -> np.ndarray:
        """One number for each channel, or one for all, along the channels' axis."""
        values = np.array(numbers, np.float32)
        if values.size == 1:
            return values.reshape(())
        return values.reshape(1, -1, 1, 1) if planes else values
