"""Small edits of an ONNX graph: look up, replace, put in canonical order and name."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

Message = TypeVar("Message", NodeProto, TensorProto)

WEIGHTED = ("Conv", "ConvTranspose", "MatMul", "Gemm")


def constants(graph: GraphProto) -> dict[str, np.ndarray]:
    """The graph's initializers as arrays, by name."""
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}


def producers(graph: GraphProto) -> dict[str, NodeProto]:
    """The node that writes each tensor."""
    return {name: node for node in graph.node for name in node.output}


def readers(graph: GraphProto, tensor: str) -> int:
    """How often a tensor is read, graph outputs included."""
    inputs = sum(list(node.input).count(tensor) for node in graph.node)
    return inputs + sum(output.name == tensor for output in graph.output)


def attribute(node: NodeProto, name: str, default: Any = None) -> Any:
    """The value of a node's attribute."""
    for candidate in node.attribute:
        if candidate.name == name:
            return helper.get_attribute_value(candidate)
    return default


def add_constant(graph: GraphProto, name: str, values: np.ndarray) -> str:
    """Adds an initializer and returns its name."""
    graph.initializer.append(numpy_helper.from_array(np.array(values, order="C"), name))
    return name


def canonicalise(graph: GraphProto) -> None:
    """Orders nodes by need and names everything by operator and place (`Conv_0`, `Conv_0.weight`).

    tf2onnx numbers names with a counter that outlives a conversion; the same network must give the
    same bytes. Drops what the output does not need. Graph inputs and outputs keep their names.
    """
    order = needed_nodes(graph)
    names = {value.name: value.name for value in [*graph.input, *graph.output]}
    kept = {tensor.name: tensor for tensor in graph.initializer}
    initializers, count = [], Counter[str]()
    for node in order:
        node.name = f"{node.op_type}_{count[node.op_type]}"
        count[node.op_type] += 1
        for place, tensor in enumerate(node.input):
            if tensor in kept and tensor not in names:
                names[tensor] = f"{node.name}.{_role(node, place)}"
                initializers.append(kept[tensor])
        for place, tensor in enumerate(node.output):
            if tensor:  # an empty name is an output left out
                names.setdefault(
                    tensor, f"{node.name}.output" if place == 0 else f"{node.name}.output_{place}"
                )
    for node in order:
        node.input[:] = [names.get(tensor, tensor) for tensor in node.input]
        node.output[:] = [names.get(tensor, tensor) for tensor in node.output]
        node.ClearField("doc_string")
    for tensor in initializers:
        tensor.name = names[tensor.name]
    order, initializers = [_copy(node) for node in order], [_copy(tensor) for tensor in initializers]
    for field in ("node", "initializer", "value_info"):
        graph.ClearField(field)
    graph.node.extend(order)
    graph.initializer.extend(initializers)


def _role(node: NodeProto, place: int) -> str:
    if node.op_type in WEIGHTED and place in (1, 2):
        return ("weight", "bias")[place - 1]
    return f"constant_{place}"


def needed_nodes(graph: GraphProto) -> list[NodeProto]:
    """Depth first from the outputs, inputs before readers, in the order in which they are read."""
    written = producers(graph)
    order: list[NodeProto] = []
    done: set[str] = set()
    stack = [(value.name, False) for value in reversed(graph.output)]
    while stack:
        tensor, ready = stack.pop()
        node = written.get(tensor)
        if node is None or node.output[0] in done:
            continue
        if ready:
            done.add(node.output[0])
            order.append(node)
        else:
            stack.append((tensor, True))
            stack.extend((name, False) for name in reversed(node.input))
    return order


def _copy(
    message: Message,
) -> Message:  # a protobuf message outlives the repeated field it is cleared from only as a copy
    copy = type(message)()
    copy.CopyFrom(message)
    return copy
