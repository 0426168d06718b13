"""Dialogues with departments as JSON values, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from desk.documents.cells import columns
from desk.rules.dialogues import STRATEGY_A_YEAR, Decision, Dialogue, Standing
from desk.rules.improvements import BoardStatus
from desk.services.dialogues import Overview
from desk.words import _, day, n_


def document(of: Dialogue) -> dict[str, Any]:
    """A dialogue with its decisions as JSON values."""
    return {
        "number": of.id,
        "department": of.department,
        "day": of.day.isoformat(),
        "sort": str(of.sort),
        "span": of.span,
        "present": of.present,
        "views": of.views,
        "notes": of.notes,
        "decisions": [decision_document(each) for each in of.decisions],
    }


def decision_document(each: Decision) -> dict[str, Any]:
    """A decision as JSON values. ``done`` is true also where it was done on the board."""
    return {
        "number": each.id,
        "dialogue": each.dialogue_id,
        "what": each.what,
        "by": each.by_whom or None,
        "due": _iso(each.due),
        "open": each.is_open,
        "done": each.was_done,
        "done_on": _iso(each.done_on),
        "dropped_on": _iso(each.dropped_on),
        "outcome": each.outcome,
        "improvement": each.improvement_id,
        "board": each.board,
    }


def standing_document(each: Standing) -> dict[str, Any]:
    """How far a department has come, as JSON values."""
    return {
        "department": each.department,
        "this_month": each.this_month,
        "last": _iso(each.last),
        "strategy_this_year": each.strategy,
        "open": each.open,
        "late": each.late,
    }


def _iso(of: date | None) -> str | None:
    return of.isoformat() if of else None


# ------------------------------------------------------------------ to read


def list_lines(found: Iterable[Dialogue], today: date, width: int | None) -> list[str]:
    """Dialogues to read, a line each."""
    header = (_("No."), _("Day"), _("Department"), _("Sort"), _("Decisions"))
    rows = [
        (str(each.id), day(each.day, year=True), each.department, each.sort.label, counted(each, today))
        for each in found
    ]
    return columns(header, rows, 2, width) if rows else [_("No dialogue has been written down yet.")]


def counted(of: Dialogue, today: date) -> str:
    """How many decisions a dialogue made, and how many of them are open or late."""
    if not of.decisions:
        return "–"
    said = str(len(of.decisions))
    if of.open:
        said += " · " + n_("{n} open", "{n} open", of.open)
    if late := sum(each.is_late(today) for each in of.decisions):
        said += " · " + n_("! {n} late", "! {n} late", late)
    return said


def standing_lines(overview: Overview, width: int | None) -> list[str]:
    """How far each department has come, to read."""
    header = (_("Department"), _("This month"), _("Latest"), _("Strategy this year"), _("Open decisions"))
    rows = [
        (each.department, had(each), str(each.last or "–"), strategy(each), _open(each)) for each in overview.standings
    ]
    return columns(header, rows, 0, width)


def had(each: Standing) -> str:
    """Whether the month has had its dialogue, in a sign and a word."""
    return "✓ " + _("yes") if each.this_month else "! " + _("not yet")


def strategy(each: Standing) -> str:
    """How many dialogues on strategy the year has had, of the two or three it is to have."""
    return f"{each.strategy} ({STRATEGY_A_YEAR[0]}–{STRATEGY_A_YEAR[1]})"


def _open(each: Standing) -> str:
    return f"{each.open}" + (f" · ! {each.late}" if each.late else "")


def show_lines(of: Dialogue, today: date, names: Mapping[str, str]) -> Iterator[str]:
    """One dialogue to read."""
    yield f"{of.department} · {day(of.day, year=True)} · {of.sort.label}"
    for title, text in (
        (_("Looked at"), of.span or ""),
        (_("Present"), of.present),
        (_("The department's views"), of.views),
        (_("Notes"), of.notes),
    ):
        if text:
            yield ""
            yield title
            yield from (f"  {line}" for line in text.splitlines())
    if of.decisions:
        yield ""
        yield _("Decisions")
        yield from (f"  {each.id}. {decision_words(each, today, names)}" for each in of.decisions)


def decision_words(each: Decision, today: date, names: Mapping[str, str]) -> str:
    """A decision in one line: what, by whom, by when, and how it stands."""
    parts = [each.what, names.get(each.by_whom, each.by_whom), state(each, today)]
    return " · ".join(part for part in parts if part)


def state(each: Decision, today: date) -> str:
    """How it stands with a decision, in words and a sign."""
    if each.improvement_id is not None:
        status = BoardStatus(each.board).label if each.board else ""
        return _("improvement {number}: {status}", number=each.improvement_id, status=status)
    if each.done_on is not None:
        return "✓ " + _("done {day}", day=each.done_on) + (f": {each.outcome}" if each.outcome else "")
    if each.dropped_on is not None:
        return "– " + _("dropped {day}: {why}", day=each.dropped_on, why=each.outcome)
    if each.due is None:
        return _("open")
    if each.is_late(today):
        return "! " + _("late: {day}", day=each.due)
    return _("due {day}", day=each.due)
