"""Finishes the pictures that a conversion was asked for, on a graph whose layers are all there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onnx import GraphProto

from .errors import ConversionError
from .graph_builder import Tensor, natural_order
from .model_graph import ModelGraph
from .picture_format import PictureFormat, parse_picture_format
from .picture_inputs import add_picture_input
from .picture_outputs import add_picture_output

#: By the name of the graph's input or output, layout settled.
Pictures = dict[str, PictureFormat]
AddPicture = Callable[[GraphProto, str, PictureFormat], None]


def finish_pictures(
    graph: GraphProto,
    emitted: ModelGraph,
    indices: dict[str, int],
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
) -> tuple[ModelGraph, Pictures, Pictures]:
    """Puts bytes where `--input-pixels` and `--output-pixels` want them.

    @param indices: inputs that are used as indices
    @returns inputs and outputs as they now are, and the formats of those that are pictures
    """
    # outputs first: they look at the operations of the model, not at those that an input adds
    results, to = _finish(graph, emitted.outputs, outputs, "--output-pixels", add_picture_output, {})
    fed, came = _finish(graph, emitted.inputs, inputs, "--input-pixels", add_picture_input, indices)
    return ModelGraph(fed, results), came, to


def _finish(
    graph: GraphProto,
    tensors: dict[str, Tensor],
    texts: tuple[str, ...],
    option: str,
    add: AddPicture,
    indices: dict[str, int],
) -> tuple[dict[str, Tensor], Pictures]:
    tensors, pictures = dict(tensors), Pictures()
    # an output's tensor has the name of what wrote it, so outputs go by their key
    names = {key: key if option == "--output-pixels" else tensor.name for key, tensor in tensors.items()}
    for text in texts:
        given, picture = parse_picture_format(text, option)
        keys = [key for key in tensors if given in (None, key, names[key])]
        if len(keys) != 1:
            what = f"there is no '{given}'" if given else "it does not say which is meant"
            raise ConversionError("BAD_OPTION", f"{option} '{text}': {what}; there are {', '.join(tensors)}")
        key, tensor, name = keys[0], tensors[keys[0]], names[keys[0]]
        if name in pictures:
            raise ConversionError("BAD_OPTION", f"{option} is given twice for '{name}'")
        if tensor.dtype != "float32" or name in indices:
            use = "an index" if name in indices else tensor.dtype
            raise ConversionError(
                "NOT_AN_IMAGE", f"'{name}' is {use} in the model; a picture is float32 numbers there"
            )
        settled = picture.fitting(name, tensor.shape)
        add(graph, name, settled)
        height, width = tensor.shape[2:] if settled.layout == "nchw" else tensor.shape[1:3]
        packed = settled.kind == "rgba8"
        shape = (None, height, width) if packed else (None, height, width, settled.channels)
        dtype = "int32" if packed else "uint8"
        tensors[key] = replace(tensor, shape=shape, order=natural_order(len(shape)), dtype=dtype)
        pictures[name] = settled
    return tensors, pictures


def byte_limits(inputs: dict[str, Tensor], pictures: Pictures) -> dict[str, int]:
    """Exclusive limits of pixels, for whoever makes up inputs."""
    return {
        tensor.name: 2**8 if tensor.dtype == "uint8" else 2**31 - 1
        for tensor in inputs.values()
        if tensor.name in pictures
    }
