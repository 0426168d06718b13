"""What the screens of the follow-up show: calls, grades, staffing, goals, a board, a wheel, documents, dialogues.

All of it through the services, so that nothing is there that nobody could have written; and some of it again, where
somebody who presses any key has ended it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from desk.rules.calendar import Week, local_day
from desk.rules.goals import Goal
from desk.rules.period import ReportSort
from desk.rules.refusals import Refused
from desk.rules.spans import SpanSort, last_whole
from desk.rules.staffing import Absence, DayStaff
from desk.services import (
    activities,
    calls,
    cases,
    deviation_finder,
    dialogues,
    goals,
    improvements,
    issuing,
    measurements,
    staffing,
    steering,
    surveys,
    wheel,
)
from desk.services.seat import Seat

GROUP, DEPARTMENT = "Reception", "Miljö"
DAYS = 40
"""So many days back there were calls, so that the last whole week has some, and the last whole month."""
HOURS = (7, 9, 11, 13)

LEFT: Mapping[str, str] = {
    "goal": "goals WHERE figure = 'answer_rate' AND level = 'all' AND valid_from <= {day}"
    " AND coalesce(valid_to, {day}) >= {day}",
    "answers": "survey_answers",
    "staffing": "staffing WHERE day = {day}",
    "improvement": "improvements WHERE ended_on IS NULL",
    "date": "wheel_dates WHERE active",
    "document": "steering_documents WHERE active",
    "decision": "dialogue_decisions WHERE done_on IS NULL AND dropped_on IS NULL AND improvement_id IS NULL",
}
"""What must not run out, and where what is left of it is counted. An activity goes with its goal."""


def fill(seat: Seat, folder: Path, now: datetime) -> None:
    """Everything that a screen of the follow-up shows, once."""
    zone = seat.settings.zone
    path = folder / "queue_log"
    path.write_text("".join(_calls(now)), encoding="utf-8")
    calls.bring_in(seat, path, now=now)
    _register(seat, last_whole(SpanSort.TERTIAL, local_day(now, zone)).last)
    made = measurements.add(seat, {"name": "Mätning", "made_on": local_day(now, zone).isoformat()}, now)
    assert made.id is not None
    renew(seat, now)
    issuing.issue(seat, ReportSort.MONTH, last_whole(SpanSort.MONTH, local_day(now, zone)), now=now)


def renew(seat: Seat, now: datetime) -> None:
    """Add what has run out, and look whether something falls short."""
    day = local_day(now, seat.settings.zone).toordinal()
    counts = ", ".join(f"(SELECT count(*) FROM {left.format(day=day)})" for left in LEFT.values())
    with seat.database.read() as tx:
        left = dict(zip(LEFT, tx.all(f"SELECT {counts}")[0], strict=True))
    for name, many in left.items():
        if not many:
            with contextlib.suppress(Refused):  # what was ended today may have a name that is taken
                ADDED[name](seat, now)
    deviation_finder.find(seat, now)


def _register(seat: Seat, day: date) -> None:
    """Contacts of a tertial that has ended, where failure demand and views are looked at first."""
    for details in ({"type": "complaint"}, {"type": "praise"}):
        came = f"{day.isoformat()}T12:00:00Z"
        values = {"received_at": came, "department": DEPARTMENT, "demand": "failure", "cause": "no_reply"}
        values["outcome"] = "solved_first"  # closed: those that are open are opened by other places
        cases.register(seat, {**values, "kind": "feedback", "summary": "Klagomål", "details": details})
        cases.register(seat, {**values, "kind": "enquiry", "summary": "Fråga"})


def _calls(now: datetime) -> Iterator[str]:
    """An exchange's log: every second call is answered, by Bo, and every second one is given up."""
    for day in range(DAYS, 0, -1):
        for number, hour in enumerate(HOURS):
            began = int((now - timedelta(days=day)).replace(hour=hour).timestamp())
            call = f"{day}.{number}|{GROUP}"
            yield f"{began}|{call}|NONE|ENTERQUEUE|||1\n"
            if number % 2:
                yield f"{began + 20}|{call}|bo|CONNECT|20|x|1\n{began + 90}|{call}|bo|COMPLETEAGENT|20|70|1\n"
            else:
                yield f"{began + 30}|{call}|NONE|ABANDON|1|1|30\n"


def _goal(seat: Seat, now: datetime) -> None:
    day = local_day(now, seat.settings.zone)
    goal = Goal("answer_rate", 0.95, decided_by="Nämnden", valid_from=day - timedelta(days=DAYS))
    made = goals.set_goal(seat, goal, replace_earlier=True, now=now)
    assert made.id is not None
    activities.add(seat, made.id, "Fler på måndagar", "Lisa", day + timedelta(days=20), now)


def _answers(seat: Seat, now: datetime) -> None:
    day = local_day(now, seat.settings.zone) - timedelta(days=7)
    surveys.add(seat, attitude=2, knowledge=3, group=GROUP, agent="bo", day=day, count=5, now=now)


def _staffing(seat: Seat, now: datetime) -> None:
    monday = Week.of(local_day(now, seat.settings.zone)).monday
    for day in (monday + timedelta(days=number) for number in range(7)):
        staffing.put(seat, DayStaff(GROUP, day, 4, 2, absent={Absence.HOLIDAY: 2}), now)


def _improvement(seat: Seat, now: datetime) -> None:
    improvements.propose(seat, {"proposal": "Svara fortare", "department": DEPARTMENT}, now)


def _date(seat: Seat, now: datetime) -> None:
    wheel.add(seat, {"title": "Veckouppföljning", "rule": "every Monday", "responsible": "lisa"}, now)


def _document(seat: Seat, now: datetime) -> None:
    many = len(steering.documents(seat))
    made = steering.add(seat, "mission", f"Uppdrag {many + 1}", "# Uppdrag\n\nSvara.", now)
    steering.write(seat, made.id, "# Uppdrag\n\nSvara på det mesta.", now=now)


def _decision(seat: Seat, now: datetime) -> None:
    held = dialogues.add(seat, {"department": DEPARTMENT, "views": "Fler frågor om sopor."}, now)
    dialogues.decide(seat, held.id, {"what": "Bättre text på webben", "by_whom": "lisa"}, now)


ADDED: Mapping[str, Callable[[Seat, datetime], None]] = {
    "goal": _goal,
    "answers": _answers,
    "staffing": _staffing,
    "improvement": _improvement,
    "date": _date,
    "document": _document,
    "decision": _decision,
}
"""How each of :data:`LEFT` is added."""
