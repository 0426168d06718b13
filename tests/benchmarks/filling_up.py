"""Bring a multiplied desk to a round number: the newest cases once more, as registered late, and who opened what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desk.storage.database import Row, Transaction

_PLAIN = "kind IN ('enquiry', 'fault', 'feedback', 'post', 'visitor') AND closed_at IS NOT NULL AND annulled_at IS NULL"
"""Cases that stand in no register, and have nothing booked."""
CHUNK = 20_000
OPENED = '{"fields":[null,["phone"]]}'


def fill_up(where: str, cases: int, entries: int) -> None:
    """Add what is missing to ``cases`` cases and ``entries`` entries of the trail. For an owner of the server alone."""
    from desk.storage.database import Database

    database = Database(where)
    with database.write() as tx:
        tx.run("SET LOCAL session_replication_role = replica")
        missing = cases - tx.value("SELECT count(*) FROM cases")
        if missing > 0:
            _register(tx, missing)
        missing = entries - tx.value("SELECT max(id) FROM events")
        if missing > 0:
            _open(tx, missing)
    database.close()


def _register(tx: Transaction, many: int) -> None:
    """Register the newest plain cases once more. Their days are marked as it is: they have such cases already."""
    from desk.storage.cases import COLUMNS, state_of

    newest = tx.value("SELECT max(id) FROM cases")
    taken: dict[int, int] = dict(tx.all("SELECT year, last FROM reference_counters"))
    before = newest + 1
    made = newest
    year, number, key = (COLUMNS.index(name) for name in ("year", "number", "key"))
    writer = _Trail(tx)
    while made - newest < many:
        rows = tx.all(
            f"SELECT id, {', '.join(COLUMNS)} FROM cases WHERE {_PLAIN} AND id < ? ORDER BY id DESC LIMIT ?",
            (before, min(CHUNK, many - (made - newest))),
        )
        before = rows[-1][0]
        first, cases = made + 1, []
        for row in rows:
            made += 1
            taken[row[1 + year]] += 1
            case = list(row[1:])
            case[key] = None
            case[number] = taken[row[1 + year]]
            cases.append((made, *case))
        tx.copy("cases", ("id", *COLUMNS), cases)
        old = [row[0] for row in rows]
        writer.again(old, first, [state_of(case[1:]) for case in cases])
        _found(tx, old, cases, (year, number))
    for each, last in taken.items():
        tx.run("UPDATE reference_counters SET last = ? WHERE year = ?", (last, each))


def _found(tx: Transaction, old: Sequence[int], cases: Sequence[Row], places: tuple[int, int]) -> None:
    """Search rows with the references of the new cases in them, and handles."""
    year, number = places
    new = dict(zip(old, cases, strict=True))
    texts = []
    for row, names, words, folded in _of(tx, "SELECT rowid, names, words, folded FROM search WHERE rowid", old):
        case = new[row]
        two, digits = f"{case[1 + year] % 100:02d}", f"{case[1 + number]:06d}"
        texts.append((case[0], names, re.sub(r"^ \S+ \S+", f" {two}-{digits} {two}{digits}", words), folded))
    tx.copy("search", ("rowid", "names", "words", "folded"), texts)
    handles = _of(tx, "SELECT case_id, handle FROM handles WHERE case_id", old)
    tx.copy("handles", ("handle", "case_id"), [(handle, new[row][0]) for row, handle in handles])


def _of(tx: Transaction, sql: str, ids: Sequence[int]) -> Iterator[Row]:
    for begin in range(0, len(ids), 500):
        some = ids[begin : begin + 500]
        yield from tx.all(f"{sql} IN ({', '.join('?' * len(some))})", some)


class _Trail:
    """Entries after the newest."""

    def __init__(self, tx: Transaction) -> None:
        from desk.storage import trail

        self._tx = tx
        self._number, self._chain = trail.head(tx)
        self._rows: list[Row] = []
        self._columns = trail.COLUMNS

    def again(self, old: Sequence[int], first: int, states: Sequence[bytes]) -> None:
        """The entries of cases once more, for cases from ``first`` on; what they vouch for as well."""
        from desk.storage.chain import START

        entries: dict[int, list[Any]] = {}
        what = 'SELECT case_id, id, at, "by", what, subject, changes, version FROM events WHERE case_id'
        for case, *entry in _of(self._tx, what, old):
            entries.setdefault(case, []).append(entry)
        place = {}
        for turn, case in enumerate(old):
            link = START
            mine = sorted(each for each in entries[case] if each[-1] is not None)
            for entry in mine:
                state = states[turn] if entry is mine[-1] else None
                link = self._add((first + turn, *entry[1:]), link, state)
                place[entry[0]] = self._number
        self.write()
        values = _of(
            self._tx, "SELECT event_id, field, salt, before, after FROM event_values WHERE event_id", list(place)
        )
        rows = [(place[event], *value) for event, *value in values]
        self._tx.copy("event_values", ("event_id", "field", "salt", "before", "after"), rows)

    def opened(self, case: int, at: int, by: str, link: bytes) -> None:
        """Somebody opened a case."""
        self._add((case, at, by, "opened", None, OPENED, None), link, None)
        if len(self._rows) >= CHUNK:
            self.write()

    def _add(self, entry: Row, link: bytes, state: bytes | None) -> bytes:
        from desk.storage.chain import chain_of, link_of

        self._number += 1
        said = (self._number, *entry)
        link = link_of(link, said, state)
        self._chain = chain_of(self._chain, link)
        self._rows.append((*said, state, link, self._chain))
        return link

    def write(self) -> None:
        """Write those that were added."""
        self._tx.copy("events", self._columns, self._rows)
        self._rows.clear()


def _open(tx: Transaction, many: int) -> None:
    """Each of the newest cases was opened once, by whom it is handled."""
    writer = _Trail(tx)
    at = tx.value("SELECT max(registered_at) FROM cases")
    newest = tx.value("SELECT max(id) FROM cases")
    sql = (
        "SELECT c.id, c.agent, (SELECT link FROM events e WHERE e.case_id = c.id ORDER BY e.id DESC LIMIT 1)"
        " FROM cases c WHERE c.id > ? AND c.agent IS NOT NULL ORDER BY c.id LIMIT ?"
    )
    for case, by, link in tx.all(sql, (newest - many * 11 // 10, many)):
        writer.opened(case, at, by, bytes(link))
    writer.write()
