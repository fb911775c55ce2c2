"""Layers of Keras that do nothing at inference, and the one merge that TensorFlow.js lacks."""

from __future__ import annotations

from ..errors import ConversionError
from ..graph_builder import Tensor
from ..layer_context import LayerContext, keras_layer, keras_layer_of_many
from ..layers.merging import same_rank


@keras_layer(
    "ActivityRegularization", "Identity", "RandomBrightness", "RandomContrast", "RandomFlip", "RandomHeight",
    "RandomRotation", "RandomTranslation", "RandomWidth", "RandomZoom", "SpatialDropout2D",
    "SpatialDropout3D",
)  # fmt: skip
def nothing(context: LayerContext, x: Tensor) -> Tensor:
    return context.graph.cast(x, "float32") if context.kind.startswith("Random") else x


@keras_layer_of_many("Subtract")
def subtract(context: LayerContext, inputs: list[Tensor]) -> list[Tensor]:
    if len(inputs) != 2:
        raise ConversionError("BAD_TOPOLOGY", f"it has {len(inputs)} inputs, two were expected")
    a, b = same_rank(context, inputs)
    return [context.graph.binary("Sub", a, b)]
