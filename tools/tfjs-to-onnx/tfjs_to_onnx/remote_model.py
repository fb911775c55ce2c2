"""Downloads a model from an address that the user gave: model.json and its weight files, or one Keras file.

Weight files are asked for in the folder of the address, as TensorFlow.js asks for them, and never elsewhere;
no more bytes are taken than the manifest describes.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from .errors import ConversionError
from .http_download import check_address, download
from .keras_file import HDF5, ZIP
from .layers_model import LARGEST_JSON
from .topology import check_depth
from .weight_file import MOST_BYTES, check_shard_name, described_bytes

#: A model of 2 GiB in the usual shards of 4 MiB has 512.
MOST_SHARDS = 10_000


def is_address(source: str) -> bool:
    """Whether something is an address and no path."""
    return "://" in source


def fetch_model(address: str, folder: Path) -> Path:
    """Downloads a model into an empty folder.

    Returns the path of `model.json`, or of the Keras file. Raises ConversionError where the server does not
    give them whole, and for weight files outside of the folder of the address.
    """
    check_address(address)
    parts = urlsplit(address)
    path = folder / "model.json"
    download(address, path, MOST_BYTES, "model")
    with open(path, "rb") as file:
        start = file.read(512)
    if start.startswith((HDF5, ZIP)):
        return path.rename(folder / "model.keras")
    if start.lstrip().startswith(b"<"):
        raise ConversionError(
            "NOT_JSON",
            f"{address} answers with a web page, not with a model",
            "give the address of the file itself, which often has raw or resolve in it",
        )
    for name, most in _shards(path, address):
        file_path = folder / PurePosixPath(name)
        file_path.parent.mkdir(parents=True, exist_ok=True)
        base = parts.path.rpartition("/")[0]
        shard = urlunsplit((parts.scheme, parts.netloc, f"{base}/{quote(name)}", parts.query, ""))
        # one byte more shows that a file is too long
        download(shard, file_path, most + 1, f"weight file '{name}'")
    return path


def fetch_into_new_folder(address: str, target: str | Path) -> Path:
    """The same into a folder that is made for it, and removed again where that fails."""
    folder = Path(target)
    try:
        folder.mkdir()
    except OSError as error:
        raise ConversionError("CANNOT_WRITE", f"cannot make folder {folder}: {error.strerror}") from error
    try:
        return fetch_model(address, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _shards(path: Path, address: str) -> list[tuple[str, int]]:
    """The weight files that model.json names, and how long each may be."""
    if path.stat().st_size > LARGEST_JSON:
        raise ConversionError("NOT_A_MODEL", f"{address} has {path.stat().st_size:,} bytes: not a model.json")
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ConversionError("NOT_JSON", f"{address} is not JSON: {error}"[:300]) from error
    check_depth(document)
    manifest: Any = document.get("weightsManifest") if isinstance(document, dict) else None
    if not isinstance(manifest, list):
        raise ConversionError(
            "NOT_A_MODEL", f"{address} has no weightsManifest: not a TensorFlow.js model.json"
        )
    found: dict[str, int] = {}
    for names, size in described_bytes(manifest, address):
        for name in names:
            check_shard_name(name)
            if PurePosixPath(name) == PurePosixPath("model.json") or name in found:
                raise ConversionError("BAD_MANIFEST", f"{address} names weight file '{name}' twice"[:300])
            found[name] = size
    if len(found) > MOST_SHARDS:
        raise ConversionError("TOO_LARGE", f"{address} names {len(found):,} weight files")
    return list(found.items())
