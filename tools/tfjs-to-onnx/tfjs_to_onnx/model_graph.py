"""Walks a topology and emits its layers: Sequential and functional models, nested and shared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from . import layers  # noqa: F401  fills the table
from .errors import ConversionError
from .graph_builder import GraphBuilder, Shape, Tensor, check_size, shape_text
from .layer_config import LayerConfig
from .layer_context import LAYERS, REFUSED, LayerContext, Scope
from .network import Config
from .weight_store import WeightStore

MODELS = ("Sequential", "Model", "Functional")
#: Models within models; deeper is a mistake, or meant to do harm.
DEEPEST = 32
MOST_CALLS = 20_000
#: Layers that make or keep masks by their own rules.
OWN_MASKS = ("Embedding", "Masking", "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
KEEP_MASKS = """
    Dense Dropout SpatialDropout1D Activation ReLU PReLU BatchNormalization LayerNormalization TimeDistributed
    GaussianNoise GaussianDropout AlphaDropout
""".split()
DTYPES = {
    "float32": "float32", "float16": "float32", "bfloat16": "float32", "float64": "float32",
    "mixed_float16": "float32", "mixed_bfloat16": "float32",
    "int32": "int32", "int64": "int32", "bool": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class ModelGraph:
    """A model in the graph: inputs and outputs by the names of their layers."""

    inputs: dict[str, Tensor]
    outputs: dict[str, Tensor]


class ModelWalker:
    """Emits a model and everything in it into one graph."""

    def __init__(
        self, graph: GraphBuilder, weights: WeightStore, shapes: dict[str, list[int | None]]
    ) -> None:
        self.graph = graph
        self.weights = weights
        self.notes: list[str] = []
        self._shapes = dict(shapes)
        self._calls = 0
        self._names: set[str] = set()

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
            name, shape, dtype = _first_input(entries[0], "modelTopology.config.layers[0]")
            inputs[name] = self._graph_input(name, shape, dtype)
            self._check_shapes(inputs)
            found = self._sequential(entries, list(inputs.values()), Scope(models=(_model_name(topology),)))
            last = _entry_name(entries[-1])
            outputs = [(last, tensor) for tensor in found]
        else:
            functional = Functional(self, topology, Scope(models=(_model_name(topology),)))
            for name, entry, path in functional.inputs():
                _, shape, dtype = _first_input(entry, path)
                inputs[name] = self._graph_input(name, shape, dtype)
            self._check_shapes(inputs)
            outputs = functional.run(inputs)
        if self.graph.mask_seen and self.graph.without_mask is not None:
            raise self.graph.without_mask
        return ModelGraph(inputs, self._name_outputs(outputs))

    def call_model(self, entry: Config, inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        """A model used as a layer."""
        if scope.depth >= DEEPEST:
            raise ConversionError("BAD_TOPOLOGY", f"models are nested more than {DEEPEST} deep")
        if any(x.mask is not None for x in inputs):
            raise ConversionError(
                "UNSUPPORTED_LAYER", "a mask reaches a model inside a model, which is not converted"
            )
        scope = replace(scope, models=(*scope.models, _model_name(entry)), depth=scope.depth + 1)
        if entry["class_name"] == "Sequential":
            return self._sequential(entries_of(entry.get("config")), inputs, scope)
        functional = Functional(self, entry, scope)
        names = [name for name, _, _ in functional.inputs()]
        if len(names) != len(inputs):
            raise ConversionError("BAD_TOPOLOGY", f"it takes {len(names)} inputs and was given {len(inputs)}")
        return [tensor for _, tensor in functional.run(dict(zip(names, inputs, strict=True)))]

    def call_layer(self, entry: Config, inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        """One layer applied once; every complaint says which layer, and where it stands."""
        kind, name = entry.get("class_name"), _entry_name(entry)
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
        emit = LAYERS.get(kind)
        if emit is None:
            raise ConversionError(
                "UNSUPPORTED_LAYER",
                REFUSED.get(kind, "TensorFlow.js 4.22 has no such layer, and no --custom file adds it"),
            )
        config = entry.get("config")
        if not isinstance(config, dict):
            raise ConversionError("BAD_TOPOLOGY", "it has no config")
        context = LayerContext(
            name, kind, LayerConfig(config), self.graph, self.weights, scope, self.notes, self.call_layer
        )
        if not inputs:
            raise ConversionError("BAD_TOPOLOGY", "nothing leads to it")
        if any(x.mask is not None for x in inputs):
            self.graph.mask_seen = True
        outputs = emit(context, inputs)
        if kind in OWN_MASKS:
            return outputs
        mask = inputs[0].mask if kind in KEEP_MASKS and len(inputs) == 1 else None
        return [replace(output, mask=mask) for output in outputs]

    def _sequential(self, entries: list[Config], inputs: list[Tensor], scope: Scope) -> list[Tensor]:
        path, tensors = scope.path, inputs
        for at, entry in enumerate(entries):
            if entry.get("class_name") == "InputLayer":
                continue
            place = replace(scope, path=f"{path}.config.layers[{at}]")
            tensors = self.call_layer(entry, tensors, place)
            if len(tensors) != 1 and at < len(entries) - 1:
                raise ConversionError(
                    "BAD_TOPOLOGY", f"layer '{_entry_name(entry)}' gives {len(tensors)} outputs"
                )
        return tensors

    def _graph_input(self, name: str, shape: Shape, dtype: str) -> Tensor:
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

    def _check_shapes(self, inputs: Iterable[str]) -> None:
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

    def _name_outputs(self, outputs: list[tuple[str, Tensor]]) -> dict[str, Tensor]:
        """Outputs are called as their layers."""
        named: dict[str, Tensor] = {}
        for layer, tensor in outputs:
            name = self._unique(layer)
            named[name] = self.graph.output(name, tensor)
        return named


class LayerError(ConversionError):
    """An error that says which layer it is about."""

    def __init__(self, error: ConversionError, name: str, kind: Any, path: str) -> None:
        text = f"layer '{name}' is a {kind}, which cannot be converted: {error}"
        if error.code != "UNSUPPORTED_LAYER":
            text = f"layer '{name}' ({kind}): {error}"
        super().__init__(error.code, f"{text} (at {path})", error.hint)


class Functional:
    """One use of a functional model."""

    def __init__(self, walker: ModelWalker, topology: Config, scope: Scope) -> None:
        config = topology.get("config")
        self.walker, self.scope = walker, scope
        self.entries: dict[str, tuple[Config, str]] = {}
        for at, entry in enumerate(entries_of(config)):
            name = _entry_name(entry)
            if name in self.entries:
                raise ConversionError("BAD_TOPOLOGY", f"two layers are called '{name}'")
            self.entries[name] = (entry, f"{scope.path}.config.layers[{at}]")
        if not isinstance(config, dict):
            raise ConversionError("BAD_TOPOLOGY", "a functional model's config is a bare list of layers")
        self.input_references = references(config.get("input_layers"), "input_layers")
        if len({name for name, _, _ in self.input_references}) != len(self.input_references):
            raise ConversionError("BAD_TOPOLOGY", "input_layers has a layer twice")
        self.output_references = references(config.get("output_layers"), "output_layers")
        self.calls = {name: _calls(entry, name) for name, (entry, _) in self.entries.items()}
        used = [
            reference for calls in self.calls.values() for call in calls for reference in call
        ] + self.output_references
        # a model inside a model counts its own graph as its first call, in TensorFlow.js and in Keras;
        # Keras does not where the model was built without a shape
        zero = {name for name, index, _ in used if index == 0}
        self.base = {
            name: int(entry.get("class_name") in MODELS and name not in zero)
            for name, (entry, _) in self.entries.items()
        }

    def inputs(self) -> Iterable[tuple[str, Config, str]]:
        for name, _, _ in self.input_references:
            entry, path = self._entry(name)
            yield name, entry, path

    def run(self, inputs: dict[str, Tensor]) -> list[tuple[str, Tensor]]:
        """Applies whatever the outputs need, each call once, without recursion."""
        done: dict[tuple[str, int], list[Tensor]] = {(name, 0): [tensor] for name, tensor in inputs.items()}
        pending: set[tuple[str, int]] = set()
        stack = [(name, index) for name, index, _ in reversed(self.output_references)]
        while stack:
            call = stack[-1]
            if call in done:
                stack.pop()
                continue
            needs = self._needs(call)
            missing = [(name, index) for name, index, _ in needs if (name, index) not in done]
            if missing:
                if call in pending:
                    raise ConversionError("BAD_TOPOLOGY", f"layer '{call[0]}' depends on its own output")
                pending.add(call)
                stack.extend(reversed(missing))
                continue
            entry, path = self._entry(call[0])
            given = [_pick(done, reference) for reference in needs]
            place = replace(self.scope, path=path)
            done[call] = self.walker.call_layer(entry, given, place)
            stack.pop()
        return [(name, _pick(done, (name, index, tensor))) for name, index, tensor in self.output_references]

    def _entry(self, name: str) -> tuple[Config, str]:
        if name not in self.entries:
            raise ConversionError("BAD_TOPOLOGY", f"there is no layer '{name}'")
        return self.entries[name]

    def _needs(self, call: tuple[str, int]) -> list[tuple[str, int, int]]:
        name, index = call
        self._entry(name)
        at = index - self.base[name]
        if not 0 <= at < len(self.calls[name]):
            raise ConversionError("BAD_TOPOLOGY", f"layer '{name}' has no call number {index}")
        return self.calls[name][at]


def _pick(done: dict[tuple[str, int], list[Tensor]], reference: tuple[str, int, int]) -> Tensor:
    name, index, at = reference
    tensors = done[(name, index)]
    if not 0 <= at < len(tensors):
        raise ConversionError(
            "BAD_TOPOLOGY", f"layer '{name}' has {len(tensors)} outputs, number {at} is asked for"
        )
    return tensors[at]


def entries_of(config: Any) -> list[Config]:
    """The layers of a model's config, a list in itself in old Sequentials."""
    entries = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ConversionError("BAD_TOPOLOGY", "a model's config has no list of layers")
    return entries


def references(node: Any, where: str) -> list[tuple[str, int, int]]:
    """`[[layer, call, tensor], …]`; a single reference may stand alone, and Keras nests by name or list."""
    if isinstance(node, dict):
        node = list(node.values())
    if not isinstance(node, list) or not node:
        raise ConversionError("BAD_TOPOLOGY", f"{where} is not a list of layers")
    if isinstance(node[0], str):
        node = [node]
    found = []
    for item in node:
        fits = isinstance(item, list) and len(item) in (3, 4) and isinstance(item[0], str)
        if not fits or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in item[1:3]):
            raise ConversionError(
                "BAD_TOPOLOGY", f"{where} has {item!r}, expected [layer, call, tensor]"[:200]
            )
        found.append((item[0], item[1], item[2]))
        extra = item[3] if len(item) == 4 and item[3] else {}
        if not isinstance(extra, dict):
            raise ConversionError(
                "BAD_TOPOLOGY", f"{where} has {item!r}, expected [layer, call, tensor, {{}}]"[:200]
            )
        if set(extra) - {"training", "mask"} or any(extra.values()):
            raise ConversionError(
                "UNSUPPORTED_LAYER",
                f"{where} passes arguments {list(extra)} along, which is not converted"[:200],
            )
    return found


def _calls(entry: Config, name: str) -> list[list[tuple[str, int, int]]]:
    nodes = entry.get("inbound_nodes", [])
    if not isinstance(nodes, list):
        raise ConversionError("BAD_TOPOLOGY", f"inbound_nodes of layer '{name}' is not a list")
    return [references(node, f"inbound_nodes of layer '{name}'") for node in nodes]


def _entry_name(entry: Config) -> str:
    config = entry.get("config")
    name = entry.get("name") or (config.get("name") if isinstance(config, dict) else None)
    return name[:200] if isinstance(name, str) else f"a {entry.get('class_name')}"


def _model_name(entry: Config) -> str:
    config = entry.get("config")
    name = (config.get("name") if isinstance(config, dict) else None) or entry.get("name")
    return name if isinstance(name, str) else "model"


def _first_input(entry: Config, path: str) -> tuple[str, Shape, str]:
    """Name, shape and type of the input that a first layer declares, through models inside it."""
    for _ in range(DEEPEST):
        if entry.get("class_name") not in MODELS:
            break
        config = entry.get("config")
        if entry["class_name"] == "Sequential":
            entry = entries_of(config)[0]
        else:
            first = references(
                config.get("input_layers") if isinstance(config, dict) else None, "input_layers"
            )[0][0]
            matching = [item for item in entries_of(config) if _entry_name(item) == first]
            if not matching:
                raise ConversionError("BAD_TOPOLOGY", f"there is no layer '{first}'")
            entry = matching[0]
    else:
        raise ConversionError("BAD_TOPOLOGY", f"models are nested more than {DEEPEST} deep (at {path})")
    config = LayerConfig(entry["config"] if isinstance(entry.get("config"), dict) else {})
    name = _entry_name(entry)
    shape = _declared_shape(entry.get("class_name"), config)
    if not isinstance(shape, list) or not all(
        size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in shape
    ):
        raise ConversionError(
            "OPEN_INPUT",
            f"the first layer '{name}' does not say what its input is (at {path})",
            "save the model with an inputShape: TensorFlow.js cannot load it either",
        )
    dtype = config.get("dtype", "float32")
    suffix = "" if entry.get("class_name") == "InputLayer" else "_input"
    if entry.get("class_name") != "InputLayer" and dtype not in ("int32", "int64"):
        dtype = "float32"
    if entry.get("class_name") == "Embedding":
        dtype = "int32" if dtype in ("int32", "int64") else "float32"
    sizes = tuple(None if size is None or size < 0 else size for size in shape)
    return f"{name}{suffix}", (None, *sizes[1:]), dtype if isinstance(dtype, str) else repr(dtype)


def _declared_shape(kind: Any, config: LayerConfig) -> Any:
    for key in ("batch_input_shape", "batch_shape"):
        if config.get(key) is not None:
            return config.get(key)
    if isinstance(config.get("input_shape"), list):
        return [None, *config.get("input_shape")]
    if kind == "Embedding":
        length = config.get("input_length")
        return [None, *(length if isinstance(length, list) else [length])]
    if kind == "Dense" and config.get("input_dim") is not None:
        return [None, config.get("input_dim")]
    return None


def graph_name(name: str) -> str:
    """A layer's name as the name of a graph value."""
    return re.sub(r"[^A-Za-z0-9_./-]", "_", name) or "_"
