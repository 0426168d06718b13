"""Figures against a plain count: any cases, any changes of them, before and after the days have been cached."""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import on_engine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.rules.calendar import Week, working_days_after
from desk.rules.report import Part, WeekReport
from desk.rules.rights import Person, Role
from desk.services import reports
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

ZONE = ZoneInfo("Europe/Stockholm")
WEEKS = [Week(2026, 43), Week(2026, 44), Week(2026, 45)]
"""The first ends with the day of 25 hours."""
START = int(datetime(2026, 10, 18, 22, 0, tzinfo=UTC).timestamp())
LENGTH = 24 * 24 * 3600
WHO = Person("anna", "Anna Lind", Role.ADMIN, "Reception")


@dataclass(frozen=True)
class Made:
    """One case as the plain count sees it; instants in epoch seconds."""

    received_at: int
    channel: str
    kind: str
    department: str | None
    group: str | None
    agent: str | None
    demand: str | None
    cause: str | None
    closed_at: int | None
    outcome: str | None
    first_answered_at: int | None
    answer_by: int | None
    due: int | None
    annulled: bool
    closed_before: tuple[int, int] | None
    type: str | None
    anonymous: bool
    confirmed_on: str | None

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(self.received_at, ZONE).date()


@st.composite
def made(draw: st.DrawFn) -> Made:
    received = START + draw(st.integers(0, LENGTH))
    later = st.integers(received, received + 12 * 86400)
    closed = draw(st.none() | later)
    before = sorted(draw(st.tuples(later, later))) if draw(st.booleans()) else None
    if before and closed is not None and closed < before[1]:
        closed = before[1]
    demand = draw(st.sampled_from([None, "value", "failure"]))
    causes: list[str | None] = {"value": ["new_request", None], "failure": ["chasing", None]}.get(demand or "", [None])
    kind = draw(st.sampled_from(["enquiry", "fault", "feedback"]))
    anonymous = draw(st.booleans())
    day = datetime.fromtimestamp(received, ZONE).date()
    confirmed = draw(st.none() | st.integers(0, 6)) if kind == "feedback" and not anonymous else None
    return Made(
        received_at=received,
        channel=draw(st.sampled_from(["visit", "phone", "email"])),
        kind=kind,
        department=draw(st.sampled_from([None, "Miljö", "Extern"])),
        group=draw(st.sampled_from([None, "Reception", "Omsorg"])),
        agent=draw(st.sampled_from([None, "anna", "bo"])),
        demand=demand,
        cause=draw(st.sampled_from(causes)),
        closed_at=closed,
        outcome=draw(st.sampled_from(["solved_first", "forwarded"])) if closed is not None else None,
        first_answered_at=closed if closed is not None else draw(st.none() | later),
        answer_by=draw(st.none() | later),
        due=draw(st.none() | later),
        annulled=draw(st.booleans()) and draw(st.booleans()),
        closed_before=(before[0], before[1]) if before else None,
        type=draw(st.sampled_from([None, "complaint", "praise", "suggestion"])) if kind == "feedback" else None,
        anonymous=anonymous,
        confirmed_on=None if confirmed is None else (day + timedelta(days=confirmed)).isoformat(),
    )


# ------------------------------------------------------------------ the plain count


def naive(every: list[Made], week: Week, now: int) -> dict[str, Any]:
    counted = [each for each in every if not each.annulled]
    end = int(datetime.combine(week.sunday + timedelta(days=1), time.min, ZONE).timestamp())
    return {
        **_figures([each for each in counted if each.day in week.days]),
        "stock": _stock([each for each in counted if each.day <= week.sunday], end, now),
        "email": _email([each for each in counted if each.day in week.days], now),
        "feedback": _feedback([each for each in counted if each.day in week.days and each.kind == "feedback"], now),
    }


def _figures(some: list[Made]) -> dict[str, Any]:
    closed = [each for each in some if each.closed_at is not None]
    durations = sorted((each.closed_at or 0) - each.received_at for each in closed)
    return {
        "registered": len(some),
        "closed": len(closed),
        "channel": Counter(each.channel for each in some),
        "kind": Counter(each.kind for each in some),
        "department": Counter(each.department for each in some if each.department),
        "solved": sum(each.outcome == "solved_first" for each in closed),
        "median": statistics.median(durations) if durations else None,
        "demand": (sum(each.demand == "failure" for each in some), sum(each.demand is not None for each in some)),
        "causes": Counter(each.cause for each in some if each.demand == "failure" and each.cause),
    }


def _stock(some: list[Made], end: int, now: int) -> tuple[int, int]:
    """The week's last instant lies before ``end``; now is an instant that has come."""
    stood = [each for each in some if not _stood_closed(each, end if end <= now else now + 1)]
    return len(stood), sum(each.due is not None and each.due < min(end, now) for each in stood)


def _stood_closed(each: Made, at: int) -> bool:
    if each.closed_at is not None and each.closed_at < at:
        return True
    return each.closed_before is not None and each.closed_before[0] < at <= each.closed_before[1]


def _email(some: list[Made], now: int) -> tuple[int, int]:
    letters = [(each.answer_by, each.first_answered_at) for each in some if each.channel == "email" and each.answer_by]
    in_time = sum(answered is not None and answered <= by for by, answered in letters)
    late = sum(answered > by if answered is not None else by < now for by, answered in letters)
    return in_time + late, in_time


def _feedback(some: list[Made], now: int) -> tuple[Counter[str], float | None]:
    today = datetime.fromtimestamp(now, ZONE).date()
    in_time = due = 0
    for each in some:
        by = working_days_after(each.day, 2)
        if each.anonymous:
            continue
        if each.confirmed_on is not None:
            in_time += date.fromisoformat(each.confirmed_on) <= by
            due += 1
        else:
            due += by < today
    return Counter(each.type for each in some if each.type), in_time / due if due else None


# ------------------------------------------------------------------ Desk's own


def counted(report: WeekReport) -> dict[str, Any]:
    views = report.feedback
    types = {"complaint": views.complaint, "praise": views.praise, "suggestion": views.suggestion}
    return {
        **_of(report),
        "stock": (report.cases.open, report.cases.overdue),
        "email": (report.email.received, report.email.in_time),
        "feedback": (Counter({name: many for name, many in types.items() if many}), views.confirmed_in_time),
    }


def _of(part: WeekReport | Part) -> dict[str, Any]:
    return {
        "registered": part.cases.registered,
        "closed": part.cases.closed,
        "channel": part.cases.by_channel,
        "kind": part.cases.by_kind,
        "department": part.cases.by_department,
        "solved": part.first_contact.solved,
        "median": part.handling.median_s,
        "demand": (part.failure_demand.failure, part.failure_demand.classified),
        "causes": part.failure_demand.causes,
    }


COLUMNS = (
    "year", "number", "kind", "channel", "status", "summary", "note", "anonymous", "protected", "confidential",
    "department", "answer_group", "agent", "demand", "cause", "outcome", "received_at", "registered_at",
    "first_answered_at", "closed_at", "due", "due_key", "answer_by", "day", "annulled_at", "details",
    "details_version", "version",
)  # fmt: skip


def row_of(number: int, each: Made) -> tuple[Any, ...]:
    details = f'{{"type": "{each.type}", "confirmed_on": "{each.confirmed_on}"}}'.replace('"None"', "null")
    return (
        2026, number, each.kind, each.channel, "closed" if each.closed_at is not None else "new", "", "",
        each.anonymous, False, False, each.department, each.group, each.agent, each.demand, each.cause, each.outcome,
        each.received_at, each.received_at, each.first_answered_at, each.closed_at, each.due, each.due or 1 << 53,
        each.answer_by, each.day.toordinal(), START if each.annulled else None, details, 1, 1,
    )  # fmt: skip


def put(database: Database, every: list[Made]) -> None:
    """Write the cases, or write over those that are there."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
    with database.write() as tx:
        tx.run_many(
            f"INSERT INTO cases (id, {', '.join(COLUMNS)}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
            f" ON CONFLICT (id) DO UPDATE SET {sets}",
            [(number, *row_of(number, each)) for number, each in enumerate(every, start=1)],
        )
        tx.run("DELETE FROM closed_periods")
        tx.run_many(
            "INSERT INTO closed_periods (case_id, closed_at, reopened_at) VALUES (?, ?, ?)",
            [(number, *each.closed_before) for number, each in enumerate(every, start=1) if each.closed_before],
        )


def compare(seat: Seat, every: list[Made], now: int) -> None:
    moment = datetime.fromtimestamp(now, UTC)
    for week in WEEKS:
        if week > Week.of(moment.astimezone(ZONE).date()):
            continue
        fresh = reports.Fresh()
        report = reports.week(seat, week, now=moment, fresh=fresh)
        assert counted(report) == naive(every, week, now)
        for parts, field in ((report.groups, "group"), (report.agents, "agent")):
            for part in parts:
                own = [each for each in every if getattr(each, field) == part.name]
                plain = naive(own, week, now)
                assert (_of(part), (part.cases.open, part.cases.overdue)) == (
                    {name: plain[name] for name in _of(part)},
                    plain["stock"],
                )
        assert reports.store_cache(seat, fresh)
        assert reports.week(seat, week, now=moment) == report


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(made(), min_size=1, max_size=12),
    changes=st.lists(st.tuples(st.integers(0, 11), made()), max_size=5),
    more=st.lists(made(), max_size=4),
    now=st.integers(START + 3600, START + LENGTH + 30 * 86400),
)
def test_figures_are_a_plain_count(
    template: Path, first: list[Made], changes: list[tuple[int, Made]], more: list[Made], now: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(on_engine.copied(template, Path(folder) / "desk.db"))
        seat = Seat(database, Settings.model_validate({}), WHO)
        every = [_until(each, now) for each in first]
        put(database, every)
        compare(seat, every, now)
        for place, each in changes:
            if place < len(every):
                every[place] = _until(each, now)
        every += [_until(each, now) for each in more]
        put(database, every)
        compare(seat, every, now)
        database.close()


def _until(each: Made, now: int) -> Made:
    """The case as it can be known at ``now``: nothing in it lies in the future."""
    received = min(each.received_at, now)
    closed = each.closed_at if each.closed_at is not None and each.closed_at <= now else None
    before = each.closed_before if each.closed_before and each.closed_before[1] <= now else None
    answered = each.first_answered_at
    return dataclasses.replace(
        each,
        received_at=received,
        closed_at=closed,
        outcome=each.outcome if closed is not None else None,
        closed_before=before,
        first_answered_at=answered if answered is not None and answered <= now else None,
    )


def test_the_plain_count_is_not_empty(seat: Seat, person: Callable[..., Person]) -> None:
    """What the comparison rests on: a case of every sort, counted by hand."""
    at = START + 3 * 86400
    one = Made(
        at, "email", "feedback", "Miljö", "Reception", "anna", "failure", "chasing", at + 60, "solved_first", at + 60,
        at + 90, at + 30, False, None, "praise", False, "2026-10-22",
    )  # fmt: skip
    found = naive([one], WEEKS[0], START + LENGTH)
    assert (found["registered"], found["median"], found["stock"], found["email"]) == (1, 60, (0, 0), (1, 1))
    assert found["feedback"] == (Counter(praise=1), 1.0)
