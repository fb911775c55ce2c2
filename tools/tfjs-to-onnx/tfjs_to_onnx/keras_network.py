"""Builds the Keras model of a network and sets its weights by name."""

from __future__ import annotations

import json

import numpy as np
import tensorflow as tf

from .errors import ConversionError
from .network import Network
from .weight_names import find_weight_name


def build_keras(network: Network) -> tf.keras.Model:
    """A Keras model with all weights set; one input and one output, of static size but for the batch."""
    try:
        model = tf.keras.models.model_from_json(json.dumps(network.topology))
    except Exception as error:  # Keras raises whatever its layers raise
        reason = (str(error).strip() or repr(error)).splitlines()[0]
        raise ConversionError("BAD_TOPOLOGY", f"Keras cannot build the network: {reason}") from error
    for what, tensors in (("input", model.inputs), ("output", model.outputs)):
        if len(tensors or []) != 1:
            raise ConversionError(
                "ONE_TENSOR", f"the network has {len(tensors or [])} {what}s, exactly one is converted"
            )
        if None in tensors[0].shape[1:]:
            raise ConversionError(
                "DYNAMIC_SIZE",
                f"the {what} shape {tuple(tensors[0].shape)} has an open size besides the batch",
            )
    set_weights(model, network)
    return model


def set_weights(model: tf.keras.Model, network: Network) -> None:
    """Sets every weight; raises ConversionError when one is missing, left over or of another shape."""
    left = dict.fromkeys(network.weights)
    for layer in _leaf_layers(model):
        for variable in layer.weights:
            leaf = variable.name.split(":")[0].split("/")[-1]
            name = find_weight_name(network.weights, layer.name, leaf)
            values = network.weights[name]
            if tuple(values.shape) != tuple(variable.shape):
                raise ConversionError(
                    "WEIGHT_SHAPE",
                    f"weight '{name}' has shape {list(values.shape)}, "
                    f"layer '{layer.name}' needs {list(variable.shape)}",
                )
            variable.assign(values)
            left.pop(name, None)
    if left:
        raise ConversionError(
            "UNUSED_WEIGHT", f"weight '{next(iter(left))}' belongs to no layer of the network"
        )


def output_ranks(model: tf.keras.Model) -> dict[str, int]:
    """Rank of the output of each layer that has one fixed output, batch included."""
    shapes = {layer.name: getattr(layer, "output_shape", None) for layer in _leaf_layers(model)}
    return {name: len(shape) for name, shape in shapes.items() if isinstance(shape, tuple)}


def predict(model: tf.keras.Model, inputs: np.ndarray) -> np.ndarray:
    """The model at inference: batch norms use their moving statistics, dropout is off."""
    return model(tf.constant(inputs), training=False).numpy()


def _leaf_layers(model: tf.keras.Model) -> list[tf.keras.layers.Layer]:
    layers = []
    for layer in model.layers:
        layers += _leaf_layers(layer) if isinstance(layer, tf.keras.Model) else [layer]
    return layers
