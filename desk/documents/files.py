"""Writing a file: whole or not at all, never over another, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from desk.rules.refusals import refuse
from desk.storage.faults import Doing, Fault, of_system


def write_new(path: Path, content: str | bytes, field: str) -> None:
    """Write ``content``, text as UTF-8, to a new file at ``path``, mode 0600. It is there whole, or not at all.

    Raises:
        Refused: ``file_exists`` or ``file_not_written``, at ``field``.
        DatabaseUnusable: there is no room for it; nothing is left of it.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    written = content.encode() if isinstance(content, str) else content
    try:
        try:
            _write_exclusively(half, written)
            _give_name(half, path, written)
        finally:
            half.unlink(missing_ok=True)
    except FileExistsError:
        refuse("file_exists", field, file=path)
    except OSError as error:
        if (told := of_system(error, path)).fault is Fault.FULL:
            raise told.during(Doing.EXPORT) from error
        refuse("file_not_written", field, file=path)


def _write_exclusively(path: Path, content: bytes) -> None:
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _give_name(half: Path, path: Path, content: bytes) -> None:
    """A link never replaces what is there, as a rename would. Some file systems have none."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:
        try:
            _write_exclusively(path, content)
        except FileExistsError:
            raise
        except OSError:
            path.unlink(missing_ok=True)  # begun by us: nothing was there
            raise
