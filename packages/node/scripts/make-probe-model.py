"""Prints the graph of `src/probe-model.ts` as base64.

    uv run --python 3.11 --with onnx==1.17.0 --with numpy==1.26.4 make-probe-model.py

A matrix product, a transposed convolution and a cast, all of one number: what a generator is made of, so that
a device whose libraries are half there (cuBLAS without cuDNN, say) fails the probe.
"""

import base64
import textwrap

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper


def constant(name: str, values: object, dtype: type) -> object:
    return numpy_helper.from_array(np.array(values, dtype), name)


nodes = [
    helper.make_node("MatMul", ["z", "W"], ["a"]),
    helper.make_node("Reshape", ["a", "S"], ["b"]),
    helper.make_node("ConvTranspose", ["b", "K"], ["c"]),
    helper.make_node("Cast", ["c"], ["d"], to=TensorProto.INT32),
    helper.make_node("Squeeze", ["d", "X"], ["y"]),
]
weights = [
    constant("W", [[2]], np.float32),
    constant("S", [-1, 1, 1, 1], np.int64),
    constant("K", [[[[3]]]], np.float32),
    constant("X", [1], np.int64),
]
z = helper.make_tensor_value_info("z", TensorProto.FLOAT, ["N", 1])
y = helper.make_tensor_value_info("y", TensorProto.INT32, ["N", 1, 1])
graph = helper.make_graph(nodes, "probe", [z], [y], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
checker.check_model(model, full_check=True)
print("\n".join(textwrap.wrap(base64.b64encode(model.SerializeToString()).decode(), 96)))
