"""The follow-up of made-up data: goals, board, wheel, documents, dialogues, deviations with cause and action.

What people do one by one is done here by the services that they would use, at times that lie within the made-up days;
what comes in many rows (answers, staffing) is written straight (:mod:`desk.storage.sample`). What is there already is
left alone, and nothing is added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from desk.rules.calendar import Week, local_day
from desk.rules.deviations import Coaching, FollowedDeviation
from desk.rules.events import Happening
from desk.rules.goals import Goal
from desk.rules.improvements import BoardStatus
from desk.rules.measurements import Against
from desk.rules.report import Level
from desk.rules.sample import follow_up_words as made
from desk.rules.sample.follow_up import Answers, staffing_of
from desk.rules.sample.plan import Day
from desk.services import (
    activities,
    board,
    deviation_finder,
    deviations,
    dialogues,
    goals,
    improvements,
    measurements,
    steering,
    wheel,
)
from desk.services.seat import Seat
from desk.storage import deviations as found
from desk.storage import sample, trail
from desk.storage.database import Transaction

WHEEL_DAYS = 60
"""How long ago the wheel was begun."""
EXPLAINED, LATE_DAYS = 0.75, 42
"""How many of the deviations of the last weeks have cause and action. The latest week's have none yet, and those of
weeks that ended longer ago than so many days have both."""
_HOUR = 3600


@dataclass(frozen=True)
class Frame:
    """What everything made up here goes by.

    Attributes:
        end: The last instant at which anything happens, in epoch seconds.
        logins: The people at the desk; the second one is the lead.
    """

    days: Sequence[Day]
    end: int
    logins: tuple[str, ...]
    rng: Random

    def ago(self, days: int) -> datetime:
        """An instant of a working day so many days before the last one, or before; never before the first."""
        place = max(0, len(self.days) - 1 - days)
        day = next((each for each in reversed(self.days[: place + 1]) if each.is_working_day), self.days[0])
        return datetime.fromtimestamp(min(day.opens + 2 * _HOUR, self.end), UTC)

    def day(self, seat: Seat, away: int) -> date:
        """The local day that lies so many days from the end; no earlier than one may plan."""
        return local_day(datetime.fromtimestamp(self.end, UTC), seat.settings.zone) + timedelta(days=away)

    @property
    def lead(self) -> str:
        """The login of somebody responsible."""
        return self.logins[min(1, len(self.logins) - 1)]


# ------------------------------------------------------------------ many rows


def write_rows(tx: Transaction, seat: Seat, frame: Frame, *, small: bool) -> None:
    """Write answers and staffing, and an entry of the trail for each month of them, as files of them would leave."""
    groups, by = seat.organisation.groups, seat.who.login
    answers = Answers(groups, frame.logins, frame.rng)
    months: dict[tuple[int, int], list[Day]] = {}
    for day in frame.days:
        months.setdefault((day.day.year, day.day.month), []).append(day)
    for some in months.values():
        at = min(some[-1].opens + 16 * _HOUR, frame.end)
        given = [each for day in some for each in answers.of(day)]
        staff = list(staffing_of(some, groups, small, frame.rng))
        sample.write_answers(tx, given, at, by)
        sample.write_staffing(tx, staff)
        if given:
            changes = {"answers": (None, len(given)), "known": (None, 0), "refused": (None, 0)}
            trail.add(tx, None, at, by, Happening.BROUGHT_IN, changes, subject="survey")
        if staff:
            days = (staff[0].day.isoformat(), staff[-1].day.isoformat())
            counted = {"days": (None, len(staff)), "first": (None, days[0]), "last": (None, days[1])}
            trail.add(tx, None, at, by, Happening.BROUGHT_IN, counted, subject="staffing:file")


# ------------------------------------------------------------------ one by one


def fill(seat: Seat, frame: Frame, most_spans: int | None = None) -> None:
    """Make the follow-up of the cases that are there.

    Args:
        most_spans: Closed spans in which deviations are looked for, the latest first; all of them where none is named.
    """
    _goals(seat, frame)
    _measurement(seat, frame)
    _documents(seat, frame)
    _wheel(seat, frame)
    _board(seat, frame)
    _dialogues(seat, frame)
    _deviations(seat, frame, most_spans)


def _goals(seat: Seat, frame: Frame) -> None:
    if goals.decided(seat):
        return
    begun = frame.ago(len(frame.days))
    on = local_day(begun, seat.settings.zone)
    for each in made.GOALS:
        goal = Goal(each.figure, each.target, span=each.span, decided_by=made.DECIDED_BY, decided_on=on, valid_from=on)
        number = goals.set_goal(seat, goal, now=begun).id or 0
        for what, result, away in each.activities:
            due = frame.day(seat, away)
            planned = activities.add(seat, number, what, frame.lead, due, begun)
            if result:
                activities.done(seat, planned.id, None, result, frame.ago(-away))


def _measurement(seat: Seat, frame: Frame) -> None:
    """The one of the year before the last day's, analysed and handled."""
    if measurements.every(seat):
        return
    year, at = frame.day(seat, 0).year - 1, frame.ago(len(frame.days))
    made_on = min(date(year, 10, 1), local_day(at, seat.settings.zone))
    results = {
        str(parameter): {str(against): str(result) for against, result in zip(Against, compared, strict=True)}
        for parameter, compared in made.RESULTS.items()
    }
    values = {
        "name": f"Servicemätning {year}", "made_on": made_on, "made_by": made.MADE_BY, "forwarded": True,
        "scope": made.SCOPE, "results": results, "analysis": made.ANALYSIS, "actions": made.ACTIONS,
    }  # fmt: skip
    number = measurements.add(seat, values, at).id or 0
    measurements.handle(seat, number, at)


def _documents(seat: Seat, frame: Frame) -> None:
    if steering.documents(seat):
        return
    for sort, title, text, ago, review in made.DOCUMENTS:
        at = frame.ago(ago or 20)
        number = steering.add(seat, sort, title, text, at).id
        if ago is not None and review is not None:
            day = max(frame.day(seat, review), local_day(at, seat.settings.zone) + timedelta(days=1))
            steering.decide(seat, number, made.DECIDED_BY, review_on=day, now=at)


def _wheel(seat: Seat, frame: Frame) -> None:
    """The wheel to begin with, and what has been seen to since: all but the latest of each."""
    last = frame.day(seat, 0)
    begun = frame.ago(WHEEL_DAYS)
    first = local_day(begun, seat.settings.zone)
    if wheel.between(seat, first, last).dates:
        return
    wheel.start(seat, begun)
    passed = [each for each in wheel.between(seat, first, last).occurrences if each.day < last]
    latest = {each.number: each.day for each in passed}
    for each in passed:
        if each.day != latest[each.number] or frame.rng.random() < 0.7:
            wheel.done(seat, each.number, each.day, now=frame.ago((last - each.day).days))


def _board(seat: Seat, frame: Frame) -> None:
    if board.find(seat):
        return
    for each in made.IMPROVEMENTS:
        known = each.department in seat.organisation.departments
        values = {"proposal": each.proposal, "background": each.background}
        at = frame.ago(each.proposed)
        given = {**values, "department": each.department} if known else values
        number = improvements.propose(seat, given, at).id
        due = None if each.due is None else frame.day(seat, each.due)
        _move(seat, number, each, {"responsible": frame.lead, "due": due}, frame)


_WAY = {
    BoardStatus.PROPOSED: (),
    BoardStatus.NOT_DONE: (BoardStatus.NOT_DONE,),
    BoardStatus.DECIDED: (BoardStatus.DECIDED,),
    BoardStatus.UNDER_WAY: (BoardStatus.DECIDED, BoardStatus.UNDER_WAY),
    BoardStatus.DONE: (BoardStatus.DECIDED, BoardStatus.UNDER_WAY, BoardStatus.DONE),
}
"""By which columns an entry came to where it stands."""


def _move(seat: Seat, number: int, of: made.MadeImprovement, values: dict[str, object], frame: Frame) -> None:
    way = _WAY[of.status]
    for step, to in enumerate(way, start=1):
        needed = {"result": of.result} if to in (BoardStatus.DONE, BoardStatus.NOT_DONE) else values
        at = frame.ago(of.proposed - of.proposed * step // (len(way) + 1))
        improvements.move(seat, number, to, needed, now=at)


def _dialogues(seat: Seat, frame: Frame) -> None:
    if dialogues.find(seat):
        return
    for each in made.DIALOGUES:
        if each.department not in seat.organisation.departments:
            continue
        at = frame.ago(each.ago)
        values = {"department": each.department, "sort": each.sort, "views": each.views}
        number = dialogues.add(seat, values, at).id
        for what, due, outcome in each.decisions:
            given = {"what": what, "by_whom": frame.lead, "due": frame.day(seat, due)}
            decided = dialogues.decide(seat, number, given, at)
            if outcome:
                dialogues.done(seat, decided.id, outcome, frame.ago(max(0, -due)))


# ------------------------------------------------------------------ deviations


def _deviations(seat: Seat, frame: Frame, most_spans: int | None) -> None:
    """Look for them, and explain most of those that a week or more has passed since."""
    now = datetime.fromtimestamp(frame.end, UTC)
    deviation_finder.find(seat, now, most=most_spans)
    latest = Week.of(frame.day(seat, 0)).previous.first
    with seat.database.write() as tx:
        for each in found.listed(tx, found.Which(people=None)):
            late = (frame.day(seat, 0) - each.last).days < LATE_DAYS
            if each.open and each.last < latest and (frame.rng.random() < EXPLAINED or not late):
                after, at = _explained(each, seat, frame)
                deviations.put_in(tx, seat, each, after, at)


def _explained(of: FollowedDeviation, seat: Seat, frame: Frame) -> tuple[FollowedDeviation, datetime]:
    code, cause, action = frame.rng.choice(made.CAUSES.get(of.figure, made.OTHER))
    back = max(0, (frame.day(seat, 0) - of.last).days - frame.rng.randint(2, 6))
    due = of.last + timedelta(days=frame.rng.choice((14, 21, 28)))
    today = frame.day(seat, 0)
    done = due if due < today and (frame.rng.random() < 0.8 or (today - due).days > LATE_DAYS) else None
    coaching = of.coaching
    if of.level is Level.AGENT and coaching is not None:
        coaching = Coaching.DONE if done is not None else Coaching.PLANNED
    after = replace(
        of, cause_code=code, cause=cause, action=action, responsible=frame.lead, due=due, done_on=done,
        coaching=coaching,
    )  # fmt: skip
    return after, frame.ago(back)
