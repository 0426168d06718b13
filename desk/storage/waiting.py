"""What waits for a database server that is away: a private file of this machine, one for each session that has any.

It holds what people have typed, so it is theirs alone (mode 0600, in a folder of mode 0700), and is gone as soon as
everything in it is in the database. Whoever made it holds a lock beside it: one whose lock is free was left by a
program that has died.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.storage.drafts import Draft

_END, _LOCK = ".json", ".lock"


@dataclass(frozen=True)
class SavedForm:
    """A contact that was saved, and is not in the database.

    Attributes:
        draft: The form as it stood, to be offered again should it be refused; its key is the registration's.
        values: As :func:`desk.services.cases.register` takes them, with ``now``, ``began`` and ``at_step``.
    """

    draft: Draft
    values: Mapping[str, Any]
    now: datetime
    began: datetime
    at_step: str | None = None

    def __repr__(self) -> str:
        return f"SavedForm({self.draft.key})"


@dataclass
class Held:
    """What one file holds, by the registrations' and drafts' keys, in the order in which it was saved."""

    forms: dict[str, SavedForm] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Held({len(self.forms)}, {len(self.drafts)})"


class WaitingFile:
    """One session's file. Nothing is made until there is something to hold. Not for several threads at once.

    Args:
        folder: Where such files lie; made when it is needed.
        where: The database's address: what waits for one is not for another.
        login: Whose it is.
    """

    def __init__(self, folder: Path, where: str, login: str) -> None:
        self._folder = folder
        self._mark = hashlib.sha256(f"{where}\0{login}".encode()).hexdigest()[:16]
        self._path = folder / f"{self._mark}-{secrets.token_hex(8)}{_END}"
        self._lock: int | None = None

    def write(self, held: Held) -> None:
        """Hold this and nothing else; it is on disk when this returns. Raises OSError."""
        if not held.forms and not held.drafts:
            self._path.unlink(missing_ok=True)
            self._let_go()
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._lock is None:
            self._lock = _locked(self._path.with_suffix(_LOCK))
        beside = self._path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(_as_json(held), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)

    def left(self) -> Iterator[tuple[Path, Held]]:
        """What other sessions of the same person left when they died; each is yielded to one program alone.

        It stays where it is until :meth:`taken` says that it is in safety.
        """
        for path in sorted(self._folder.glob(f"{self._mark}-*{_END}")):
            lock = None if path == self._path else _locked(path.with_suffix(_LOCK))
            if lock is None:
                continue
            try:
                if (held := _read(path)) is not None:
                    yield path, held
            finally:
                os.close(lock)

    def taken(self, path: Path) -> None:
        """What was left in ``path`` is somewhere else by now."""
        for each in (path, path.with_suffix(_LOCK), path.with_suffix(".new")):
            each.unlink(missing_ok=True)

    def leave(self) -> None:
        """Leave what is there to whoever comes next."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def _let_go(self) -> None:
        if self._lock is not None:
            self.leave()
            with suppress(OSError):
                self._path.with_suffix(_LOCK).unlink(missing_ok=True)


def _locked(path: Path) -> int | None:
    """A lock that lasts as long as the process, or until it is closed; ``None`` where another process has it."""
    if sys.platform == "win32":
        with suppress(OSError):  # what another process has open cannot be removed there
            path.unlink(missing_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        return None
    import fcntl

    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


# ------------------------------------------------------------------ as text


def _as_json(held: Held) -> dict[str, Any]:
    return {
        "drafts": [_draft_out(each) for each in held.drafts.values()],
        "forms": [
            {
                "draft": _draft_out(each.draft),
                "values": dict(each.values),
                "now": each.now.isoformat(),
                "began": each.began.isoformat(),
                "at_step": each.at_step,
            }
            for each in held.forms.values()
        ],
    }


def _read(path: Path) -> Held | None:
    """What the file holds; ``None`` where it is none of ours."""
    try:
        said = json.loads(path.read_text("utf-8"))
        drafts = [_draft_in(each) for each in said["drafts"]]
        forms = [
            SavedForm(
                _draft_in(each["draft"]),
                each["values"],
                datetime.fromisoformat(each["now"]),
                datetime.fromisoformat(each["began"]),
                each["at_step"],
            )
            for each in said["forms"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Held({each.draft.key: each for each in forms}, {each.key: each for each in drafts})


def _draft_out(draft: Draft) -> dict[str, Any]:
    return {
        "key": draft.key,
        "agent": draft.agent,
        "kind": draft.kind,
        "channel": draft.channel,
        "fields": dict(draft.fields),
        "saved_at": draft.saved_at.isoformat(),
        "session": draft.session,
    }


def _draft_in(said: dict[str, Any]) -> Draft:
    return Draft(**{**said, "saved_at": datetime.fromisoformat(said["saved_at"])})
