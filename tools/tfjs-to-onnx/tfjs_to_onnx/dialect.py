"""Whose model it is: TensorFlow.js and Keras read the same config differently in places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """The library whose answers a converted model has to give."""

    #: for people
    name: str
    #: major version of Keras, 0 for TensorFlow.js
    keras: int = 0


TENSORFLOW_JS = Dialect("TensorFlow.js 4.22")
KERAS_2 = Dialect("Keras 2.15", 2)
KERAS_3 = Dialect("Keras 3", 3)
