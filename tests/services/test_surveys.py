"""Satisfaction: typing, correcting and bringing in answers; who sees which figures; the trail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.report import Level
from desk.rules.spans import parse_span
from desk.services import survey_files, surveys
from desk.services.seat import Seat
from desk.storage.database import Database

Refusal = Callable[[Callable[[], object]], Problem]
NOVEMBER = parse_span("2026-11")
TODAY = date(2026, 11, 19)


def entries(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    with database.read() as tx:
        rows = tx.all("SELECT what, subject, changes FROM events WHERE subject LIKE 'survey%' ORDER BY id")
    return [(what, subject, json.loads(changes)) for what, subject, changes in rows]


def rows(database: Database) -> list[Any]:
    with database.read() as tx:
        return tx.all(
            "SELECT day, answer_group, agent, attitude, knowledge, entered_by FROM survey_answers ORDER BY id"
        )


def whole(seat: Seat, now: datetime) -> Any:
    (part,) = surveys.report(seat, NOVEMBER, Level.ALL, now).parts
    return part


# ------------------------------------------------------------------ typing


def test_an_answer_is_typed_and_counts(seat: Seat, database: Database, now: datetime) -> None:
    added = surveys.add(seat, attitude=5, knowledge=4, group="växel", agent="Bo Ek", now=now)
    assert (added.answer.group, added.answer.agent, added.answer.day) == ("Växel", "bo", TODAY)
    assert rows(database) == [(TODAY.toordinal(), "Växel", "bo", 5, 4, "anna")]
    part = whole(seat, now)
    assert (part.attitude.mean, part.attitude.index, part.attitude.n, part.attitude.goal) == (5, 100, 1, 4.3)
    assert part.knowledge.counts == (0, 0, 0, 1, 0)


def test_many_equal_answers_at_once(seat: Seat, database: Database, now: datetime) -> None:
    added = surveys.add(seat, attitude=4, day=date(2026, 11, 2), count=3, now=now)
    assert len(added.ids) == len(rows(database)) == 3
    assert entries(database) == [
        ("added", f"survey:{added.ids[0]}", {"answers": [None, 3], "day": [None, "2026-11-02"], "group": [None, None]})
    ]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "survey_no_grade", "attitude"),
        ({"attitude": 6}, "survey_grade", "attitude"),
        ({"attitude": 5, "knowledge": 0}, "survey_grade", "knowledge"),
        ({"attitude": 5, "day": date(2026, 11, 20)}, "survey_future", "day"),
        ({"attitude": 5, "group": "Rymden"}, "group_unknown", "group"),
        ({"attitude": 5, "agent": "eva"}, "agent_unknown", "agent"),
        ({"attitude": 5, "count": 0}, "number_too_small", "count"),
        ({"attitude": 5, "count": 1001}, "number_too_large", "count"),
    ],
)
def test_what_cannot_be_typed_is_refused(
    values: dict[str, Any], code: str, field: str, seat: Seat, database: Database, now: datetime, refusal: Refusal
) -> None:
    problem = refusal(lambda: surveys.add(seat, now=now, **values))
    assert (problem.code, problem.field) == (code, field)
    assert problem.reason
    assert rows(database) == entries(database) == []


@pytest.mark.parametrize("login", ["bo", "rut"])
def test_only_who_keeps_the_follow_up_types_and_corrects(
    login: str, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, tmp_path: Path
) -> None:
    number = surveys.add(seat, attitude=5, now=now).ids[0]
    sitting = seat_of(login)
    for walk in (
        lambda: surveys.add(sitting, attitude=5, now=now),
        lambda: surveys.correct(sitting, number, {"attitude": 4}, now),
        lambda: surveys.remove(sitting, number, now),
        lambda: surveys.latest(sitting),
        lambda: surveys.places(sitting),
        lambda: survey_files.bring_in(sitting, tmp_path / "x.csv", now=now),
    ):
        with pytest.raises(NotAllowed):
            walk()
    assert surveys.add(seat_of("lisa"), attitude=5, now=now).ids


def test_a_correction_keeps_both_in_the_trail(seat: Seat, database: Database, now: datetime) -> None:
    number = surveys.add(seat, attitude=5, knowledge=4, group="Växel", now=now).ids[0]
    kept = surveys.correct(seat, number, {"attitude": 3, "group": "reception", "knowledge": 4}, now)
    assert (kept.answer.attitude, kept.answer.group) == (3, "Reception")
    assert whole(seat, now).attitude.mean == 3
    assert entries(database)[1] == (
        "changed", f"survey:{number}", {"attitude": [5, 3], "group": ["Växel", "Reception"]},
    )  # fmt: skip


def test_the_trail_does_not_say_about_whom_an_answer_is(seat: Seat, database: Database, now: datetime) -> None:
    number = surveys.add(seat, attitude=1, agent="bo", now=now).ids[0]
    surveys.correct(seat, number, {"agent": "lisa", "attitude": 2}, now)
    surveys.remove(seat, number, now)
    assert [changes.get("attitude") for _, _, changes in entries(database)] == [None, [1, 2], [2, None]]
    assert entries(database)[1][2]["written"] == [None, ["agent"]]
    with database.read() as tx:
        said = tx.all("SELECT changes FROM events WHERE subject LIKE 'survey%'")
    assert not any('"bo"' in changes or '"lisa"' in changes for (changes,) in said)


def test_a_correction_is_checked_like_an_answer(seat: Seat, now: datetime, refusal: Refusal) -> None:
    number = surveys.add(seat, attitude=5, now=now).ids[0]
    assert refusal(lambda: surveys.correct(seat, number, {"attitude": 5}, now)).code == "nothing_changed"
    assert refusal(lambda: surveys.correct(seat, number, {"attitude": None}, now)).code == "survey_no_grade"
    assert refusal(lambda: surveys.correct(seat, number, {"day": date(2027, 1, 1)}, now)).code == "survey_future"
    with pytest.raises(NotFound):
        surveys.correct(seat, 77, {"attitude": 4}, now)


def test_an_answer_taken_out_leaves_every_figure_and_the_trail_says_what_it_was(
    seat: Seat, database: Database, now: datetime
) -> None:
    number = surveys.add(seat, attitude=1, agent="bo", now=now).ids[0]
    surveys.remove(seat, number, now)
    assert whole(seat, now).attitude.n == 0
    assert entries(database)[1] == (
        "removed", f"survey:{number}",
        {"day": ["2026-11-19", None], "attitude": [1, None], "written": [None, ["agent"]]},
    )  # fmt: skip
    with pytest.raises(NotFound):
        surveys.remove(seat, number, now)


def test_whom_others_typed_an_answer_about_is_not_listed(
    seat: Seat, seat_of: Callable[[str], Seat], now: datetime
) -> None:
    surveys.add(seat_of("lisa"), attitude=1, agent="bo", now=now)
    surveys.add(seat, attitude=2, agent="bo", now=now)
    found = surveys.latest(seat)
    assert [(each.answer.attitude, each.answer.agent) for each in found] == [(2, "bo"), (1, None)]
    assert surveys.latest(seat, 1, found[0].id) == found[1:]


# ------------------------------------------------------------------ figures


@pytest.fixture
def graded(seat: Seat, now: datetime) -> None:
    """Bo has five answers, Lisa four; one is about no group."""
    for grade in (5, 5, 4, 4, 3):
        surveys.add(seat, attitude=grade, knowledge=5, group="Reception", agent="bo", now=now)
    surveys.add(seat, attitude=2, group="Växel", agent="lisa", count=4, now=now)
    surveys.add(seat, knowledge=1, day=date(2026, 11, 11), now=now)


@pytest.mark.usefixtures("graded")
def test_the_figures_at_each_level(seat: Seat, now: datetime) -> None:
    part = whole(seat, now)
    assert (part.attitude.n, part.attitude.mean, part.attitude.met) == (9, pytest.approx(29 / 9), False)
    assert part.knowledge.n == 6
    groups = {each.name: each for each in surveys.report(seat, NOVEMBER, Level.GROUP, now).parts}
    assert groups["Växel"].attitude.mean == 2
    assert groups["Omsorg"].attitude.n == 0
    people = {each.title: each for each in surveys.report(seat, NOVEMBER, Level.AGENT, now).parts}
    assert {*people} == {"Bo Ek", "Lisa Lund"}
    assert people["Bo Ek"].attitude.mean == pytest.approx(4.2)
    assert (people["Lisa Lund"].attitude.n, people["Lisa Lund"].attitude.mean) == (4, None)
    assert people["Lisa Lund"].attitude.counts is None


@pytest.mark.usefixtures("graded")
def test_the_trend_ends_with_the_spans_last_week(seat: Seat, now: datetime) -> None:
    trend = whole(seat, now).trend
    assert [each.span for each in trend][::12] == ["2026-W35", "2026-W47"]
    assert (trend[-1].attitude.n, trend[-2].knowledge.mean, trend[-3].attitude.mean) == (9, 1, None)
    earlier = surveys.report(seat, parse_span("2026-10"), Level.ALL, now).parts[0].trend
    assert earlier[-1].span == "2026-W44"
    lisa = next(p for p in surveys.report(seat, NOVEMBER, Level.AGENT, now).parts if p.name == "lisa")
    assert [week.attitude.mean for week in lisa.trend] == [None] * 13


@pytest.mark.usefixtures("graded")
def test_an_agent_sees_the_desk_the_groups_and_only_themself(seat_of: Callable[[str], Seat], now: datetime) -> None:
    bo = seat_of("bo")
    assert whole(bo, now).attitude.n == 9
    assert len(surveys.report(bo, NOVEMBER, Level.GROUP, now).parts) > 1
    (own,) = surveys.report(bo, NOVEMBER, Level.AGENT, now).parts
    assert (own.name, own.attitude.n) == ("bo", 5)
    assert {each.name for each in surveys.report(seat_of("rut"), NOVEMBER, Level.AGENT, now).parts} == {"bo", "lisa"}


@pytest.mark.usefixtures("graded")
def test_the_last_whole_week_where_no_span_is_named(seat: Seat, now: datetime) -> None:
    report = surveys.report(seat, now=now)
    assert (report.span, report.parts[0].knowledge.n, report.parts[0].attitude.n) == ("2026-W46", 1, 0)


def test_a_goal_that_was_decided_is_the_one_compared_with(seat: Seat, database: Database, now: datetime) -> None:
    with database.write() as tx:
        tx.run(
            "INSERT INTO goals (figure, level, name, target, span, decided_by, decided_on, valid_from, note)"
            " VALUES ('attitude', 'group', 'Växel', 3.5, 'week', 'KS', 1, 1, '')"
        )
    surveys.add(seat, attitude=4, group="Växel", now=now)
    groups = {each.name: each for each in surveys.report(seat, NOVEMBER, Level.GROUP, now).parts}
    assert (groups["Växel"].attitude.goal, groups["Växel"].attitude.met) == (3.5, True)
    assert groups["Reception"].attitude.goal == 4.3


# ------------------------------------------------------------------ files


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    path = tmp_path / "svar.csv"
    path.write_text(
        "Datum;Bemötande;Kunskap;Svarsgrupp;Handläggare;Fritext\n"
        "2026-11-17;5;4;Växel;bo;Tack!\n"
        "2026-11-17;5;4;Växel;bo;Tack!\n"
        "2026-11-18;;;Växel;;\n"
        "2026-11-18;7;4;Växel;;\n"
        "2026-11-18;4;;Rymden;;\n"
        "\n"
        "2026-11-18;3;;;Lisa Lund;\n",
        encoding="utf-8",
    )
    return path


def test_a_file_is_brought_in_once(seat: Seat, database: Database, answers_file: Path, now: datetime) -> None:
    done = survey_files.bring_in(seat, answers_file, now=now)
    assert (done.read, done.new, done.known, done.ignored, done.refused_count) == (6, 3, 0, 1, 2)
    assert [(each.line, each.code) for each in done.refused] == [(5, "survey_grade"), (6, "survey_group")]
    assert len(rows(database)) == 3
    assert entries(database) == [
        ("brought_in", "survey", {"answers": [None, 3], "known": [None, 0], "refused": [None, 2]})
    ]
    again = survey_files.bring_in(seat, answers_file, now=now)
    assert (again.new, again.known) == (0, 3)
    assert len(rows(database)) == 3
    assert len(entries(database)) == 1


def test_a_renamed_file_is_the_same_file(seat: Seat, answers_file: Path, now: datetime) -> None:
    survey_files.bring_in(seat, answers_file, now=now)
    other = answers_file.rename(answers_file.with_name("kopia.csv"))
    assert survey_files.bring_in(seat, other, now=now).new == 0


def test_a_dry_run_counts_and_writes_nothing(seat: Seat, database: Database, answers_file: Path, now: datetime) -> None:
    done = survey_files.bring_in(seat, answers_file, dry_run=True, now=now)
    assert (done.new, done.written) == (3, False)
    assert rows(database) == entries(database) == []


def test_strict_is_all_or_nothing(seat: Seat, database: Database, answers_file: Path, now: datetime) -> None:
    done = survey_files.bring_in(seat, answers_file, strict=True, now=now)
    assert (done.new, done.refused_count, done.written) == (3, 2, False)
    assert rows(database) == []
    lines = answers_file.read_text(encoding="utf-8").splitlines()
    answers_file.write_text("\n".join([*lines[:4], *lines[7:]]), encoding="utf-8")
    assert survey_files.bring_in(seat, answers_file, strict=True, now=now).written
    assert len(rows(database)) == 3


def test_a_mapping_names_other_columns(seat: Seat, database: Database, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "nki.csv"
    path.write_bytes(
        "Svar\tNär\tBetyg\r\n17\t2026-11-17 10:22\tMycket bra\r\n17\t2026-11-17 10:22\t2\r\n".encode("latin-1")
    )
    mapping = (
        '[file]\ndelimiter = "\\t"\nencoding = "latin-1"\n[columns]\nid = "Svar"\nday = "När"\nattitude = "Betyg"\n'
        '[formats]\nday = "%Y-%m-%d %H:%M"\n[grades.words]\n"Mycket bra" = 5\n'
    )
    done = survey_files.bring_in(seat, path, mapping, now=now)
    assert (done.read, done.new, done.known) == (2, 1, 1)
    assert rows(database) == [(date(2026, 11, 17).toordinal(), None, None, 5, None, "anna")]


def test_a_spreadsheets_own_file_is_read_without_a_mapping(
    seat: Seat, database: Database, tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "svar.csv"
    path.write_bytes("Datum;Bemötande;Kunskap;Svarsgrupp\r\n2026-11-17;5;4;Växel\r\n".encode("cp1252"))
    assert survey_files.bring_in(seat, path, now=now).new == 1
    assert rows(database) == [(date(2026, 11, 17).toordinal(), "Växel", None, 5, 4, "anna")]


def test_an_answer_that_was_taken_out_does_not_come_back(seat: Seat, answers_file: Path, now: datetime) -> None:
    survey_files.bring_in(seat, answers_file, now=now)
    number = surveys.latest(seat)[0].id
    surveys.remove(seat, number, now)
    assert number not in {each.id for each in surveys.latest(seat)}
    assert survey_files.bring_in(seat, answers_file, now=now).new == 0
    assert whole(seat, now).attitude.n == 2
    with pytest.raises(NotFound):
        surveys.correct(seat, number, {"attitude": 5}, now)


def test_free_text_is_nowhere(seat: Seat, database_file: Path, answers_file: Path, now: datetime) -> None:
    survey_files.bring_in(seat, answers_file, now=now)
    kept = on_engine.kept(database_file)
    assert "Växel".encode() in kept
    assert b"Tack!" not in kept


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "survey_columns"), (b"a,b\n1,2\n", "survey_columns"), (None, "file_missing")],
)
def test_a_file_that_cannot_be_read_is_refused(
    content: bytes | None, code: str, seat: Seat, tmp_path: Path, now: datetime, refusal: Refusal
) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    assert refusal(lambda: survey_files.bring_in(seat, path, now=now)).code == code
