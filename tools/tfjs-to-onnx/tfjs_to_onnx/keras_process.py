"""Reads a Keras file in a process of its own.

The HDF5 library is written in C, and a damaged file can make it crash or run forever. Here that ends in a
message: the process has limits on time and memory, and hands over plain JSON and raw numbers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from .dialect import KERAS_2, KERAS_3
from .errors import ConversionError
from .keras_file import read_here
from .layer_context import LAYERS
from .layers import BUILT_IN
from .network import Network

#: Seconds of work for the file itself; a GiB of weights takes about one more.
SECONDS, SECONDS_PER_GIB = 8, 20
#: Weights end at 2 GiB; an archive holds them twice, and so does their conversion to float32.
MOST_MEMORY = 10 * 2**30


def read_keras_file(path: Path) -> tuple[Network, str]:
    """Returns the network, to be answered as Keras runs it, and the SHA-256 of the file.

    Raises ConversionError when h5py is missing, and when the file is anything but a whole, well-formed model.
    """
    seconds = SECONDS + SECONDS_PER_GIB * path.stat().st_size // 2**30
    custom = [kind for kind in LAYERS if kind not in BUILT_IN]
    package = str(Path(__file__).parent.parent)
    paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "tfjs_to_onnx.keras_process",
        str(path),
        json.dumps(custom),
        str(seconds),
    ]
    unreadable = ConversionError(
        "BAD_HDF5",
        f"{path} is not a Keras file: the HDF5 library cannot get through it",
        "copy the file again, or save the model again",
    )
    try:
        # twice the time, for machines that have other work: the process limits its own work
        done = subprocess.run(
            command, capture_output=True, timeout=2 * seconds + 20, env={**os.environ, "PYTHONPATH": paths}
        )
    except subprocess.TimeoutExpired as error:
        raise unreadable from error
    header, _, data = done.stdout.partition(b"\n")
    try:
        found: dict[str, Any] = json.loads(header)
        if "error" in found:
            raise ConversionError(*found["error"])
        weights, offset = {}, 0
        for name, shape in found["weights"]:
            count = int(np.prod(shape, dtype=np.int64))
            weights[name] = np.frombuffer(data, np.float32, count, offset).reshape(shape)
            offset += 4 * count
        dialect = KERAS_3 if found["keras"] == 3 else KERAS_2
        return Network(found["topology"], weights, dialect), found["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable from error


def main() -> None:
    """What the process does: the file's network to stdout, or what is wrong with it."""
    path, custom, seconds = sys.argv[1:]
    _limit(int(seconds))
    # they are only looked up here
    LAYERS.update(dict.fromkeys(json.loads(custom), lambda context, inputs: inputs))
    out = sys.stdout.buffer
    try:
        network, sha256 = read_here(Path(path))
    except ConversionError as error:
        out.write(json.dumps({"error": [error.code, str(error), error.hint]}).encode() + b"\n")
        return
    shapes = [(name, values.shape) for name, values in network.weights.items()]
    header = {
        "topology": network.topology, "keras": network.dialect.keras, "sha256": sha256, "weights": shapes
    }  # fmt: skip
    out.write(json.dumps(header).encode() + b"\n")
    for values in network.weights.values():
        out.write(np.ascontiguousarray(values, np.float32).data if values.size else b"")


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the time limit of the caller stays
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
