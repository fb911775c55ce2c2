"""The `.keras` archive: a zip file of config, version and weights. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from .errors import ConversionError
from .hdf5_file import LARGEST_TEXT
from .weight_file import MOST_BYTES

#: Weights hardly compress; beyond this a member is made to fill the memory.
MOST_COMPRESSION = 100


def open_archive(file: BinaryIO, path: Path) -> tuple[bytes, str, BinaryIO]:
    """The config, the version of Keras, and the HDF5 file of the weights, all in memory.

    Raises ConversionError for another archive, a truncated one, and one that declares absurd sizes.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise _malformed(path, "it has a member twice")
            config = _member(archive, path, "config.json", LARGEST_TEXT)
            metadata = json.loads(_member(archive, path, "metadata.json", LARGEST_TEXT))
            version = metadata.get("keras_version") if isinstance(metadata, dict) else None
            weights = _member(archive, path, "model.weights.h5", MOST_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _malformed(path, str(error)[:150] or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(path, "its metadata.json is not JSON") from error
    return config, version if isinstance(version, str) else "", io.BytesIO(weights)


def _member(archive: zipfile.ZipFile, path: Path, name: str, largest: int) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise _malformed(path, f"it has no {name}") from error
    if info.file_size > largest or info.file_size > MOST_COMPRESSION * info.compress_size + 2**16:
        raise ConversionError(
            "TOO_LARGE",
            f"{name} in {path} declares {info.file_size:,} bytes in {info.compress_size:,} of the archive",
        )
    return archive.read(info)  # never more than declared


def _malformed(path: Path, reason: str) -> ConversionError:
    return ConversionError(
        "NOT_A_MODEL",
        f"{path} is not a .keras archive: {reason}",
        "save the model again: model.save('model.keras')",
    )
