"""The desks whose growth is measured, made once and kept for the next run."""

from __future__ import annotations

import getpass
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
LARGEST = 10_000_000
SERVER = "DESK_BENCHMARK_SERVER"
YEARS = 10


def desks() -> Iterator[tuple[str, int, Callable[[], str]]]:
    """Engine and cases of each desk, the smallest first, and what makes it where it is missing and says where it is."""
    folder = Path(tempfile.gettempdir()) / f"desk-growth-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for cases in SIZES:
        yield "sqlite", cases, partial(_file, folder / f"sqlite-{cases}.db", cases)
    yield "sqlite-read", SIZES[-1], partial(_read_file, folder, SIZES[-1])
    if url := os.environ.get(SERVER):
        for cases in SIZES:
            yield "postgres", cases, partial(_database, url, cases)
        if _there(url, _name(LARGEST)):
            yield "postgres", LARGEST, partial(_url, url, _name(LARGEST))


def ten_years(url: str) -> str:
    """Make the largest on a server, and return its address. It takes half an hour to two hours."""
    from filling_up import fill_up
    from ten_years import make

    _run(url, f"CREATE DATABASE {_name(LARGEST)}")
    made = _url(url, _name(LARGEST))
    make(made, LARGEST // YEARS * 102 // 100, YEARS)
    fill_up(made, LARGEST, 3 * LARGEST)
    return made


def fill(where: str, cases: int) -> None:
    """Make a desk with ``cases`` over ten years; whoever runs this is its administrator."""
    from seats import new_desk, seat_at

    from desk.services import sample

    new_desk(where)  # type: ignore[arg-type]
    seat = seat_at(where)  # type: ignore[arg-type]
    last = datetime.now(UTC).date() - timedelta(days=1)
    sample.fill(seat, cases=cases, seed=1, first=last.replace(year=last.year - YEARS, day=1), last=last)
    seat.database.close()


def _file(path: Path, cases: int) -> str:
    if not path.exists():
        half = path.with_suffix(".part")
        half.unlink(missing_ok=True)
        fill(str(half), cases)
        half.rename(path)
    return str(path)


def _read_file(folder: Path, cases: int) -> str:
    """A copy of a desk whose every case was opened twice: some two entries a case more in the trail."""
    path = folder / f"sqlite-read-{cases}.db"
    if not path.exists():
        half = path.with_suffix(".part")
        shutil.copy(_file(folder / f"sqlite-{cases}.db", cases), half)
        _opened_twice(str(half))
        half.rename(path)
    return str(path)


def _opened_twice(where: str) -> None:
    from desk.storage import trail
    from desk.storage.chain import chain_of, link_of
    from desk.storage.database import Database

    changes = '{"fields":[null,["phone"]]}'
    newest = "(SELECT link FROM events e WHERE e.case_id = c.id ORDER BY e.id DESC LIMIT 1)"
    database = Database(where)
    with database.write() as tx:
        number, chain = trail.head(tx)
        at = tx.value("SELECT max(at) FROM events")
        cases = tx.all(f"SELECT c.id, coalesce(c.agent, (SELECT min(login) FROM agents)), {newest} FROM cases c")
        rows = []
        for case, by, link in cases:
            for _turn in range(2):
                number += 1
                said = (number, case, at, by, trail.OPENED, None, changes, None)
                link = link_of(link, said, None)
                chain = chain_of(chain, link)
                rows.append((*said, None, link, chain))
            if len(rows) >= 20_000:
                tx.copy("events", trail.COLUMNS, rows)
                rows.clear()
        tx.copy("events", trail.COLUMNS, rows)
    database.close()


def _database(url: str, cases: int) -> str:
    if not _there(url, _name(cases)):
        _run(url, f"DROP DATABASE IF EXISTS {_name(cases)}_part", f"CREATE DATABASE {_name(cases)}_part")
        part = _url(url, f"{_name(cases)}_part")
        fill(part, cases)
        _run(part, "VACUUM ANALYZE")
        _run(url, f"ALTER DATABASE {_name(cases)}_part RENAME TO {_name(cases)}")
    return _url(url, _name(cases))


def _name(cases: int) -> str:
    return f"desk_{cases}"


def _url(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _there(url: str, name: str) -> bool:
    import psycopg

    with psycopg.connect(url) as line:
        return line.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _run(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as line:
        for sql in statements:
            line.execute(sql)
