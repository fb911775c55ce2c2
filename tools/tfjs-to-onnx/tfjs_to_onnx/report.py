"""What a conversion tells about its result, inside the file and beside it."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from typing import Any

import numpy
import onnx
import onnx.version
import onnxruntime
import tensorflow
import tf2onnx
from onnx import helper

from . import __version__
from .options import Options

Report = dict[str, Any]


def describe_model(
    model: onnx.ModelProto, name: str, options: Options, source_sha256: str, folded: int
) -> None:
    """Sets producer, graph name, metadata and the IR version that belongs to the opset."""
    model.producer_name, model.producer_version = "tfjs-to-onnx", __version__
    model.graph.name = name
    model.graph.ClearField("doc_string")
    model.ClearField("doc_string")
    # tf2onnx also imports domains that no node uses
    del model.opset_import[:]
    model.opset_import.append(helper.make_opsetid("", options.opset))
    model.ir_version = helper.find_min_ir_version_for(model.opset_import)
    facts = {
        "source_sha256": source_sha256,
        "opset": options.opset,
        "folded_batch_norms": folded,
        "pixels": options.pixels,
        "weights": options.weights,
    }
    helper.set_model_props(model, {key: str(value) for key, value in facts.items()})


def make_report(model: onnx.ModelProto, data: bytes, facts: Report) -> Report:
    """The report: what can be read off the model and its bytes, then the given facts, then versions."""
    graph = model.graph
    return {
        "input": _tensor(graph.input[0]),
        "output": _tensor(graph.output[0]),
        "opset": model.opset_import[0].version,
        "nodes": dict(sorted(Counter(node.op_type for node in graph.node).items())),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **facts,
        "versions": {
            "tfjs-to-onnx": __version__,
            "python": platform.python_version(),
            "tensorflow": tensorflow.__version__,
            "tf2onnx": tf2onnx.version.version,
            "onnx": onnx.version.version,
            "onnxruntime": onnxruntime.__version__,
            "numpy": numpy.__version__,
        },
    }


def _tensor(value: onnx.ValueInfoProto) -> Report:
    tensor = value.type.tensor_type
    shape = [dim.dim_param or dim.dim_value for dim in tensor.shape.dim]
    return {
        "name": value.name,
        "shape": shape,
        "dtype": helper.tensor_dtype_to_np_dtype(tensor.elem_type).name,
    }
