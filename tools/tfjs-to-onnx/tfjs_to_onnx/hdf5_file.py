"""HDF5 files, read with care: what lies in the file itself, at the sizes it really has, and nothing else.

HDF5 can point to other files (external and soft links, external and virtual datasets), declare tensors that
it does not hold, and compress. None of that is in a file that Keras wrote, and all of it is refused.
"""

from __future__ import annotations

import math
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np

from .errors import ConversionError
from .weight_file import MOST_BYTES

#: A config of this size would have a million layers.
LARGEST_TEXT = 64 * 2**20
MOST_NAMES = 200_000


class Hdf5File:
    """One open file; errors of the HDF5 library come out as ConversionErrors."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self._h5py = import_h5py(name)
        self._left = MOST_BYTES
        try:
            self._file = self._h5py.File(file, "r")
        except (OSError, RuntimeError, ValueError) as error:
            raise self.malformed(f"it cannot be opened ({_line(error)})") from error

    def __enter__(self) -> Hdf5File:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def root(self) -> Any:
        return self._file

    def child(self, group: Any, path: str) -> Any:
        """What lies at a path below a group, None where nothing does; by hard links alone."""
        for part in path.split("/"):
            if not isinstance(group, self._h5py.Group) or part in ("", ".", ".."):
                return None
            try:
                link = group.get(part, getlink=True)
                if link is None:
                    return None
                if not isinstance(link, self._h5py.HardLink):
                    raise self.malformed(f"'{path[:100]}' is a link to somewhere else")
                group = group.get(part)
            except (OSError, RuntimeError, ValueError, KeyError) as error:
                raise self.malformed(f"'{path[:100]}' cannot be read ({_line(error)})") from error
        return group

    def names(self, group: Any) -> list[str]:
        """The names in a group."""
        try:
            if len(group) > MOST_NAMES:
                raise self.malformed(f"a group has {len(group):,} members")
            return [str(name) for name in group]
        except (OSError, RuntimeError, ValueError) as error:
            raise self.malformed(f"a group cannot be read ({_line(error)})") from error

    def texts(self, group: Any, name: str) -> list[str] | None:
        """An attribute of text or of a list of texts; None where it is absent."""
        try:
            if name not in group.attrs:
                return None
            attribute = group.attrs.get_id(name)
            declared = math.prod(attribute.shape) * attribute.dtype.itemsize
            if declared > LARGEST_TEXT:
                raise self.malformed(f"attribute '{name}' declares {declared:,} bytes")
            value = group.attrs[name]
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, MemoryError) as error:
            raise self.malformed(f"attribute '{name}' cannot be read ({_line(error)})") from error
        values = value.ravel().tolist() if isinstance(value, np.ndarray) else [value]
        found = []
        for item in values:
            try:
                found.append(item.decode() if isinstance(item, bytes) else item)
            except UnicodeDecodeError as error:
                raise self.malformed(f"attribute '{name}' is not text") from error
            if not isinstance(found[-1], str):
                raise self.malformed(f"attribute '{name}' is not text")
        return found

    def floats(self, dataset: Any, name: str) -> np.ndarray:
        """A weight as float32; raises ConversionError unless it lies in this file, whole and finite."""
        if not isinstance(dataset, self._h5py.Dataset):
            raise self.malformed(f"weight '{name}' is not there")
        try:
            if dataset.external or dataset.is_virtual:
                raise self.malformed(f"weight '{name}' lies in another file")
            if dataset.dtype.kind not in "fiu" or dataset.dtype.itemsize > 8 or dataset.shape is None:
                raise ConversionError(
                    "UNKNOWN_DTYPE", f"weight '{name}' is stored as {dataset.dtype}, which is not supported"
                )
            declared = math.prod(dataset.shape) * max(4, dataset.dtype.itemsize)
            self._left -= declared
            if self._left < 0:
                raise ConversionError(
                    "TOO_LARGE", f"{self.name} has weights of over 2 GiB, where an ONNX file ends"
                )
            if self.compressed(dataset):
                raise ConversionError(
                    "COMPRESSED_WEIGHTS",
                    f"weight '{name}' of {self.name} is compressed, which Keras never does",
                    "h5repack -f NONE IN.h5 OUT.h5",
                )
            if dataset.id.get_storage_size() < math.prod(dataset.shape) * dataset.dtype.itemsize:
                raise ConversionError(
                    "TRUNCATED_WEIGHTS", f"weight '{name}' has shape {list(dataset.shape)} and no such bytes"
                )
            values = dataset[()]
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, MemoryError) as error:
            raise self.malformed(f"weight '{name}' cannot be read ({_line(error)})") from error
        with np.errstate(over="ignore"):
            decoded = np.asarray(values, np.float32)
        if not np.isfinite(decoded).all():
            raise ConversionError(
                "NOT_FINITE", f"weight '{name}' contains NaN or infinity", "export an earlier checkpoint"
            )
        return decoded

    @staticmethod
    def compressed(dataset: Any) -> bool:
        """Whether the bytes in the file are other bytes than those of the numbers."""
        return bool(dataset.id.get_create_plist().get_nfilters())

    def datasets(self) -> list[str]:
        """The paths of all datasets that hard links lead to, each once."""
        found: list[str] = []

        def visit(path: str, item: Any) -> None:
            if isinstance(item, self._h5py.Dataset):
                found.append(path)

        try:
            self._file.visititems(visit)
        except (OSError, RuntimeError, ValueError) as error:
            raise self.malformed(f"its groups cannot be read ({_line(error)})") from error
        return found

    def malformed(self, reason: str) -> ConversionError:
        return ConversionError("BAD_HDF5", f"{self.name} is not a Keras file: {reason}")


def import_h5py(name: str) -> Any:
    """The h5py module; an error that says how to get it where it is missing."""
    try:
        import h5py
    except ImportError as error:
        raise ConversionError(
            "MISSING_PACKAGE",
            f"{name} is a Keras file, and reading it needs the Python package h5py",
            "pip install 'tfjs-to-onnx[keras]', or pip install h5py",
        ) from error
    return h5py


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:150] or type(error).__name__
