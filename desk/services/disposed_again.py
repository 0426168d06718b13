"""Disposal once more, on a copy that is restored: what was disposed of since it was made must not come back with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk.rules.cases import Case
from desk.rules.registers import Sort
from desk.services.retention import PART, drafts_end, scrubbed
from desk.services.seat import moment_of
from desk.settings_model import Settings
from desk.storage import brought_in, disposal, organisation, trail
from desk.storage.database import Database, Transaction
from desk.storage.disposal import Earlier, Under

__all__ = ["Earlier", "Redone", "again", "later_disposals"]


@dataclass(frozen=True)
class Redone:
    """What running later disposals again did. ``open`` are cases that stood open in the copy, and still do."""

    cases: int
    drafts: int
    open: tuple[str, ...]
    scrubbed: bool


def later_disposals(database: Database) -> list[Earlier]:
    """Every run that a database remembers, the oldest first. Raises DatabaseUnusable where it cannot be read."""
    with database.read() as tx:
        return disposal.runs(tx)


def again(
    database: Database, runs: Sequence[Earlier], settings: Settings, by: str, now: datetime | None = None
) -> Redone:
    """Dispose again of what earlier runs took, on a copy from before them. Safe to repeat; what is done is left.

    Only cases are taken that are the same: a reference that another case has got since is left alone. A hold from
    before the run was lifted before it, so it is not asked about. A case that was open when the copy was made loses the
    person too; it can still be closed or annulled.

    Args:
        runs: From the database that the copy replaces, and from the list beside it; the same one twice is no matter.
        by: Who restores; where the copy does not know them, the person who ran the disposal, or any administrator.
    """
    moment = moment_of(now)
    counts = Counter[str]()
    with database.read() as tx:
        chosen = {**settings.retention, **organisation.read(tx).retention}
    still_open: list[str] = []
    for run in runs:
        redo = _Again(database, run, by, int(moment.timestamp()))
        for first in range(0, len(run.cases), PART):
            for case in redo.part(run.cases[first : first + PART]):
                counts["cases"] += 1
                if case.is_open:
                    still_open.append(case.reference)
        redo.brought_in()
        counts["drafts"] += redo.drafts(drafts_end(settings, chosen, date.fromordinal(run.until)))
    return Redone(counts["cases"], counts["drafts"], tuple(still_open), scrubbed(database))


@dataclass
class _Again:
    """One run that is done again."""

    database: Database
    run: Earlier
    by: str
    at: int
    under: Under | None = None

    def part(self, wanted: Sequence[disposal.Known]) -> list[Case]:
        """Dispose of those that are not yet; the cases as they were."""
        taken = []
        with self.database.write() as tx:
            for known in wanted:
                case = disposal.same_case(tx, known)
                if case is not None and case.disposed_at is None:
                    disposal.dispose(tx, case, self._begun(tx))
                    taken.append(case)
        return taken

    def brought_in(self) -> None:
        """Dispose of the permits and cards without a case that the run took: those whose day had come by then."""
        with self.database.write() as tx:
            for sort in Sort:
                for number in brought_in.due(tx, sort, self.run.until):
                    disposal.dispose_row(tx, sort, number, self._begun(tx))

    def drafts(self, before: int) -> int:
        """Take away the forms that the run took."""
        with self.database.write() as tx:
            return disposal.remove_drafts(tx, before, self._begun(tx)) if disposal.drafts_before(tx, before) else 0

    def _begun(self, tx: Transaction) -> Under:
        if self.under is None:
            by = self._somebody(tx)
            begun = disposal.begin(tx, self.run.at, by, self.run.decision, self.run.until)
            said = {"until": (None, date.fromordinal(self.run.until).isoformat()), "disposal": (None, begun.run)}
            trail.add(tx, None, self.at, by, "retention_run", said, subject=self.run.decision)
            disposal.note_unscrubbed(tx)
            self.under = Under(begun.run, by, self.at, self.run.decision)
        return self.under

    def _somebody(self, tx: Transaction) -> str:
        known = {each.login for each in organisation.people(tx)}
        return next((each for each in (self.by, self.run.by) if each in known), min(known))
