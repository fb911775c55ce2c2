"""Warns of what ONNX Runtime is known to compute wrongly on WebGPU, without an error."""

from __future__ import annotations

from onnx import GraphProto

from .onnx_graph import attribute


def webgpu_notes(graph: GraphProto) -> list[str]:
    """For a graph in canonical form.

    A convolution in 2D that reads 6, 9, 15, … channels (a multiple of 3, not of 4) and makes a multiple of 4
    comes out wrong (microsoft/onnxruntime#29651). Tried with 1.30 on 6, 9, 15, 18 and 30 channels, kernels of
    1 to 5, strides of 1 and 2: all wrong but 1x1 with stride 1, which is a matrix product there. From 3, 5, 7
    and 10 channels it is right, and so is ConvTranspose.
    """
    shapes = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    wrong = []
    for node in graph.node:
        shape = shapes.get(node.input[1], []) if node.op_type == "Conv" else []
        if len(shape) != 4 or attribute(node, "group", 1) != 1:
            continue
        out, channels = shape[:2]
        product = shape[2:] == [1, 1] and set(attribute(node, "strides", [1])) == {1}
        if channels > 3 and channels % 3 == 0 and channels % 4 != 0 and out % 4 == 0 and not product:
            wrong.append(f"{node.name} ({channels} to {out})")
    if not wrong:
        return []
    return [
        f"on WebGPU, though not in WASM, ONNX Runtime 1.30 computes some convolutions wrong "
        f"(microsoft/onnxruntime#29651): {', '.join(wrong)}"
    ]
