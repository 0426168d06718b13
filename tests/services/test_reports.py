"""The weekly follow-up, over cases made by hand: days, weeks, stock, calls, rights. The cache has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.cases import Outcome
from desk.rules.refusals import Refused
from desk.rules.report import Level, Part, WeekReport
from desk.services import cases, reports
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

Report = Callable[..., WeekReport]
PutCalls = Callable[..., None]
W47 = Week(2026, 47)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AFTERWARDS = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


def register(seat: Seat, at: datetime, **values: Any) -> str:
    """Register a case that came in, and was registered, ``at`` an instant."""
    given = {"kind": "enquiry", "channel": "phone", **values}
    return cases.register(seat, given, at).reference


def part(parts: tuple[Part, ...], name: str) -> Part:
    """The part with this name."""
    return next(each for each in parts if each.name == name)


# ------------------------------------------------------------------ what is counted


def test_a_week_without_anything_has_no_data(seat: Seat, report: Report) -> None:
    found = report(seat).to_json()
    assert found["calls"] == {
        "offered": 0, "answered": 0, "abandoned": 0, "answer_rate": None, "service_level": None,
        "wait_median_s": None, "source": None, "wait_p90_s": None, "abandon_rate": None,
    }  # fmt: skip
    assert found["cases"] == {
        "registered": 0, "closed": 0, "open": 0, "overdue": 0, "by_channel": {}, "by_kind": {}, "by_topic": {},
        "by_department": {},
    }  # fmt: skip
    assert found["first_contact"] == {"solved": 0, "closed": 0, "rate": None}
    assert found["handling"] == {"median_s": None, "p90_s": None}
    assert found["email"] == {"received": 0, "in_time": 0, "rate": None}
    assert found["failure_demand"] == {"failure": 0, "classified": 0, "share": None, "causes": {}}
    assert found["feedback"]["confirmed_in_time"] is None
    assert {goal["met"] for goal in found["goals"]} == {None}
    assert found["deviations"] == []
    assert found["agents"] == []
    assert [each["span"] for each in found["trend"]] == [f"2026-W{number}" for number in range(34, 47)]
    assert {value for each in found["trend"] for name, value in each.items() if name != "span"} == {None}


def test_cases_are_counted_by_what_they_are(seat: Seat, report: Report) -> None:
    register(seat, MONDAY, topic="library_hours", channel="visit", kind=None, outcome="solved_first")
    register(seat, MONDAY, topic="street_lighting", kind=None, demand="failure", cause="chasing")
    register(seat, MONDAY, channel="visit", outcome="transferred", passed_on_to="Miljö", demand="value")
    found = report(seat)
    assert (found.cases.registered, found.cases.closed, found.cases.open, found.cases.overdue) == (3, 2, 1, 0)
    assert found.cases.by_channel == {"visit": 2, "phone": 1}
    assert found.cases.by_kind == {"enquiry": 2, "fault": 1}
    assert found.cases.by_topic == {"library_hours": 1, "street_lighting": 1}
    assert found.cases.by_department == {"Kultur & fritid": 1, "Samhällsbyggnad": 1}
    assert (found.first_contact.solved, found.first_contact.closed, found.first_contact.rate) == (1, 2, 0.5)
    demand = found.failure_demand
    assert (demand.failure, demand.classified, demand.share, demand.causes) == (1, 2, 0.5, {"chasing": 1})


def test_causes_are_those_of_failure_alone(seat: Seat, report: Report) -> None:
    register(seat, MONDAY, demand="value", cause="new_request")
    assert report(seat).failure_demand.causes == {}


def test_handling_time_is_median_and_ninetieth_percentile(seat: Seat, report: Report) -> None:
    for minutes in (10, 20, 30, 40, 500):
        reference = register(seat, MONDAY)
        cases.close(seat, reference, Outcome.SOLVED_LATER, MONDAY + timedelta(minutes=minutes))
    found = report(seat).handling
    assert (found.median_s, found.p90_s) == (1800, 18960)


def test_a_week_across_days_is_put_together_from_all_of_them(seat: Seat, report: Report) -> None:
    for day in range(7):
        at = MONDAY + timedelta(days=day)
        cases.close(seat, register(seat, at), Outcome.SOLVED_LATER, at + timedelta(hours=1 + day))
    found = report(seat)
    assert found.cases.registered == 7
    assert found.handling.median_s == 4 * 3600


@pytest.mark.parametrize(
    ("at", "week"),
    [
        ("2026-10-25T22:59:59", Week(2026, 43)),  # winter time began that morning: the day has 25 hours
        ("2026-10-25T23:00:00", Week(2026, 44)),
        ("2026-03-29T21:59:59", Week(2026, 13)),  # summer time began that morning: 23 hours
        ("2026-03-29T22:00:00", Week(2026, 14)),
        ("2026-12-28T08:00:00", Week(2026, 53)),
        ("2027-01-03T22:59:59", Week(2026, 53)),
        ("2027-01-03T23:00:00", Week(2027, 1)),
    ],
)
def test_a_case_belongs_to_its_local_week(seat: Seat, at: str, week: Week, report: Report) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    reference = register(seat, instant)
    later = instant + timedelta(days=30)
    assert report(seat, week, later).cases.registered == 1
    assert report(seat, week.previous, later).cases.registered == 0
    assert report(seat, week.next, later).cases.registered == 0
    assert report(seat, week, later).cases.open == 1
    assert report(seat, week.previous, later).cases.open == 0
    cases.close(seat, reference, Outcome.SOLVED_LATER, instant)
    assert report(seat, week, later).handling.median_s == 0


def test_an_annulled_case_leaves_every_figure(seat: Seat, report: Report) -> None:
    before = report(seat)
    gone = [
        register(seat, MONDAY, outcome="solved_first", demand="failure", cause="chasing", channel="email"),
        register(seat, MONDAY, kind="feedback", details={"type": "praise"}),
    ]
    assert report(seat) != before
    for reference in gone:
        cases.annul(seat, reference, "Provregistrering", MONDAY + timedelta(minutes=5))
    assert report(seat) == before


# ------------------------------------------------------------------ stock


def test_open_and_overdue_are_as_they_stood_at_the_end_of_the_week(seat: Seat, report: Report) -> None:
    due = "2026-11-20T16:00:00+00:00"
    late = register(seat, MONDAY, due=due)
    register(seat, MONDAY, due="2026-12-01T16:00:00+00:00")
    cases.close(seat, late, Outcome.SOLVED_LATER, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    stood = [report(seat, Week(2026, week)).cases for week in range(46, 50)]
    assert [(each.open, each.overdue) for each in stood] == [(0, 0), (2, 1), (1, 0), (1, 1)]


def test_a_week_that_has_not_ended_is_counted_now(seat: Seat, report: Report) -> None:
    reference = register(seat, MONDAY, due="2026-11-18T16:00:00+00:00")
    tuesday, thursday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    assert report(seat, now=tuesday).cases.overdue == 0
    assert report(seat, now=thursday).cases.overdue == 1
    cases.close(seat, reference, Outcome.SOLVED_LATER, thursday)
    assert (report(seat, now=thursday).cases.open, report(seat, now=thursday).cases.overdue) == (0, 0)


def test_a_reopened_case_stood_closed_in_between(seat: Seat, report: Report) -> None:
    reference = register(seat, MONDAY - timedelta(days=21))
    cases.close(seat, reference, Outcome.SOLVED_LATER, MONDAY - timedelta(days=14))
    cases.reopen(seat, reference, MONDAY - timedelta(days=7))
    cases.close(seat, reference, Outcome.SOLVED_LATER, MONDAY)
    stood = {week: report(seat, Week(2026, week)).cases.open for week in range(43, 49)}
    assert stood == {43: 0, 44: 1, 45: 0, 46: 1, 47: 0, 48: 0}


@pytest.mark.parametrize("days", [14, -300])
def test_the_week_ends_with_its_last_second(seat: Seat, days: int, report: Report) -> None:
    """Counted from the first day forwards, or, where that is the longer way, from now backwards."""
    register(seat, MONDAY + timedelta(days=days), outcome="solved_first")
    midnight = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    for at in (midnight - timedelta(seconds=1), midnight):
        cases.close(seat, register(seat, MONDAY), Outcome.SOLVED_LATER, at)
        reference = register(seat, MONDAY - timedelta(days=5))
        cases.close(seat, reference, Outcome.SOLVED_LATER, MONDAY - timedelta(days=4))
        cases.reopen(seat, reference, at)
    assert report(seat).cases.open == 2
    assert report(seat, W47.next).cases.open == 2
    assert report(seat, W47.previous).cases.open == 0


def test_the_stock_is_told_by_group_and_agent(seat: Seat, seat_of: Callable[[str], Seat], report: Report) -> None:
    register(seat, MONDAY, topic="library_hours", kind=None)
    register(seat_of("bo"), MONDAY, topic="building_permit_status", kind=None)
    for now in (MONDAY + timedelta(days=1), AFTERWARDS):
        found = report(seat, now=now)
        groups = {each.name: (each.cases.open, each.cases.overdue) for each in found.groups if each.cases.open}
        late = int(now == AFTERWARDS)
        assert groups == {"Reception": (1, 0), "Samhällsbyggnad": (1, late)}
        assert {each.name: each.cases.open for each in found.agents} == {"anna": 1, "bo": 1}


# ------------------------------------------------------------------ e-mail and feedback


def test_email_in_time_leaves_out_what_is_not_due(seat: Seat, report: Report) -> None:
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    quick = register(seat, MONDAY, channel="email")
    slow = register(seat, MONDAY, channel="email")
    register(seat, friday, channel="email")
    cases.close(seat, quick, Outcome.SOLVED_LATER, MONDAY + timedelta(days=1))
    cases.close(seat, slow, Outcome.SOLVED_LATER, MONDAY + timedelta(days=2))
    saturday, tuesday = friday + timedelta(days=1), friday + timedelta(days=4)
    assert (report(seat, now=saturday).email.received, report(seat, now=saturday).email.in_time) == (2, 1)
    found = report(seat, now=tuesday).email
    assert (found.received, found.in_time, found.rate) == (3, 1, 1 / 3)


def test_feedback_is_confirmed_and_answered_in_time(seat: Seat, report: Report) -> None:
    def view(sort: str, confirmed: str | None = None, answered: str | None = None, **more: Any) -> None:
        details = {"type": sort, "confirmed_on": confirmed, "answered_on": answered}
        given = {"kind": "feedback", "channel": "email", "received_at": MONDAY, "details": details, **more}
        cases.register(seat, given, datetime(2026, 12, 4, 9, 0, tzinfo=UTC))

    view("complaint", "2026-11-18", "2026-11-30")
    view("complaint", "2026-11-19", "2026-12-01")
    view("praise")
    view("suggestion", citizen={"anonymous": True})
    found = report(seat).feedback
    assert (found.complaint, found.praise, found.suggestion) == (2, 1, 1)
    assert (found.confirmed_in_time, found.answered_in_time) == (1 / 3, 1 / 3)
    tuesday = MONDAY + timedelta(days=1)
    assert report(seat, now=tuesday).feedback.confirmed_in_time == 1 / 2
    assert report(seat, now=tuesday).feedback.answered_in_time == 1 / 2


# ------------------------------------------------------------------ calls

CALLS = (
    ("Växel", "bo", MONDAY, "answered", 10),
    ("Växel", "bo", MONDAY, "answered", 90),
    ("Växel", None, MONDAY, "abandoned", 5),
    ("Växel", None, MONDAY, "abandoned", 100),
    ("Reception", "anna", MONDAY + timedelta(days=2), "answered", 20),
    ("Reception", None, MONDAY, "pending", 0),
    ("Reception", None, MONDAY, "not_offered", 7),
)


def test_calls_are_those_of_the_exchange(seat: Seat, report: Report, put_calls: PutCalls) -> None:
    put_calls(seat, *CALLS)
    found = report(seat)
    assert (found.calls.offered, found.calls.answered, found.calls.abandoned) == (5, 3, 2)
    assert (found.calls.answer_rate, found.calls.service_level) == (0.6, 0.5)
    assert (found.calls.wait_median_s, found.calls.source) == (20, "imported")
    assert part(found.groups, "Växel").calls.answer_rate == 0.5
    assert part(found.agents, "bo").calls.answered == 2
    assert [(each.offered, each.answered) for each in found.days[:3]] == [(4, 2), (0, 0), (1, 1)]
    later = report(seat, W47.next)
    assert later.trend[-1].span == "2026-W47"
    assert (later.trend[-1].figures["answer_rate"], later.trend[-1].figures["service_level"]) == (0.6, 0.5)


def test_short_waits_and_the_service_level_are_settings(
    database: Database, seat: Seat, report: Report, put_calls: PutCalls
) -> None:
    put_calls(seat, *CALLS)
    report(seat)
    other = Seat(database, Settings.model_validate({"short_wait_s": 6, "answer_wait_s": 100}), seat.who)
    found = report(other)
    assert (found.calls.offered, found.calls.abandoned, found.calls.answer_rate) == (4, 1, 0.75)
    assert found.calls.service_level == 1
    assert found.basis.t_short_s == 6
    assert report(other, W47.next).trend[-1].figures["service_level"] == 1
    assert report(seat).calls.service_level == 0.5


def test_typed_calls_stand_instead_of_imported_ones(
    seat: Seat, report: Report, put_calls: PutCalls, put_typed: PutCalls
) -> None:
    put_calls(seat, *CALLS)
    put_typed(seat, "Växel", W47, 100, 90)
    put_typed(seat, "Omsorg", W47, 10, 10)
    put_typed(seat, "Växel", W47.previous, 50, 40)
    found = report(seat)
    assert (found.calls.offered, found.calls.answered, found.calls.source) == (111, 101, "typed")
    assert (part(found.groups, "Växel").calls.offered, part(found.groups, "Växel").calls.source) == (100, "typed")
    assert part(found.groups, "Växel").calls.wait_median_s is None
    assert part(found.groups, "Reception").calls.source == "imported"
    assert found.trend[-1].figures["answer_rate"] == 0.8
    assert report(seat, W47.next).trend[-1].figures["answer_rate"] == 101 / 111


# ------------------------------------------------------------------ who, when, against what


def test_an_agent_sees_among_the_agents_her_own_figures_alone(
    seat: Seat, seat_of: Callable[[str], Seat], report: Report
) -> None:
    for login in ("anna", "bo"):
        register(seat_of(login), MONDAY, outcome="solved_first")
    assert [(each.name, each.title) for each in report(seat).agents] == [("anna", "Anna Lind"), ("bo", "Bo Ek")]
    assert [each.name for each in report(seat_of("lisa")).agents] == ["anna", "bo"]
    assert [each.name for each in report(seat_of("rut")).agents] == ["anna", "bo"]
    own = report(seat_of("bo"))
    assert [(each.name, each.cases.registered) for each in own.agents] == [("bo", 1)]
    assert own.cases.registered == 2


def test_every_answer_group_is_there(seat: Seat, report: Report) -> None:
    names = [each.name for each in report(seat).groups]
    assert names == ["Reception", "Växel", "E-post", "Skola & skjuts", "Samhällsbyggnad", "Omsorg"]


def test_parts_are_counted_only_where_asked_for(seat: Seat, report: Report) -> None:
    register(seat, MONDAY)
    alone = report(seat, parts=())
    assert (alone.groups, alone.agents) == ((), ())
    assert len(report(seat, parts=(Level.GROUP,)).groups) == 6


def test_goals_and_deviations_name_where_it_fell_short(seat: Seat, report: Report, put_calls: PutCalls) -> None:
    put_calls(seat, *CALLS)
    found = report(seat)
    row = found.goals[0]
    assert (row.figure, row.goal, row.actual, row.deviation, row.met) == ("answer_rate", 0.95, 0.6, -0.35, False)
    places = [(each.figure, each.level, each.name, each.open) for each in found.deviations]
    assert places == [("answer_rate", "all", None, True), ("answer_rate", "group", "Växel", True)]


def test_the_last_whole_week_is_reported_where_none_is_named(seat: Seat, now: datetime) -> None:
    assert reports.week(seat, now=now).span == "2026-W46"
    assert reports.week(seat, now=datetime(2026, 11, 22, 22, 59, tzinfo=UTC)).span == "2026-W46"
    assert reports.week(seat, now=datetime(2026, 11, 22, 23, 0, tzinfo=UTC)).span == "2026-W47"


def test_a_week_to_come_is_refused(seat: Seat, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        reports.week(seat, W47.next, now=now)
    assert refused.value.problems[0].code == "week_in_future"
    assert reports.week(seat, W47, now=now).span == "2026-W47"


def test_today_tells_channels_and_the_answer_rate(
    seat: Seat, now: datetime, put_calls: PutCalls, put_typed: PutCalls
) -> None:
    put_calls(seat, *CALLS, ("Växel", "bo", now, "answered", 3), ("Växel", None, now, "abandoned", 3))
    for channel in ("visit", "visit", "email"):
        register(seat, now, channel=channel)
    register(seat, MONDAY)
    for _ in range(2):
        fresh = reports.Fresh()
        line = reports.today(seat, now, fresh)
        assert line.channels == {"visit": 2, "email": 1}
        assert (line.answer_rate, line.week_answer_rate, line.goal) == (0.5, 4 / 7, 0.95)
        assert [each.offered for each in line.days] == [0, 0, 0, 4, 0, 1, 2]
        assert line.days[-1].day.isoformat() == "2026-11-19"
        reports.store_cache(seat, fresh)
    put_typed(seat, "Växel", W47, 9, 9)
    assert reports.today(seat, now).week_answer_rate == 1


def test_the_report_is_one_json_document(seat: Seat, report: Report, put_calls: PutCalls) -> None:
    put_calls(seat, *CALLS)
    register(seat, MONDAY, topic="library_hours", kind=None)
    document = json.loads(json.dumps(report(seat).to_json(), allow_nan=False))
    assert list(document) == [
        "span", "from", "to", "level", "calls", "cases", "first_contact", "handling", "email", "failure_demand",
        "attitude", "knowledge", "feedback", "goals", "deviations", "groups", "agents", "trend", "points",
    ]  # fmt: skip
    assert list(document["groups"][0]) == [
        "name", "calls", "cases", "first_contact", "handling", "failure_demand", "attitude", "knowledge"
    ]  # fmt: skip
    assert list(document["agents"][0]) == list(document["groups"][0])
    assert (document["from"], document["to"]) == ("2026-11-16", "2026-11-22")
