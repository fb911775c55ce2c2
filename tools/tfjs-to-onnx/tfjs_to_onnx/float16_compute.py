"""Computes in float16, for devices that have it; inputs and outputs stay float32.

As in PyTorch's autocast, what float16 does badly stays float32: sums over many numbers, roots, softmax, and
the arithmetic of norms around them. So do recurrent layers, which round at every step and for which neither
ONNX Runtime's CPU nor its WebGPU has float16, comparisons for equality, and pixels.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper, shape_inference

from .errors import ConversionError
from .onnx_graph import needed_nodes

FLOAT, FLOAT16 = TensorProto.FLOAT, TensorProto.FLOAT16

SUMS = ("GlobalAveragePool", "ReduceMean", "ReduceSum", "Sqrt", "LayerNormalization")
KEPT = (*SUMS, "Softmax", "LogSoftmax", "LSTM", "GRU", "RNN", "Equal", "Cast")
#: Kept where it reads one of the sums, or where nothing but kept operations read it.
ARITHMETIC = ("Add", "Sub", "Mul", "Div", "Neg")
#: Computes nothing, and stays in the type that comes in. (Two casts with nothing but these between them make
#: ONNX Runtime 1.23 end the process when it loads.)
MOVES = "Transpose Reshape Squeeze Unsqueeze Identity Slice Split Expand Concat Pad".split()
#: Inputs that are float32 in any case.
ALWAYS_FLOAT = {"Resize": (1, 2)}


def compute_in_float16(graph: GraphProto, opset: int) -> dict[str, int]:
    """Rewrites a graph, before it has names: layers' nodes have none, those that make pixels have.

    Raises ConversionError for a weight beyond float16.
    @returns how many operations stay float32, by operator
    """
    nodes = needed_nodes(graph)
    types = _types(graph, nodes, opset)
    kept = _kept(graph, nodes, types)
    weights = {tensor.name: tensor for tensor in graph.initializer}
    outputs = {value.name for value in graph.output}
    versions: dict[str, dict[int, str]] = {
        name: {FLOAT: name} for name, kind in types.items() if kind == FLOAT
    }
    done: list[NodeProto] = []

    def version(name: str, wanted: int, reader: str) -> str:
        known = versions[name]
        if wanted not in known:
            suffix = "float16" if wanted == FLOAT16 else "float32"
            known[wanted] = f"{name}.{suffix}"
            if name in weights:
                graph.initializer.append(_rounded(weights[name], known[wanted], reader))
            else:
                (source,) = known.keys() - {wanted}
                done.append(helper.make_node("Cast", [known[source]], [known[wanted]], to=wanted))
        return known[wanted]

    for node in nodes:
        place = id(node)
        always = ALWAYS_FLOAT.get(node.op_type, ())
        for at, name in enumerate(node.input):
            if name in versions:
                wanted = FLOAT if place in kept or at in always else FLOAT16
                node.input[at] = version(name, wanted, node.op_type)
        done.append(node)
        if place in kept:
            continue
        for at, name in enumerate(node.output):
            if name not in versions:
                continue
            versions[name] = {FLOAT16: name}
            if name in outputs:  # it keeps its name and type
                node.output[at] = f"{name}.float16"
                versions[name] = {FLOAT16: node.output[at], FLOAT: name}
                done.append(helper.make_node("Cast", [node.output[at]], [name], to=FLOAT))
    copies = [_copy(node) for node in done]
    graph.ClearField("node")
    graph.node.extend(copies)
    stay = [node for node in nodes if id(node) in kept and _floats(node, types) and not node.name]
    return dict(sorted(Counter(node.op_type for node in stay if node.op_type != "Cast").items()))


def rounded_step_by_step(graph: GraphProto, opset: int) -> GraphProto:
    """The same computation with every float16 operation done in float32 and its result rounded.

    That is what devices with float16 come to. ONNX Runtime's CPU has few such operations: it casts, and then
    leaves out the casts between two of its own, so that it computes most of a float16 graph in float32.
    """
    types = _types(graph, list(graph.node), opset)
    rounded = GraphProto()
    rounded.CopyFrom(graph)
    rounded.ClearField("node")
    for count, node in enumerate(graph.node):
        step = _copy(node)
        before, after = [], []
        if node.op_type != "Cast":
            for at, name in enumerate(node.input):
                if types.get(name) == FLOAT16:
                    step.input[at] = f"{name}.to_{count}.{at}"
                    before.append(helper.make_node("Cast", [name], [step.input[at]], to=FLOAT))
            for at, name in enumerate(node.output):
                if types.get(name) == FLOAT16:
                    step.output[at] = f"{name}.from"
                    after.append(helper.make_node("Cast", [step.output[at]], [name], to=FLOAT16))
        rounded.node.extend([*before, step, *after])
    return rounded


def _types(graph: GraphProto, nodes: list[NodeProto], opset: int) -> dict[str, int]:
    """Element types of all tensors."""
    sorted_graph = helper.make_graph(nodes, "types", graph.input, graph.output, graph.initializer)
    model = helper.make_model(sorted_graph, opset_imports=[helper.make_opsetid("", opset)])
    inferred = shape_inference.infer_shapes(model, strict_mode=True).graph
    values = [*inferred.value_info, *inferred.input, *inferred.output]
    return {
        **{value.name: value.type.tensor_type.elem_type for value in values},
        **{tensor.name: tensor.data_type for tensor in graph.initializer},
    }


def _kept(graph: GraphProto, nodes: list[NodeProto], types: dict[str, int]) -> set[int]:
    """Ids of the nodes that stay as they are."""
    kept = {id(node) for node in nodes if node.name or node.op_type in KEPT or not _floats(node, types)}
    written = {name: node for node in nodes for name in node.output}
    sums = {id(node) for node in nodes if node.op_type in SUMS}
    for node in nodes:  # onwards from sums
        if node.op_type in ARITHMETIC and any(id(written.get(name)) in sums for name in node.input):
            sums.add(id(node))
    kept |= sums
    readers: dict[str, list[NodeProto]] = {}
    for node in nodes:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    for node in reversed(nodes):  # and back to what is made for them alone
        read = readers.get(node.output[0], [])
        if node.op_type in ARITHMETIC and read and all(id(reader) in sums for reader in read):
            kept.add(id(node))
            sums.add(id(node))
    for node in nodes:
        data = node.input if node.op_type == "Concat" else node.input[:1]
        if node.op_type in MOVES and all(name not in written or id(written[name]) in kept for name in data):
            kept.add(id(node))
    return kept


def _floats(node: NodeProto, types: dict[str, int]) -> bool:
    return any(types.get(name) == FLOAT for name in [*node.input, *node.output])


def _rounded(tensor: TensorProto, name: str, reader: str) -> TensorProto:
    values = numpy_helper.to_array(tensor)
    with np.errstate(over="ignore"):
        half = values.astype(np.float16)
    if not np.array_equal(np.isfinite(half), np.isfinite(values)):
        raise ConversionError(
            "FLOAT16_OVERFLOW",
            f"a constant of a {reader} reaches {np.abs(values).max():g}, and float16 ends at 65504",
            "convert with --compute float32",
        )
    return numpy_helper.from_array(half, name)


def _copy(node: NodeProto) -> NodeProto:
    copy = NodeProto()
    copy.CopyFrom(node)
    return copy
