"""Folds products and sums with constants into the convolution or matrix product before them.

That is what a batch norm, a bias or a rescaling is at inference: y = s · (W x + b) + t = (s W) x + (s b + t).
"""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, NodeProto

from .onnx_graph import add_constant, attribute, constants

#: Which axis of the weights belongs to the output's channels; a Gemm's and a MatMul's are their columns.
OUTPUT_AXIS = {"Conv": 0, "ConvTranspose": 1, "Gemm": 1}


def fold_affine(graph: GraphProto) -> int:
    """@returns how many products and sums were folded"""
    values = constants(graph)
    read: dict[str, int] = {output.name: 1 for output in graph.output}
    for node in graph.node:
        for name in node.input:
            read[name] = read.get(name, 0) + 1
    linear: dict[str, _Linear] = {}
    kept: list[NodeProto] = []
    folded = 0
    for node in graph.node:
        source = linear.get(node.input[0]) if node.op_type in ("Mul", "Add") else None
        operand = values.get(node.input[1]) if len(node.input) == 2 else None
        vector = source.per_channel(operand) if source and operand is not None else None
        if source and vector is not None and read[node.input[0]] == 1:
            source.apply(node.op_type, vector)
            source.node.output[0] = node.output[0]
            linear[node.output[0]] = source
            folded += 1
            continue
        kept.append(node)
        alone = len(node.input) > 1 and node.input[1] in values and read[node.input[1]] == 1
        if node.op_type in OUTPUT_AXIS and alone and attribute(node, "transB", 0) == 0:
            linear[node.output[0]] = _Linear(node, values)
    for index, layer in enumerate({id(layer): layer for layer in linear.values()}.values()):
        layer.write(graph, f"folded_{index}")
    copies = [_copy(node) for node in kept]
    graph.ClearField("node")
    graph.node.extend(copies)
    return folded


class _Linear:
    """A linear node whose weights are being rewritten, in float64 until the end."""

    def __init__(self, node: NodeProto, values: dict[str, np.ndarray]) -> None:
        self.node = node
        self.axis = OUTPUT_AXIS[node.op_type]
        self.weights = values[node.input[1]]
        group = int(attribute(node, "group", 1))
        self.channels = self.weights.shape[self.axis] * (group if node.op_type == "ConvTranspose" else 1)
        bias = node.input[2] if len(node.input) > 2 else ""
        self.bias: np.ndarray | None = values.get(bias) if bias else np.zeros(self.channels)
        self.changed = False

    def per_channel(self, operand: np.ndarray) -> np.ndarray | None:
        """A constant as one number per channel of the output, where it is that."""
        if self.bias is None or operand.dtype != np.float32:
            return None
        behind = 0 if self.node.op_type == "Gemm" else self.weights.ndim - 2
        if operand.size == 1:
            return np.full(self.channels, float(operand.reshape(())))
        shape = operand.shape
        while len(shape) > behind + 1 and shape[0] == 1:
            shape = shape[1:]
        return operand.reshape(-1).astype(np.float64) if shape == (self.channels, *[1] * behind) else None

    def apply(self, operator: str, vector: np.ndarray) -> None:
        assert self.bias is not None
        self.changed = True
        if operator == "Add":
            self.bias = self.bias.astype(np.float64) + vector
            return
        along = [1] * self.weights.ndim
        along[self.axis] = -1
        self.weights = self.weights.astype(np.float64) * vector.reshape(along)
        self.bias = self.bias.astype(np.float64) * vector

    def write(self, graph: GraphProto, name: str) -> None:
        if not self.changed or self.bias is None:
            return
        weights = add_constant(graph, f"{name}.weight", self.weights.astype(np.float32))
        bias = add_constant(graph, f"{name}.bias", self.bias.astype(np.float32))
        self.node.input[:] = [self.node.input[0], weights, bias]


def remove_identities(graph: GraphProto) -> None:
    """Lets the node before an Identity write a graph output itself, where it can."""
    outputs = {output.name for output in graph.output}
    written = {name: node for node in graph.node for name in node.output}
    for node in list(graph.node):
        source = written.get(node.input[0]) if node.op_type == "Identity" else None
        if source is None or node.input[0] in outputs or source.op_type == "Identity":
            continue
        old, new = node.input[0], node.output[0]
        source.output[:] = [new if name == old else name for name in source.output]
        for reader in graph.node:
            reader.input[:] = [new if name == old else name for name in reader.input]
        outputs.add(old)  # a second output of the same tensor keeps its Identity
        written[new] = source
        graph.node.remove(node)


def _copy(node: NodeProto) -> NodeProto:
    copy = NodeProto()
    copy.CopyFrom(node)
    return copy
