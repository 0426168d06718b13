"""How screens say what the services answer: deadlines in words, whose case it is, where it stands.

Loads pydantic (kinds): imported by screens after the first paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING

from desk.documents.case_text import kind_word as kind_in_words
from desk.documents.case_text import step_word as step_in_words
from desk.rules.case_fields import case_fields
from desk.rules.cases import Cause, Demand, Status
from desk.rules.kinds import kinds
from desk.rules.refusals import Problem
from desk.words import _, clock, day_of_month, weekday

if TYPE_CHECKING:
    from desk.rules.topics import Topic
    from desk.storage.lists import Listed

__all__ = [
    "day_in_words",
    "due_in_words",
    "kind_in_words",
    "moment_in_words",
    "problem_in_words",
    "spark",
    "step_in_words",
    "where_in_words",
    "who_in_words",
]

BARS = "▁▂▃▄▅▆▇█"
_SAID_BY_STATUS = (Status.WAITING_CITIZEN, Status.WAITING_INTERNAL, Status.PARKED, Status.HANDED_OVER, Status.CLOSED)


def day_in_words(day: datetime, now: datetime) -> str:
    """A local day seen from ``now``, both in the same zone: today, tomorrow, ``Fri 20``, ``3 Dec``, ``3 Dec 2027``."""
    away = (day.date() - now.date()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        return near[away]
    if -7 < away < 7:
        return f"{weekday(day.date())} {day.day}"
    return day_of_month(day.date(), year=day.year != now.year)


def due_in_words(due: datetime | None, now: datetime, zone: tzinfo, *, over: bool) -> str:
    """A deadline: ``today 16:00``, ``Fri 20``; with ``!`` before it where it has passed."""
    if due is None:
        return ""
    local, here = due.astimezone(zone), now.astimezone(zone)
    day = day_in_words(local, here)
    words = f"{day} {clock(local)}" if local.date() == here.date() else day
    return f"! {words}" if over else words


def moment_in_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """An instant: ``today 10:42``, ``3 Nov 09:10``."""
    local = at.astimezone(zone)
    return f"{day_in_words(local, now.astimezone(zone))} {clock(local)}"


def problem_in_words(
    problem: Problem, kind_code: str | None = None, topics: Mapping[str, Topic] = MappingProxyType({})
) -> Problem:
    """The problem as a screen says it: by words; the codes are for the command line."""
    words = _words_of(problem, kind_code or "", topics)
    values = {name: _said(value, words) if name in _CODED else value for name, value in problem.values.items()}
    return replace(problem, values=values)


_CODED = ("allowed", "now", "demand", "kind")
"""Values of problems that may be codes."""


def _words_of(problem: Problem, kind_code: str, topics: Mapping[str, Topic]) -> Mapping[str, str]:
    """The word for each code that a problem may name."""
    if problem.code in ("step_not_allowed", "step_unknown"):
        found = kinds().get(kind_code)
        return {str(each): each.label for each in found.steps} if found and found.steps else {}
    if problem.code == "status_not_allowed":
        return {str(each): each.label for each in Status}
    if problem.code == "topic_unknown":
        return {code: topic.label for code, topic in topics.items()}
    if problem.code == "topic_of_other_kind":
        return {code: kind_in_words(code) for code in kinds()}
    if problem.code == "cause_of_other_demand":
        return {str(each): each.label for each in (*Demand, *Cause)}
    field = case_fields(kind_code or None).get(problem.field or "")
    return {str(each): each.label for each in field.choices} if field else {}


def _said(value: object, words: Mapping[str, str]) -> object:
    """A code, several, or several in one text, in words; what is no code stays as it is."""
    if isinstance(value, str):
        return ", ".join(words.get(each, each) for each in value.split(", "))
    if isinstance(value, Iterable):
        return tuple(words.get(str(each), str(each)) for each in value)
    return value


def who_in_words(name: str | None, *, anonymous: bool, protected: bool) -> str:
    """Who the case is about; a protected identity says only that."""
    if protected:
        return _("Protected")
    return _("Anonymous") if anonymous else name or ""


def where_in_words(case: Listed) -> str:
    """Where a case stands: its step, or its status where that says more."""
    status = Status(case.status)
    if case.annulled:
        return _("Annulled")
    if status in _SAID_BY_STATUS:
        return status.label
    return step_in_words(case.kind, case.step) or status.label


def spark(rates: Sequence[float | None], low: float = 0.5) -> str:
    """A line of bars for fractions of 1, from ``low`` or the least of them up to 1; a dot where there is no data."""
    known = [each for each in rates if each is not None]
    if not known:
        return ""
    bottom = min(low, *known) if min(known) < low else low
    top = len(BARS) - 1
    return "".join("·" if each is None else BARS[round((each - bottom) / (1 - bottom) * top)] for each in rates)
