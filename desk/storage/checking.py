"""What ``check`` asks of the whole database. Each part returns what is wrong; at most a hundred of a sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from desk.storage import cases, chain, trail
from desk.storage.database import Row, Transaction
from desk.storage.engines.engine import Unreadable

MOST = 100


def looked(look: Callable[[Transaction], list[str]], tx: Transaction) -> list[str]:
    """What a part finds wrong; that it cannot be read is a finding too."""
    try:
        with tx.looking():
            return look(tx)
    except Unreadable as damage:
        return [f"{UNREADABLE} {damage.name}"]


UNREADABLE = "cannot be read:"


def head(tx: Transaction) -> str | None:
    """How far the trail has come, as ``ID:HEX``; ``None`` where it cannot be read."""
    try:
        with tx.looking():
            return str(trail.head(tx))
    except Unreadable:
        return None


def structure(tx: Transaction) -> list[str]:
    """The engine's own check of what it keeps, and whether every trigger is on duty."""
    missing = TRIGGERS - tx.triggers()
    return [*tx.integrity(MOST), *(f"trigger {name} missing" for name in sorted(missing))]


TRIGGERS = {
    "cases_registered", "cases_changed", "cases_remain", "calls_came", "calls_changed", "calls_gone", "events_follow",
    "events_stay", "events_remain", "values_once", "values_stay", "values_remain", "issued_stay", "issued_remain",
    "versions_stay", "versions_remain", "reservations_made", "reservations_moved", "reservations_remain",
    "routines_stay", "routines_remain", "own_kinds_remain",
}  # fmt: skip


def links(tx: Transaction) -> list[str]:
    """Rows that point to nothing."""
    return tx.loose_links(MOST)


def references(tx: Transaction) -> list[str]:
    """Years whose references have a gap, or whose counter says otherwise."""
    rows = tx.all(
        "SELECT c.year, count(*), min(c.number), max(c.number), r.last FROM cases c"
        " LEFT JOIN reference_counters r ON r.year = c.year GROUP BY c.year, r.last"
        " UNION ALL SELECT year, 0, 1, 0, last FROM reference_counters WHERE year NOT IN (SELECT year FROM cases)"
    )
    found = []
    for year, count, first, last, counter in rows:
        if first != 1 or last != count or counter != last:
            found.append(f"{year}: {count} cases, numbers {first}–{last}, counter {counter}")
    return found


def search(tx: Transaction) -> list[str]:
    """Cases without a search row, and the other way round; protected identities that can be found by more than this."""
    there = f"SELECT 1 FROM ({tx.indexed()}) i WHERE i.id = c.id"  # "NOT IN" of millions outgrows a server's memory
    lost = tx.all(f"SELECT c.id FROM cases c WHERE NOT EXISTS ({there}) LIMIT {MOST}")
    odd = tx.all(f"SELECT * FROM ({tx.indexed()}) i EXCEPT SELECT id FROM cases ORDER BY 1 LIMIT {MOST}")
    bare = tx.all(
        "SELECT c.id FROM cases c JOIN search s ON s.rowid = c.id WHERE c.protected = 1"
        f" AND (s.names <> '' OR s.folded <> '' OR length(s.words) > {_REFERENCE_ONLY}) LIMIT {MOST}"
    )
    return [
        *(f"case {row[0]} not indexed" for row in lost),
        *(f"index row {row[0]} without case" for row in odd),
        *(f"case {row[0]} is protected, and indexed" for row in bare),
    ]


_REFERENCE_ONLY = 40
"""Letters that a protected identity's reference takes up in the index, at most."""


def events(tx: Transaction, heads: Iterable[chain.Head] = ()) -> list[str]:
    """What is wrong with the trail, with the values that it vouches for, and with cases that are not as it left them.

    Args:
        heads: Heads of the trail that were printed earlier.
    """
    lost = tx.all(
        "SELECT id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND"
        f" e.what = 'registered') LIMIT {MOST}"
    )
    return [
        *chain.verify(tx, heads),
        *(f"case {row[0]} has no registration in the trail" for row in lost),
        *(f"entry {event}: {name} does not match its digest" for event, name in islice(trail.false_digests(tx), MOST)),
        *(f"entry {event}: the value of {name} is missing" for event, name in trail.missing_values(tx, MOST)),
        *(f"{name} is not as its trail left it" for name in islice(cases.changed_unseen(tx), MOST)),
    ]


def _booked_twice(tx: Transaction) -> list[Row]:
    """What is booked of a resource while an earlier reservation still takes it: the resource, and the later one."""
    taken = (
        "SELECT id, resource_id, begins, min(ends, coalesce(returned_at, ends)) AS until FROM reservations"
        " WHERE ended_at IS NULL"
    )
    earlier = "PARTITION BY resource_id ORDER BY begins, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return tx.all(
        f"SELECT resource_id, id FROM (SELECT id, resource_id, begins, max(until) OVER ({earlier}) AS before"
        f" FROM ({taken}) t) t WHERE before > begins LIMIT {MOST}"
    )


def registers(tx: Transaction) -> list[str]:
    """Handed-out cards or permits without their row, rows from nowhere or of an annulled case, and what is doubled."""
    cards = tx.all(
        "SELECT id FROM cases c WHERE kind = 'bus_card' AND step = 'handed_out' AND annulled_at IS NULL AND NOT EXISTS"
        f" (SELECT 1 FROM bus_cards r WHERE r.case_id = c.id AND r.active_day IS NOT NULL) LIMIT {MOST}"
    )
    permits = tx.all(
        "SELECT id FROM cases c WHERE kind = 'parking_permit' AND step = 'handed_out' AND annulled_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM permits r WHERE r.case_id = c.id AND r.active_day IS NOT NULL)"
        f" LIMIT {MOST}"
    )
    void = [
        (sort, number)
        for sort, table in (("card", "bus_cards"), ("permit", "permits"))
        for (number,) in tx.all(
            f"SELECT case_id FROM {table} JOIN cases c ON c.id = case_id WHERE c.annulled_at IS NOT NULL"
            f" AND active_day IS NOT NULL AND ended_day IS NULL LIMIT {MOST}"
        )
    ]
    from_nowhere = [
        (sort, number)
        for sort, table in (("card", "bus_cards"), ("permit", "permits"))
        for (number,) in tx.all(f"SELECT id FROM {table} WHERE case_id IS NULL AND brought_in_at IS NULL LIMIT {MOST}")
    ]
    return [
        *(f"case {number}: {sort} active though annulled" for sort, number in void),
        *(f"{sort} {number}: has no case, and was not brought in" for sort, number in from_nowhere),
        *(f"resource {row[0]}: reservation {row[1]} is of a time that was taken" for row in _booked_twice(tx)),
        *(f"case {row[0]}: card not in the register" for row in cards),
        *(f"case {row[0]}: permit not in the register" for row in permits),
    ]


def figures(tx: Transaction) -> list[str]:
    """Days with cases that are not marked, and so would stand in no figure."""
    rows = tx.all(
        "SELECT DISTINCT day FROM cases WHERE annulled_at IS NULL AND day NOT IN (SELECT day FROM dirty_days)"
        f" LIMIT {MOST}"
    )
    return [f"day {row[0]} is neither counted nor marked" for row in rows]


PARTS: dict[str, Callable[[Transaction], list[str]]] = {
    "structure": structure,
    "links": links,
    "references": references,
    "search": search,
    "trail": events,
    "registers": registers,
    "figures": figures,
}
