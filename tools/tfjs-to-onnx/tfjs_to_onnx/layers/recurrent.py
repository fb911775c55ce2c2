"""Recurrent layers: ONNX's own operators where they compute the same, steps written out where not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import ConversionError
from ..graph_builder import GraphBuilder, Tensor, natural_order
from ..layer_config import LayerConfig
from ..layer_context import LayerContext, layer_of_many, note_mask
from .recurrent_cells import STATES, Cell, Step, make_step, read_cell, run_native

#: Longer sequences are not written out step by step.
MOST_STEPS = 512
CELLS = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}


@dataclass(frozen=True)
class Run:
    """What a recurrent layer computed over a sequence."""

    #: [N,T,…], each output at the time of its input, whatever the direction
    outputs: Tensor
    last: Tensor
    states: list[Tensor]


@layer_of_many("LSTM", "GRU", "SimpleRNN", "RNN")
def recurrent(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    run = run_layer(context, inputs, flag(context, "go_backwards"))
    return results(context, run, flag(context, "go_backwards"))


def flag(context: LayerContext, key: str) -> bool:
    return context.config.boolean(key, False)


def results(context: LayerContext, run: Run, backwards: bool) -> list[Tensor]:
    """What TensorFlow.js gives: of a backward layer, the outputs in the order of computing."""
    if flag(context, "return_sequences"):
        outputs = reverse_time(context.graph, run.outputs) if backwards else run.outputs
    else:
        outputs = run.last
    return [outputs, *(run.states if flag(context, "return_state") else [])]


def run_layer(context: LayerContext, inputs: list[Tensor], backwards: bool, zero_masked: bool = False) -> Run:
    """Runs the layer of a context over its first input; further inputs are the first states.

    @param zero_masked: whether masked steps give zeros instead of what the step before gave
    """
    if flag(context, "stateful"):
        raise context.refused("it is stateful: what it gives depends on the calls before")
    if context.config.get("num_constants"):
        raise context.refused("constants of recurrent layers are not converted: TensorFlow.js has none")
    if context.keras and flag(context, "time_major"):
        raise context.refused("its first axis is time, not the batch")
    x, *states = inputs
    context.needs_rank(x, 3)
    note_mask(context, x)
    cells = _read_cells(context, context.size(x, 2))
    counts = [STATES[cell.kind] for cell in cells]
    if states and len(states) != sum(counts):
        raise ConversionError(
            "BAD_TOPOLOGY", f"it was given {len(states)} states, {sum(counts)} were expected"
        )
    if any(state.rank != 2 or state.shape[1] != cells[0].units for state in states):
        raise ConversionError("BAD_TOPOLOGY", f"its first states are not [N,{cells[0].units}]")
    if len(cells) > 1 and (states or x.mask is not None):
        raise context.refused("first states or masks of stacked cells are not converted")
    if context.keras and x.mask is not None and states:
        raise context.refused("first states and a mask together are not converted")
    zeros = zero_masked or flag(context, "zero_output_for_mask")
    if x.mask is not None and zeros and not flag(context, "return_sequences"):
        raise context.refused("zero_output_for_mask without return_sequences is not converted")
    runs: list[Run] = []
    x = context.graph.cast(x, "float32")
    for cell in cells:
        runs.append(_run_cell(context, cell, x, states or None, backwards))
        x = runs[-1].outputs
    outputs, last = runs[-1].outputs, runs[-1].last
    if zeros and outputs.mask is not None:
        outputs = zero_where_masked(context.graph, outputs)
    # of stacked cells, TensorFlow.js gives the states of the last cell first
    in_order = runs if context.keras else reversed(runs)
    return Run(outputs, last, [state for run in in_order for state in run.states])


def _read_cells(context: LayerContext, size: int) -> list[Cell]:
    if context.kind != "RNN":
        return [read_cell(context, context.kind, size)]
    entry = context.config.get("cell")
    if not isinstance(entry, dict) or not isinstance(entry.get("config"), dict):
        raise context.config.wrong("cell", "a cell with class_name and config")
    stacked = entry.get("class_name") == "StackedRNNCells"
    entries = entry["config"].get("cells") if stacked else [entry]
    if not isinstance(entries, list) or not entries:
        raise ConversionError("BAD_TOPOLOGY", "its stack of cells is empty")
    cells = []
    for at, item in enumerate(entries):
        kind = CELLS.get(str(item.get("class_name"))) if isinstance(item, dict) else None
        if kind is None or not isinstance(item.get("config"), dict):
            name = item.get("class_name") if isinstance(item, dict) else item
            raise context.refused(
                f"its cell {name!r} is not converted"[:200], f"converted are {', '.join(CELLS)}"
            )
        context.check_inner(item)
        own = replace(context, config=LayerConfig(item["config"]))
        cells.append(
            _read_stacked(own, kind, size, at, item["config"]) if stacked else read_cell(own, kind, size)
        )
        size = cells[-1].units
    return cells


def _read_stacked(context: LayerContext, kind: str, size: int, at: int, config: dict[str, object]) -> Cell:
    """Weights of a stacked cell: `RNNCell_0/kernel` in TensorFlow.js, `lstm_cell_3/kernel` in Keras."""
    tries = [(*context.inner, f"RNNCell_{at}"), (*context.inner, str(config.get("name")))]
    for inner in tries[:-1]:
        try:
            return read_cell(replace(context, inner=inner), kind, size)
        except ConversionError as error:
            if error.code != "MISSING_WEIGHT":
                raise
    return read_cell(replace(context, inner=tries[-1]), kind, size)


def _run_cell(
    context: LayerContext, cell: Cell, x: Tensor, states: list[Tensor] | None, backwards: bool
) -> Run:
    graph = context.graph
    if cell.native and x.mask is None:
        outputs, last = run_native(graph, cell, x, states, backwards)
        return Run(outputs, last[0], last)
    zeros = _zeros(graph, x, cell.units)
    states = states or [zeros] * STATES[cell.kind]
    states = [graph.natural(state) for state in states]
    return write_out(context, x, states, make_step(graph, cell), backwards)


def _zeros(graph: GraphBuilder, x: Tensor, units: int) -> Tensor:
    """[N,units] of zeros, N being the batch of `x`."""
    shape = graph.node("Shape", [graph.natural(x)], (x.rank,), start=0, end=1) if graph.opset >= 15 else None
    if shape is None:
        whole = graph.node("Shape", [graph.natural(x)], (x.rank,))
        shape = graph.node("Slice", [whole, *map(graph.integers, ([0], [1], [0]))], (1,))
    size = graph.node("Concat", [shape, graph.integers([units])], (2,), axis=0)
    return graph.node("Expand", [graph.constant(0, np.float32), size], (None, units))


def write_out(context: LayerContext, x: Tensor, states: list[Tensor], step: Step, backwards: bool) -> Run:
    """Steps one after the other; a masked step keeps its states and repeats the first of them."""
    graph = context.graph
    count = context.size(x, 1)
    if count > MOST_STEPS:
        raise context.refused(
            f"masks or its activation need every step written out, and {count} are more than {MOST_STEPS}"
        )
    parts = split_time(graph, graph.natural(x), count)
    masks = split_time(graph, x.mask, count) if x.mask is not None else None
    outputs: list[Tensor | None] = [None] * count
    for at in reversed(range(count)) if backwards else range(count):
        new = step(parts[at], states)
        output = new[0]
        if masks is not None:
            counts = graph.node("Unsqueeze", [masks[at], graph.integers([1])], (None, 1))
            # TensorFlow.js mixes output and states alike, with the first state
            new = [_mix(graph, counts, state, old) for state, old in zip(new, states, strict=True)]
            output = new[0]
        outputs[at], states = output, new
    stacked = stack_time(graph, [output for output in outputs if output is not None])
    last = states[0]
    return Run(replace(stacked, mask=x.mask), last, states)


def zero_where_masked(graph: GraphBuilder, x: Tensor) -> Tensor:
    """A sequence with zeros for the steps that its mask leaves out."""
    assert x.mask is not None
    counts = graph.node("Unsqueeze", [x.mask, graph.integers([2])], (*x.mask.shape, 1))
    return replace(graph.binary("Mul", graph.natural(x), counts), mask=x.mask)


def _mix(graph: GraphBuilder, counts: Tensor, new: Tensor, old: Tensor) -> Tensor:
    rest = graph.pointwise("Add", graph.pointwise("Neg", counts), graph.constant(1, np.float32))
    return graph.binary("Add", graph.binary("Mul", new, counts), graph.binary("Mul", old, rest))


def split_time(graph: GraphBuilder, x: Tensor, count: int) -> list[Tensor]:
    """[N,T,…] to T tensors [N,…]."""
    place = x.place(1)
    if count == 1:
        parts = [x]
    else:
        shape = (None, 1, *x.shape[2:])
        split = graph.integers([1] * count)
        parts = graph.nodes("Split", [x, split], [shape] * count, x.order, axis=place)
    axis = graph.integers([place])
    order = tuple(a - (a > 1) for a in x.order if a != 1)
    return [graph.node("Squeeze", [part, axis], (None, *x.shape[2:]), order) for part in parts]


def stack_time(graph: GraphBuilder, parts: list[Tensor]) -> Tensor:
    """T tensors [N,…] of one order to [N,T,…]."""
    first = parts[0]
    order = (0, 1, *(axis + 1 for axis in first.order if axis != 0))
    if first.order[0] != 0:
        parts = [graph.natural(part) for part in parts]
        order = natural_order(first.rank + 1)
    shape = (None, 1, *first.shape[1:])
    axis = graph.integers([1])
    rows = [graph.node("Unsqueeze", [part, axis], shape, order) for part in parts]
    if len(rows) == 1:
        return rows[0]
    return graph.node("Concat", rows, (None, len(rows), *first.shape[1:]), order, axis=1)


def reverse_time(graph: GraphBuilder, x: Tensor) -> Tensor:
    """The same sequence, last step first; its mask stays as it is, in TensorFlow.js too."""
    bounds = map(graph.integers, ([-1], [-(2**31 - 1)], [x.place(1)], [-1]))
    return replace(graph.node("Slice", [x, *bounds], x.shape, x.order), mask=x.mask)
