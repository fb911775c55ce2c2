"""Hands the weights of a model to its layers, each once, by the names they may have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .errors import ConversionError
from .network import Weights


class WeightStore:
    """Weights by name; knows which have found their layer."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._parts = {name: name.split("/") for name in weights}
        self._taken: set[str] = set()

    def take(
        self, scopes: Sequence[str], layer: str, inner: Sequence[str], leaf: str, index: int
    ) -> tuple[str, np.ndarray]:
        """Finds weight `leaf` (`kernel`, `gamma`, …) of a layer.

        TensorFlow.js writes `layer/kernel`, `layer/forward_lstm/kernel`, `rnn/RNNCell_0/kernel`; Keras puts
        scopes before and cells between (`model/lstm/lstm_cell_3/kernel`), and Keras 3 counts (`layer/0`).
        The shortest name that fits wins; the models around the layer break ties.

        @param scopes: names of the models around the layer, outermost first
        @param inner: what must stand between layer and leaf
        @param index: which weight of its layer this is, for names that count
        @returns the name it has in the manifest, and the values
        """
        for last in (leaf, str(index)):
            found = self._fitting([layer, *inner], last)
            if len(found) > 1:
                nested = self._fitting([*scopes[1:], layer, *inner], last) or found
                shortest = min(len(self._parts[name]) for name in nested)
                found = [name for name in nested if len(self._parts[name]) == shortest]
                outermost = scopes[1] if len(scopes) > 1 else layer
                found = [name for name in found if name.startswith(f"{outermost}/")] or found
            if len(found) > 1:
                raise ConversionError(
                    "AMBIGUOUS_WEIGHT",
                    f"weight '{layer}/{leaf}' matches {len(found)} names of the manifest: "
                    f"{', '.join(found[:4])}",
                )
            if found:
                self._taken.add(found[0])
                return found[0], self._weights[found[0]]
        raise ConversionError(
            "MISSING_WEIGHT", f"weight '{'/'.join([layer, *inner, leaf])}' is not in the weights manifest"
        )

    def check_all_taken(self) -> None:
        """Raises ConversionError for a weight that no layer wanted: the files belong to different models."""
        for name in self._weights:
            if name not in self._taken:
                raise ConversionError("UNUSED_WEIGHT", f"weight '{name}' belongs to no layer of the model")

    def _fitting(self, path: Sequence[str], leaf: str) -> list[str]:
        """Names that end in the leaf and have the path before it, in order, perhaps with more between.

        A path part may itself have slashes: layers are sometimes called `block/conv`.
        """
        wanted = [part for name in path for part in name.split("/")]
        found = []
        for name, parts in self._parts.items():
            rest = iter(parts[:-1])
            if parts[-1] == leaf and all(part in rest for part in wanted):
                found.append(name)
        return found
