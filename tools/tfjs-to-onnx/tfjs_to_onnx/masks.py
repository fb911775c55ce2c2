"""Which mask a layer hands on: TensorFlow.js and Keras each have their rules."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from .graph_builder import Tensor
from .layer_context import UNKNOWN_MASK, LayerContext

#: Layers that make or keep masks by their own rules.
OWN_MASKS = ("Embedding", "Masking", "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
KEEP_MASKS = """
    Dense Dropout SpatialDropout1D Activation ReLU PReLU BatchNormalization LayerNormalization TimeDistributed
    GaussianNoise GaussianDropout AlphaDropout
""".split()
#: Keras 2.15 and 3 agree on these.
KERAS_KEEP_MASKS = [
    *KEEP_MASKS, "ELU", "LeakyReLU", "ThresholdedReLU", "ActivityRegularization", "SpatialDropout2D",
    "SpatialDropout3D",
]  # fmt: skip
#: And differ on these.
KERAS_UNCLEAR = ("Rescaling", "Normalization", "Identity")


#: Layers that join tensors, and their masks.
JOIN = ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract", "Concatenate")


def masks_after(context: LayerContext, inputs: list[Tensor], outputs: list[Tensor]) -> list[Tensor]:
    """The outputs of a layer, with the masks that it hands on."""
    if context.kind in OWN_MASKS:
        return outputs
    if context.kind in JOIN:
        return [replace(output, mask=_joined(context, inputs)) for output in outputs]
    if context.keras and inputs[0].mask is not None and context.kind in KERAS_UNCLEAR:
        raise context.refused("a mask reaches it, which Keras 2 and 3 treat differently")
    keep = KERAS_KEEP_MASKS if context.keras else KEEP_MASKS
    mask = inputs[0].mask if context.kind in keep and len(inputs) == 1 else None
    return [replace(output, mask=mask) for output in outputs]


def _joined(context: LayerContext, inputs: list[Tensor]) -> Tensor | None:
    """The mask of tensors that are joined: a step counts where it counts in all of them."""
    masks = [x.mask for x in inputs if x.mask is not None]
    if not masks:
        return None
    # Keras 3 joins with `or`, and TensorFlow.js leaves the last mask out and adds an axis
    known = context.dialect.keras == 2 or (context.kind == "Concatenate" and not context.keras)
    if not known or UNKNOWN_MASK in masks or any(x.rank != 3 for x in inputs):
        return UNKNOWN_MASK
    graph = context.graph
    in_time = context.kind == "Concatenate" and context.config.axes("axis", -1, 3)[0] == 1
    if not in_time:
        return reduce(lambda a, b: graph.binary("Mul", a, b), masks)
    if len(masks) < len(inputs):
        raise context.refused("it joins masked and unmasked sequences in time, which fails there")
    sizes = [mask.shape[1] for mask in masks]
    steps = None if None in sizes else sum(size or 0 for size in sizes)
    return graph.node("Concat", masks, (None, steps), axis=1)
