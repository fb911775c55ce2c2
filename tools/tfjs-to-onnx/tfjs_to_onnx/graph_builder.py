"""Builds an ONNX graph from operations on tensors that remember how their axes lie.

TensorFlow.js computes on [N,H,W,C], ONNX convolutions on [N,C,H,W]. A `Tensor` keeps the axes that
TensorFlow.js would have and the order in which the graph stores them. Operations that do not care pass the
order on, so that a Transpose appears only where two layers really want different ones.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from onnx import GraphProto, TensorProto, helper, numpy_helper

from .errors import ConversionError

Shape = tuple[int | None, ...]
Axes = tuple[int, ...]

ELEMENT = {"float32": TensorProto.FLOAT, "int32": TensorProto.INT32, "bool": TensorProto.BOOL}
#: A tensor of more numbers per input (1 GiB as float32) is a mistake in the topology, or meant to do harm.
LARGEST_TENSOR = 2**28
#: So is a graph with more operations; unrolled recurrent layers come closest.
MOST_NODES = 50_000
BATCH = "N"


@dataclass(frozen=True)
class Tensor:
    """A value in the graph. Axis `i` of what ONNX stores is axis `order[i]` of `shape`."""

    name: str
    #: as TensorFlow.js has it; None is a size that is open, as the batch always is
    shape: Shape
    order: Axes
    dtype: str = "float32"
    #: which time steps count, float32 [N,T] of 0 and 1, where a layer before has said so
    mask: Tensor | None = None

    @property
    def rank(self) -> int:
        return len(self.shape)

    def place(self, axis: int) -> int:
        """Where the graph stores an axis; negative axes count from the end."""
        return self.order.index(axis % self.rank)


def natural_order(rank: int) -> Axes:
    """TensorFlow.js's own order of axes."""
    return tuple(range(rank))


def channels_first_order(rank: int, channel_axis: int) -> Axes:
    """[N,C,…] of a tensor whose channels are axis `channel_axis`."""
    return (0, channel_axis, *(axis for axis in range(1, rank) if axis != channel_axis))


class GraphBuilder:
    """Collects nodes and constants; knows every shape, and refuses what would be absurdly large."""

    def __init__(self, opset: int) -> None:
        self.opset = opset
        self.graph = GraphProto()
        #: exclusive upper limits of graph inputs that are used as indices
        self.index_limits: dict[str, int] = {}
        #: whether a mask has reached a layer, be it one that uses it or not
        self.mask_seen = False
        #: what to say of a layer that would use a mask and was given none, when there is one elsewhere
        self.without_mask: ConversionError | None = None
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._reordered: dict[tuple[str, Axes], Tensor] = {}
        self._casts: dict[tuple[str, str], Tensor] = {}
        self._sources: dict[str, str] = {}
        self._count = 0

    def input(self, name: str, shape: Shape, dtype: str) -> Tensor:
        """Adds a graph input; open sizes get names of their own."""
        dims = [
            BATCH,
            *(f"{name}.{axis}" if size is None else size for axis, size in enumerate(shape[1:], 1)),
        ]
        self.graph.input.append(helper.make_tensor_value_info(name, ELEMENT[dtype], dims))
        self._sources[name] = name
        return Tensor(name, (None, *shape[1:]), natural_order(len(shape)), dtype)

    def output(self, name: str, tensor: Tensor) -> Tensor:
        """Makes a tensor a graph output, in TensorFlow.js's order of axes."""
        tensor = self.natural(tensor)
        self._append("Identity", [tensor.name], [name], {})
        open_sizes = [f"{name}.{axis}" if size is None else size for axis, size in enumerate(tensor.shape)]
        dims = [BATCH, *open_sizes[1:]]
        self.graph.output.append(helper.make_tensor_value_info(name, ELEMENT[tensor.dtype], dims))
        return tensor

    def constant(self, values: Any, dtype: Any = None) -> str:
        """The name of a constant; equal constants are stored once."""
        array = np.array(values, dtype=dtype, order="C")
        key = (array.dtype.str, array.shape, hashlib.sha256(array.tobytes()).digest())
        if key not in self._constants:
            name = f"constant_{len(self._constants)}"
            self.graph.initializer.append(numpy_helper.from_array(array, name))
            self._constants[key] = name
        return self._constants[key]

    def integers(self, values: Sequence[int]) -> str:
        """A constant list of int64, as shapes and axes are given."""
        return self.constant(list(values), np.int64)

    def node(
        self,
        operator: str,
        inputs: Sequence[Tensor | str],
        shape: Shape,
        order: Axes | None = None,
        dtype: str = "float32",
        **attributes: Any,
    ) -> Tensor:
        """Adds an operation with one output, whose shape and order the caller knows."""
        return self.nodes(operator, inputs, [shape], order, dtype, **attributes)[0]

    def nodes(
        self,
        operator: str,
        inputs: Sequence[Tensor | str],
        shapes: Sequence[Shape],
        order: Axes | None = None,
        dtype: str = "float32",
        **attributes: Any,
    ) -> list[Tensor]:
        """Adds an operation with several outputs."""
        for shape in shapes:
            check_size(shape)
        names = []
        for _ in shapes:
            names.append(f"tensor_{self._count}")
            self._count += 1
        given = [value.name if isinstance(value, Tensor) else value for value in inputs]
        self._append(operator, given, names, attributes)
        return [
            Tensor(name, tuple(shape), order or natural_order(len(shape)), dtype)
            for name, shape in zip(names, shapes, strict=True)
        ]

    def pointwise(self, operator: str, x: Tensor, *constants: str, **attributes: Any) -> Tensor:
        """An operation on every number alone: axes stay as they lie."""
        return self.node(operator, [x, *constants], x.shape, x.order, x.dtype, **attributes)

    def binary(self, operator: str, a: Tensor, b: Tensor, dtype: str | None = None) -> Tensor:
        """Two tensors of the same rank, broadcast as both libraries do."""
        shape = broadcast(a.shape, b.shape)
        b = self.in_order(b, a.order)
        return self.node(operator, [a, b], shape, a.order, dtype or a.dtype)

    def with_constant(self, operator: str, x: Tensor, values: np.ndarray) -> Tensor:
        """`x` and a constant that has TensorFlow.js's axes; axes of `x` that it lacks in front broadcast."""
        values = np.asarray(values, np.float32)
        if values.ndim:
            values = values.reshape((1,) * (x.rank - values.ndim) + values.shape).transpose(x.order)
        while values.ndim and values.shape[0] == 1:
            values = values[0]
        return self.node(operator, [x, self.constant(values)], x.shape, x.order, x.dtype)

    def reduce(self, operator: str, x: Tensor, axes: Sequence[int], keepdims: bool = False) -> Tensor:
        """A reduction; ONNX takes the axes as an attribute of old operators, as an input of new ones."""
        axes = [axis % x.rank for axis in axes]
        places = sorted(x.place(axis) for axis in axes)
        as_input = self.opset >= (13 if operator == "ReduceSum" else 18)
        inputs: list[Tensor | str] = [x, self.integers(places)] if as_input else [x]
        attributes: dict[str, Any] = {} if as_input else {"axes": places}
        left = [axis for axis in range(x.rank) if axis not in axes]
        if keepdims:
            shape = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
            return self.node(operator, inputs, shape, x.order, keepdims=1, **attributes)
        order = tuple(left.index(axis) for axis in x.order if axis in left)
        return self.node(
            operator, inputs, tuple(x.shape[axis] for axis in left), order, keepdims=0, **attributes
        )

    def in_order(self, x: Tensor, order: Axes) -> Tensor:
        """The same tensor stored in another order."""
        if x.order == order:
            return x
        known = self._reordered.get((x.name, order))
        if known is None:
            perm = [x.order.index(axis) for axis in order]
            known = self.node("Transpose", [x], x.shape, order, x.dtype, perm=perm)
            self._reordered[(x.name, order)] = known
        return replace(known, mask=x.mask)

    def natural(self, x: Tensor) -> Tensor:
        """The same tensor as TensorFlow.js would store it."""
        return self.in_order(x, natural_order(x.rank))

    def cast(self, x: Tensor, dtype: str) -> Tensor:
        """The same numbers in another type."""
        if x.dtype == dtype:
            return x
        known = self._casts.get((x.name, dtype))
        if known is None:
            known = self.node("Cast", [x], x.shape, x.order, dtype, to=ELEMENT[dtype])
            self._casts[(x.name, dtype)] = known
            if x.name in self._sources:
                self._sources[known.name] = self._sources[x.name]
        return replace(known, mask=x.mask)

    def reshape(self, x: Tensor, shape: Shape) -> Tensor:
        """Other sizes for the same numbers in TensorFlow.js's order; one besides the batch may be open."""
        x = self.natural(x)
        target = [0, *(-1 if size is None else size for size in shape[1:])]
        if target.count(-1) > 1:
            raise ConversionError("DYNAMIC_SIZE", f"a reshape to {list(shape)} has two open sizes")
        if -1 not in target:  # what follows takes less CPU time in ONNX Runtime Web than behind a 0
            target[0] = -1
        return self.node("Reshape", [x, self.integers(target)], (None, *shape[1:]), dtype=x.dtype)

    def limit_index(self, x: Tensor, below: int) -> None:
        """Remembers that a graph input is used as an index, for whoever makes up inputs."""
        source = self._sources.get(x.name)
        if source is not None:
            self.index_limits[source] = min(below, self.index_limits.get(source, below))

    def _append(
        self, operator: str, inputs: list[str], outputs: list[str], attributes: dict[str, Any]
    ) -> None:
        if len(self.graph.node) >= MOST_NODES:
            raise ConversionError("TOO_LARGE", f"the graph would have more than {MOST_NODES:,} operations")
        self.graph.node.append(helper.make_node(operator, inputs, outputs, **attributes))


def check_size(shape: Shape) -> None:
    """Raises ConversionError for a tensor that no sensible model has."""
    known = [size for size in shape if size is not None]
    if any(size < 1 for size in known):
        raise ConversionError("BAD_TOPOLOGY", f"its shape would be {shape_text(shape)}")
    if math.prod(known) > LARGEST_TENSOR:
        raise ConversionError(
            "TOO_LARGE", f"its shape would be {shape_text(shape)}, over {LARGEST_TENSOR:,} numbers an input"
        )


def broadcast(a: Shape, b: Shape) -> Shape:
    """The common shape of two shapes of one rank; raises ConversionError where there is none."""
    sizes: list[int | None] = []
    for x, y in zip(a, b, strict=True):
        if x == 1 or y is None:
            sizes.append(y if x in (1, None) else x)
        elif y == 1 or x is None or x == y:
            sizes.append(y if x is None and y != 1 else x)
        else:
            raise ConversionError(
                "BAD_TOPOLOGY", f"shapes {shape_text(a)} and {shape_text(b)} do not go together"
            )
    return tuple(sizes)


def shape_text(shape: Shape) -> str:
    """`[N,8,?,3]`"""
    return f"[{','.join(['N', *('?' if size is None else str(size) for size in shape[1:])])}]"
