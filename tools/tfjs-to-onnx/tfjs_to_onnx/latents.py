"""Latents as NumPy's legacy generator gives them: one seed, one row."""

from __future__ import annotations

import numpy as np

from .errors import ConversionError


def latents(seeds: list[int], size: int) -> np.ndarray:
    """RandomState(seed).randn(1, size) as float32 for each seed: [len(seeds), size]."""
    rows = [np.random.RandomState(seed).randn(1, size).astype(np.float32) for seed in seeds]
    return np.concatenate(rows) if rows else np.empty((0, size), np.float32)


def parse_seeds(text: str) -> list[int]:
    """`'0-35'`, `'3,8,20-25'`: integers in [0, 2^32) and ranges, both ends included."""
    seeds: list[int] = []
    for part in text.split(","):
        ends = part.strip().split("-")
        if len(ends) > 2 or not all(end.isascii() and end.isdigit() for end in ends):
            raise ConversionError(
                "BAD_SEEDS", f"'{part}' is neither a seed nor a range", "write seeds like 3,8,20-35"
            )
        first, last = int(ends[0]), int(ends[-1])
        if not first <= last < 2**32:
            raise ConversionError("BAD_SEEDS", f"'{part}' is not an ascending range below 2^32")
        seeds.extend(range(first, last + 1))
    return seeds
