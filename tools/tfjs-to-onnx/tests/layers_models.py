"""Layers models for the tests, in the form that TensorFlow.js writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

Layer = dict[str, Any]
Weights = dict[str, np.ndarray]


def layer(kind: str, name: str, **config: Any) -> Layer:
    """One entry of a Sequential config."""
    return {"class_name": kind, "config": {"name": name, **config}}


def sequential(*layers: Layer) -> Layer:
    """A model topology."""
    return {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": list(layers)}}


def up(name: str, filters: int, **config: Any) -> Layer:
    """Transposed convolution k4 s2 without bias: [N,H,W,C] to [N,2H,2W,filters]."""
    shape = {"filters": filters, "kernel_size": [4, 4], "strides": [2, 2], "padding": "same"}
    return layer("Conv2DTranspose", name, use_bias=False, **shape, **config)


def dcgan(latent: int, widths: tuple[int, int, int], channels: int = 3) -> tuple[Layer, Weights]:
    """The textbook DCGAN: z [N,latent] to images [N,32,32,channels], statistics as after training."""
    first, second, third = widths
    units = 4 * 4 * first
    topology = sequential(
        layer(
            "Dense",
            "dense_Dense1",
            units=units,
            use_bias=False,
            activation="linear",
            batch_input_shape=[None, latent],
        ),
        layer("BatchNormalization", "norm1", axis=-1, epsilon=0.001),
        layer("LeakyReLU", "leaky1", alpha=0.3),
        layer("Reshape", "reshape", target_shape=[4, 4, first]),
        up("up1", second),
        layer("BatchNormalization", "norm2", axis=-1, epsilon=0.001),
        layer("LeakyReLU", "leaky2", alpha=0.3),
        up("up2", third),
        layer("BatchNormalization", "norm3", axis=-1, epsilon=0.001),
        layer("LeakyReLU", "leaky3", alpha=0.3),
        up("up3", channels, activation="tanh"),
    )
    random = np.random.RandomState(1)
    weights = {"dense_Dense1/kernel": random.randn(latent, units) / np.sqrt(latent)}
    for name, size in (("norm1", units), ("norm2", second), ("norm3", third)):
        weights |= {
            f"{name}/gamma": random.uniform(0.5, 1.5, size),
            f"{name}/beta": random.uniform(-0.5, 0.5, size),
            f"{name}/moving_mean": random.uniform(-0.5, 0.5, size),
            f"{name}/moving_variance": random.uniform(0.3, 2.0, size),
        }
    for name, inputs, outputs in (("up1", first, second), ("up2", second, third), ("up3", third, channels)):
        weights[f"{name}/kernel"] = random.randn(4, 4, outputs, inputs) / np.sqrt(4 * inputs)
    return topology, {name: values.astype(np.float32) for name, values in weights.items()}


def write_model(folder: Path, topology: Layer, weights: Weights, quantization: str | None = None) -> Path:
    """Writes `model.json` and two shards cut in the middle of a weight; returns the path of `model.json`.

    quantization: None, 'uint8', 'uint16' or 'float16', in TensorFlow.js's encoding.
    """
    specs, data = [], b""
    for name, values in weights.items():
        spec: dict[str, Any] = {"name": name, "shape": list(values.shape), "dtype": "float32"}
        stored = values.astype("<f4")
        if quantization == "float16":
            stored = values.astype("<f2")
            spec["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
        elif quantization:
            low, high = float(values.min()), float(values.max())
            scale = (high - low) / np.iinfo(quantization).max
            stored = np.rint((values - low) / scale).astype(np.dtype(quantization).newbyteorder("<"))
            spec["quantization"] = {
                "dtype": quantization,
                "min": low,
                "scale": scale,
                "original_dtype": "float32",
            }
        specs.append(spec)
        data += stored.tobytes()
    paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"]
    middle = len(data) // 2 + 1
    (folder / paths[0]).write_bytes(data[:middle])
    (folder / paths[1]).write_bytes(data[middle:])
    document = {
        "format": "layers-model",
        "modelTopology": topology,
        "weightsManifest": [{"paths": paths, "weights": specs}],
    }
    path = folder / "model.json"
    path.write_text(json.dumps(document))
    return path
