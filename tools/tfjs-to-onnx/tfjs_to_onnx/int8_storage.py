"""Stores large weights as int8, one scale for each output channel; arithmetic stays float32.

A quarter of the file. The weights come back through `Cast` and `Mul`, which ONNX Runtime folds when it loads
the model, so that it runs as fast as the float32 one. `DequantizeLinear`, which says the same in one node, is
not folded by default (1.23): it runs at every inference, and made a DCGAN 1.9 times (batch of 16) to 3.6
times (one) as slow, a MobileNet and a VAE decoder twice.
"""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from .onnx_graph import attribute

#: Smaller tensors stay float32: biases, norms and first layers cost little and matter most.
SMALLEST_QUANTISED = 1024


def quantise_int8(graph: GraphProto) -> tuple[int, float]:
    """Symmetric: `q = round(w / scale)` in [-127, 127], `scale = max |w| / 127` for each output channel.

    @returns how many numbers are stored so, and the largest rounding error
    """
    axes: dict[str, set[int | None]] = {}
    ranks = {tensor.name: len(tensor.dims) for tensor in graph.initializer}
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name in ranks:
                axes.setdefault(name, set()).add(_channel_axis(node, place, ranks[name]))
    stored, largest, nodes = 0, 0.0, []
    scales = []
    for tensor in graph.initializer:
        # weights that are read in two ways, or by other operations, stay
        (axis,) = found if len(found := axes.get(tensor.name, {None})) == 1 else {None}
        if axis is None or tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_QUANTISED:
            continue
        values, name = numpy_helper.to_array(tensor), tensor.name
        others = tuple(other for other in range(values.ndim) if other != axis)
        scale = (np.abs(values).max(others, keepdims=True) / np.float32(127)).astype(np.float32)
        scale[scale == 0] = 1
        quantised = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        largest = max(largest, float(np.abs(quantised * scale - values).max()))
        stored += values.size
        tensor.CopyFrom(numpy_helper.from_array(quantised, f"{name}.int8"))
        scales.append(numpy_helper.from_array(scale, f"{name}.scale"))
        whole = f"{name}.whole"
        nodes += [
            helper.make_node("Cast", [tensor.name], [whole], name=f"{name}.cast", to=TensorProto.FLOAT),
            helper.make_node("Mul", [whole, f"{name}.scale"], [name], name=f"{name}.mul"),
        ]
    graph.initializer.extend(scales)
    for node in reversed(nodes):
        graph.node.insert(0, node)
    return stored, largest


def _channel_axis(node: NodeProto, place: int, rank: int) -> int | None:
    """The axis of the output's channels where an input is a weight matrix or a kernel; a table's rows."""
    if node.op_type == "Gather":
        return 0 if place == 0 and attribute(node, "axis", 0) == 0 and rank == 2 else None
    if node.op_type in ("LSTM", "GRU", "RNN"):
        return 1 if place in (1, 2) else None
    if place != 1:
        return None
    if node.op_type == "Gemm":
        return 1 - int(attribute(node, "transB", 0))
    return {"Conv": 0, "ConvTranspose": 1, "MatMul": rank - 1}.get(node.op_type)
