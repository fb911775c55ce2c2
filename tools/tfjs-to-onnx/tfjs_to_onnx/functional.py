"""A functional model: which calls its outputs need, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .errors import ConversionError
from .graph_builder import Tensor
from .layer_context import EmitLayer, Scope
from .model_entries import MODELS, calls, entries_of, entry_name, references
from .network import Config


class Functional:
    """One use of a functional model."""

    def __init__(self, call_layer: EmitLayer, topology: Config, scope: Scope) -> None:
        config = topology.get("config")
        self.call_layer, self.scope = call_layer, scope
        self.entries: dict[str, tuple[Config, str]] = {}
        for at, entry in enumerate(entries_of(config)):
            name = entry_name(entry)
            if name in self.entries:
                raise ConversionError("BAD_TOPOLOGY", f"two layers are called '{name}'")
            self.entries[name] = (entry, f"{scope.path}.config.layers[{at}]")
        if not isinstance(config, dict):
            raise ConversionError("BAD_TOPOLOGY", "a functional model's config is a bare list of layers")
        self.input_references = references(config.get("input_layers"), "input_layers")
        if len({name for name, _, _ in self.input_references}) != len(self.input_references):
            raise ConversionError("BAD_TOPOLOGY", "input_layers has a layer twice")
        self.output_references = references(config.get("output_layers"), "output_layers")
        self.calls = {name: calls(entry, name) for name, (entry, _) in self.entries.items()}
        used = [
            reference for own in self.calls.values() for call in own for reference in call
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
            done[call] = self.call_layer(entry, given, place)
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
