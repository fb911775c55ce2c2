"""Outputs that appear complete or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType

from .errors import ConversionError


class StagedOutputs:
    """Writes everything under temporary names beside its target; `commit` renames.

    Leaving the `with` block without `commit` removes what was staged. A process killed in between
    leaves at most a hidden `.NAME.PID.tmp`, never a target that is incomplete.
    """

    def __init__(self) -> None:
        self._staged: list[tuple[Path, Path]] = []

    def __enter__(self) -> StagedOutputs:
        return self

    def file(self, target: str | Path, data: bytes) -> None:
        """Stages one file; its folder must exist."""
        target = Path(target)
        if target.is_dir():
            raise ConversionError("CANNOT_WRITE", f"cannot write {target}: it is a folder")
        self._write(self._temporary(target), data)

    def folder(self, target: str | Path, files: dict[str, bytes]) -> None:
        """Stages a folder with exactly these files; replaces an older folder that holds only such files."""
        target = Path(target)
        if target.exists() and (not target.is_dir() or set(os.listdir(target)) - set(files)):
            raise ConversionError("CANNOT_WRITE", f"cannot write {target}: it exists and holds other files")
        temporary = self._temporary(target)
        try:
            temporary.mkdir()
        except OSError as error:
            raise ConversionError("CANNOT_WRITE", f"cannot write {target}: {error.strerror}") from error
        for name, data in files.items():
            self._write(temporary / name, data)

    def commit(self) -> None:
        """Renames everything to its target, in the order of staging."""
        for temporary, target in self._staged:
            if temporary.is_dir() and target.exists():
                shutil.rmtree(target)
            os.replace(temporary, target)
        self._staged.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for temporary, _ in self._staged:
            if temporary.is_dir():
                shutil.rmtree(temporary)
            else:
                temporary.unlink(missing_ok=True)

    def _temporary(self, target: Path) -> Path:
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        self._staged.append((temporary, target))
        return temporary

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        try:
            with open(path, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ConversionError("CANNOT_WRITE", f"cannot write {path.parent}: {error.strerror}") from error
