"""The inputs and outputs of the graph: their names, types and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .errors import ConversionError
from .graph_builder import GraphBuilder, Shape, Tensor, check_size, shape_text

DTYPES = {
    "float32": "float32", "float16": "float32", "bfloat16": "float32", "float64": "float32",
    "mixed_float16": "float32", "mixed_bfloat16": "float32",
    "int32": "int32", "int64": "int32", "bool": "bool",
}  # fmt: skip


class GraphEnds:
    """Adds inputs and outputs to a graph, each under a name of its own."""

    def __init__(self, graph: GraphBuilder, shapes: dict[str, list[int | None]]) -> None:
        self.graph = graph
        #: sizes that were given for open inputs and have not found their input yet
        self._shapes = dict(shapes)
        self._names: set[str] = set()

    def input(self, name: str, shape: Shape, dtype: str) -> Tensor:
        given = self._shapes.pop(name, None)
        if given is not None:
            fits = len(given) == len(shape) - 1 and all(
                old is None or old == new for old, new in zip(shape[1:], given, strict=True)
            )
            if not fits:
                raise ConversionError(
                    "BAD_OPTION", f"--shape {name}={given} does not fit the input's {shape_text(shape)}"
                )
            shape = (None, *given)
        if dtype not in DTYPES:
            raise ConversionError("UNKNOWN_DTYPE", f"input '{name}' is of type {dtype!r}"[:200])
        check_size(shape)
        unique = self._unique(name)
        return self.graph.input(unique, shape, DTYPES[dtype])

    def check_shapes(self, inputs: Iterable[str]) -> None:
        """Raises ConversionError when a shape was given for an input that is not there."""
        if self._shapes:
            raise ConversionError(
                "BAD_OPTION",
                f"the model has no input '{next(iter(self._shapes))}'; its inputs are {', '.join(inputs)}",
            )

    def _unique(self, name: str) -> str:
        """The name of a graph input or output, with a number where it would come twice."""
        name = base = graph_name(name)
        count = 1
        while name in self._names:
            name = f"{base}_{count}"
            count += 1
        self._names.add(name)
        return name

    def outputs(self, outputs: list[tuple[str, Tensor]]) -> dict[str, Tensor]:
        """Outputs are called as their layers."""
        named: dict[str, Tensor] = {}
        for layer, tensor in outputs:
            name = self._unique(layer)
            named[name] = self.graph.output(name, tensor)
        return named


def graph_name(name: str) -> str:
    """A layer's name as the name of a graph value."""
    return re.sub(r"[^A-Za-z0-9_./-]", "_", name) or "_"
