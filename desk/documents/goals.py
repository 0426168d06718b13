"""Goals and activities as JSON values, CSV, and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from desk.documents.cells import columns, csv_text
from desk.rules.activities import Activity
from desk.rules.goals import Goal, figure
from desk.rules.report import Level
from desk.rules.targets import in_words
from desk.words import N_, _

GOAL_COLUMNS = (
    "number", "figure", "target", "level", "name", "span", "decided_by", "decided_on", "valid_from", "valid_to", "note",
    "default", "withdrawn",
)  # fmt: skip
ACTIVITY_COLUMNS = ("number", "goal", "what", "responsible", "due", "done_on", "dropped_on", "result")
NOBODY = N_("Desk's default, decided by nobody")


def goal_document(goal: Goal) -> dict[str, Any]:
    """A goal as JSON values. ``number`` is null for Desk's own."""
    return {
        "number": goal.id,
        "figure": goal.figure,
        "target": goal.target,
        "level": str(goal.level),
        "name": goal.name or None,
        "span": str(goal.span),
        "decided_by": goal.decided_by or None,
        "decided_on": _iso(goal.decided_on),
        "valid_from": _iso(goal.valid_from),
        "valid_to": _iso(goal.valid_to),
        "note": goal.note,
        "default": goal.is_default,
        "withdrawn": goal.withdrawn,
    }


def activity_document(activity: Activity) -> dict[str, Any]:
    """An activity as JSON values."""
    return {
        "number": activity.id,
        "goal": activity.goal_id,
        "what": activity.what,
        "responsible": activity.responsible or None,
        "due": _iso(activity.due),
        "done_on": _iso(activity.done_on),
        "dropped_on": _iso(activity.dropped_on),
        "result": activity.result,
    }


def goals_csv(goals: Iterable[Goal]) -> str:
    """Goals as CSV."""
    return csv_text(GOAL_COLUMNS, (tuple(goal_document(each).values()) for each in goals))


def activities_csv(activities: Iterable[Activity]) -> str:
    """Activities as CSV."""
    return csv_text(ACTIVITY_COLUMNS, (tuple(activity_document(each).values()) for each in activities))


# ------------------------------------------------------------------ to read


def goal_lines(goals: Sequence[Goal], width: int | None = None) -> list[str]:
    """Goals to read."""
    header = (_("No."), _("Figure"), _("Goal"), _("For"), _("Followed"), _("Valid"), _("Decided by"))
    rows = [
        (
            str(each.id or "–"),
            figure(each.figure).label,
            in_words(figure(each.figure), each.target),
            place_in_words(each.level, each.name),
            each.span.label,
            days_in_words(each),
            decided_in_words(each),
        )
        for each in goals
    ]
    return columns(header, rows, 6, width)


def activity_lines(
    activities: Sequence[Activity], today: date, names: Mapping[str, str], width: int | None = None
) -> list[str]:
    """Activities to read; ``names`` by login."""
    if not activities:
        return [_("No activities are planned.")]
    header = (_("No."), _("Goal"), _("What"), _("Responsible"), _("Due"), _("State"))
    rows = [
        (
            str(each.id),
            str(each.goal_id),
            each.what,
            names.get(each.responsible, each.responsible) or "–",
            _iso(each.due) or "–",
            state_in_words(each, today),
        )
        for each in activities
    ]
    return columns(header, rows, 2, width)


def place_in_words(level: Level, name: str | None, title: str | None = None) -> str:
    """Of what a goal or a deviation is: the whole desk, every group, one by its name."""
    if not name:
        return level.label
    return title or name


def days_in_words(goal: Goal) -> str:
    """On which days a goal holds."""
    if goal.is_default:
        return "–"
    if goal.withdrawn:
        return _("taken back")
    return f"{_iso(goal.valid_from)}–{_iso(goal.valid_to) or ''}"


def decided_in_words(goal: Goal) -> str:
    """Who decided a goal, and when."""
    if goal.is_default:
        return _(NOBODY)
    return f"{goal.decided_by}, {_iso(goal.decided_on)}"


def state_in_words(activity: Activity, today: date) -> str:
    """Whether an activity is under way, late, done or dropped."""
    if activity.done_on:
        return _("done {day}", day=activity.done_on.isoformat())
    if activity.dropped_on:
        return _("dropped {day}", day=activity.dropped_on.isoformat())
    return _("late") if activity.overdue(today) else _("under way")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
