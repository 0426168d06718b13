"""The access log and the desk's own trail, as JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.bookings import ResourceSort
from desk.rules.deviations import CauseCode, Coaching
from desk.rules.events import Happening, field_word, happening
from desk.rules.goals import FIGURES, GoalSpan
from desk.rules.kinds import kinds
from desk.rules.labels import Code
from desk.rules.measurements import Against, Parameter, Result
from desk.rules.report import Level
from desk.rules.rights import Role
from desk.services.access import Entry
from desk.words import N_, _

ACCESS_COLUMNS = ("at", "by", "what", "reference", "fields", "why")
DESK_COLUMNS = ("at", "by", "what", "subject", "changes")
_PROTECTED = N_("Protected identity")


def access_document(rows: Iterable[Entry], following: str | None, zone: tzinfo) -> dict[str, Any]:
    """A page of the access log as JSON values."""
    entries = [
        {
            "at": _written(row.at, zone),
            "by": row.by,
            "what": row.what,
            "reference": row.reference,
            "subject": row.subject,
            "fields": list(row.fields),
            "why": row.why,
        }
        for row in rows
    ]
    return {"entries": entries, "next": following}


def desk_document(rows: Iterable[Entry], following: str | None, zone: tzinfo) -> dict[str, Any]:
    """A page of the desk's own trail as JSON values."""
    entries = [
        {
            "at": _written(row.at, zone),
            "by": row.by,
            "what": row.what,
            "subject": row.subject,
            "changes": {name: list(change) for name, change in row.changes.items()},
        }
        for row in rows
    ]
    return {"entries": entries, "next": following}


def access_csv(rows: Iterable[Entry], zone: tzinfo) -> str:
    """A page of the access log as CSV."""
    return csv_text(
        ACCESS_COLUMNS,
        [(_written(r.at, zone), r.by, r.what, r.reference, " ".join(r.fields), r.why) for r in rows],
    )


def desk_csv(rows: Iterable[Entry], zone: tzinfo) -> str:
    """A page of the desk's own trail as CSV."""
    return csv_text(DESK_COLUMNS, [(_written(r.at, zone), r.by, r.what, r.subject, changed(r)) for r in rows])


def access_lines(rows: Sequence[Entry], zone: tzinfo, width: int | None) -> list[str]:
    """A page of the access log to read."""
    if not rows:
        return [_("Nothing has been opened.")]
    header = (_("When"), _("Who"), _("What"), _("Case"), _("Fields"), _("Reason"))
    table = [
        (when(r.at, zone), r.by, what_in_words(r), r.reference or r.subject or "", opened(r), r.why or "") for r in rows
    ]
    return columns(header, table, 5, width)


def desk_lines(rows: Sequence[Entry], zone: tzinfo, width: int | None) -> list[str]:
    """A page of the desk's own trail to read."""
    if not rows:
        return [_("Nothing has been done to the desk yet.")]
    header = (_("When"), _("Who"), _("What"), _("About"), _("Changes"))
    table = [(when(r.at, zone), r.by, what_in_words(r), r.subject or "", changed(r)) for r in rows]
    return columns(header, table, 4, width)


def what_in_words(entry: Entry) -> str:
    """What happened; a list that was written to a file was handed out to nobody yet."""
    return _("Written to a file") if _is_list(entry) else happening(entry.what)


def _is_list(entry: Entry) -> bool:
    return entry.what == Happening.EXPORTED and (entry.subject or "").startswith("list:")


def opened(entry: Entry) -> str:
    """What was opened, in words; of a list that was written to a file, how much."""
    if _is_list(entry):
        return changed(entry)
    return ", ".join(
        _(_PROTECTED) if each == "protected_identity" else field_word(each, "enquiry") for each in entry.fields
    )


def changed(entry: Entry) -> str:
    """What changed, each with its value before and after; what was new, with its value."""
    told = ((name, *change) for name, change in entry.changes.items() if change[0] != change[1])
    return "; ".join(f"{_word(name)}: {_value(name, was, ' → ')}{_value(name, now) or '–'}" for name, was, now in told)


def when(at: datetime, zone: tzinfo) -> str:
    """An instant as one reads it, in local time: the log's days matter, and its minutes."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


_WORDS = {
    "name": N_("Name"),
    "role": N_("Role"),
    "group": N_("Answer group"),
    "active": N_("Active"),
    "key": N_("Key"),
    "comment": N_("Comment"),
    "until": N_("Up to"),
    "disposal": N_("Run"),
    "head": N_("Head of the trail"),
    "database": N_("Database"),
    "cases_lacking": N_("Cases lacking"),
    "people_rested": N_("Put to rest"),
    "keys_withdrawn": N_("Keys withdrawn"),
    "proposal": N_("Proposal"),
    "background": N_("Background"),
    "department": N_("Department"),
    "topic": N_("Topic"),
    "cause": N_("Cause"),
    "responsible": N_("Responsible"),
    "due": N_("Expected end date"),
    "result": N_("Result"),
    "board": N_("Column"),
    "decided_on": N_("Decided on"),
    "ended_on": N_("Ended on"),
    "walked_on": N_("Walked by on"),
    "note": N_("Note"),
    "text": N_("Text"),
    # ---- goals and deviations
    "figure": N_("Figure"),
    "target": N_("Goal"),
    "goal": N_("Goal"),
    "level": N_("Level"),
    "span": N_("Span"),
    "decided_by": N_("Decided by"),
    "valid_from": N_("From"),
    "valid_to": N_("Up to"),
    "what": N_("What"),
    "done_on": N_("Done on"),
    "dropped_on": N_("Dropped on"),
    "cause_code": N_("Sort of cause"),
    "action": N_("Action"),
    "coaching": N_("Coaching"),
    "improvement": N_("Improvement"),
    "written": N_("Written"),
    # ---- wheel, documents and dialogues
    "title": N_("Title"),
    "rule": N_("When"),
    "starts": N_("From"),
    "ends": N_("To"),
    "instead_of": N_("Instead of"),
    "version": N_("Version"),
    "review_on": N_("Next review"),
    "dialogue": N_("Dialogue"),
    "views": N_("The department's views"),
    "notes": N_("Notes"),
    "by_whom": N_("By whom"),
    "outcome": N_("Outcome"),
    "sort": N_("Sort"),
    # ---- staffing
    "planned": N_("Planned"),
    "present": N_("Present"),
    "hourly": N_("Hourly staff"),
    "away": N_("Away"),
    "absent": N_("Why they were away"),
    "least_staff": N_("Needed at least"),
    "days": N_("Days"),
    "first": N_("First day"),
    "last": N_("Last day"),
    # ---- satisfaction and service measurements
    "answers": N_("Answers"),
    "known": N_("Known already"),
    "refused": N_("Refused"),
    "day": N_("Day"),
    "agent": N_("About"),
    "attitude": N_("Attitude"),
    "knowledge": N_("Knowledge"),
    "made_on": N_("Made"),
    "made_by": N_("Made by"),
    "forwarded": N_("Forwarded too"),
    "scope": N_("Scope"),
    "analysis": N_("Analysis"),
    "actions": N_("Actions"),
    "handled": N_("Handled"),
    # ---- lists as files, out and in
    "rows": N_("Rows"),
    "narrowed": N_("Narrowed by"),
    "new": N_("New"),
    "changed": N_("Changed"),
    # ---- what can be booked
    "type": N_("Type"),
    "out_from": N_("Out of service from"),
    "out_to": N_("Out of service until"),
    "out_why": N_("Why out of service"),
    # ---- permits and cards
    "blocked": N_("Blocked"),
    "ended": N_("Ended"),
    # ---- kinds of one's own
    "wording": N_("Wording"),
    "retention_days": N_("Kept, days"),
    # ---- topics, departments, answer groups, retention
    "decision": N_("Decision"),
    "name_en": N_("Name in English"),
    "kind": N_("Kind"),
    "working_days": N_("Working days"),
    "solvable": N_("Solved at the desk"),
    "place": N_("Place in the order"),
    # ---- routines and the division of work
    "owner": N_("Owner"),
    "reviewed_on": N_("Looked through"),
    "answering": N_("Answers for it"),
    # ---- reports that are issued
    "email": N_("E-mail"),
    "report": N_("Report"),
    "number": N_("Number"),
    "digest": N_("Digest"),
    "language": N_("Language"),
}
_CODED: Mapping[str, type[Code]] = {
    "role": Role,
    "level": Level,
    "span": GoalSpan,
    "cause_code": CauseCode,
    "coaching": Coaching,
    "sort": ResourceSort,
}
"""Fields whose values are codes with a word of their own."""


def _word(name: str) -> str:
    """What an entry of the desk names, in words; a kind by its own, since retention changes by kind."""
    if name in _WORDS:
        return _(_WORDS[name])
    if _is_comparison(name):
        parameter, _dot, against = name.partition(".")
        return f"{Parameter(parameter).label}, {Against(against).label}"
    kind = kinds().get(name)
    return _(kind.label) if kind else name


def _is_comparison(name: str) -> bool:
    """Whether it is a cell of a service measurement's table (``quality_phone.all``)."""
    parameter, _dot, against = name.partition(".")
    return parameter in list(Parameter) and against in list(Against)


def _value(name: str, value: object, after: str = "") -> str:
    """A value in words, and what follows it; nothing where there is none."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        said = _("yes") if value else _("no")
    elif isinstance(value, list):
        said = ", ".join(_word(each) if name == "written" else str(each) for each in value)
    elif name == "figure":
        said = next((each.label for each in FIGURES if each.code == value), str(value))
    else:
        coded = Result if _is_comparison(name) else _CODED.get(name)
        said = coded(str(value)).label if coded and str(value) in list(coded) else str(value)
    return said + after


def _written(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat()
