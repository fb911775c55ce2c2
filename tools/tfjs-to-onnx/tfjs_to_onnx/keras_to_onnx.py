"""Keras model to ONNX with tf2onnx, with our own names and a symbolic batch."""

from __future__ import annotations

import logging

import onnx
import tensorflow as tf
from onnx import TensorProto, helper
from tf2onnx import convert

from .errors import ConversionError
from .onnx_graph import attribute

BATCH = "N"


def keras_to_onnx(model: tf.keras.Model, opset: int, input_name: str, output_name: str) -> onnx.ModelProto:
    """Converts at inference; input float32 [N, …], output float32 [N, …] in Keras's axis order."""
    shape = tuple(model.inputs[0].shape[1:])
    signature = [tf.TensorSpec([None, *shape], tf.float32, name="network_input")]
    function = tf.function(lambda x: {"network_output": model(x, training=False)}, input_signature=signature)
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    converted, _ = convert.from_function(function, input_signature=signature, opset=opset)

    graph = converted.graph
    _rename(graph, graph.input[0].name, input_name)
    _rename(graph, graph.output[0].name, output_name)
    output_shape = tuple(model.outputs[0].shape[1:])
    graph.input[0].CopyFrom(helper.make_tensor_value_info(input_name, TensorProto.FLOAT, [BATCH, *shape]))
    graph.output[0].CopyFrom(
        helper.make_tensor_value_info(output_name, TensorProto.FLOAT, [BATCH, *output_shape])
    )
    _check_padding(graph)
    return converted


def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
        node.output[:] = [new if name == old else name for name in node.output]


def _check_padding(graph: onnx.GraphProto) -> None:
    """auto_pad has been wrong on WebGPU (onnxruntime#26734), so every pad must be a number."""
    for node in graph.node:
        if attribute(node, "auto_pad", b"NOTSET") != b"NOTSET":
            raise ConversionError("AUTO_PAD", f"{node.op_type} '{node.name}' came out without explicit pads")
