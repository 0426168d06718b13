"""Calls by hour and weekday against a plain count: the real weeks, any calls and cases, nights of other lengths."""

from __future__ import annotations

import csv
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import on_engine
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.rules.calendar import Week
from desk.rules.call_hours import HourFigures, TelephoneReport, hours_of_day
from desk.rules.erlang import Aim, Load
from desk.rules.erlang import need as reckon
from desk.rules.heat import HeatFigure, shown
from desk.rules.refusals import NotAllowed, Problem
from desk.rules.report import Basis, Level
from desk.rules.rights import Person, Role
from desk.rules.spans import Span, month, parse_span, year
from desk.rules.staffing import DayStaff
from desk.services import calls, reports, staffing, telephone
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import organisation
from desk.storage.database import Database

ZONE = ZoneInfo("Europe/Stockholm")
DATA = Path(__file__).parents[1] / "data"
REAL = Path(__file__).parents[3] / "shared" / "data" / "calls-1999-02-first-half.tsv"
MAPPING = (DATA / "calls-1999-02.toml").read_text(encoding="utf-8")
WHO = Person("anna", "Anna Lind", Role.ADMIN, "Reception")
AFTERWARDS = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]


@dataclass(frozen=True)
class Rung:
    """One call as the plain count sees it; the instant in epoch seconds."""

    at: int
    group: str
    agent: str | None
    answered: bool
    wait: int
    talk: int | None = None

    @cached_property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.at, ZONE)


@dataclass(frozen=True)
class Came:
    """One case as the plain count sees it."""

    at: int
    group: str | None
    agent: str | None
    channel: str
    annulled: bool = False

    @cached_property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.at, ZONE)


# ------------------------------------------------------------------ the plain count


def plain(some: Iterable[Rung], cases: Iterable[Came], basis: Basis) -> dict[str, Any]:
    rung = list(some)
    waits = [each.wait for each in rung if each.answered]
    gave_up = [each.wait for each in rung if not each.answered]
    offered = len(waits) + sum(wait >= basis.t_short_s for wait in gave_up)
    by = len(waits) + sum(wait > basis.t_answer_s for wait in gave_up)
    talks = [each.talk for each in rung if each.answered and each.talk is not None]
    came = [each for each in cases if not each.annulled]
    phone = sum(each.channel == "phone" for each in came)
    return {
        "offered": offered,
        "answered": len(waits),
        "answer_rate": len(waits) / offered if offered else None,
        "abandon_rate": (offered - len(waits)) / offered if offered else None,
        "service_level": sum(wait <= basis.t_answer_s for wait in waits) / by if by else None,
        "median": statistics.median(waits) if waits else None,
        "longest": max(waits, default=None),
        "gave_up": (statistics.median(gave_up), max(gave_up)) if gave_up else (None, None),
        "p90": _ninth(waits),
        "talk": (len(talks), statistics.fmean(talks) if talks else None),
        "cases": (len(came), phone),
        "calls_per_case": len(waits) / phone if phone else None,
    }


def _ninth(waits: list[int]) -> float | None:
    if len(waits) < 2:
        return waits[0] if waits else None
    return statistics.quantiles(waits, n=10, method="inclusive")[8]


def ours(of: HourFigures) -> dict[str, Any]:
    return {
        "offered": of.calls.offered,
        "answered": of.calls.answered,
        "answer_rate": of.calls.answer_rate,
        "abandon_rate": of.calls.abandon_rate,
        "service_level": of.calls.service_level,
        "median": of.calls.wait_median_s,
        "longest": of.waits.longest_s,
        "gave_up": (of.waits.gave_up_median_s, of.waits.gave_up_longest_s),
        "p90": None if of.waits.p90_s is None else pytest.approx(of.waits.p90_s),
        "talk": (of.talk.known, None if of.talk.mean_s is None else pytest.approx(of.talk.mean_s)),
        "cases": (of.cases, of.phone_cases),
        "calls_per_case": of.calls_per_case,
    }


def compare(report: TelephoneReport, every: list[Rung], cases: list[Came], basis: Basis) -> None:
    """The whole span, and each hour of each weekday."""
    rung = [each for each in every if report.first <= each.local.date() <= report.last]
    came = [each for each in cases if report.first <= each.local.date() <= report.last and not each.annulled]
    assert ours(report.total) == plain(rung, came, basis)
    there: dict[tuple[int, int], tuple[list[Rung], list[Came]]] = {}
    for call in rung:
        there.setdefault(_place(call.local), ([], []))[0].append(call)
    for case in came:
        there.setdefault(_place(case.local), ([], []))[1].append(case)
    assert set(report.cells) == set(there)
    for place, cell in report.cells.items():
        assert ours(cell) == plain(*there[place], basis)
        assert (cell.weekday, cell.hour) == place


def _place(local: datetime) -> tuple[int, int]:
    return local.weekday(), local.hour


def asked(
    seat: Seat, span: Span, level: Level = Level.ALL, name: str = "", now: datetime = AFTERWARDS
) -> TelephoneReport:
    """The report, which must be the same from nothing cached, while it is cached, and once it is."""
    fresh = reports.Fresh()
    first = telephone.telephone(seat, span, level, name, now, fresh=fresh)
    assert reports.store_cache(seat, fresh)
    again = reports.Fresh()
    assert telephone.telephone(seat, span, level, name, now, fresh=again) == first
    assert not again
    return first


# ------------------------------------------------------------------ the two real weeks


def real_calls(path: Path) -> list[Rung]:
    """The file, read without Desk: the day's date, and the second at which a call entered the exchange."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["outcome"].strip() == "PHANTOM":
                continue
            day = datetime.strptime(row["date"], "%y%m%d")  # noqa: DTZ007  a local time of the exchange's
            hour, minute, second = map(int, row["vru_entry"].split(":"))
            at = (day + timedelta(hours=hour, minutes=minute, seconds=second)).replace(tzinfo=ZONE)
            answered = row["outcome"].strip() == "AGENT"
            agent = None if row["server"].strip() == "NO_SERVER" else row["server"].strip()
            group = "Växel" if row["type"].strip() == "PS" else row["type"].strip()
            talk = int(row["ser_time"]) if answered else None
            found.append(Rung(int(at.timestamp()), group, agent, answered, int(row["q_time"]), talk))
    return found


def test_the_two_real_weeks_are_a_plain_count(seat: Seat) -> None:
    """Whole file where it is there, else its first two hundred lines: all, a group and a person; two spans."""
    path = REAL if REAL.exists() else DATA / "calls-1999-02-sample.tsv"
    calls.bring_in(seat, path, mapping=MAPPING)
    every = real_calls(path)
    assert len(every) == (17_313 if REAL.exists() else len(every))
    basis = Basis(0, 60)
    busiest = Counter(each.agent for each in every if each.agent).most_common(1)[0][0]
    for span in (parse_span("1999-W05"), month(1999, 2)):
        compare(asked(seat, span), every, [], basis)
        of_group = [each for each in every if each.group == "Växel"]
        compare(asked(seat, span, Level.GROUP, "växel"), of_group, [], basis)
        report = asked(seat, span, Level.AGENT, busiest)
        compare(report, [each for each in every if each.agent == busiest], [], basis)
        assert report.title == busiest


@pytest.mark.skipif(not REAL.exists(), reason="the whole file is not here")
def test_the_busiest_hour_of_a_real_week_is_told_with_the_people_it_needs(seat: Seat) -> None:
    calls.bring_in(seat, REAL, mapping=MAPPING)
    report = asked(seat, parse_span("1999-W05"))
    assert (report.total.calls.offered, report.total.calls.answered) == (8948, 7429)
    busiest = max(report.cells.values(), key=lambda cell: cell.calls.offered)
    assert busiest.times == 1
    assert busiest.calls_an_hour == busiest.calls.offered
    talk = report.total.talk.mean_s
    assert talk is not None
    assert busiest.need == reckon(Load(busiest.calls.offered, talk + 30), Aim(0.95, 60), 0.3)
    assert busiest.need.people > busiest.need.agents > 10


# ------------------------------------------------------------------ any calls and cases

START = int(datetime(2026, 10, 23, 22, 0, tzinfo=UTC).timestamp())
"""Midnight before Saturday 24 October; the clock goes back in the following night."""
GROUPS, AGENTS = ("Reception", "Växel"), ("anna", "bo", None)
AT = st.integers(START, START + 20 * 86_400) | st.integers(START + 24 * 3600, START + 28 * 3600)
RUNG = st.builds(
    Rung, AT, st.sampled_from(GROUPS), st.sampled_from(AGENTS), st.booleans(), st.integers(0, 200),
    st.none() | st.integers(1, 900),
)  # fmt: skip
CAME = st.builds(
    Came, AT, st.sampled_from((*GROUPS, None)), st.sampled_from(AGENTS), st.sampled_from(["phone", "visit"]),
    st.booleans(),
)  # fmt: skip
SPANS = (parse_span("2026-W43"), month(2026, 10), parse_span("2026-11"), year(2026))


def put(database: Database, every: list[Rung], cases: list[Came], base: int = 0) -> None:
    """Write calls and cases, numbered from ``base``."""
    call = "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s, talk_s) VALUES (?,?,?,?,?,?,?,?)"
    case = (
        "INSERT INTO cases (year, number, kind, channel, status, summary, note, anonymous, protected, confidential,"
        " answer_group, agent, received_at, registered_at, due_key, day, annulled_at, details, details_version,"
        " version)"
        " VALUES (2026, ?, 'enquiry', ?, 'new', '', '', 0, 0, 0, ?, ?, ?, ?, 0, ?, ?, '{}', 1, 1)"
    )
    with database.write() as tx:
        tx.run_many(
            call,
            [
                (f"k{base + n}", c.group, c.agent, c.at, c.local.toordinal(),
                 "answered" if c.answered else "abandoned", c.wait, c.talk)
                for n, c in enumerate(every)
            ],
        )  # fmt: skip
        tx.run_many(
            case,
            [
                (
                    base + n + 1,
                    c.channel,
                    c.group,
                    c.agent,
                    c.at,
                    c.at,
                    c.local.toordinal(),
                    c.at if c.annulled else None,
                )
                for n, c in enumerate(cases)
            ],
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RUNG, max_size=25), st.lists(CAME, max_size=12), st.lists(RUNG, max_size=4), st.integers(0, 30))
def test_any_calls_and_cases_are_a_plain_count(
    template: Path, first: list[Rung], cases: list[Came], more: list[Rung], t_short: int
) -> None:
    """Before and after something has been cached, at all levels, over all sorts of spans."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(on_engine.copied(template, Path(folder) / "desk.db"))
        seat = Seat(database, Settings.model_validate({"short_wait_s": t_short, "answer_wait_s": 40}), WHO)
        every: list[Rung] = []
        for some, came in ((first, cases), (more, [])):
            put(database, some, came, len(every) + 100 * bool(every))
            every += some
            for span in SPANS:
                compare(asked(seat, span), every, cases, Basis(t_short, 40))
                for group in GROUPS:
                    compare(asked(seat, span, Level.GROUP, group), *_of(every, cases, "group", group),
                            Basis(t_short, 40))  # fmt: skip
                compare(asked(seat, span, Level.AGENT, "bo"), *_of(every, cases, "agent", "bo"), Basis(t_short, 40))
        database.close()


def _of(every: list[Rung], cases: list[Came], field: str, name: str) -> tuple[list[Rung], list[Came]]:
    return (
        [each for each in every if getattr(each, field) == name],
        [each for each in cases if getattr(each, field) == name],
    )


# ------------------------------------------------------------------ nights when the clock changes


def at(*when: int, fold: int = 0) -> int:
    """A local time in epoch seconds."""
    return int(datetime(*when, tzinfo=ZONE, fold=fold).timestamp())  # type: ignore[arg-type,misc]


def test_an_hour_that_comes_twice_is_one_cell_that_came_twice(seat: Seat) -> None:
    twice = [Rung(at(2026, 10, 25, 2, 30, fold=fold), "Växel", None, True, 10 + fold) for fold in (0, 1)]
    put(seat.database, [*twice, Rung(at(2026, 10, 25, 3, 0), "Växel", None, True, 5)], [])
    report = asked(seat, parse_span("2026-W43"))
    assert set(report.cells) == {(6, 2), (6, 3)}
    assert (report.cells[6, 2].calls.offered, report.cells[6, 2].times, report.cells[6, 2].calls_an_hour) == (2, 2, 1.0)
    assert (report.cells[6, 3].calls.offered, report.cells[6, 3].times) == (1, 1)


def test_an_hour_that_never_comes_is_not_counted_among_the_times(seat: Seat) -> None:
    """On 29 March 2026 the clock goes from 1:59 to 3:00; the Sunday before has an hour 2."""
    local = [(2026, 3, 22, 2, 30), (2026, 3, 29, 3, 30), (2026, 3, 29, 1, 59)]
    put(seat.database, [Rung(at(*each), "Växel", None, True, 9) for each in local], [])
    report = asked(seat, month(2026, 3))
    assert {place: cell.times for place, cell in report.cells.items()} == {(6, 1): 2, (6, 2): 1, (6, 3): 2}


def test_the_hours_of_a_day() -> None:
    assert hours_of_day(date(2026, 11, 20), ZONE) == dict.fromkeys(range(24), 1)
    assert hours_of_day(date(2026, 10, 25), ZONE) == {**dict.fromkeys(range(24), 1), 2: 2}
    assert hours_of_day(date(2026, 3, 29), ZONE) == {hour: 1 for hour in range(24) if hour != 2}


# ------------------------------------------------------------------ need, plan and goal


@pytest.fixture
def tuesdays(seat: Seat) -> None:
    """Calls on the four Tuesdays of November 2026 before noon, twenty each, of three minutes; one on a Wednesday."""
    days = [3, 10, 17, 24]
    every = [Rung(at(2026, 11, day, 9, n), "Växel", "bo", True, n, 180) for day in days for n in range(20)]
    put(seat.database, [*every, Rung(at(2026, 11, 4, 9, 0), "Reception", None, False, 70)], [])


def test_people_needed_are_reckoned_from_the_mean_hour(tuesdays: None, seat: Seat) -> None:
    cell = asked(seat, month(2026, 11)).cells[1, 9]
    assert (cell.times, cell.calls_an_hour) == (4, 20.0)
    assert cell.need == reckon(Load(20, 180 + 30), Aim(0.95, 60), 0.3)
    assert asked(seat, month(2026, 11)).cells[2, 9].need == reckon(Load(1, 180 + 30), Aim(0.95, 60), 0.3)


def test_after_work_and_shrinkage_are_the_municipalitys(tuesdays: None, seat: Seat) -> None:
    seat.settings = Settings.model_validate({"after_call_s": 0, "shrinkage_percent": 0})
    cell = asked(seat, month(2026, 11)).cells[1, 9]
    assert cell.need == reckon(Load(20, 180), Aim(0.95, 60))
    assert cell.need is not None
    assert cell.need.people == cell.need.agents


def test_planned_is_the_mean_of_such_days_in_groups_that_take_calls(tuesdays: None, seat: Seat) -> None:
    written = [(3, "Växel", 3, None), (10, "Växel", 4, 2), (17, "Växel", 0, None), (3, "Reception", 1, None)]
    for day, group, planned, present in (*written, (3, "E-post", 9, None)):
        staffing.put(seat, DayStaff(group, date(2026, 11, day), planned, present), AFTERWARDS)
    report = asked(seat, month(2026, 11))
    assert report.cells[1, 9].planned == 3.0  # (3 + 1 of the third) and 2 of the tenth; the seventeenth is closed
    assert report.cells[2, 9].planned is None
    need = report.cells[1, 9].need
    assert need is not None
    assert report.cells[1, 9].lacking == need.people - 3.0
    assert asked(seat, month(2026, 11), Level.GROUP, "Växel").cells[1, 9].planned == 2.5


def test_without_talk_times_nobody_reckons(seat: Seat) -> None:
    put(seat.database, [Rung(at(2026, 11, 3, 9, n), "Växel", None, True, 3) for n in range(30)], [])
    report = asked(seat, month(2026, 11))
    assert report.total.talk.known == 0
    assert report.cells[1, 9].need is None


@pytest.mark.parametrize(("talks", "reckoned"), [(4, False), (5, True)])
def test_few_talk_times_say_too_little(talks: int, reckoned: bool, seat: Seat) -> None:
    every = [Rung(at(2026, 11, 3, 9, n), "Växel", None, True, 3, 180 if n < talks else None) for n in range(30)]
    put(seat.database, every, [])
    assert (asked(seat, month(2026, 11)).cells[1, 9].need is not None) == reckoned


def test_the_aim_is_the_goal_for_the_service_level_or_the_answer_rates(tuesdays: None, seat: Seat) -> None:
    first = asked(seat, month(2026, 11))
    assert (first.aim_level, first.goals) == (0.95, {"answer_rate": 0.95})
    with seat.database.write() as tx:
        tx.run(
            "INSERT INTO goals (figure, level, name, target, span, decided_by, decided_on, valid_from, note)"
            " VALUES ('service_level', 'all', '', 0.8, 'week', 'Nämnden', 739000, 739000, '')"
        )
    report = asked(seat, month(2026, 11))
    assert (report.aim_level, report.goals) == (0.8, {"answer_rate": 0.95, "service_level": 0.8})
    assert asked(seat, month(2026, 11), Level.GROUP, "Växel").goals == report.goals
    assert asked(seat, month(2026, 11), Level.AGENT, "bo").goals == {}
    assert report.cells[1, 9].need == reckon(Load(20, 210), Aim(0.8, 60), 0.3)


def test_an_asked_load_takes_what_is_left_out_from_the_settings(seat: Seat) -> None:
    assert telephone.need(seat, 100, 180, now=AFTERWARDS) == reckon(Load(100, 210), Aim(0.95, 60), 0.3)
    given_all = telephone.need(seat, 200, 180, within_s=20, level=0.8, after_s=0, shrinkage=0.3)
    assert (given_all.agents, given_all.people) == (14, 20)


@pytest.mark.parametrize(
    ("load", "field"),
    [
        ({"calls": -1, "talk_s": 180}, "calls"),
        ({"calls": 10, "talk_s": -60}, "talk"),
        ({"calls": 10, "talk_s": 180, "level": 1.0}, "level"),
        ({"calls": 10, "talk_s": 180, "level": 0.0}, "level"),
        ({"calls": 10, "talk_s": 180, "within_s": -1}, "within"),
        ({"calls": 10, "talk_s": 180, "shrinkage": 0.95}, "shrinkage"),
        ({"calls": 1_000_000, "talk_s": 80_000}, "calls"),
    ],
)
def test_a_load_that_cannot_be_is_refused_at_its_field(
    load: dict[str, Any], field: str, seat: Seat, refusal: Refusal
) -> None:
    problem = refusal(lambda: telephone.need(seat, **load))
    assert (problem.code[:10], problem.field) == ("number_too", field)


# ------------------------------------------------------------------ who may see what


def test_individuals_are_seen_by_lead_admin_auditor_and_the_person(tuesdays: None, seat_of: SeatOf) -> None:
    for login in ("lisa", "anna", "rut", "bo"):
        report = telephone.telephone(seat_of(login), month(2026, 11), Level.AGENT, "bo", AFTERWARDS)
        assert (report.title, report.total.calls.answered) == ("Bo Ek", 80)
        assert all(cell.need is None and cell.planned is None for cell in report.cells.values())
    with pytest.raises(NotAllowed):
        telephone.telephone(seat_of("bo"), month(2026, 11), Level.AGENT, "anna", AFTERWARDS)
    assert (
        telephone.telephone(seat_of("bo"), month(2026, 11), Level.GROUP, "Växel", AFTERWARDS).total.calls.offered == 80
    )


def test_ones_own_name_does_not_open_a_namesakes_figures(tuesdays: None, seat_of: SeatOf, seat: Seat) -> None:
    """Somebody came with a file whose name there is the login here: it is not known to be the same person."""
    with seat.database.write() as tx:
        organisation.put_person(tx, Person("Bo Ek", "Bo Ek", Role.AGENT, may_log_in=False), 0)
        tx.run("UPDATE calls SET agent = 'Bo Ek'")
    with pytest.raises(NotAllowed):
        telephone.telephone(seat_of("bo"), month(2026, 11), Level.AGENT, "Bo Ek", AFTERWARDS)
    assert telephone.telephone(seat, month(2026, 11), Level.AGENT, "Bo Ek", AFTERWARDS).total.calls.answered == 80


def test_unknown_names_and_times_to_come_are_refused(seat: Seat, refusal: Refusal) -> None:
    november = month(2026, 11)
    assert refusal(lambda: telephone.telephone(seat, november, Level.GROUP, "Kök", AFTERWARDS)).code == "group_unknown"
    assert refusal(lambda: telephone.telephone(seat, november, Level.AGENT, "eva", AFTERWARDS)).code == "agent_unknown"
    assert refusal(lambda: telephone.telephone(seat, year(2027), now=AFTERWARDS)).code == "span_not_begun"


def test_a_span_that_is_on_counts_what_is_there(tuesdays: None, seat: Seat) -> None:
    """On the tenth two Tuesdays have been; the two to come are not among the times."""
    tenth = datetime(2026, 11, 10, 22, 0, tzinfo=UTC)
    report = asked(seat, month(2026, 11), now=tenth)
    assert (report.cells[1, 9].times, report.days) == (2, 3)


def test_typed_weeks_are_named_and_have_no_hours(tuesdays: None, seat: Seat, put_typed: Callable[..., None]) -> None:
    put_typed(seat, "Växel", Week(2026, 45), 100, 90)
    report = asked(seat, month(2026, 11))
    assert report.typed == (("Växel", "2026-W45"),)
    assert report.total.calls.answered == 80
    assert asked(seat, month(2026, 11), Level.GROUP, "Reception").typed == ()


def test_no_calls_are_no_data(seat: Seat) -> None:
    report = asked(seat, month(2026, 11))
    assert (report.cells, report.days) == ({}, 0)
    assert shown(report, HeatFigure.ANSWER_RATE) == ((0, 1, 2, 3, 4), ())
    assert report.total.calls.answer_rate is None


def test_the_weekend_is_shown_when_it_was_used(seat: Seat) -> None:
    put(
        seat.database,
        [Rung(at(2026, 11, 7, 11, 0), "Växel", None, True, 3)],
        [Came(at(2026, 11, 9, 8, 0), None, None, "visit")],
    )
    report = asked(seat, month(2026, 11))
    assert shown(report, HeatFigure.OFFERED) == ((0, 1, 2, 3, 4, 5), (11,))
    assert shown(report, HeatFigure.CASES) == ((0, 1, 2, 3, 4, 5), (8, 9, 10, 11))


def test_the_plain_count_is_not_empty() -> None:
    """What the comparisons rest on, counted by hand."""
    rung = [Rung(0, "Växel", None, True, 10, 60), Rung(0, "Växel", None, True, 90), Rung(0, "Växel", None, False, 5)]
    found = plain(rung, [Came(0, None, None, "phone"), Came(0, None, None, "visit")], Basis(0, 60))
    assert (found["offered"], found["answer_rate"], found["service_level"]) == (3, 2 / 3, 0.5)
    assert (found["median"], found["p90"], found["talk"]) == (50, 82, (1, 60))
    assert (found["cases"], found["calls_per_case"]) == ((2, 1), 2.0)
