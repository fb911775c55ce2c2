"""Pictures out of a model: its numbers to bytes, inside the graph. `rgba_pixels` has the law of rounding."""

from __future__ import annotations

from onnx import GraphProto, TensorProto, helper

from .errors import ConversionError
from .onnx_graph import producers
from .picture_format import PictureFormat
from .rgba_pixels import add_levels, pack_planes, take_output, take_planes

#: Where a picture's last activation says what its range is.
RANGE_OF = {"Tanh": "-1..1", "Sigmoid": "0..1", "HardSigmoid": "0..1", "Softmax": "0..1"}
CARRIES_ON = ("Transpose", "Reshape", "Identity", "Squeeze", "Unsqueeze", "Cast")


def add_picture_output(graph: GraphProto, name: str, picture: PictureFormat) -> None:
    """Makes a graph output, float32 of four axes, one of pixels."""
    _check_range(graph, name, picture)
    value = next(value for value in graph.output if value.name == name)
    dims = [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
    first = picture.layout == "nchw"
    sizes = [dims[0], *(dims[2:] if first else dims[1:3])]
    if picture.kind == "rgba8":
        planes = take_output(graph, name) if first else take_planes(graph, name)
        pack_planes(graph, name, planes, picture.channels, picture.law)
        value.CopyFrom(helper.make_tensor_value_info(name, TensorProto.INT32, sizes))
        return
    levels = add_levels(graph, name, take_output(graph, name), picture.law)
    bytes_ = f"{name}.bytes" if first else name
    graph.node.append(helper.make_node("Cast", [levels], [bytes_], bytes_, to=TensorProto.UINT8))
    if first:
        graph.node.append(helper.make_node("Transpose", [bytes_], [name], name, perm=[0, 2, 3, 1]))
    value.CopyFrom(helper.make_tensor_value_info(name, TensorProto.UINT8, [*sizes, picture.channels]))


def _check_range(graph: GraphProto, name: str, picture: PictureFormat) -> None:
    written = producers(graph)
    node = written.get(name)
    while node is not None and node.op_type in CARRIES_ON:
        node = written.get(node.input[0])
    known = RANGE_OF.get(node.op_type) if node is not None else None
    if node is not None and known is not None and known != picture.range:
        raise ConversionError(
            "NOT_AN_IMAGE",
            f"output '{name}' ends in a {node.op_type}, so its levels lie in {known}, not in {picture.range}",
            f"--output-pixels {name}={picture.kind},{known}",
        )
