"""Layers that Keras computes otherwise than TensorFlow.js, or has alone; importing fills the table."""

from . import activation_layers, convolutions, identities, normalization, pooling, resizing  # noqa: F401
