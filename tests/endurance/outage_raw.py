"""What :mod:`outage` is held against: the same rows written by psycopg alone, tried again with the same key."""

from __future__ import annotations

from typing import Any

import psycopg
from growth_raw import Raw

from desk.storage.cases import COLUMNS
from desk.storage.chain import START, chain_of, link_of
from desk.storage.trail import COLUMNS as ENTRY

_PUT = f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) RETURNING id"
_ADD = f"INSERT INTO events ({', '.join(ENTRY)}) VALUES ({', '.join('?' * len(ENTRY))})"
_LAST = (
    "INSERT INTO reference_counters (year, last) VALUES (?, 1)"
    " ON CONFLICT (year) DO UPDATE SET last = reference_counters.last + 1 RETURNING last"
)


class Hand:
    """A line of its own. What is written is copied from a case that Desk has registered, but for key and number."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._raw: Raw | None = Raw(url)
        raw = self._raw
        self._case = raw.run(f"SELECT {', '.join(COLUMNS)} FROM cases ORDER BY id LIMIT 1").fetchone()
        number = raw.value("SELECT min(id) FROM cases")
        self._entry = raw.run(
            'SELECT at, "by", what, subject, changes, version FROM events WHERE case_id = ? ORDER BY id LIMIT 1',
            (number,),
        ).fetchone()
        self._texts = raw.run("SELECT names, words, folded FROM search WHERE rowid = ?", (number,)).fetchone()
        self._handles = [each for (each,) in raw.all("SELECT handle FROM handles WHERE case_id = ?", (number,))]

    def register(self, key: str, turn: int) -> str | None:
        """Register a case with this key; its reference, ``None`` where the server is away."""
        del turn
        try:
            if self._raw is None:
                self._raw = Raw(self._url)
            return self._write(self._raw, key)
        except psycopg.OperationalError:
            if self._raw is not None:
                self._raw.close()
            self._raw = None
            return None

    def _write(self, raw: Raw, key: str) -> str:
        raw.run("BEGIN")
        raw.run("SELECT pg_advisory_xact_lock(1684370283)")
        known = raw.run("SELECT year, number FROM cases WHERE key = ?", (key,)).fetchone()
        if known is None:
            known = self._put(raw, key)
            raw.run("SELECT pg_notify('desk', '')")
        raw.run("COMMIT")
        return f"{known[0] % 100:02d}-{known[1]:06d}"

    def _put(self, raw: Raw, key: str) -> tuple[int, int]:
        row: list[Any] = list(self._case)
        year = row[COLUMNS.index("year")]
        number = raw.run(_LAST, (year,)).fetchone()[0]
        row[COLUMNS.index("number")], row[COLUMNS.index("key")] = number, key
        made = raw.run(_PUT, row).fetchone()[0]
        newest, chain = raw.run("SELECT id, chain FROM events ORDER BY id DESC LIMIT 1").fetchone()
        said = (newest + 1, made, *self._entry)
        link = link_of(START, said, None)
        raw.run(_ADD, (*said, None, link, chain_of(bytes(chain), link)))
        raw.run("INSERT INTO search (rowid, names, words, folded) VALUES (?, ?, ?, ?)", (made, *self._texts))
        for handle in self._handles:
            raw.run("INSERT INTO handles (handle, case_id) VALUES (?, ?)", (handle, made))
        return year, number
