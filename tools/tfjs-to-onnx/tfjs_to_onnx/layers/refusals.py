"""Layers of TensorFlow.js that are not converted, each with its reason."""

from __future__ import annotations

from ..layer_context import REFUSED

RANDOM = "it draws a new random size at every call, at inference too"
CELL = "a cell does nothing by itself: it is converted inside an RNN layer"

REFUSED.update(
    {
        "Resizing": "TensorFlow.js 4.22 fails to run it: it takes the list of its inputs for a picture",
        "RandomWidth": RANDOM,
        "RandomHeight": RANDOM,
        "LSTMCell": CELL,
        "GRUCell": CELL,
        "SimpleRNNCell": CELL,
        "StackedRNNCells": CELL,
        "ConvLSTM2DCell": CELL,
    }
)
