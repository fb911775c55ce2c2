"""Writes a network back as a TensorFlow.js layers model."""

from __future__ import annotations

import json

from .network import Network

WEIGHTS_FILE = "weights.bin"


def reference_files(network: Network, version: str) -> dict[str, bytes]:
    """`model.json` and `weights.bin` that `tf.loadLayersModel` of TensorFlow.js 4.22 reads."""
    specs = [{"name": n, "shape": list(v.shape), "dtype": "float32"} for n, v in network.weights.items()]
    document = {
        "format": "layers-model",
        "generatedBy": f"tfjs-to-onnx {version}",
        "convertedBy": None,
        "modelTopology": network.topology,
        "weightsManifest": [{"paths": [WEIGHTS_FILE], "weights": specs}],
    }
    data = b"".join(values.astype("<f4").tobytes() for values in network.weights.values())
    return {"model.json": json.dumps(document).encode(), WEIGHTS_FILE: data}
