"""Layers around layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ConversionError
from ..graph_builder import Tensor
from ..layer_config import LayerConfig
from ..layer_context import LayerContext, Scope, layer, layer_of_many
from .directions import check_backward_layer, direction_names
from .recurrent import Run, flag, reverse_time, run_layer

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN")


def wrapped(context: LayerContext) -> dict[str, Any]:
    """The layer inside, as `{class_name, config}`."""
    inner = context.config.get("layer")
    if not isinstance(inner, dict) or not isinstance(inner.get("config"), (dict, list)):
        raise context.config.wrong("layer", "a layer with class_name and config")
    return inner


@layer("TimeDistributed")
def time_distributed(context: LayerContext, x: Tensor) -> Tensor:
    """Every time step is one more input of the batch."""
    graph, inner = context.graph, wrapped(context)
    if x.rank < 3:
        context.needs_rank(x, 3)
    if x.mask is not None and inner.get("class_name") in (*RECURRENT, "Bidirectional", "Softmax"):
        raise context.refused("a mask reaches the layer inside, which is not converted")
    scope = _inside(context, inner)
    if inner.get("class_name") == "Dense" and x.rank == 3:
        return context.emit_layer(inner, [replace(x, mask=None)], scope)[0]  # works on the last axis anyway
    steps = context.size(x, 1)
    flat_shape = x.shape[2:]
    if None in flat_shape:
        raise context.refused("it needs to know the sizes of its input")
    flat = graph.node(
        "Reshape",
        [graph.natural(x), graph.integers([-1, *(int(size or 0) for size in flat_shape)])],
        (None, *flat_shape),
        dtype=x.dtype,
    )
    outputs = context.emit_layer(inner, [flat], scope)
    if len(outputs) != 1:
        raise context.refused("the layer inside has several outputs")
    y = graph.natural(outputs[0])
    if None in y.shape[1:]:
        raise context.refused("the size of its output is open")
    target = [-1, steps, *(int(size or 0) for size in y.shape[1:])]
    return graph.node("Reshape", [y, graph.integers(target)], (None, steps, *y.shape[1:]), dtype=y.dtype)


def _inside(context: LayerContext, inner: dict[str, Any]) -> Scope:
    """TensorFlow.js stores the weights of the layer inside under the name of the wrapper."""
    scope = replace(context.scope, path=f"{context.scope.path}.config.layer", depth=context.scope.depth + 1)
    if inner.get("class_name") in ("Sequential", "Model", "Functional"):
        return scope
    return replace(scope, weight_layer=context.scope.weight_layer or context.name)


@layer_of_many("Bidirectional")
def bidirectional(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    graph, inner = context.graph, wrapped(context)
    kind, config = inner.get("class_name"), inner["config"]
    if kind not in RECURRENT or not isinstance(config, dict):
        raise context.refused(f"it wraps a {kind!r}; converted are {', '.join(RECURRENT)}"[:200])
    merge = context.config.values.get("merge_mode", "concat")
    if merge not in ("concat", "sum", "ave", "mul", None):
        raise context.config.wrong("merge_mode", "concat, sum, ave, mul or null")
    x, *states = inputs
    half = len(states) // 2
    if len(states) % 2:
        raise ConversionError("BAD_TOPOLOGY", "it was given an odd number of states")
    inside = replace(context, kind=str(kind), config=LayerConfig(config))
    context.check_inner(inner)
    turned = flag(inside, "go_backwards")
    check_backward_layer(context, inner)
    forward, backward = direction_names(context.config.values, context.dialect)
    # Keras sets this on both layers inside
    zero_masked = context.keras and flag(inside, "return_sequences")
    runs: list[Run] = []
    for name, backwards, given in ((forward, turned, states[:half]), (backward, not turned, states[half:])):
        own = replace(inside, inner=(name,), _weight_count=len(runs) * _weights_of(config))
        runs.append(run_layer(own, [x, *given], backwards, zero_masked))
    ahead, back = runs
    if flag(inside, "return_sequences"):
        # TensorFlow.js turns the backward outputs round once more
        first = reverse_time(graph, ahead.outputs) if turned else ahead.outputs
        second = reverse_time(graph, back.outputs) if turned else back.outputs
    else:
        first, second = ahead.last, back.last
    if merge is None:
        outputs = [first, second]
    elif merge == "concat":
        second = graph.in_order(second, first.order)
        sizes = [value.shape[-1] or 0 for value in (first, second)]
        shape = (*first.shape[:-1], sum(sizes))
        outputs = [graph.node("Concat", [first, second], shape, first.order, axis=first.place(-1))]
    else:
        total = graph.binary("Mul" if merge == "mul" else "Add", first, second)
        outputs = [graph.pointwise("Mul", total, graph.constant(0.5, "float32")) if merge == "ave" else total]
    if flag(inside, "return_sequences"):
        outputs = [replace(output, mask=x.mask) for output in outputs]
    return [*outputs, *(ahead.states + back.states if flag(inside, "return_state") else [])]


def _weights_of(config: dict[str, Any]) -> int:
    return 3 if config.get("use_bias", True) else 2
