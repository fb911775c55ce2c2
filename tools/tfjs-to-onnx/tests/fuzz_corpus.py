"""Damages models of a corpus in a thousand ways: each must convert, or be refused in one line without a file.

    python tests/fuzz_corpus.py FOLDER [--seed 0] [--count 600]

Prints JSON: how many converted or were refused, by code; what went wrong; and the most memory used.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tfjs_to_onnx.convert import convert  # noqa: E402
from tfjs_to_onnx.errors import ConversionError  # noqa: E402

VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 65536, 2**31, 2**53, 10**30, 0.5, 1e300, "", "same", "é\0/",
    "../../../etc/passwd", "/etc/passwd", "linear", "int64", [], {}, [[]], [None], [1, 1], [2**30, 2**30],
    [-1, "x"], "channels_first", {"class_name": "Dense", "config": {}},
    {"class_name": "Lambda", "config": {"name": "x"}},
]  # fmt: skip
#: The tool's own faults, which no input may cause.
FAULTS = ("INVALID_GRAPH", "RUN_FAILED")


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a document, without recursion."""
    stack = [node]
    while stack:
        container = stack.pop()
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in items:
            yield container, key
            if isinstance(value, (dict, list)):
                stack.append(value)


def damage(document: dict[str, Any], chance: random.Random) -> None:
    """Changes one to three places of a document."""
    for _ in range(chance.randint(1, 3)):
        found = list(places(document))
        if not found:
            return
        container, key = chance.choice(found)
        action = chance.randrange(7)
        if action == 0:
            del container[key]
        elif action == 1 and isinstance(container, list):
            container.insert(chance.randrange(len(container) + 1), copy.deepcopy(container[key]))
        elif action == 2 and isinstance(container[key], (int, float)):
            container[key] = container[key] * chance.choice([-1, 0, 2, 1000, 0.5])
        elif action == 3:
            other, its = chance.choice(found)
            container[key] = copy.deepcopy(other[its])  # cycles of references come of this
        elif action == 4 and isinstance(container[key], (dict, list)):
            levels = chance.choice([1, 3, 450])
            for _ in range(levels):
                container[key] = [container[key]] if chance.random() < 0.5 else {"layers": container[key]}
            if levels > 3:
                return  # too deep for this function to go on with
        else:
            container[key] = copy.deepcopy(chance.choice(VALUES))


def attempt(source: Path, folder: Path, chance: random.Random) -> tuple[str, str]:
    """Damages one model and converts it; returns what came of it and the details of a failure."""
    shutil.copytree(source, folder)
    document = json.loads((folder / "model.json").read_text())
    if chance.random() < 0.15:
        shard = folder / document["weightsManifest"][-1]["paths"][-1]
        data = shard.read_bytes()
        shard.write_bytes(data[: chance.randrange(len(data) + 1)] + bytes(chance.choice([0, 0, 5])))
    else:
        damage(document, chance)
    try:
        (folder / "model.json").write_text(json.dumps(document))
    except (RecursionError, ValueError):
        return "not written", ""
    before = sorted(os.listdir(folder))
    try:
        convert(folder / "model.json", folder / "out.onnx", report=folder / "report.json")
    except ConversionError as error:
        if sorted(os.listdir(folder)) != before:
            return "left a file", str(error)
        if error.code in FAULTS or not str(error) or "\n" in error.one_line():
            return "fault", f"{error.code}: {error}"
        return error.code, ""
    except BaseException:
        return "crash", traceback.format_exc()
    return "converted", "" if (folder / "out.onnx").stat().st_size > 0 else "empty"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=600)
    parsed = parser.parse_args()
    names = [entry["name"] for entry in json.loads((parsed.folder / "index.json").read_text())]
    results: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as working:
        for number in range(parsed.seed, parsed.seed + parsed.count):
            chance = random.Random(number)
            name = chance.choice(names)
            result, details = attempt(parsed.folder / name, Path(working) / str(number), chance)
            results[result] += 1
            if details:
                failures.append({"seed": number, "model": name, "result": result, "details": details[-2000:]})
            shutil.rmtree(Path(working) / str(number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"results": dict(results), "failures": failures, "peakBytes": peak}))


if __name__ == "__main__":
    main()
