"""Walks a topology and emits its layers: Sequential and functional models, nested and shared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import keras_layers, layers  # noqa: F401  fill the tables
from .dialect import TENSORFLOW_JS, Dialect
from .errors import ConversionError
from .first_input import first_input
from .functional import Functional
from .graph_builder import GraphBuilder, Tensor
from .graph_ends import GraphEnds
from .keras_rules import OTHER_TYPES, find_keras_emitter
from .layer_config import LayerConfig
from .layer_context import LAYERS, REFUSED, Emit, LayerContext, Scope
from .layer_error import LayerError
from .masks import masks_after
from .model_entries import DEEPEST, MODELS, entries_of, entry_name, model_name
from .network import Config
from .weight_store import WeightStore

MOST_CALLS = 20_000


@dataclass(frozen=True)
class ModelGraph:
    """A model in the graph: inputs and outputs by the names of their layers."""

    inputs: dict[str, Tensor]
    outputs: dict[str, Tensor]


class ModelWalker:
    """Emits a model and everything in it into one graph."""

    def __init__(
        self,
        graph: GraphBuilder,
        weights: WeightStore,
        shapes: dict[str, list[int | None]],
        dialect: Dialect = TENSORFLOW_JS,
    ) -> None:
        self.dialect = dialect
        self.graph = graph
        self.weights = weights
        self.notes: list[str] = []
        self._ends = GraphEnds(graph, shapes)
        self._calls = 0

    def walk(self, topology: Config) -> ModelGraph:
        """The whole model, with graph inputs and outputs named after its layers."""
        config, kind = topology.get("config"), topology.get("class_name")
        if kind not in MODELS:
            raise ConversionError(
                "NOT_A_MODEL", f"the top of the model is a {kind!r}, expected {', '.join(MODELS)}"[:200]
            )
        inputs: dict[str, Tensor] = {}
        if kind == "Sequential":
            entries = entries_of(config)
            name, shape, dtype = first_input(entries[0], "modelTopology.config.layers[0]")
            inputs[name] = self._ends.input(name, shape, dtype)
            self._ends.check_shapes(inputs)
            found = self._sequential(entries, list(inputs.values()), Scope(models=(model_name(topology),)))
            last = entry_name(entries[-1])
            outputs = [(last, tensor) for tensor in found]
        else:
            functional = Functional(self.call_layer, topology, Scope(models=(model_name(topology),)))
            for name, entry, path in functional.inputs():
                _, shape, dtype = first_input(entry, path)
                inputs[name] = self._ends.input(name, shape, dtype)
            self._ends.check_shapes(inputs)
            outputs = functional.run(inputs)
        if self.graph.mask_seen and self.graph.without_mask is not None:
            raise self.graph.without_mask
        return ModelGraph(inputs, self._ends.outputs(outputs))

    def call_model(self, entry: Config, inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        """A model used as a layer."""
        if scope.depth >= DEEPEST:
            raise ConversionError("BAD_TOPOLOGY", f"models are nested more than {DEEPEST} deep")
        if not self.dialect.keras and any(x.mask is not None for x in inputs):
            raise ConversionError(
                "UNSUPPORTED_LAYER", "a mask reaches a model inside a model, which is not converted"
            )
        scope = replace(scope, models=(*scope.models, model_name(entry)), depth=scope.depth + 1)
        if entry["class_name"] == "Sequential":
            return self._sequential(entries_of(entry.get("config")), inputs, scope)
        functional = Functional(self.call_layer, entry, scope)
        names = [name for name, _, _ in functional.inputs()]
        if len(names) != len(inputs):
            raise ConversionError("BAD_TOPOLOGY", f"it takes {len(names)} inputs and was given {len(inputs)}")
        return [tensor for _, tensor in functional.run(dict(zip(names, inputs, strict=True)))]

    def call_layer(self, entry: Config, inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        """One layer applied once; every complaint says which layer, and where it stands."""
        kind, name = entry.get("class_name"), entry_name(entry)
        self._calls += 1
        try:
            if self._calls > MOST_CALLS:
                raise ConversionError("TOO_LARGE", f"the model has more than {MOST_CALLS:,} layers")
            if kind in MODELS:
                return self.call_model(entry, inputs, scope)
            return self._emit(str(kind), name, entry, inputs, scope)
        except LayerError:
            raise
        except ConversionError as error:
            raise LayerError(error, name, kind, scope.path) from error
        except RecursionError:
            raise
        except Exception as error:  # whatever a malformed config makes a layer raise
            reason = ConversionError("BAD_TOPOLOGY", f"its config cannot be read ({error!r})"[:300])
            raise LayerError(reason, name, kind, scope.path) from error

    def _emit(self, kind: str, name: str, entry: Config, inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        emit = find_keras_emitter(entry, self.dialect) if self.dialect.keras else _find_emitter(kind)
        config = entry.get("config")
        if not isinstance(config, dict):
            raise ConversionError("BAD_TOPOLOGY", "it has no config")
        context = LayerContext(
            name, kind, LayerConfig(config), self.graph, self.weights, scope, self.notes, self.call_layer,
            self.dialect,
        )  # fmt: skip
        if self.dialect.keras and config.get("dtype") in OTHER_TYPES:
            context.note(f"Keras computes it in {config['dtype']}, the ONNX model in float32")
        if not inputs:
            raise ConversionError("BAD_TOPOLOGY", "nothing leads to it")
        if any(x.mask is not None for x in inputs):
            self.graph.mask_seen = True
        return masks_after(context, inputs, emit(context, inputs))

    def _sequential(self, entries: list[Config], inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        path, tensors = scope.path, inputs
        for at, entry in enumerate(entries):
            if entry.get("class_name") == "InputLayer":
                continue
            place = replace(scope, path=f"{path}.config.layers[{at}]")
            tensors = self.call_layer(entry, tensors, place)
            if len(tensors) != 1 and at < len(entries) - 1:
                raise ConversionError(
                    "BAD_TOPOLOGY", f"layer '{entry_name(entry)}' gives {len(tensors)} outputs"
                )
        return tensors


def _find_emitter(kind: str) -> Emit:
    """The function that emits a layer of TensorFlow.js."""
    emit = LAYERS.get(kind)
    if emit is None:
        raise ConversionError(
            "UNSUPPORTED_LAYER",
            REFUSED.get(kind, "TensorFlow.js 4.22 has no such layer, and no --custom file adds it"),
        )
    return emit
