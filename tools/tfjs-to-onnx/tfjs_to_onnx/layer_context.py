"""What a layer is given when it is turned into operations, and the table of all layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .dialect import TENSORFLOW_JS, Dialect
from .errors import ConversionError
from .graph_builder import GraphBuilder, Tensor, shape_text
from .layer_config import LayerConfig
from .network import Config
from .weight_store import WeightStore

#: Emits a layer: the walker passes itself, so that wrappers can convert what they wrap.
EmitLayer = Callable[[Config, "list[Tensor]", "Scope"], "list[Tensor]"]


@dataclass(frozen=True)
class Scope:
    """Where a layer stands."""

    #: names of the models around it, outermost first
    models: tuple[str, ...] = ()
    #: for people: `modelTopology.config.layers[3]`
    path: str = "modelTopology"
    depth: int = 0
    #: of a wrapped layer: under which name its weights are stored instead of its own
    weight_layer: str | None = None
    weight_inner: tuple[str, ...] = ()


@dataclass
class LayerContext:
    """One layer on its way into the graph."""

    name: str
    kind: str
    config: LayerConfig
    graph: GraphBuilder
    weights: WeightStore
    scope: Scope
    notes: list[str]
    emit_layer: EmitLayer
    #: whose answers count
    dialect: Dialect = TENSORFLOW_JS
    #: what else must stand in the weights' names, such as `forward_lstm`
    inner: tuple[str, ...] = ()
    _weight_count: int = field(default=0)

    @property
    def keras(self) -> bool:
        """Whether Keras's answers count."""
        return self.dialect.keras > 0

    def weight(self, leaf: str, shape: Sequence[int | None]) -> np.ndarray:
        """The weight `leaf` of this layer, checked against the shape the layer needs."""
        if None in shape:
            raise self.refused("its weights would depend on an open size")
        layer, inner = self.scope.weight_layer or self.name, (*self.scope.weight_inner, *self.inner)
        models = self.scope.models
        name, values = self.weights.take(models, layer, inner, leaf, self._weight_count)
        self._weight_count += 1
        if values.shape != tuple(shape):
            raise ConversionError(
                "WEIGHT_SHAPE", f"weight '{name}' has shape {list(values.shape)}, {list(shape)} was expected"
            )
        return values

    def refused(self, reason: str, hint: str = "") -> ConversionError:
        """The error for a layer that cannot be converted faithfully."""
        return ConversionError("UNSUPPORTED_LAYER", reason, hint)

    def note(self, text: str) -> None:
        """Something that works, but may surprise; once per layer."""
        line = f"layer '{self.name}' ({self.kind}): {text}"
        if line not in self.notes:
            self.notes.append(line)

    def check_inner(self, entry: Config) -> None:
        """Raises ConversionError where the layer or cell inside has settings that Keras reads otherwise."""
        if self.keras:
            from .keras_rules import check_inner_layer

            check_inner_layer(entry, self.dialect)

    def needs_rank(self, x: Tensor, *ranks: int) -> None:
        if x.rank not in ranks:
            wanted = " or ".join(map(str, ranks))
            raise ConversionError(
                "BAD_TOPOLOGY", f"its input {shape_text(x.shape)} has {x.rank} axes, {wanted} were expected"
            )

    def size(self, x: Tensor, axis: int) -> int:
        """A size that must be known."""
        size = x.shape[axis]
        if size is None:
            raise ConversionError(
                "DYNAMIC_SIZE",
                f"it needs to know axis {axis % x.rank} of its input {shape_text(x.shape)}, which is open",
                "give the sizes of the inputs: --shape NAME=224,224,3",
            )
        return size


Emit = Callable[[LayerContext, "list[Tensor]"], "list[Tensor]"]
EmitOne = Callable[[LayerContext, Tensor], Tensor]

LAYERS: dict[str, Emit] = {}
#: Layers that TensorFlow.js has and this tool does not convert, and why.
REFUSED: dict[str, str] = {}
#: Layers that Keras computes otherwise than TensorFlow.js, or has alone.
KERAS_LAYERS: dict[str, Emit] = {}


def _registrar(table: dict[str, Emit], kinds: Sequence[str]) -> Callable[[EmitOne], EmitOne]:
    def register(emit: EmitOne) -> EmitOne:
        def emit_list(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
            if len(inputs) != 1:
                raise ConversionError("BAD_TOPOLOGY", f"it has {len(inputs)} inputs, one was expected")
            return [emit(context, inputs[0])]

        table.update(dict.fromkeys(kinds, emit_list))
        return emit

    return register


def _registrar_of_many(table: dict[str, Emit], kinds: Sequence[str]) -> Callable[[Emit], Emit]:
    def register(emit: Emit) -> Emit:
        table.update(dict.fromkeys(kinds, emit))
        return emit

    return register


def layer(*kinds: str) -> Callable[[EmitOne], EmitOne]:
    """Registers a layer with one input and one output."""
    return _registrar(LAYERS, kinds)


def layer_of_many(*kinds: str) -> Callable[[Emit], Emit]:
    """Registers a layer that takes or gives several tensors."""
    return _registrar_of_many(LAYERS, kinds)


def keras_layer(*kinds: str) -> Callable[[EmitOne], EmitOne]:
    """Registers how Keras computes a layer with one input and one output."""
    return _registrar(KERAS_LAYERS, kinds)


def keras_layer_of_many(*kinds: str) -> Callable[[Emit], Emit]:
    """Registers how Keras computes a layer that takes or gives several tensors."""
    return _registrar_of_many(KERAS_LAYERS, kinds)


#: Stands for a mask that is there, and that is not known; whatever uses it is refused.
UNKNOWN_MASK = Tensor("", (None, None), (0, 1))


def note_mask(context: LayerContext, x: Tensor) -> None:
    """Called by layers that use masks. Raises ConversionError for a mask that is not known.

    TensorFlow.js keeps handing the last mask on, also to layers without one, in an order that only it
    knows. So a model in which some of these layers have a mask and some have none is refused.
    """
    if x.mask is UNKNOWN_MASK:
        raise context.refused(
            "masks meet in a layer before it, which "
            + ("is not converted" if context.keras else "TensorFlow.js 4.22 fails to run"),
            "join the masked sequences with Concatenate, along the last axis",
        )
    if x.mask is None and context.graph.without_mask is None and not context.keras:
        context.graph.without_mask = ConversionError(
            "UNSUPPORTED_LAYER",
            f"layer '{context.name}' is a {context.kind} without a mask in a model with masks: TensorFlow.js "
            f"would apply the mask of another layer to it (at {context.scope.path})",
            "save the model without Masking layers and mask_zero, or with every recurrent layer masked",
        )
