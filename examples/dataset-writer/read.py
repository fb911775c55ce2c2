"""Reads the training set: pairs of a picture and a label, classes mixed, and counts them.

    pip install webdataset pillow numpy
    python examples/dataset-writer/read.py smiles
"""

import json
import pathlib
import sys
from collections import Counter

import webdataset


def samples(folder, split="train"):
    """Pictures as [64,64,3] uint8 arrays with the label of their class, in random order.

    Every tenth face is held out: by its seed, so that it stays so whatever the shards are.
    """
    classes = json.loads((folder / "classes.json").read_text())
    label_of = {one["smile"]: one["label"] for one in classes}
    shards = [url for one in classes for url in webdataset.shardlists.expand_urls(str(folder / one["shards"]))]
    held_out = split != "train"
    return (
        webdataset.WebDataset(shards, shardshuffle=len(shards), seed=0)
        .select(lambda sample: (json.loads(sample["json"])["seed"] % 10 == 0) == held_out)
        .shuffle(5000, seed=0)
        .decode("rgb8")
        .to_tuple("webp", "json")
        .map_tuple(lambda picture: picture, lambda about: label_of[about.get("edit", {}).get("smile", 0)])
    )


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for split in ("train", "test"):
        labels, shapes = Counter(), Counter()
        for picture, label in samples(folder, split):
            labels[label] += 1
            shapes[picture.shape] += 1
        print(json.dumps({"split": split, "labels": sorted(labels.items()), "shapes": sorted(shapes.items())}))
