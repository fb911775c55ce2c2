"""Recurrent cells: their weights, the ONNX operator that runs them, and one step written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..graph_builder import GraphBuilder, Tensor
from ..layer_context import LayerContext
from .activations import Activation, activation_name, activations_of

#: Activations that ONNX's recurrent operators have with the constants of TensorFlow.js.
NATIVE = {"tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "Relu", "hard_sigmoid": "HardSigmoid"}
GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
STATES = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}
#: TensorFlow.js's order of gates to ONNX's: i f c o to i o f c; z r h stay
ONNX_ORDER = {"LSTM": (0, 3, 1, 2), "GRU": (0, 1, 2), "SimpleRNN": (0,)}

Step = Callable[[Tensor, list[Tensor]], list[Tensor]]


@dataclass(frozen=True)
class Cell:
    """One cell with its weights, in TensorFlow.js's layout: kernel [in, gates·units]."""

    kind: str
    units: int
    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    activation: str
    recurrent_activation: str
    functions: dict[str, Activation]
    #: of a GRU that multiplies by the reset gate after the product, as Keras 2 makes them
    recurrent_bias: np.ndarray | None = None
    #: of the hard sigmoid, which Keras 3 has made flatter
    hard_slope: float = 0.2

    @property
    def native(self) -> bool:
        """Whether ONNX's own operator computes exactly this cell."""
        return self.activation in NATIVE and self.recurrent_activation in NATIVE


def read_cell(context: LayerContext, kind: str, size: int) -> Cell:
    """The cell that a config describes; its weights are taken from the context's layer."""
    config = context.config
    units, gates = config.integer("units"), GATES[kind]
    reset_after = kind == "GRU" and config.boolean("reset_after", context.keras)
    if reset_after and not context.keras:
        raise context.refused(
            "TensorFlow.js has no GRU with reset_after, and refuses to load it",
            "train with GRU(reset_after=False)",
        )
    kernel = context.weight("kernel", (size, gates * units))
    recurrent = context.weight("recurrent_kernel", (units, gates * units))
    use_bias = config.boolean("use_bias", True)
    shape = (2, gates * units) if reset_after else (gates * units,)
    bias = context.weight("bias", shape) if use_bias else np.zeros(shape, np.float32)
    functions, slope = activations_of(context), 1 / 6 if context.dialect.keras == 3 else 0.2
    activation = activation_name(context, "activation", "tanh")
    if kind == "SimpleRNN":
        if not context.keras and config.get("activation") is None:
            activation = "tanh"  # a null means the default here
        return Cell(kind, units, kernel, recurrent, bias, activation, "tanh", functions, None, slope)
    gate = activation_name(context, "recurrent_activation", "sigmoid" if context.keras else "hard_sigmoid")
    bias, recurrent_bias = (bias[0], bias[1]) if reset_after else (bias, None)
    return Cell(kind, units, kernel, recurrent, bias, activation, gate, functions, recurrent_bias, slope)


def run_native(
    graph: GraphBuilder, cell: Cell, x: Tensor, states: list[Tensor] | None, backwards: bool
) -> tuple[Tensor, list[Tensor]]:
    """The whole sequence in one operator.

    @param x: [N,T,in]
    @returns outputs [N,T,units], each at the time of its input in both directions, and the last states
    """
    operator = {"SimpleRNN": "RNN"}.get(cell.kind, cell.kind)
    order, units = ONNX_ORDER[cell.kind], cell.units

    def gates(values: np.ndarray) -> np.ndarray:
        parts = np.split(values, len(order), axis=-1)
        return np.concatenate([parts[gate] for gate in order], axis=-1).T[None]

    second = np.zeros_like(cell.bias) if cell.recurrent_bias is None else gates(cell.recurrent_bias)[0]
    bias = np.concatenate([gates(cell.bias)[0], second])[None]
    inputs: list[Tensor | str] = [graph.in_order(x, (1, 0, 2))]
    inputs += [graph.constant(value) for value in (gates(cell.kernel), gates(cell.recurrent), bias)]
    if states is not None:
        inputs.append("")  # lengths of sequences
        for state in states:
            shape = (None, 1, units)
            natural = graph.natural(state)
            inputs.append(graph.node("Unsqueeze", [natural, graph.integers([0])], shape, (1, 0, 2)))
    names = [NATIVE[cell.recurrent_activation], NATIVE[cell.activation], NATIVE[cell.activation]]
    names = {"LSTM": names, "GRU": names[:2], "SimpleRNN": names[1:2]}[cell.kind]
    hard = names.count("HardSigmoid")
    attributes: dict[str, Any] = {}
    if hard:
        attributes = {"activation_alpha": [cell.hard_slope] * hard, "activation_beta": [0.5] * hard}
    if cell.recurrent_bias is not None:
        attributes["linear_before_reset"] = 1
    results = graph.nodes(
        operator,
        inputs,
        [(None, x.shape[1], 1, units), *[(None, 1, units)] * STATES[cell.kind]],
        hidden_size=units,
        direction="reverse" if backwards else "forward",
        activations=names,
        **attributes,
    )
    axis = graph.integers([1])  # [T,directions,N,units]
    outputs = graph.node("Squeeze", [results[0], axis], (None, x.shape[1], units), (1, 0, 2))
    zero = graph.integers([0])
    return outputs, [graph.node("Squeeze", [state, zero], (None, units)) for state in results[1:]]


def make_step(graph: GraphBuilder, cell: Cell) -> Step:
    """One time step in plain operations: input [N,in] and states to new states, the output first."""
    act, gate_act = cell.functions[cell.activation], cell.functions[cell.recurrent_activation]
    units = cell.units

    def product(x: Tensor, matrix: np.ndarray, bias: np.ndarray | None = None) -> Tensor:
        constants = [graph.constant(value) for value in (matrix, bias) if value is not None]
        return graph.node("Gemm", [x, *constants], (None, matrix.shape[1]))

    def split(x: Tensor, count: int) -> list[Tensor]:
        return graph.nodes("Split", [x, graph.integers([units] * count)], [(None, units)] * count, axis=1)

    def lstm(x: Tensor, states: list[Tensor]) -> list[Tensor]:
        hidden, carry = states
        total = graph.binary("Add", product(x, cell.kernel, cell.bias), product(hidden, cell.recurrent))
        i, f, c, o = split(total, 4)
        kept = graph.binary("Mul", gate_act(graph, f), carry)
        new = graph.binary("Add", kept, graph.binary("Mul", gate_act(graph, i), act(graph, c)))
        return [graph.binary("Mul", gate_act(graph, o), act(graph, new)), new]

    def gru(x: Tensor, states: list[Tensor]) -> list[Tensor]:
        (hidden,) = states
        x_z, x_r, x_h = split(product(x, cell.kernel, cell.bias), 3)
        h_z, h_r = split(product(hidden, cell.recurrent[:, : 2 * units]), 2)
        z = gate_act(graph, graph.binary("Add", x_z, h_z))
        r = gate_act(graph, graph.binary("Add", x_r, h_r))
        inner = product(graph.binary("Mul", r, hidden), cell.recurrent[:, 2 * units :])
        candidate = act(graph, graph.binary("Add", x_h, inner))
        return [mixed(z, hidden, candidate)]

    def gru_reset_after(x: Tensor, states: list[Tensor]) -> list[Tensor]:
        (hidden,) = states
        x_z, x_r, x_h = split(product(x, cell.kernel, cell.bias), 3)
        h_z, h_r, h_h = split(product(hidden, cell.recurrent, cell.recurrent_bias), 3)
        z = gate_act(graph, graph.binary("Add", x_z, h_z))
        r = gate_act(graph, graph.binary("Add", x_r, h_r))
        candidate = act(graph, graph.binary("Add", x_h, graph.binary("Mul", r, h_h)))
        return [mixed(z, hidden, candidate)]

    def mixed(z: Tensor, hidden: Tensor, candidate: Tensor) -> Tensor:
        rest = graph.pointwise("Add", graph.pointwise("Neg", z), graph.constant(1, np.float32))
        return graph.binary("Add", graph.binary("Mul", z, hidden), graph.binary("Mul", rest, candidate))

    def simple(x: Tensor, states: list[Tensor]) -> list[Tensor]:
        (hidden,) = states
        total = graph.binary("Add", product(x, cell.kernel, cell.bias), product(hidden, cell.recurrent))
        return [act(graph, total)]

    if cell.recurrent_bias is not None:
        return gru_reset_after
    return {"LSTM": lstm, "GRU": gru, "SimpleRNN": simple}[cell.kind]
