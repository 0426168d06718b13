"""Disposal: the person and the free text taken out of cases, for good; what can be counted stays.

A case is disposed of in one transaction with its trail entry, its search row, its handles and its place in the
registers; the personal values of its trail go with their salts, and its own salt is made anew, so that the digests
that stay can no longer be matched with a guess. What is left in the pages of the file goes with :func:`scrub`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from desk.rules.cases import Case
from desk.rules.kinds import kinds
from desk.rules.references import reference
from desk.rules.registers import Sort
from desk.rules.retention import stripped
from desk.storage import brought_in, cases, handovers, remembered, search, trail
from desk.storage.database import Database, Transaction
from desk.storage.registers import handles_of
from desk.storage.times import instant

ENDED = "(closed_at IS NOT NULL OR annulled_at IS NOT NULL) AND disposed_at IS NULL"
_DUE = f"SELECT id FROM cases WHERE retention_date <= ? AND hold IS NULL AND {ENDED} ORDER BY id"
_HELD = (
    f"SELECT year, number FROM cases WHERE retention_date <= ? AND hold IS NOT NULL AND {ENDED} ORDER BY year, number"
)


class Known(NamedTuple):
    """A case, told in such a way that another timeline's case of the same number is not taken for it."""

    id: int
    reference: str
    registered_at: int


@dataclass(frozen=True)
class Earlier:
    """A run as the database, or the file beside it, remembers it. ``at`` in epoch seconds, ``until`` an ordinal."""

    id: int
    at: int
    by: str
    decision: str
    until: int
    cases: tuple[Known, ...]


@dataclass(frozen=True)
class Under:
    """Under what cases are disposed of: the run, who runs it, when (epoch seconds), and on which decision."""

    run: int
    by: str
    at: int
    decision: str


# ------------------------------------------------------------------ what is due


def due(tx: Transaction, until: int) -> list[int]:
    """The ids of the cases that may go by the day ``until`` (an ordinal): ended, not held, not disposed of."""
    return [row[0] for row in tx.all(_DUE, (until,))]


def kinds_of(tx: Transaction, wanted: Sequence[int]) -> list[tuple[str, int]]:
    """The kind of each of these cases, and the local day (an ordinal) on which it came in."""
    return tx.all(
        "SELECT kind, day FROM cases WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))",
        (json.dumps(wanted),),
    )


def held(tx: Transaction, until: int) -> list[str]:
    """The references of the cases that would go by that day, but for a hold."""
    return [reference(*row) for row in tx.all(_HELD, (until,))]


def ended(tx: Transaction, of_kinds: Sequence[str], after: int, limit: int) -> list[Case]:
    """The next cases that have ended and may need another date: of these kinds, or without one as yet."""
    marks = ", ".join("?" * len(of_kinds))
    rows = tx.all(
        f"SELECT id FROM cases WHERE id > ? AND {ENDED} AND (kind IN ({marks}) OR retention_date IS NULL)"
        " ORDER BY id LIMIT ?",
        (after, *of_kinds, limit),
    )
    found = (cases.by_id(tx, row[0]) for row in rows)
    return [case for case in found if case is not None]


def put_dates(tx: Transaction, dates: Iterable[tuple[int, int]]) -> None:
    """Write from which day (an ordinal) cases (by id) may go."""
    tx.run_many("UPDATE cases SET retention_date = ? WHERE id = ?", [(day, number) for number, day in dates])


def drafts_before(tx: Transaction, at: int) -> int:
    """How many unfinished forms were last touched before an instant (epoch seconds)."""
    return int(tx.value("SELECT count(*) FROM drafts WHERE saved_at < ?", (at,)))


# ------------------------------------------------------------------ disposing


def begin(tx: Transaction, at: int, by: str, decision: str, until: int) -> Under:
    """Write that a run has begun; its counts grow with it."""
    sql = 'INSERT INTO disposals (at, "by", decision, until_day, cases, drafts) VALUES (?, ?, ?, ?, 0, 0)'
    return Under(tx.insert(sql, (at, by, decision, until)), by, at, decision)


def dispose(tx: Transaction, case: Case, under: Under) -> None:
    """Dispose of one case: everything about the person, everywhere it is kept."""
    after = replace(stripped(case), salt=os.urandom(16), disposed_at=instant(under.at))
    row = cases.row_of(after, None)
    if tx.run(_STRIP, (*(row[place] for place in _STRIPPED), case.id)).rowcount != 1:
        raise ValueError("a case is disposed of once")
    tx.run("DELETE FROM event_values WHERE event_id IN (SELECT id FROM events WHERE case_id = ?)", (case.id,))
    tx.run_many("DELETE FROM handles WHERE handle = ? AND case_id = ?", [(each, case.id) for each in handles_of(case)])
    _leave_registers(tx, case.id, under.at // 86_400 + 719_163)
    handovers.strip(tx, case.id)
    search.renew(tx, case, after, kinds()[case.kind])
    trail.add(
        tx,
        case.id,
        under.at,
        under.by,
        "disposed",
        {"decision": (None, under.decision)},
        version=case.version + 1,
        state=cases.state_of(row),
    )
    tx.run("INSERT INTO disposed (disposal_id, case_id) VALUES (?, ?)", (under.run, case.id))
    tx.run("UPDATE disposals SET cases = cases + 1 WHERE id = ?", (under.run,))


_STRIP_COLUMNS = (
    "key", "summary", "note", "name", "phone", "email", "personal_number", "protected", "passed_on_to", "hold",
    "annulled_why", "details", "salt", "disposed_at",
)  # fmt: skip
_STRIPPED = tuple(cases.COLUMNS.index(name) for name in _STRIP_COLUMNS)
_STRIP = (
    f"UPDATE cases SET {', '.join(f'{name} = ?' for name in _STRIP_COLUMNS)}, version = version + 1"
    " WHERE id = ? AND disposed_at IS NULL"
)

NO_SERIAL = "disposed of, no serial number is kept: case "
"""With the case's id after it, what stands for a serial number: longer than one can be, so that nobody's equals it."""


def _leave_registers(tx: Transaction, case_id: int, day: int) -> None:
    """The card or permit stays, as one that was handed out and is over: without its number and its holder.

    A number that nobody can be told from any more is no longer kept from being used again.
    """
    tx.run(
        "UPDATE bus_cards SET card_number = '', holder = NULL, known_as = NULL,"
        " ended_day = CASE WHEN active_day IS NULL THEN NULL ELSE coalesce(ended_day, ?) END WHERE case_id = ?",
        (day, case_id),
    )
    tx.run(
        "UPDATE permits SET person = NULL, known_as = NULL, serial_number = ? || case_id,"
        " ended_day = CASE WHEN active_day IS NULL THEN ended_day"
        " ELSE coalesce(ended_day, min(coalesce(valid_to, ?), ?)) END"
        " WHERE case_id = ?",
        (NO_SERIAL, day, day, case_id),
    )


def dispose_row(tx: Transaction, sort: Sort, number: int, under: Under) -> bool:
    """Dispose of a permit or card without a case; ``False`` where that was done before."""
    if not brought_in.dispose(tx, sort, number, under.at // 86_400 + 719_163):
        return False
    said = {"decision": (None, under.decision)}
    trail.add(tx, None, under.at, under.by, "disposed", said, subject=f"{sort}:{number}")
    tx.run("UPDATE disposals SET brought_in = brought_in + 1 WHERE id = ?", (under.run,))
    return True


def remove_drafts(tx: Transaction, before: int, under: Under) -> int:
    """Take away unfinished forms that were last touched before an instant (epoch seconds), and count them."""
    gone = tx.run("DELETE FROM drafts WHERE saved_at < ?", (before,)).rowcount
    tx.run("UPDATE disposals SET drafts = drafts + ? WHERE id = ?", (gone, under.run))
    return gone


# ------------------------------------------------------------------ runs gone by


def runs(tx: Transaction) -> list[Earlier]:
    """Every run that took cases, or permits and cards that were brought in; the oldest first."""
    taken: dict[int, list[Known]] = {}
    for run, number, year, place, registered in tx.run(
        "SELECT d.disposal_id, c.id, c.year, c.number, c.registered_at FROM disposed d JOIN cases c ON c.id = d.case_id"
        " ORDER BY d.disposal_id, c.id"
    ):
        taken.setdefault(run, []).append(Known(number, reference(year, place), registered))
    rows = tx.all('SELECT id, at, "by", decision, until_day, brought_in FROM disposals ORDER BY id')
    return [
        Earlier(run, at, by, decision, until, tuple(taken.get(run, ())))
        for run, at, by, decision, until, brought_in in rows
        if run in taken or brought_in
    ]


def copies_made(tx: Transaction) -> list[str]:
    """Where ``desk backup`` has put copies, as its entries in the trail say."""
    rows = tx.all("SELECT DISTINCT subject FROM events WHERE case_id IS NULL AND what = 'backed_up'")
    return [row[0] for row in rows if row[0]]


def same_case(tx: Transaction, known: Known) -> Case | None:
    """The case that is meant, where this database has it: same number, same reference, registered at the same time."""
    case = cases.by_id(tx, known.id)
    if case is None or case.reference != known.reference:
        return None
    return case if int(case.registered_at.timestamp()) == known.registered_at else None


# ------------------------------------------------------------------ the file itself

_UNSCRUBBED = "disposal_to_scrub"


def note_unscrubbed(tx: Transaction) -> None:
    """Remember, with the disposal itself, that the file's free pages still hold what was taken out."""
    remembered.put(tx, _UNSCRUBBED, "1")


def unscrubbed(tx: Transaction) -> bool:
    """Whether an earlier disposal's traces are still in the file."""
    return remembered.get(tx, _UNSCRUBBED) == "1"


def scrub(database: Database, patience: float = 30.0) -> bool:
    """Take the traces of what was disposed of out of what the engine keeps beside the rows that are there.

    Returns:
        ``False`` where somebody reads all the while, for whom they are kept: to be done again.

    Raises:
        DatabaseUnusable: no room for a second copy of the database, say. Nothing is lost; to be done again.
    """
    clean = database.engine.scrub(patience)
    if clean:
        with database.write() as tx:
            remembered.put(tx, _UNSCRUBBED, "")
    return clean
