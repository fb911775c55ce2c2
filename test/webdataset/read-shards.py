"""What the webdataset package finds in shards: one line of JSON a sample."""

import hashlib
import json
import sys

import webdataset

for sample in webdataset.WebDataset(sys.argv[1], shardshuffle=False):
    files = {name: value for name, value in sample.items() if not name.startswith("__")}
    picture = next(name for name in files if name != "json")
    print(
        json.dumps(
            {
                "key": sample["__key__"],
                "shard": sample["__url__"].rsplit("/", 1)[-1],
                "files": sorted(files),
                "picture": hashlib.sha256(files[picture]).hexdigest(),
                "about": json.loads(files["json"]),
            }
        )
    )
