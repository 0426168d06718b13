"""The rows of the registers of permits and cards: lists by view, a page at a time by keyset, and looking one up.

Rows of confidential cases are left out for who may not see those; what was disposed of is in no list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desk.rules.references import reference
from desk.rules.registers import Holding, Sort, View, last_expiring_day
from desk.storage.brought_in import TABLES
from desk.storage.database import Row, Transaction
from desk.storage.lists import SELECT_LISTED, VISIBLE, Listed, Viewer
from desk.storage.times import local_day

Cursor = tuple[int | str, int]
"""The place after a row: what the view goes by, and the row's id."""

_NUMBER = {Sort.PERMIT: "r.serial_number", Sort.CARD: "r.card_number"}
_OPEN_CASE = (
    "FROM handles h CROSS JOIN cases n ON n.id = h.case_id WHERE h.handle = 'person:' || r.person"
    " AND n.kind = 'parking_permit' AND n.closed_at IS NULL AND n.annulled_at IS NULL AND n.id IS NOT r.case_id"
)
"""Another open case of the person of a permit. CROSS JOIN keeps the order: by the person, not by every open case."""
_RENEWAL = (
    f"(SELECT printf('%02d-%06d', n.year % 100, n.number) {_OPEN_CASE}"
    " AND (n.confidential = 0 OR :every = 1 OR n.agent = :login) ORDER BY n.id DESC LIMIT 1)"
)
_SELECT = {
    Sort.PERMIT: (
        "SELECT r.id, r.case_id, c.year, c.number, r.serial_number, coalesce(c.name, r.name), r.person,"
        " coalesce(c.phone, r.phone), NULL, r.valid_from, r.valid_to, r.active_day, r.ended_day, r.blocked,"
        f" coalesce(c.protected, r.protected), {_RENEWAL} FROM permits r LEFT JOIN cases c ON c.id = r.case_id"
    ),
    Sort.CARD: (
        "SELECT r.id, r.case_id, c.year, c.number, r.card_number,"
        " coalesce(c.details ->> 'pupil', c.name, r.name), coalesce(c.personal_number, r.person),"
        " coalesce(c.phone, r.phone), coalesce(c.details ->> 'school', r.school), NULL, NULL,"
        " r.active_day, r.ended_day, r.blocked, coalesce(c.protected, r.protected), NULL"
        " FROM bus_cards r LEFT JOIN cases c ON c.id = r.case_id"
    ),
}
_THERE = f"CASE WHEN r.case_id IS NULL THEN r.retention_day IS NOT NULL ELSE c.disposed_at IS NULL AND {VISIBLE} END"
_IN_USE = "r.active_day IS NOT NULL AND r.ended_day IS NULL"


@dataclass(frozen=True)
class _Way:
    """How a view is read: which rows, by what, and whether the latest come first."""

    which: str
    by: str
    falling: bool = False


_NEWEST = _Way("r.id > 0", "0", falling=True)
_BLOCKED = _Way("r.blocked", "r.ended_day", falling=True)
_WAYS = {
    (Sort.PERMIT, View.ACTIVE): _Way(f"{_IN_USE} AND r.valid_to >= :today", "r.valid_to"),
    (Sort.PERMIT, View.EXPIRING): _Way(f"{_IN_USE} AND r.valid_to BETWEEN :today AND :soon", "r.valid_to"),
    (Sort.PERMIT, View.BLOCKED): _BLOCKED,
    (Sort.PERMIT, View.ALL): _NEWEST,
    (Sort.CARD, View.ACTIVE): _Way(_IN_USE, "r.card_number"),
    (Sort.CARD, View.BLOCKED): _BLOCKED,
    (Sort.CARD, View.ALL): _Way("r.card_number <> ''", "0", falling=True),
}


def _days(today: date) -> dict[str, object]:
    return {"today": today.toordinal(), "soon": last_expiring_day(today).toordinal()}


def _there(viewer: Viewer) -> tuple[str, dict[str, object]]:
    """The condition that a row is there for a viewer, with its values by name."""
    first, second = _THERE.split("?", 1)
    return f"{first}:every{second.replace('?', ':login', 1)}", {"every": viewer.all_confidential, "login": viewer.login}


# ------------------------------------------------------------------ lists


def page(
    tx: Transaction, sort: Sort, view: View, viewer: Viewer, today: date, limit: int, after: Cursor | None = None
) -> list[tuple[Holding, Cursor]]:
    """At most ``limit`` rows of a view after a cursor, each with the cursor of what follows it."""
    way = _WAYS[sort, view]
    there, values = _there(viewer)
    conditions = [way.which, there]
    sign, order = ("<", " DESC") if way.falling else (">", "")
    if after is not None:
        conditions.append(f"({way.by}, r.id) {sign} (:key, :id)")
        values |= {"key": after[0], "id": after[1]}
    by = f"r.id{order}" if way.by == "0" else f"{way.by}{order}, r.id{order}"
    sql = _SELECT[sort].replace(" FROM " + TABLES[sort], f", {way.by} FROM {TABLES[sort]}", 1)
    rows = tx.all(
        f"{sql} WHERE {' AND '.join(conditions)} ORDER BY {by} LIMIT :limit",
        {**values, **_days(today), "limit": limit},
    )
    return [(_holding(sort, row), (row[-1], row[0])) for row in rows]


def goes_by_text(sort: Sort, view: View) -> bool:
    """Whether a view's cursor begins with a text: a card's number, which may well be digits alone."""
    return _WAYS[sort, view].by == "r.card_number"


def count(tx: Transaction, sort: Sort, view: View, viewer: Viewer, today: date, most: int) -> int:
    """How many rows a view has, counted no further than ``most``."""
    there, values = _there(viewer)
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {TABLES[sort]} r LEFT JOIN cases c ON c.id = r.case_id"
        f" WHERE {_WAYS[sort, view].which} AND {there} LIMIT :most) counted"
    )
    return int(tx.value(sql, {**values, **_days(today), "most": most}))


def lapsing(tx: Transaction, viewer: Viewer, today: date) -> int:
    """How many permits expire soon of persons who have no open case of a permit."""
    there, values = _there(viewer)
    sql = (
        f"SELECT count(*) FROM permits r LEFT JOIN cases c ON c.id = r.case_id WHERE"
        f" {_WAYS[Sort.PERMIT, View.EXPIRING].which} AND {there} AND NOT EXISTS (SELECT 1 {_OPEN_CASE})"
    )
    return int(tx.value(sql, {**values, **_days(today)}))


# ------------------------------------------------------------------ looking up


@dataclass(frozen=True, repr=False)
class Asked:
    """What a row is looked for by, as it is stored; ``number`` is the beginning of one, ``name`` folded.

    ``brought_in`` looks only among rows without a case.
    """

    number: str | None = None
    person: str | None = None
    phone: str | None = None
    name: str | None = None
    brought_in: bool = False


def find(tx: Transaction, sort: Sort, asked: Asked, viewer: Viewer, limit: int, *, protected: bool) -> list[Holding]:
    """The rows that are meant, those in use first, then the newest.

    Args:
        protected: Whether a protected identity is found by person, telephone, name and the beginning of its number
            too, not by its whole number alone.
    """
    ids = list(dict.fromkeys(_meant(tx, sort, asked, limit)))
    found = of_ids(tx, sort, ids, viewer)
    number = (asked.number or "").casefold()
    shown = [each for each in found if protected or not each.protected or each.number.casefold() == number]
    return sorted(shown, key=lambda each: (each.ended_on is not None, each.active_from is None, -each.id))


def _meant(tx: Transaction, sort: Sort, asked: Asked, limit: int) -> Iterable[int]:
    table, number = TABLES[sort], _NUMBER[sort]
    ask: list[tuple[str, Row]] = []
    if asked.number:
        for spelt in dict.fromkeys((asked.number, asked.number.upper(), asked.number.lower())):
            ask.append((f"{number} >= ? AND {number} < ?", (spelt, spelt + "\U0010ffff")))
    if asked.person:
        person = "r.person = ?" if sort is Sort.PERMIT else "r.holder = 'person:' || ?"
        ask.append((person, (asked.person,)))
    if asked.phone:
        ask.append(("r.phone = ?", (asked.phone,)))
        ask.append(("r.case_id IN (SELECT case_id FROM handles WHERE handle = 'phone:' || ?)", (asked.phone,)))
    if asked.name:
        begins = 1 if sort is Sort.PERMIT else len("pupil:") + 1
        ask.append((f"r.known_as IS NOT NULL AND instr(substr(r.known_as, {begins}), ?) > 0", (asked.name,)))
    among = "+r.case_id IS NULL AND " if asked.brought_in else ""
    for which, values in ask:
        for row in tx.run(
            f"SELECT r.id FROM {table} r WHERE {among}{which} ORDER BY r.id DESC LIMIT ?", (*values, limit)
        ):
            yield row[0]


def of_ids(tx: Transaction, sort: Sort, ids: Iterable[int], viewer: Viewer) -> list[Holding]:
    """The rows with these ids that are there for a viewer, the newest first."""
    there, values = _there(viewer)
    sql = (
        f"{_SELECT[sort]} WHERE r.id IN (SELECT CAST(value AS INTEGER) FROM json_each(:ids)) AND {there}"
        f" AND {_NUMBER[sort]} <> '' ORDER BY r.id DESC"
    )
    return [_holding(sort, row) for row in tx.all(sql, {**values, "ids": json.dumps(list(ids))})]


def one(tx: Transaction, sort: Sort, number: int, viewer: Viewer) -> Holding | None:
    """The row with this id."""
    return next(iter(of_ids(tx, sort, (number,), viewer)), None)


def of_same(tx: Transaction, holding: Holding, viewer: Viewer) -> list[Holding]:
    """The other rows of the same person, or with the same number; the newest first."""
    table = TABLES[holding.sort]
    own = "person" if holding.sort is Sort.PERMIT else "holder"
    ids = tx.all(
        f"SELECT id FROM {table} WHERE id <> :id AND {own} IN (SELECT {own} FROM {table} WHERE id = :id)"
        f" UNION SELECT r.id FROM {table} r WHERE r.id <> :id AND {_NUMBER[holding.sort]} = :number",
        {"id": holding.id, "number": holding.number},
    )
    return of_ids(tx, holding.sort, (row[0] for row in ids), viewer)


def brought_in_of(tx: Transaction, sort: Sort, person: str | None, phone: str | None) -> list[Holding]:
    """The rows without a case that are about a personal number or a telephone number, the newest first."""
    rows = tx.all(
        f"SELECT id FROM {TABLES[sort]} WHERE case_id IS NULL AND retention_day IS NOT NULL"
        " AND (person = ? OR phone = ?)",
        (person, phone),
    )
    return of_ids(tx, sort, (row[0] for row in rows), Viewer("", all_confidential=True))


def errands(tx: Transaction, sort: Sort, person: str, viewer: Viewer, limit: int) -> list[Listed]:
    """The newest cases of a person that put rows into this register, or may; none of a protected identity."""
    sql = (
        f"{SELECT_LISTED} FROM cases c WHERE c.id IN (SELECT case_id FROM handles WHERE handle = 'person:' || ?)"
        f" AND c.kind = ? AND c.protected = 0 AND c.annulled_at IS NULL AND {VISIBLE} ORDER BY c.id DESC LIMIT ?"
    )
    values = (person, sort.kind, viewer.all_confidential, viewer.login, limit)
    return [Listed._make(row) for row in tx.all(sql, values)]


def _holding(sort: Sort, row: Row) -> Holding:
    number, case_id, year, place, printed, name, person, phone, school = row[:9]
    return Holding(
        sort=sort,
        id=number,
        case_id=case_id,
        reference=None if case_id is None else reference(year, place),
        number=printed,
        name=name,
        person=person,
        phone=phone,
        school=school,
        valid_from=local_day(row[9]),
        valid_to=local_day(row[10]),
        active_from=local_day(row[11]),
        ended_on=local_day(row[12]),
        blocked=bool(row[13]),
        protected=bool(row[14]),
        renewal=row[15],
    )
