"""What ``check`` asks of the whole database. Each part returns what is wrong; at most a hundred of a sort."""

from __future__ import annotations

from collections.abc import Callable

from desk.storage import trail
from desk.storage.database import Transaction

MOST = 100


def structure(tx: Transaction) -> list[str]:
    """SQLite's own check of every page and index."""
    rows = [str(row[0]) for row in tx.all(f"PRAGMA integrity_check({MOST})")]
    missing = TRIGGERS - {row[0] for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    return [*(row for row in rows if row != "ok"), *(f"trigger {name} missing" for name in sorted(missing))]


TRIGGERS = {
    "cases_registered", "cases_changed", "cases_remain", "calls_came", "calls_changed", "calls_gone", "events_stay",
    "events_remain", "openings_stay", "openings_remain",
}  # fmt: skip


def links(tx: Transaction) -> list[str]:
    """Rows that point to nothing."""
    return [f"{row[0]} row {row[1]} → {row[2]}" for row in tx.all("PRAGMA foreign_key_check")[:MOST]]


def references(tx: Transaction) -> list[str]:
    """Years whose references have a gap, or whose counter says otherwise."""
    rows = tx.all(
        "SELECT c.year, count(*), min(c.number), max(c.number), r.last FROM cases c"
        " LEFT JOIN reference_counters r ON r.year = c.year GROUP BY c.year"
    )
    found = []
    for year, count, first, last, counter in rows:
        if first != 1 or last != count or counter != last:
            found.append(f"{year}: {count} cases, numbers {first}–{last}, counter {counter}")
    return found


def search(tx: Transaction) -> list[str]:
    """Cases without a search row, and the other way round."""
    lost = tx.all(f"SELECT id FROM cases WHERE id NOT IN (SELECT id FROM search_docsize) LIMIT {MOST}")
    odd = tx.all(f"SELECT id FROM search_docsize WHERE id NOT IN (SELECT id FROM cases) LIMIT {MOST}")
    return [*(f"case {row[0]} not indexed" for row in lost), *(f"index row {row[0]} without case" for row in odd)]


def events(tx: Transaction) -> list[str]:
    """Cases without their first event, and personal values that do not match their digest."""
    lost = tx.all(
        "SELECT id FROM cases c WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND"
        f" e.what = 'registered') LIMIT {MOST}"
    )
    false = trail.false_digests(tx)[:MOST]
    return [
        *(f"case {row[0]} has no registration in the trail" for row in lost),
        *(f"event {event}: {name} does not match its digest" for event, name in false),
    ]


def registers(tx: Transaction) -> list[str]:
    """Closed times against status, and handed-out cards or permits without their row."""
    cards = tx.all(
        "SELECT id FROM cases WHERE kind = 'bus_card' AND step = 'handed_out' AND annulled_at IS NULL AND id NOT IN"
        f" (SELECT case_id FROM bus_cards WHERE active_day IS NOT NULL) LIMIT {MOST}"
    )
    permits = tx.all(
        "SELECT id FROM cases WHERE kind = 'parking_permit' AND step = 'handed_out' AND annulled_at IS NULL AND id"
        f" NOT IN (SELECT case_id FROM permits WHERE active_day IS NOT NULL) LIMIT {MOST}"
    )
    return [
        *(f"case {row[0]}: card not in the register" for row in cards),
        *(f"case {row[0]}: permit not in the register" for row in permits),
    ]


def figures(tx: Transaction) -> list[str]:
    """Days with cases that are neither counted nor marked for counting."""
    rows = tx.all(
        "SELECT DISTINCT day FROM cases WHERE annulled_at IS NULL AND day NOT IN (SELECT day FROM dirty_days)"
        f" AND day NOT IN (SELECT day FROM day_facts WHERE subject = 'cases') LIMIT {MOST}"
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
