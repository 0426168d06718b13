"""What the columns and codes of exported lists are called by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desk.rules.bookings import ResourceSort, Taken
from desk.rules.cases import Channel, Status
from desk.rules.deviations import CauseCode, Coaching
from desk.rules.dialogues import DialogueSort
from desk.rules.due import DueSort
from desk.rules.events import happening
from desk.rules.goals import FIGURES, GoalSpan
from desk.rules.improvements import BoardStatus
from desk.rules.kinds import kinds
from desk.rules.labels import Code
from desk.rules.measurements import Against, Parameter, Result
from desk.rules.period import ReportSort
from desk.rules.registers import State
from desk.rules.report import Level
from desk.rules.rights import Role
from desk.rules.staffing import Absence, Cover
from desk.rules.steering import DocumentSort
from desk.words import N_, _

Row = Mapping[str, Any]

_HEADS: Mapping[str, str] = {
    "action": N_("Action"),
    "active": N_("In use"),
    "active_from": N_("Handed out"),
    "active_until": N_("Ended"),
    "actual": N_("Actual"),
    "against": N_("Against"),
    "agent": N_("Agent"),
    "anonymous": N_("Anonymous"),
    "answer_rate": N_("Answer rate"),
    "answered": N_("Answered"),
    "appealed_on": N_("Appealed on"),
    "arrived": N_("Arrived"),
    "at": N_("When"),
    "attitude": N_("Attitude"),
    "away": N_("Away"),
    "background": N_("Background"),
    "badge": N_("Badge"),
    "begins": N_("From"),
    "blocked": N_("Blocked"),
    "brought_in": N_("Brought in"),
    "by": N_("By"),
    "card_number": N_("Card number"),
    "cause": N_("Cause"),
    "cause_code": N_("Sort of cause"),
    "changes": N_("Changes"),
    "channel": N_("Channel"),
    "citizen": N_("Who"),
    "coaching": N_("Coaching"),
    "code": N_("Code"),
    "cover": N_("Cover"),
    "day": N_("Day"),
    "decided_by": N_("Decided by"),
    "decided_on": N_("Decided on"),
    "default": N_("Desk's own"),
    "department": N_("Department"),
    "dialogue": N_("Dialogue"),
    "done": N_("Done"),
    "done_on": N_("Done on"),
    "draft": N_("Draft"),
    "dropped_on": N_("Dropped on"),
    "due": N_("Due"),
    "email": N_("E-mail address"),
    "ended_on": N_("Ended on"),
    "ends": N_("To"),
    "entered_by": N_("Entered by"),
    "fields": N_("Fields"),
    "figure": N_("Figure"),
    "first": N_("First day"),
    "forwarded": N_("Forwarded too"),
    "found_at": N_("Found"),
    "from": N_("From"),
    "goal": N_("Goal"),
    "group": N_("Answer group"),
    "handled": N_("Handled"),
    "host": N_("Host"),
    "hourly": N_("Hourly staff"),
    "id": N_("Number"),
    "improvement": N_("Improvement"),
    "issued_at": N_("Issued"),
    "issued_by": N_("By"),
    "kind": N_("Kind"),
    "knowledge": N_("Knowledge"),
    "language": N_("Language"),
    "last": N_("Last day"),
    "last_day_to_appeal": N_("Last day to appeal"),
    "late": N_("Late"),
    "least": N_("Needed at least"),
    "least_staff": N_("Needed at least"),
    "level": N_("Level"),
    "login": N_("Login"),
    "made_by": N_("Made by"),
    "made_on": N_("Made"),
    "many": N_("How many"),
    "met_at": N_("Met after all"),
    "name": N_("Name"),
    "name_en": N_("Name in English"),
    "note": N_("Note"),
    "notes": N_("Notes"),
    "number": N_("Number"),
    "offered": N_("Offered"),
    "open": N_("Open"),
    "out_from": N_("Out of service from"),
    "out_to": N_("Out of service until"),
    "out_why": N_("Why it is out of service"),
    "outcome": N_("Outcome"),
    "overdue": N_("Overdue"),
    "owner": N_("Owner"),
    "parameter": N_("Parameter"),
    "people": N_("People"),
    "personal_number": N_("Personal number"),
    "phone": N_("Telephone"),
    "place": N_("Place"),
    "planned": N_("Planned"),
    "present": N_("Present"),
    "proposal": N_("Proposal"),
    "proposed_by": N_("Proposed by"),
    "proposed_on": N_("Proposed on"),
    "protected": N_("Protected identity"),
    "received": N_("Received"),
    "received_at": N_("Received"),
    "recipient": N_("Recipient"),
    "reference": N_("Case"),
    "renewal": N_("Open case"),
    "report": N_("Report"),
    "responsible": N_("Responsible"),
    "result": N_("Result"),
    "retention_days": N_("Kept for days"),
    "review_on": N_("Next review"),
    "reviewed_on": N_("Reviewed on"),
    "role": N_("Role"),
    "school": N_("School"),
    "sender": N_("Sender"),
    "serial_number": N_("Serial number"),
    "served_on": N_("Served on"),
    "solvable": N_("Solved at the desk"),
    "sort": N_("Sort"),
    "span": N_("Span"),
    "state": N_("State"),
    "status": N_("Status"),
    "step": N_("Step"),
    "subject": N_("About"),
    "summary": N_("What"),
    "target": N_("Goal"),
    "temporary_until": N_("Temporary until"),
    "title": N_("Title"),
    "to": N_("To"),
    "topic": N_("Topic"),
    "topics": N_("Topics"),
    "type": N_("Type"),
    "valid_from": N_("Valid from"),
    "valid_to": N_("Valid to"),
    "version": N_("Version"),
    "views": N_("The department's views"),
    "walked_on": N_("Walked by on"),
    "what": N_("What"),
    "who": N_("Who"),
    "why": N_("Reason"),
    "withdrawn": N_("Withdrawn"),
    "working_days": N_("Working days"),
    "written_at": N_("Written"),
    "written_by": N_("Written by"),
    **{str(each): each.message for each in Absence},
}
_CODES: Mapping[str, type[Code]] = {
    "channel": Channel,
    "status": Status,
    "level": Level,
    "cause_code": CauseCode,
    "coaching": Coaching,
    "parameter": Parameter,
    "against": Against,
    "cover": Cover,
    "report": ReportSort,
    "role": Role,
    "improvements.status": BoardStatus,
    "permits.state": State,
    "cards.state": State,
    "bookings.state": Taken,
    "bookings.sort": ResourceSort,
    "pool.sort": ResourceSort,
    "due.sort": DueSort,
    "documents.sort": DocumentSort,
    "dialogues.sort": DialogueSort,
    "goals.span": GoalSpan,
    "measurements.result": Result,
}
"""Columns that hold codes; those of one list alone with its name before them."""


def head(column: str) -> str:
    """A column's head, in the language spoken now."""
    return _(_HEADS[column])


def said(what: str, column: str, row: Row) -> str | None:
    """A row's code in words, in the language spoken now; ``None`` where the column holds no codes."""
    value = str(row[column])
    if (codes := _CODES.get(f"{what}.{column}") or _CODES.get(column)) is not None:
        return codes(value).label if value in list(codes) else value
    by_column = _SAID.get(column)
    return None if by_column is None else by_column(what, row, value)


def _kind(_what: str, _row: Row, value: str) -> str:
    known = kinds().get(value)
    return _(known.label) if known else value


def _step(_what: str, row: Row, value: str) -> str:
    known = kinds().get(str(row.get("kind")))
    steps = known.steps if known else None
    return steps(value).label if steps is not None and value in list(steps) else value


def _figure(_what: str, _row: Row, value: str) -> str:
    return next((each.label for each in FIGURES if each.code == value), value)


def _happening(what: str, _row: Row, value: str) -> str | None:
    return happening(value) if what in ("access", "trail") else None


_SAID: Mapping[str, Callable[[str, Row, str], str | None]] = {
    "kind": _kind,
    "step": _step,
    "figure": _figure,
    "what": _happening,
}
