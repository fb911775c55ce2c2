"""ConvLSTM2D, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_builder import Tensor
from ..layer_context import LayerContext, layer_of_many
from .activations import activation_of
from .recurrent import flag, results, write_out
from .windows import Windows, slide


@layer_of_many("ConvLSTM2D")
def conv_lstm(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    graph, config = context.graph, context.config
    if len(inputs) > 1 or inputs[0].mask is not None:
        raise context.refused("first states or masks of a ConvLSTM2D are not converted")
    if flag(context, "stateful"):
        raise context.refused("it is stateful: what it gives depends on the calls before")
    x = graph.cast(inputs[0], "float32")
    context.needs_rank(x, 5)
    first = config.channels_first()
    channel_axis = 2 if first else 4
    filters, kernel_size = config.integer("filters"), config.integers("kernel_size", 2)
    channels = context.size(x, channel_axis)
    kernel = context.weight("kernel", (*kernel_size, channels, 4 * filters))
    recurrent = context.weight("recurrent_kernel", (*kernel_size, filters, 4 * filters))
    bias = context.weight("bias", (4 * filters,)) if config.boolean("use_bias", True) else None
    act = activation_of(context, "activation", "tanh")
    gate = activation_of(context, "recurrent_activation", "hard_sigmoid")
    strides, dilation = config.integers("strides", 2, 1), config.integers("dilation_rate", 2, 1)
    if max(strides) > 1 and max(dilation) > 1:
        raise context.refused(f"{context.dialect.name} takes strides or dilations above 1, not both")

    # one step is a picture [N,C,H,W] in the graph, whatever TensorFlow.js calls its axes
    order = (0, 1, 2, 3) if first else (0, 3, 1, 2)
    space = [2, 3] if first else [1, 2]
    step_shape = (None, *x.shape[2:])
    still = Tensor(x.name, step_shape, order)
    windows = slide(context, still, space, kernel_size, strides, dilation)
    same = Windows(windows.sizes, _same_pads(kernel_size))

    def shape(count: int) -> tuple[int | None, ...]:
        return (None, count, *windows.sizes) if first else (None, *windows.sizes, count)

    def convolve(value: Tensor, weights: np.ndarray, over: Windows, own_bias: np.ndarray | None) -> Tensor:
        constants = [weights.transpose(3, 2, 0, 1), *([] if own_bias is None else [own_bias])]
        moving: dict[str, Any] = {"strides": strides, "dilations": dilation} if over is windows else {}
        return graph.node(
            "Conv",
            [graph.in_order(value, order), *map(graph.constant, constants)],
            shape(4 * filters),
            order,
            kernel_shape=kernel_size,
            pads=over.pads,
            **moving,
        )

    def step(value: Tensor, states: list[Tensor]) -> list[Tensor]:
        hidden, carry = (graph.in_order(state, order) for state in states)
        seen = convolve(value, kernel, windows, bias)
        total = graph.binary("Add", seen, convolve(hidden, recurrent, same, None))
        split = graph.integers([filters] * 4)
        i, f, c, o = graph.nodes("Split", [total, split], [shape(filters)] * 4, order, axis=1)
        kept = graph.binary("Mul", gate(graph, f), carry)
        new = graph.binary("Add", kept, graph.binary("Mul", gate(graph, i), act(graph, c)))
        return [graph.binary("Mul", gate(graph, o), act(graph, new)), new]

    backwards = flag(context, "go_backwards")
    zeros = _zeros(context, x, shape(filters))
    return results(context, write_out(context, x, [zeros, zeros], step, backwards), backwards)


def _same_pads(kernel: list[int]) -> list[int]:
    return [(size - 1) // 2 for size in kernel] + [size - 1 - (size - 1) // 2 for size in kernel]


def _zeros(context: LayerContext, x: Tensor, shape: tuple[int | None, ...]) -> Tensor:
    """Zeros for every input of the batch."""
    graph = context.graph
    if None in shape[1:]:
        raise context.refused("the size of its pictures is open")
    whole = graph.node("Shape", [graph.natural(x)], (x.rank,))
    batch = graph.node("Slice", [whole, *map(graph.integers, ([0], [1], [0]))], (1,))
    size = graph.node(
        "Concat", [batch, graph.integers([int(n or 0) for n in shape[1:]])], (len(shape),), axis=0
    )
    return graph.node("Expand", [graph.constant(0, np.float32), size], shape)
