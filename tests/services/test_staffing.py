"""Staffing: written, copied and brought in with its trail, beside the answer rate, and who may know what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.rules.calendar import Week
from desk.rules.calls import LineRefused
from desk.rules.figures import Source
from desk.rules.refusals import NotAllowed, Problem, Refused
from desk.rules.staffing import Absence, Cover, DayStaff, StaffingSummary
from desk.services import people, reports, staffing, staffing_files
from desk.services.seat import Seat
from desk.storage import staffing as kept

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
WEEK = Week(2026, 47)
FRIDAY = date(2026, 11, 20)
SeatOf = Callable[[str], Seat]
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture
def lisa(seat_of: SeatOf) -> Seat:
    """The lead, who keeps the follow-up."""
    return seat_of("lisa")


def day(group: str = "Växel", on: date = FRIDAY, planned: int = 3, **more: Any) -> DayStaff:
    """A day with reasons by their codes under ``absent``."""
    absent = {Absence(name): many for name, many in more.pop("absent", {}).items()}
    return DayStaff(group, on, planned, absent=absent, **more)


def entries(seat: Seat) -> list[tuple[str, str, str]]:
    """What the trail holds of staffing: what, of what, and the changes as they are stored."""
    with seat.database.read() as tx:
        sql = "SELECT what, subject, changes FROM events WHERE subject LIKE 'staffing:%' ORDER BY id"
        return [(what, subject, changes) for what, subject, changes in tx.all(sql)]


def written(seat: Seat, first: date = date(2026, 1, 1), last: date = date(2027, 1, 1)) -> list[DayStaff]:
    with seat.database.read() as tx:
        return kept.days(tx, first.toordinal(), last.toordinal())


# ------------------------------------------------------------------ writing


def test_a_day_is_written_with_its_trail_and_read_again(lisa: Seat) -> None:
    staffing.put(lisa, day("växel", absent={"sick_short": 1}, hourly=1), NOW)
    assert written(lisa) == [day(absent={"sick_short": 1}, hourly=1)]
    staffing.put(lisa, day(present=3, absent={"sick_short": 1}, hourly=1), NOW)
    staffing.put(lisa, day(present=3, absent={"sick_short": 1}, hourly=1), NOW)
    assert entries(lisa) == [
        ("added", "staffing:2026-11-20 Växel", '{"away":[0,1],"hourly":[0,1],"planned":[0,3]}'),
        ("changed", "staffing:2026-11-20 Växel", '{"present":[null,3]}'),
    ]


def test_the_trail_never_says_why_somebody_was_away(lisa: Seat) -> None:
    """At a group of three the reason would tell whose it is."""
    staffing.put(lisa, day(absent={"sick_short": 1}), NOW)
    staffing.put(lisa, day(absent={"holiday": 1}), NOW)
    staffing.clear(lisa, "växel", FRIDAY, NOW)
    told = entries(lisa)
    assert [what for what, _, _ in told] == ["added", "changed", "removed"]
    assert told[1][2] == '{"written":[null,["absent"]]}'
    assert not [each for each in told for reason in Absence if str(reason) in each[2]]


def test_a_day_can_be_taken_away(lisa: Seat) -> None:
    staffing.put(lisa, day(absent={"holiday": 2}), NOW)
    assert staffing.clear(lisa, "växel", FRIDAY, NOW)
    assert written(lisa) == []
    assert not staffing.clear(lisa, "växel", FRIDAY, NOW)


@pytest.mark.parametrize(
    ("staff", "code"),
    [
        (day("Kök"), "group_unknown"),
        (day(on=date(2029, 1, 1)), "staffing_day"),
        (day(on=date(1989, 1, 1)), "staffing_day"),
        (day(absent={"holiday": 4}), "staffing_away_more"),
        (day(present=1, hourly=2), "staffing_hourly_more"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    staff: DayStaff, code: str, lisa: Seat, refusal: Refusal
) -> None:
    assert refusal(lambda: staffing.put(lisa, staff, NOW)).code == code
    assert (written(lisa), entries(lisa)) == ([], [])


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_only_who_keeps_the_follow_up_writes(login: str, seat_of: SeatOf, tmp_path: Path) -> None:
    other = seat_of(login)
    for change in (
        lambda: staffing.put(other, day(), NOW),
        lambda: staffing.clear(other, "Växel", FRIDAY, NOW),
        lambda: staffing.copy_week(other, WEEK, WEEK.previous, now=NOW),
        lambda: staffing.set_least(other, "Växel", 2, NOW),
        lambda: staffing_files.bring_in(other, tmp_path / "no.csv", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_role_that_was_taken_meanwhile_writes_no_more(lisa: Seat, seat: Seat) -> None:
    from desk.rules.rights import Role

    people.change(seat, "lisa", role=Role.AGENT, now=NOW)
    with pytest.raises(NotAllowed):
        staffing.put(lisa, day(), NOW)
    assert written(seat) == []


def test_the_least_is_set_with_its_trail(lisa: Seat) -> None:
    assert staffing.set_least(lisa, "växel", 2, NOW) == 3
    assert staffing.set_least(lisa, "växel", 2, NOW) == 2
    assert entries(lisa) == [("changed", "staffing:Växel", '{"least_staff":[3,2]}')]
    assert {each.group: each.least for each in staffing.week(lisa, WEEK, NOW)}["Växel"] == 2
    for many in (-1, 1000):
        with pytest.raises(Refused):
            staffing.set_least(lisa, "Växel", many, NOW)


# ------------------------------------------------------------------ copying


def test_a_weeks_plan_is_copied_to_days_of_which_nothing_is_written(lisa: Seat) -> None:
    for number in range(5):
        staffing.put(lisa, day(on=WEEK.days[number], planned=3 + number, present=3, hourly=1), NOW)
    staffing.put(lisa, day("Reception", on=WEEK.days[0], planned=2, absent={"holiday": 1}), NOW)
    staffing.put(lisa, day(on=WEEK.next.days[1], planned=9), NOW)
    assert staffing.copy_week(lisa, WEEK.next, WEEK, now=NOW) == 5
    copied = [each for each in written(lisa) if each.day in WEEK.next.days]
    assert copied == [
        day("Reception", WEEK.next.days[0], 2),
        day(on=WEEK.next.days[0], planned=3),
        day(on=WEEK.next.days[1], planned=9),
        day(on=WEEK.next.days[2], planned=5),
        day(on=WEEK.next.days[3], planned=6),
        day(on=WEEK.next.days[4], planned=7),
    ]
    assert staffing.copy_week(lisa, WEEK.next, WEEK, now=NOW) == 0
    assert len(entries(lisa)) == 12


def test_one_groups_plan_alone(lisa: Seat) -> None:
    staffing.put(lisa, day(), NOW)
    staffing.put(lisa, day("Reception"), NOW)
    assert staffing.copy_week(lisa, WEEK.next, WEEK, "reception", NOW) == 1
    assert [each.group for each in written(lisa) if each.day in WEEK.next.days] == ["Reception"]


def test_a_working_days_plan_is_not_copied_to_christmas(lisa: Seat) -> None:
    """24 and 25 December 2026 are a Thursday and a Friday; the Saturday's plan goes to a Saturday."""
    for number in range(6):
        staffing.put(lisa, day(on=WEEK.days[number]), NOW)
    assert staffing.copy_week(lisa, Week(2026, 52), WEEK, now=NOW) == 4
    copied = [each.day for each in written(lisa) if each.day in Week(2026, 52).days]
    assert copied == [date(2026, 12, 21), date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 26)]


@pytest.mark.parametrize(
    ("to", "source", "group", "code"),
    [
        (WEEK, WEEK, None, "staffing_same_week"),
        (WEEK.next, WEEK.previous, None, "staffing_nothing_planned"),
        (WEEK.next, WEEK, "Reception", "staffing_nothing_planned"),
        (WEEK.next, WEEK, "Kök", "group_unknown"),
        (Week(2030, 1), WEEK, None, "staffing_day"),
    ],
)
def test_what_cannot_be_copied_is_refused(
    to: Week, source: Week, group: str | None, code: str, lisa: Seat, refusal: Refusal
) -> None:
    staffing.put(lisa, day(), NOW)
    assert refusal(lambda: staffing.copy_week(lisa, to, source, group, NOW)).code == code


# ------------------------------------------------------------------ beside the answer rate


@pytest.fixture
def called(lisa: Seat, put_calls: Callable[..., None]) -> None:
    """Växel: ten answered of ten on Monday and five on Friday, when one was ill; Reception: nothing written."""
    monday, friday = datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
    put_calls(lisa, *[("Växel", "bo", monday, "answered", 10)] * 10)
    put_calls(lisa, *[("Växel", "bo", friday, "answered", 90)] * 5, *[("Växel", None, friday, "abandoned", 70)] * 5)
    put_calls(lisa, ("Reception", None, friday, "abandoned", 5))
    staffing.put(lisa, day(on=date(2026, 11, 16), present=3), NOW)
    staffing.put(lisa, day(present=2, absent={"sick_short": 1}), NOW)


def test_a_week_stands_beside_its_calls(called: None, lisa: Seat) -> None:
    groups = {each.group: each for each in staffing.week(lisa, WEEK, NOW)}
    assert tuple(groups) == lisa.organisation.groups
    vaxel = groups["Växel"]
    assert [each.cover for each in vaxel.days] == [
        Cover.ENOUGH,
        *[Cover.UNKNOWN] * 3,
        Cover.SHORT,
        *[Cover.UNKNOWN] * 2,
    ]
    assert [each.calls.answer_rate for each in vaxel.days] == [1.0, None, None, None, 0.5, None, None]
    assert (vaxel.calls.offered, vaxel.calls.answer_rate, vaxel.calls.service_level) == (20, 0.75, 0.5)
    assert vaxel.calls.source is Source.IMPORTED
    assert groups["Reception"].days[4].calls.answer_rate == 0.0
    assert staffing.week(lisa, now=NOW) == staffing.week(lisa, WEEK, NOW)


def test_a_week_typed_by_hand_stands_instead(called: None, lisa: Seat, put_typed: Callable[..., None]) -> None:
    put_typed(lisa, "Växel", WEEK, 100, 95)
    vaxel = next(each for each in staffing.week(lisa, WEEK, NOW) if each.group == "Växel")
    assert (vaxel.calls.offered, vaxel.calls.answer_rate, vaxel.calls.source) == (100, 0.95, Source.TYPED)
    assert vaxel.days[4].calls.answer_rate == 0.5


def test_the_weeks_rate_is_that_of_the_weekly_report(called: None, lisa: Seat, put_typed: Callable[..., None]) -> None:
    put_typed(lisa, "Reception", WEEK, 40, 30)
    report = reports.week(lisa, WEEK, now=NOW)
    of_report = {part.name: (part.calls.offered, part.calls.answer_rate, part.calls.source) for part in report.groups}
    ours = {each.group: (each.calls.offered, each.calls.answer_rate, each.calls.source)
            for each in staffing.week(lisa, WEEK, NOW)}  # fmt: skip
    assert ours == of_report
    summary = staffing.for_report(lisa, WEEK.first, WEEK.last)
    assert {each.name: each.calls.answer_rate for each in summary.groups} == {name: of[1] for name, of in ours.items()}


def test_agents_and_auditors_see_numbers_and_no_reasons(called: None, seat_of: SeatOf) -> None:
    for login in ("bo", "rut"):
        friday = next(each for each in staffing.week(seat_of(login), WEEK, NOW) if each.group == "Växel").days[4]
        assert friday.staff is not None
        assert (dict(friday.staff.absent), friday.staff.away, friday.cover) == ({}, 1, Cover.SHORT)
    friday = next(each for each in staffing.week(seat_of("lisa"), WEEK, NOW) if each.group == "Växel").days[4]
    assert friday.staff is not None
    assert friday.staff.absent == {Absence.SICK_SHORT: 1}


def test_a_group_at_rest_is_shown_where_something_is_written_of_it(called: None, lisa: Seat) -> None:
    with lisa.database.write() as tx:
        tx.run("UPDATE answer_groups SET active = 0 WHERE name IN ('Växel', 'Omsorg')")
    shown = [each.group for each in staffing.week(lisa, WEEK, NOW)]
    assert "Växel" in shown
    assert "Omsorg" not in shown


# ------------------------------------------------------------------ reports


def test_a_report_has_person_days_and_the_rate_of_short_days(called: None, lisa: Seat) -> None:
    staffing.put(lisa, day(on=date(2026, 11, 17), planned=3, hourly=1, absent={"holiday": 1}), NOW)
    staffing.put(lisa, day(on=date(2026, 11, 18), planned=0), NOW)
    summary = staffing.for_report(lisa, WEEK.first, WEEK.last)
    vaxel = next(each for each in summary.groups if each.name == "Växel")
    assert (vaxel.days, vaxel.known_days, vaxel.planned, vaxel.present, vaxel.hourly) == (3, 2, 9, 5, 1)
    assert (vaxel.short_days, vaxel.covered_days) == (1, 1)
    assert (vaxel.short_answer_rate, vaxel.full_answer_rate) == (0.5, 1.0)
    assert (summary.absent, summary.planned, summary.short_days, summary.written) == (2, 9, 1, True)
    assert not staffing.for_report(lisa, date(2025, 1, 1), date(2025, 4, 30)).written


def test_a_report_names_no_reason_of_absence(called: None, lisa: Seat) -> None:
    told = repr(staffing.for_report(lisa, WEEK.first, WEEK.last))
    assert not [each for each in Absence if str(each) in told or each.message in told]


def test_a_report_is_the_same_cached_and_follows_calls_that_come_late(
    called: None, lisa: Seat, put_calls: Callable[..., None], put_typed: Callable[..., None]
) -> None:
    def counted(first: date, last: date) -> StaffingSummary:
        fresh = reports.Fresh()
        found = staffing.for_report(lisa, first, last, fresh)
        assert reports.store_cache(lisa, fresh)
        again = reports.Fresh()
        assert staffing.for_report(lisa, first, last, again) == found
        assert not again
        return found

    def rates(found: StaffingSummary) -> dict[str, float | None]:
        return {each.name: each.calls.answer_rate for each in found.groups if each.calls.offered}

    year, autumn = (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 9, 15), date(2026, 11, 20))
    assert rates(counted(*year)) == rates(counted(*autumn)) == {"Reception": 0.0, "Växel": 0.75}
    late = datetime(2026, 11, 20, 10, tzinfo=UTC)
    put_calls(lisa, *[("Reception", "bo", late, "answered", 9)] * 3)
    assert rates(counted(*year)) == rates(counted(*autumn)) == {"Reception": 0.75, "Växel": 0.75}
    put_typed(lisa, "Växel", WEEK, 10, 4)
    assert rates(counted(*year))["Växel"] == 0.4


def test_a_typed_week_belongs_to_the_month_of_its_thursday(
    lisa: Seat, put_calls: Callable[..., None], put_typed: Callable[..., None]
) -> None:
    """Week 44 ends with Sunday the first of November; what was imported that day stands for nothing."""
    put_calls(lisa, ("Växel", "bo", datetime(2026, 11, 1, 9, tzinfo=UTC), "answered", 5))
    put_typed(lisa, "Växel", Week(2026, 44), 10, 9)
    october = staffing.for_report(lisa, date(2026, 10, 1), date(2026, 10, 31))
    november = staffing.for_report(lisa, date(2026, 11, 1), date(2026, 11, 30))
    offered = [next(each.calls.offered for each in of.groups if each.name == "Växel") for of in (october, november)]
    assert offered == [10, 0]


def test_days_outside_the_span_are_not_in_it(called: None, lisa: Seat) -> None:
    summary = staffing.for_report(lisa, date(2026, 11, 17), date(2026, 11, 19))
    assert summary.planned == summary.absent == 0
    assert all(each.calls.offered == 0 for each in summary.groups)


def test_absence_is_told_of_the_whole_desk_and_only_where_it_points_at_nobody(lisa: Seat, seat_of: SeatOf) -> None:
    for number in range(5):
        staffing.put(lisa, day(on=WEEK.days[number], planned=6, absent={"sick_short": 1, "holiday": 1}), NOW)
    staffing.put(lisa, day("Reception", absent={"training": 1}), NOW)
    found = staffing.absence(seat_of("rut"), WEEK.first, WEEK.last)
    assert (found.total, found.untold) == (11, 6)
    assert list(found.by_reason.values()) == [5]
    assert staffing.absence(lisa, FRIDAY, FRIDAY).by_reason == {}
    with pytest.raises(NotAllowed):
        staffing.absence(seat_of("bo"), WEEK.first, WEEK.last)


def test_absence_at_a_desk_of_three_names_no_reason(lisa: Seat) -> None:
    for number in range(5):
        staffing.put(lisa, day(on=WEEK.days[number], absent={"sick_long": 1}), NOW)
    found = staffing.absence(lisa, WEEK.first, WEEK.last)
    assert (found.total, dict(found.by_reason), found.untold) == (5, {}, 5)


# ------------------------------------------------------------------ files

FILE = """\
Dag;Svarsgrupp;Planned;present;hourly;sick_short;Holiday
2026-11-16;Växel;3;3;;;
2026-11-17;växel;3;2;;1;
2026-11-16;Reception;4;;1;;1
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a file, in UTF-8 with the mark that Excel sets."""

    def write(text: str) -> Path:
        path = tmp_path / "staffing.csv"
        path.write_text(text, encoding="utf-8-sig", newline="")
        return path

    return write


def test_a_file_is_brought_in_and_again_changes_nothing(lisa: Seat, file: Callable[[str], Path]) -> None:
    path = file(FILE.replace("Dag;Svarsgrupp", "Day;Answer group"))
    counted = staffing_files.bring_in(lisa, path, dry_run=True, now=NOW)
    assert (counted.read, counted.new, counted.written) == (3, 3, False)
    assert (written(lisa), entries(lisa)) == ([], [])
    done = staffing_files.bring_in(lisa, path, now=NOW)
    assert (done.read, done.new, done.changed, done.same, done.written) == (3, 3, 0, 0, True)
    assert written(lisa) == [
        day("Reception", date(2026, 11, 16), 4, hourly=1, absent={"holiday": 1}),
        day(on=date(2026, 11, 16), present=3),
        day(on=date(2026, 11, 17), present=2, absent={"sick_short": 1}),
    ]
    again = staffing_files.bring_in(lisa, path, now=NOW)
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert entries(lisa) == [
        ("brought_in", "staffing:file", '{"days":[null,3],"first":[null,"2026-11-16"],"last":[null,"2026-11-17"]}')
    ]


def test_a_later_file_changes_what_differs_and_leaves_columns_it_has_not(
    lisa: Seat, file: Callable[[str], Path]
) -> None:
    staffing.put(lisa, day(planned=3, present=2, hourly=1, absent={"holiday": 1}), NOW)
    done = staffing_files.bring_in(lisa, file("day,group,planned\n2026-11-20,Växel,4\n"), now=NOW)
    assert (done.new, done.changed) == (0, 1)
    assert written(lisa) == [day(planned=4, present=2, hourly=1, absent={"holiday": 1})]
    assert entries(lisa)[-1] == ("changed", "staffing:2026-11-20 Växel", '{"planned":[3,4]}')


def test_one_bad_line_and_nothing_is_written(lisa: Seat, file: Callable[[str], Path]) -> None:
    text = (
        "day\tgroup\tplanned\tholiday\n2026-11-16\tVäxel\t3\t\n2026-11-17\tKök\t3\t\n17/11\tVäxel\t3\t\n"
        "2026-11-18\tVäxel\tmany\t\n2026-11-19\tVäxel\t\t\n2026-11-20\tVäxel\t1\t2\n2026-11-16\tväxel\t3\t\n"
        "2026-11-21\tVäxel\n2031-01-01\tVäxel\t1\t\n2026-11-22\t\t1\t\n2026-11-23\tVäxel\t1000\t\n"
    )
    done = staffing_files.bring_in(lisa, file(text), now=NOW)
    assert [(each.line, each.code) for each in done.refused] == [
        (3, "group_unknown"), (4, "invalid_date"), (5, "invalid_number"), (6, "required"), (7, "staffing_away_more"),
        (8, "staffing_twice"), (9, "call_columns"), (10, "staffing_day"), (11, "required"), (12, "number_too_large"),
    ]  # fmt: skip
    assert (done.read, done.new, done.written) == (11, 1, False)
    assert all(isinstance(each, LineRefused) for each in done.refused)
    assert (written(lisa), entries(lisa)) == ([], [])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["call_file_empty"]),
        ("day,group\n", ["staffing_column"]),
        ("day,group,planned,Namn\n", ["staffing_column_unknown"]),
        ("day,group,planned,planned\n", ["staffing_column_twice", "staffing_column_twice"]),
        ("Anna,sjuk\n", ["staffing_column_unknown"] * 2 + ["staffing_column"] * 3),
    ],
)
def test_a_first_line_that_is_none_is_refused(
    text: str, codes: list[str], lisa: Seat, file: Callable[[str], Path]
) -> None:
    with pytest.raises(Refused) as caught:
        staffing_files.bring_in(lisa, file(text), now=NOW)
    assert [each.code for each in caught.value.problems] == codes


def test_a_file_that_cannot_be_read_is_refused(lisa: Seat, tmp_path: Path, refusal: Refusal) -> None:
    assert refusal(lambda: staffing_files.bring_in(lisa, tmp_path / "no.csv", now=NOW)).code == "file_missing"
    latin = tmp_path / "latin.csv"
    latin.write_bytes("day,group,planned\n2026-11-20,Växel,3\n".encode("latin-1"))
    assert refusal(lambda: staffing_files.bring_in(lisa, latin, now=NOW)).code == "staffing_encoding"
