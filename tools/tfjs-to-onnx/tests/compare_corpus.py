"""Converts every model of a corpus and compares ONNX Runtime with what TensorFlow.js computed.

    python tests/compare_corpus.py FOLDER [--opset 17] [--only NAME]

Prints JSON: for every model its largest difference, or the error it was refused with; and the layers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

sys.path.insert(0, str(Path(__file__).parent.parent))

from tfjs_to_onnx.convert import convert  # noqa: E402
from tfjs_to_onnx.convert_options import ConvertOptions  # noqa: E402
from tfjs_to_onnx.errors import ConversionError  # noqa: E402
from tfjs_to_onnx.layer_context import LAYERS, REFUSED  # noqa: E402


def read_tensors(path: Path, shapes: list[list[int]]) -> list[np.ndarray]:
    """Tensors one after the other in a file of float32."""
    values = np.fromfile(path, "<f4")
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)]


def compare(folder: Path, entry: dict, opset: int) -> dict:
    """Converts and runs one model. Differences are relative to the largest output, or to 1."""
    directory = folder / entry["name"]
    out = directory / f"model-{opset}.onnx"
    try:
        report = convert(directory / "model.json", out, ConvertOptions(opset=opset))
    except ConversionError as error:
        return {"refused": error.code, "message": error.one_line(), "file": out.exists()}
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    inputs = read_tensors(directory / "inputs.f32", entry["inputs"])
    feeds = {
        declared["name"]: values.astype(declared["dtype"])
        for declared, values in zip(report["inputs"], inputs, strict=True)
    }
    outputs = session.run([output["name"] for output in report["outputs"]], feeds)
    expected = read_tensors(directory / "outputs.f32", entry["outputs"])
    shapes = [list(value.shape) for value in outputs]
    if shapes != entry["outputs"]:
        return {"wrong": f"shapes {shapes} instead of {entry['outputs']}"}
    differences = [
        float(np.abs(a.astype(np.float32) - b).max() / max(1.0, float(np.abs(b).max())))
        for a, b in zip(outputs, expected, strict=True)
    ]
    return {
        "difference": max(differences),
        "transposes": report["nodes"].get("Transpose", 0),
        "notes": report["notes"],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opset", type=int, action="append")
    parser.add_argument("--only")
    parsed = parser.parse_args()
    index = json.loads((parsed.folder / "index.json").read_text())
    results = [
        {
            "name": entry["name"],
            "layers": entry["layers"],
            "opset": opset,
            **compare(parsed.folder, entry, opset),
        }
        for opset in parsed.opset or [17]
        for entry in index
        if parsed.only in (None, entry["name"])
    ]
    print(json.dumps({"results": results, "converted": sorted(LAYERS), "refused": REFUSED}))


if __name__ == "__main__":
    main()
