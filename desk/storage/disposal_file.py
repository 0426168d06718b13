"""The list of disposals beside a database that is a file: ``<database>.disposals``, a line of JSON for each run.

It holds no personal data: the decision, the day, and which cases. A database that is lost or damaged is restored from
a copy that is older than its last disposals; with this list they are run again on it. A database on a server has no
such list: its runs are in it, and in every later copy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from desk.storage.disposal import Earlier, Known
from desk.storage.faults import DatabaseUnusable, Fault

ENDING = ".disposals"
MAGIC = b"SQLite format 3\0"


def path_of(database: Path) -> Path:
    """The list's file, beside the database."""
    return database.with_name(database.name + ENDING)


def read(path: Path) -> list[Earlier]:
    """The runs in a list, the oldest first; none where there is no file. Lines that a crash cut short are left out.

    Raises:
        DatabaseUnusable: there is one, and it cannot be read: what was disposed of would come back.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DatabaseUnusable(Fault.CANNOT_OPEN, str(path)) from error
    return [each for each in map(_run, lines) if each is not None]


def _run(line: str) -> Earlier | None:
    try:
        said = json.loads(line)
        at = int(datetime.fromisoformat(said["at"]).timestamp())
        taken = tuple(Known(int(number), str(ref), int(when)) for number, ref, when in said["cases"])
        until = date.fromisoformat(said["until"]).toordinal()
        return Earlier(int(said["disposal"]), at, str(said["by"]), str(said["decision"]), until, taken)
    except (ValueError, TypeError, KeyError):
        return None


def add_missing(path: Path, runs: Iterable[Earlier]) -> int:
    """Add the runs that the list has not got, or has with fewer cases, and return how many; on disk when it returns.

    Only its owner may read the file.
    """
    known = {(each.id, each.at): len(each.cases) for each in read(path)}
    missing = [each for each in runs if known.get((each.id, each.at), -1) < len(each.cases)]
    if missing:
        number = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        with os.fdopen(number, "r+b") as file:
            begun = file.seek(0, os.SEEK_END)
            if begun:
                file.seek(begun - 1)
                if file.read(1) != b"\n":  # a crash cut the last line short
                    file.write(b"\n")
            file.write("".join(_line(each) for each in missing).encode())
            file.flush()
            os.fsync(file.fileno())
    return len(missing)


def _line(run: Earlier) -> str:
    said = {
        "disposal": run.id,
        "at": datetime.fromtimestamp(run.at, UTC).isoformat(),
        "by": run.by,
        "decision": run.decision,
        "until": date.fromordinal(run.until).isoformat(),
        "cases": [list(each) for each in run.cases],
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def other_copies(database: Path | None, made: Iterable[Path]) -> list[Path]:
    """Copies that may hold what was disposed of since: those beside the database, and of those ``made`` that are there.

    Beside it, a copy is a SQLite file that bears the database's name and more.
    """
    beside: list[Path] = []
    if database is not None:
        beside = [each for each in database.parent.glob(f"{_literal(database.name)}*") if each.name != database.name]
    return sorted({each.absolute() for each in (*beside, *made) if each.is_file() and _is_sqlite(each)})


def _literal(name: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
