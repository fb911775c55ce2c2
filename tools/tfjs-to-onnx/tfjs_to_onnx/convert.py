"""The conversion of any layers model, top to bottom. Needs numpy, onnx and ONNX Runtime; no TensorFlow.

Every layer is written as the ONNX operations that compute what TensorFlow.js computes, or refused by name.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.version
import onnxruntime
from onnx import helper, shape_inference

from . import __version__
from .channel_layout import remove_first_transpose
from .convert_options import ConvertOptions
from .custom_layers import load_custom_layers
from .drift import measure_drift
from .errors import ConversionError
from .fold_affine import fold_affine, remove_identities
from .float16_compute import compute_in_float16, rounded_step_by_step
from .graph_builder import GraphBuilder, Tensor, shape_text
from .model_graph import ModelGraph, ModelWalker
from .onnx_graph import canonicalise
from .pictures import Pictures, byte_limits, finish_pictures
from .precision import store_weights
from .read_model import read_model
from .staged_outputs import StagedOutputs
from .webgpu_notes import webgpu_notes
from .weight_store import WeightStore

Report = dict[str, Any]

#: For axes that are open besides the batch, when the finished file is tried.
TRIED_SIZE = 32
#: How many inputs the drift of a lower precision is measured on.
DRIFT_BATCH = 8


def convert(
    model: str | Path,
    out: str | Path,
    options: ConvertOptions = ConvertOptions(),
    report: str | Path | None = None,
) -> Report:
    """Converts a TensorFlow.js layers model to a checked ONNX file and returns the report.

    @param model: path of `model.json`, or of its folder
    @param out: the ONNX file to write
    @param report: file for the report as JSON
    Raises ConversionError; then nothing is written.
    """
    for path in options.custom:
        load_custom_layers(path)
    network, source_sha256 = read_model(model)
    builder = GraphBuilder(options.opset)
    weights = WeightStore(network.weights)
    walker = ModelWalker(builder, weights, options.shapes, network.dialect)
    try:
        emitted = walker.walk(network.topology)
    except RecursionError as error:
        raise ConversionError("BAD_TOPOLOGY", "the topology is nested too deep") from error
    weights.check_all_taken()

    graph = builder.graph
    folded = fold_affine(graph)
    remove_first_transpose(graph)
    remove_identities(graph)
    limits = builder.index_limits
    emitted, seen, shown = finish_pictures(
        graph, emitted, limits, options.input_pixels, options.output_pixels
    )
    whole = _copy(graph) if (options.weights, options.compute) != ("float32", "float32") else None
    stays = compute_in_float16(graph, options.opset) if options.compute == "float16" else {}
    canonicalise(graph)
    notes = [*walker.notes, *webgpu_notes(graph)]
    stored = store_weights(graph, options.weights)
    converted = _model(graph, options, source_sha256, network.topology["config"])
    check_form(converted)
    data = converted.SerializeToString(deterministic=True)
    tried = limits | byte_limits(emitted.inputs, seen)
    try_out(data, emitted, tried)
    drift: list[dict[str, Any]] = []
    if whole is not None:
        canonicalise(whole)
        reduced = rounded_step_by_step(graph, options.opset) if options.compute == "float16" else graph
        exact, rounded = (
            _model(form, options, source_sha256, network.topology["config"]).SerializeToString()
            for form in (whole, reduced)
        )
        inputs = make_inputs(emitted.inputs, tried, DRIFT_BATCH)
        drift = measure_drift(exact, rounded, inputs, list(emitted.outputs), shown)

    result: Report = {
        "inputs": [
            {"layer": name, **_facts(tensor, tensor.name, seen), "below": limits.get(tensor.name)}
            for name, tensor in emitted.inputs.items()
        ],
        "outputs": [_facts(tensor, name, shown) for name, tensor in emitted.outputs.items()],
        "opset": options.opset,
        "nodes": dict(sorted(Counter(node.op_type for node in graph.node).items())),
        "parameters": sum(int(values.size) for values in network.weights.values()),
        "folded": folded,
        "weights": stored,
        "compute": {"type": options.compute, "float32": stays},
        "drift": drift,
        "notes": notes,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sourceSha256": source_sha256,
        "versions": {
            "tfjs-to-onnx": __version__, "onnx": onnx.version.version, "onnxruntime": onnxruntime.__version__,
        },
    }  # fmt: skip
    with StagedOutputs() as outputs:
        if report is not None:
            outputs.file(report, f"{json.dumps(result, indent=2)}\n".encode())
        outputs.file(out, data)
        outputs.commit()
    return result


def _model(
    graph: onnx.GraphProto, options: ConvertOptions, source_sha256: str, config: Any
) -> onnx.ModelProto:
    name = config.get("name") if isinstance(config, dict) else None
    graph.name = name if isinstance(name, str) and name else "model"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", options.opset)])
    model.producer_name, model.producer_version = "tfjs-to-onnx", __version__
    model.ir_version = helper.find_min_ir_version_for(model.opset_import)
    facts = {"source_sha256": source_sha256, "weights": options.weights, "compute": options.compute}
    for key in ("input_pixels", "output_pixels"):
        if getattr(options, key):
            facts[key] = " ".join(getattr(options, key))
    if options.licence is not None:
        facts["licence"] = options.licence
    helper.set_model_props(model, facts)
    return model


def _copy(graph: onnx.GraphProto) -> onnx.GraphProto:
    copy = onnx.GraphProto()
    copy.CopyFrom(graph)
    return copy


def check_form(model: onnx.ModelProto) -> None:
    """The ONNX checker and strict shape inference; what they complain of is this tool's fault."""
    try:
        onnx.checker.check_model(model, full_check=True)
        shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except (onnx.checker.ValidationError, shape_inference.InferenceError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConversionError(
            "INVALID_GRAPH",
            f"the ONNX checker refuses the graph: {reason}",
            "please report this with the model",
        ) from error


def make_inputs(
    inputs: dict[str, Tensor], limits: dict[str, int], batch: int, seed: int = 0
) -> dict[str, np.ndarray]:
    """Seeded inputs by graph name: normal numbers, indices within the tables that they look up."""
    random = np.random.RandomState(seed)
    made = {}
    for tensor in inputs.values():
        shape = (batch, *(TRIED_SIZE if size is None else size for size in tensor.shape[1:]))
        if tensor.dtype == "float32" and tensor.name not in limits:
            made[tensor.name] = random.randn(*shape).astype(np.float32)
        else:
            made[tensor.name] = random.randint(0, limits.get(tensor.name, 2), shape).astype(tensor.dtype)
    return made


def try_out(data: bytes, emitted: ModelGraph, limits: dict[str, int]) -> None:
    """Runs the finished file once; raises ConversionError when a shape is not what was worked out."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        values = session.run(list(emitted.outputs), make_inputs(emitted.inputs, limits, 2))
    except Exception as error:  # the runtime's errors share no base class
        reason = (str(error).strip() or repr(error)).splitlines()[0]
        raise ConversionError(
            "RUN_FAILED",
            f"ONNX Runtime cannot run the graph: {reason}"[:500],
            "where sizes are open, give them: --shape NAME=224,224,3",
        ) from error
    for (name, tensor), value in zip(emitted.outputs.items(), values, strict=True):
        expected = tensor.shape[1:]
        fits = len(value.shape) == len(tensor.shape) and all(
            size is None or size == there for size, there in zip(expected, value.shape[1:], strict=True)
        )
        if not fits or value.shape[0] != 2:
            raise ConversionError(
                "RUN_FAILED",
                f"output '{name}' came out as {list(value.shape)}, not {shape_text(tensor.shape)}",
            )


def _facts(tensor: Tensor, name: str, pictures: Pictures) -> Report:
    picture = {"pixels": pictures[name].facts()} if name in pictures else {}
    return {"name": name, "shape": ["N", *tensor.shape[1:]], "dtype": tensor.dtype, **picture}
