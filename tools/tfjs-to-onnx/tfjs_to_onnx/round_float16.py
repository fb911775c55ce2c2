"""Rounds a network's large weights to numbers that float16 can hold."""

from __future__ import annotations

import numpy as np

from .errors import ConversionError
from .network import Network

#: Smaller tensors stay float32: a few hundred bytes are not worth the rounding.
SMALLEST_ROUNDED = 64
#: Statistics of a batch norm that was not folded: they may exceed float16, and a rounded variance costs most.
KEPT = ("gamma", "beta", "moving_mean", "moving_variance")


def round_to_float16(network: Network) -> tuple[Network, float]:
    """Rounds to nearest even every weight of at least 64 numbers; they stay float32 arrays.

    @returns the rounded network and the largest absolute rounding error
    """
    weights, largest = {}, 0.0
    for name, values in network.weights.items():
        if values.size < SMALLEST_ROUNDED or name.split("/")[-1] in KEPT:
            weights[name] = values
            continue
        with np.errstate(over="ignore"):
            weights[name] = values.astype(np.float16).astype(np.float32)
        if not np.isfinite(weights[name]).all():
            raise ConversionError(
                "FLOAT16_OVERFLOW",
                f"weight '{name}' reaches {np.abs(values).max():g}, and float16 ends at 65504",
                "convert with --weights float32",
            )
        largest = max(largest, float(np.abs(weights[name] - values).max()))
    return Network(network.topology, weights), largest
