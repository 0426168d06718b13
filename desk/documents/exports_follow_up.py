"""The lists of the follow-up as they are exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from desk.documents import deviations as deviation_document
from desk.documents import dialogues as dialogue_document
from desk.documents import due as due_document
from desk.documents import goals as goal_document
from desk.documents import improvements as improvement_document
from desk.documents import staffing as staffing_document
from desk.documents import steering as steering_document
from desk.documents import wheel as wheel_document
from desk.documents.export import Asked, Export
from desk.rules.measurements import Against, Parameter
from desk.rules.staffing import Absence, DayStaff
from desk.services import (
    activities,
    board,
    deviations,
    dialogues,
    due,
    goals,
    measurements,
    staffing,
    steering,
    surveys,
    wheel,
)
from desk.storage.deviations import Which
from desk.words import N_

Rows = Iterable[Mapping[str, Any]]
_ALL = 100_000
_DOCUMENT = ("number", "sort", "title", "active", "version", "decided_by", "decided_on", "review_on", "draft")
_DIALOGUE = ("number", "department", "day", "sort", "span", "present", "views", "notes")
_DECISION = (
    "number", "dialogue", "what", "by", "due", "open", "done", "done_on", "dropped_on", "outcome", "improvement",
)  # fmt: skip
_MEASUREMENT = ("number", "name", "made_on", "made_by", "forwarded", "handled", "parameter", "against", "result")
_ANSWER = ("number", "day", "group", "agent", "attitude", "knowledge", "entered_by")


def _deviations(asked: Asked) -> Rows:
    which = Which(open=asked.only.get("state") == "open", met_too=True)
    return map(deviation_document.document, deviations.listed(asked.seat, which, _ALL).rows)


def _goals(asked: Asked) -> Rows:
    every = goals.decided(asked.seat) if asked.only.get("state") == "all" else goals.holding(asked.seat, asked.today)
    return map(goal_document.goal_document, every)


def _activities(asked: Asked) -> Rows:
    return map(goal_document.activity_document, activities.every(asked.seat))


def _improvements(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for each in board.find(asked.seat, now=asked.now):
        values = improvement_document.document(each, asked.today)
        yield {name: values[name] for name in improvement_document.HEADER}


def _wheel(asked: Asked) -> Iterator[Mapping[str, Any]]:
    found = wheel.between(asked.seat, date(asked.year, 1, 1), date(asked.year, 12, 31))
    for each in found.occurrences:
        values = {
            **wheel_document.date_document(found.date(each.number)),
            **wheel_document.day_document(each, asked.today),
        }
        yield {name: values[name] for name in wheel_document.COLUMNS}


def _due(asked: Asked) -> Rows:
    rows: Rows = due_document.document(due.due(asked.seat, asked.now))["due"]
    return rows


def _documents(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for each in steering.documents(asked.seat):
        values = steering_document.document(each, asked.zone)
        held = each.in_force
        yield {
            **values,
            "version": held.number if held else None,
            "decided_by": held.decided_by if held else None,
            "decided_on": held.decided_on.isoformat() if held and held.decided_on else None,
            "review_on": held.review_on.isoformat() if held and held.review_on else None,
        }


def _dialogues(asked: Asked) -> Rows:
    return map(dialogue_document.document, dialogues.find(asked.seat))


def _decisions(asked: Asked) -> Rows:
    found = dialogues.find(asked.seat)
    return (dialogue_document.decision_document(each) for dialogue in found for each in dialogue.decisions)


def _measurements(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for made in measurements.every(asked.seat):
        for parameter in Parameter:
            for against in Against:
                yield {
                    "number": made.id,
                    "name": made.name,
                    "made_on": made.made_on.isoformat(),
                    "made_by": made.made_by,
                    "forwarded": made.forwarded,
                    "handled": made.handled,
                    "parameter": str(parameter),
                    "against": str(against),
                    "result": str(made.result(parameter, against)),
                }


def _staffing(asked: Asked) -> Iterator[Mapping[str, Any]]:
    for group in staffing.week(asked.seat, asked.week, asked.now):
        for day in group.days:
            staff = day.staff or DayStaff(group.group, day.day)
            if day.staff is not None:
                reasons = {str(each): None if staff.untold else staff.absent.get(each, 0) for each in Absence}
                yield {
                    **reasons,
                    "day": day.day.isoformat(),
                    "group": group.group,
                    "planned": staff.planned,
                    "present": staff.present,
                    "hourly": staff.hourly,
                    "away": staff.away,
                    "least": group.least,
                    "cover": str(day.cover),
                    "offered": day.calls.offered,
                    "answered": day.calls.answered,
                    "answer_rate": day.calls.answer_rate,
                }


def _answers(asked: Asked) -> Iterator[Mapping[str, Any]]:
    before = None
    while page := surveys.latest(asked.seat, 1000, before):
        for each in page:
            answer = each.answer
            yield {
                "number": each.id,
                "day": answer.day.isoformat(),
                "group": answer.group,
                "agent": answer.agent,
                "attitude": answer.attitude,
                "knowledge": answer.knowledge,
                "entered_by": each.entered_by,
            }
        before = page[-1].id


def exports() -> tuple[Export, ...]:
    """Every list of the follow-up."""
    some = ("open", "all")
    return (
        Export("deviations", N_("Deviations"), deviation_document.DEVIATION_COLUMNS, _deviations, {"state": some}),
        Export("goals", N_("Goals"), goal_document.GOAL_COLUMNS, _goals, {"state": ("holding", "all")}),
        Export("activities", N_("Activities"), goal_document.ACTIVITY_COLUMNS, _activities),
        Export("improvements", N_("Improvement board"), tuple(improvement_document.HEADER), _improvements),
        Export("wheel", N_("Annual wheel"), wheel_document.COLUMNS, _wheel, {"year": None}),
        Export("due", N_("What falls due"), due_document.COLUMNS, _due),
        Export("documents", N_("Steering documents"), _DOCUMENT, _documents),
        Export("dialogues", N_("Dialogues"), _DIALOGUE, _dialogues),
        Export("decisions", N_("Decisions of dialogues"), _DECISION, _decisions),
        Export("measurements", N_("Service measurements"), _MEASUREMENT, _measurements),
        Export("staffing", N_("Staffing"), staffing_document.COLUMNS, _staffing, {"week": None}),
        Export("answers", N_("Survey answers"), _ANSWER, _answers),
    )
