"""Writing a new case with all that belongs to it: number, trail, what it is found by; its draft goes.

An engine that can do all of it by one call is asked to; otherwise it is written statement by statement.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.rules.cases import Case
from desk.rules.kinds import Details
from desk.rules.references import reference
from desk.storage import cases, drafts, registers, search, trail
from desk.storage.chain import entry_said
from desk.storage.database import Database, NewCase, Transaction, Written

REGISTERED = "registered"


@dataclass(frozen=True)
class New:
    """A case that every rule has let through, still without a number.

    Attributes:
        kind: Its kind.
        year: The local year whose next number it gets.
        key: The sender's key, by which it is registered once, and by which its draft goes.
        at, by: When, in epoch seconds, and who.
    """

    case: Case
    kind: type[Details]
    year: int
    key: str | None
    at: int
    by: str


def known(tx: Transaction, key: str | None) -> Written | None:
    """The case that was registered with ``key`` before; a draft that came after it is taken away."""
    if key is None:
        return None
    row = tx.one("SELECT id, year, number FROM cases WHERE key = ?", (key,))
    if row is None:
        return None
    drafts.remove(tx, key)
    return Written(row[0], row[1], row[2], again=True)


def alone(database: Database, new: New) -> Written:
    """Write a case in a transaction of its own; nothing where its key was registered before.

    Raises:
        DatabaseUnusable: nothing was written.
        ConstraintBroken: a row that the tables refuse.
    """
    done = database.register(lambda: _said(new))
    if done is not None:
        return done
    with database.write() as tx:
        return known(tx, new.key) or _plainly(tx, new)


def write(tx: Transaction, new: New) -> Written:
    """Write a case whose key is not :func:`known`."""
    return tx.register(lambda: _said(new)) or _plainly(tx, new)


def with_number(case: Case, written: Written) -> Case:
    """The case as it was written."""
    return quickly(case, id=written.id, reference=reference(written.year, written.number))


def quickly(case: Case, **changes: Any) -> Case:
    """As ``replace``, which goes through forty fields one by one while others wait for their turn to write."""
    made = object.__new__(Case)
    made.__dict__.update(case.__dict__, **changes)
    return made


def _plainly(tx: Transaction, new: New) -> Written:
    number = cases.take_number(tx, new.year)
    case = quickly(new.case, reference=reference(new.year, number), salt=os.urandom(16))
    row, state = cases.insert(tx, case, new.key)
    case = quickly(case, id=row)
    trail.add(tx, row, new.at, new.by, REGISTERED, _changes(case), version=1, state=state)
    search.put(tx, case, new.kind)
    registers.put_handles(tx, case)
    if new.key is not None:
        drafts.remove(tx, new.key)
    return Written(row, new.year, number)


def _said(new: New) -> NewCase:
    """The same in one piece. What holds the number is cut off where it stands."""
    case = quickly(new.case, reference=reference(new.year, 0), salt=os.urandom(16))
    row = cases.row_of(case, new.key)
    changes = trail.changes_said(_changes(case))
    names, words, folded = search.texts_of(quickly(case, reference=""), new.kind)
    return NewCase(
        key=new.key,
        year=new.year,
        row=row,
        state=cases.state_said(row)[len(f"[{new.year},0,") :],
        said=entry_said((0, 0, new.at, new.by, REGISTERED, None, changes, 1))[len("[0,0,") :],
        at=new.at,
        by=new.by,
        what=REGISTERED,
        changes=changes,
        names=names,
        words=words if words.strip() else " ",
        folded=folded,
        handles=list(registers.handles_of(case)),
    )


def _changes(case: Case) -> Mapping[str, tuple[Any, Any]]:
    return {"status": (None, case.status.value), **({"step": (None, case.step)} if case.step else {})}
