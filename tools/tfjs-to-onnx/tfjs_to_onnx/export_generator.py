"""The export of a generator of pictures, top to bottom: by Keras and tf2onnx, each step checked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from . import __version__
from .channel_layout import remove_first_transpose
from .check_onnx import check_form, check_same, check_same_pixels, run
from .fold_batch_norm import fold_batch_norms
from .keras_network import build_keras, output_ranks, predict, set_weights
from .keras_to_onnx import keras_to_onnx
from .layers_model import read_layers_model
from .nearest_resize import rewrite_nearest_resize
from .onnx_graph import canonicalise
from .options import Options
from .reference_model import reference_files
from .report import Report, describe_model, make_report
from .rgba_pixels import add_rgba_pixels, pack_rgba
from .round_float16 import round_to_float16
from .staged_outputs import StagedOutputs
from .store_float16 import store_float16
from .supported_layers import check_layers

#: How many random inputs go through every form of the network.
CHECKED_BATCH = 3


def export_generator(
    model: str | Path,
    out: str | Path,
    options: Options = Options(),
    reference: str | Path | None = None,
    report: str | Path | None = None,
) -> Report:
    """Converts a TensorFlow.js layers model to a checked ONNX file and returns the report.

    @param model: path of `model.json`
    @param out: the ONNX file to write
    @param reference: folder for the folded and rounded network as a layers model again
    @param report: file for the report as JSON
    Raises ConversionError; then nothing is written.
    """
    network, source_sha256 = read_layers_model(model)
    check_layers(network.topology)
    original = build_keras(network)
    folded, fold_count = fold_batch_norms(network, output_ranks(original))
    keras = build_keras(folded)

    probe = np.random.RandomState(0).randn(CHECKED_BATCH, *keras.inputs[0].shape[1:]).astype(np.float32)
    expected = predict(keras, probe)
    fold_difference = check_same("the network with folded batch norms", predict(original, probe), expected)
    rounding_error = drift = 0.0
    if options.weights == "float16":
        folded, rounding_error = round_to_float16(folded)
        set_weights(keras, folded)
        unrounded, expected = expected, predict(keras, probe)
        drift = float(np.abs(expected - unrounded).max())

    converted = keras_to_onnx(keras, options.opset, options.input_name, options.name_output(expected.ndim))
    rewrite_nearest_resize(converted.graph)
    remove_first_transpose(converted.graph)
    values = run(converted, probe)
    onnx_difference = check_same("the ONNX model", expected, values)
    if options.pixels == "rgba8":
        add_rgba_pixels(converted.graph)
    canonicalise(converted.graph)
    float16_parameters = store_float16(converted.graph) if options.weights == "float16" else 0
    describe_model(converted, keras.name, options, source_sha256, fold_count)

    check_form(converted)
    finished = run(converted, probe)
    if options.pixels == "rgba8":
        check_same_pixels(pack_rgba(values), finished)
    else:
        check_same("the finished ONNX model", values, finished)

    data = converted.SerializeToString(deterministic=True)
    facts = {
        "sourceSha256": source_sha256,
        "parameters": sum(int(weight.size) for weight in folded.weights.values()),
        "foldedBatchNorms": fold_count,
        "pixels": options.pixels,
        "weights": {
            "storage": options.weights,
            "float16Parameters": float16_parameters,
            "largestRoundingError": rounding_error,
        },
        # largest differences over the probe, in the units of the network's output
        "checks": {"folding": fold_difference, "onnx": onnx_difference, "float16Drift": drift},
    }
    result = make_report(converted, data, facts)
    with StagedOutputs() as outputs:
        if reference is not None:
            outputs.folder(reference, reference_files(folded, __version__))
        if report is not None:
            outputs.file(report, f"{json.dumps(result, indent=2)}\n".encode())
        outputs.file(out, data)
        outputs.commit()
    return result
