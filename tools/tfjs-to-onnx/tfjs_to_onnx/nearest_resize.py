"""Rewrites nearest upsampling to the form that every runtime has.

tf2onnx writes the coordinate mode `tf_half_pixel_for_nn`, deprecated since opset 13. UpSampling2D scales
by whole numbers, and there output pixel i is input pixel floor(i / scale): `asymmetric` with `floor`.
"""

from __future__ import annotations

from onnx import GraphProto, helper

from .onnx_graph import attribute


def rewrite_nearest_resize(graph: GraphProto) -> int:
    """@returns how many Resize nodes were rewritten"""
    rewritten = 0
    for node in graph.node:
        if (
            node.op_type == "Resize"
            and attribute(node, "coordinate_transformation_mode") == b"tf_half_pixel_for_nn"
        ):
            node.ClearField("attribute")
            modes = {
                "mode": "nearest",
                "coordinate_transformation_mode": "asymmetric",
                "nearest_mode": "floor",
            }
            node.attribute.extend(helper.make_attribute(name, mode) for name, mode in modes.items())
            rewritten += 1
    return rewritten
