"""Databases of made-up cases, made once and kept in the temporary folder for the next run."""

from __future__ import annotations

import getpass
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

SEED = 1


@cache
def database_of(cases: int) -> Path:
    """A prepared database with ``cases`` cases over three years; whoever runs this is its administrator."""
    from desk.storage.database import SCHEMA

    folder = Path(tempfile.gettempdir()) / f"desk-benchmarks-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"cases-{cases}-schema-{SCHEMA}.db"
    if not path.exists():
        half = path.with_suffix(".part")
        half.unlink(missing_ok=True)
        fill(half, cases)
        half.rename(path)
    return path


def copy_of(cases: int, folder: str) -> Path:
    """A copy in ``folder`` to write into: what a benchmark leaves behind must not meet the next one."""
    return Path(shutil.copy(database_of(cases), Path(folder) / "desk.db"))


def fill(path: Path, cases: int) -> None:
    """Make a database and fill it."""
    from seats import new_desk, seat_at

    from desk.services import sample

    new_desk(path)
    seat = seat_at(path)
    last = datetime.now(UTC).date()
    sample.fill(seat, cases=cases, seed=SEED, first=date(last.year - 3, last.month, 1), last=last)
    with seat.database.read() as tx:
        tx.run("PRAGMA optimize")
    seat.database.close()
