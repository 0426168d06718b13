"""Departments, answer groups and topics: another name reaches everything, and no figure becomes another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import on_engine
import pytest

from desk.rules.goals import Goal
from desk.rules.organising import Part, code_of
from desk.rules.period import ReportSort, span_for
from desk.rules.refusals import NotAllowed, NotFound, Problem
from desk.rules.report import Level
from desk.rules.spans import parse_span
from desk.services import cases, deviations, drafts, goals, issuing, organising, people, reports, sample, upkeep
from desk.services.deviations import Which
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import ConstraintBroken, Database

Refusal = Callable[[Callable[[], object]], Problem]
SeatOf = Callable[[str], Seat]
NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 11, 19)
PAST = ("events", "event_values", "settings", "issued_reports.document", "own_kinds", "cases.passed_on_to")
"""What says what was, in the words of then; and the settings, which say what files go on calling it."""


@pytest.fixture
def filled(seat: Seat) -> Seat:
    """Half a year of a small desk: cases, calls, goals, deviations, staffing, answers, reports, drafts."""
    sample.fill(seat, 400, first=FIRST, last=LAST, now=NOON)
    goal = Goal("answer_rate", 0.9, Level.GROUP, "Växel", decided_by="Nämnden", decided_on=FIRST, valid_from=FIRST)
    goals.set_goal(seat, goal, now=NOON)
    with seat.database.write() as tx:
        tx.run(
            "INSERT INTO deviations (span, first, last, figure, level, name, goal, actual, found_at)"
            " VALUES ('2026-W20', 1, 7, 'answer_rate', 'group', 'Växel', 0.9, 0.5, 0)"
        )
        tx.run("INSERT INTO recipients (sort, department, name, title) VALUES ('feedback', 'Miljö', 'Miljöchefen', '')")
        tx.run(
            "INSERT INTO report_texts (sort, span, department, text, version, written_at, written_by)"
            " VALUES ('feedback', '2026-T2', 'Miljö', 'Lugnt', 1, 0, 'anna')"
        )
    issuing.issue(seat, ReportSort.FEEDBACK, span_for(ReportSort.FEEDBACK, "2026-T2"), "Miljö", NOON)
    for key, fields in (
        ("k1", {"department": "Miljö", "group": "Växel", "summary": "Om Miljö och Växel"}),
        ("text:goals:new:anna", {"_screen": "goals", "_place": "new", "_answer.level": "group",
                                 "_answer.name": "Växel", "text": ""}),
        ("text:issued:feedback/2026-T2/Miljö:anna",
         {"_screen": "issued", "_place": "feedback/2026-T2/Miljö", "text": "Halvt"}),
    ):  # fmt: skip
        drafts.save(seat, Draft(key, "anna", None, None, fields, NOON))
    return seat


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _names(text: str, name: str) -> bool:
    return text == name or any(json.dumps(name, ensure_ascii=ascii_only) in text for ascii_only in (True, False))


def names_left(database: Database, name: str) -> set[str]:
    """Every column of the whole database that holds the name, alone or within a text, but for what says what was."""
    found = set()
    with database.read() as tx:
        for table, column in on_engine.columns(tx):
            where = f"{table}.{column}"
            if table in PAST or where in PAST:
                continue
            every = tx.all(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            if any(_names(_text(value), name) for (value,) in every):
                found.add(where)
    return found


def figures(seat: Seat, renamed: dict[str, str]) -> list[object]:
    """Everything that is counted, with the names as they will be."""
    text = []
    for code in ("2026-W20", "2026-W46", "2026-06", "2026-T2", "2026"):
        fresh = reports.Fresh()
        told = reports.span(seat, parse_span(code), Level.GROUP, NOON, fresh=fresh)
        reports.store_cache(seat, fresh)
        text.append(_plain(told, renamed))
    return text


def _plain(value: Any, renamed: dict[str, str]) -> Any:
    """A report as plain values whose order does not hang on a name."""
    from dataclasses import fields, is_dataclass

    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name), renamed) for each in fields(value)}
    if hasattr(value, "items"):
        return {_plain(name, renamed): _plain(each, renamed) for name, each in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return sorted((_plain(each, renamed) for each in value), key=repr)
    return renamed.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("part", "old", "new"), [(Part.DEPARTMENT, "Miljö", "Miljö & klimat"), (Part.GROUP, "Växel", "Telefonväxeln")]
)
def test_another_name_reaches_everything_and_no_figure_changes(
    part: Part, old: str, new: str, filled: Seat, seat_of: SeatOf
) -> None:
    seat = filled
    assert len(names_left(seat.database, old)) >= 8
    before = figures(seat, {old: new})
    change = organising.change_department if part is Part.DEPARTMENT else organising.change_group
    assert change(seat, old, {"name": new}, NOON).name == new
    cached = {"day_facts.facts", "standings.facts"}
    assert names_left(seat.database, old) <= cached
    assert figures(seat_of("anna"), {}) == before
    assert figures(seat, {}) == before
    assert upkeep.check(seat).clean


def test_cached_figures_of_the_old_name_are_read_no_more(filled: Seat) -> None:
    def by_group(code: str) -> set[str]:
        report = reports.span(filled, parse_span(code), Level.GROUP, NOON)
        return {part.name for part in report.groups}

    figures(filled, {})
    assert "Växel" in by_group("2026-T2")
    organising.change_group(filled, "Växel", {"name": "Telefonväxeln"}, NOON)
    assert {"Telefonväxeln"} <= by_group("2026-T2")
    assert "Växel" not in by_group("2026-T2")
    listed = deviations.listed(filled, Which(span="2026-W20", level=Level.GROUP))
    assert "Telefonväxeln" in {each.name for each in listed.rows}


def test_a_draft_is_gone_on_with_under_the_new_name(filled: Seat) -> None:
    organising.change_department(filled, "Miljö", {"name": "Miljö & klimat"}, NOON)
    organising.change_group(filled, "Växel", {"name": "Telefonväxeln"}, NOON)
    mine = {each.key: each.fields for each in drafts.mine(filled)}
    assert mine["k1"] == {"department": "Miljö & klimat", "group": "Telefonväxeln", "summary": "Om Miljö och Växel"}
    assert mine["text:goals:new:anna"]["_answer.name"] == "Telefonväxeln"
    assert mine["text:issued:feedback/2026-T2/Miljö & klimat:anna"]["_place"] == "feedback/2026-T2/Miljö & klimat"


def test_what_was_issued_stays_and_the_next_edition_follows_it(filled: Seat) -> None:
    span = span_for(ReportSort.FEEDBACK, "2026-T2")
    first = issuing.everyone(filled, ReportSort.FEEDBACK, "2026-T2", "Miljö")[0]
    organising.change_department(filled, "Miljö", {"name": "Miljö & klimat"}, NOON)
    second = issuing.issue(filled, ReportSort.FEEDBACK, span, "Miljö & klimat", NOON)
    assert (first.number, second.line.number) == (1, 2)
    kept = issuing.kept(filled, first.id)
    assert kept.line.department == "Miljö & klimat"
    assert kept.report.department == "Miljö"


def test_an_issued_report_can_still_not_be_changed(filled: Seat) -> None:
    for column in ("document", "digest", "number", "sort", "span"):
        with pytest.raises(ConstraintBroken, match="stays as it was issued"), filled.database.write() as tx:
            tx.run(f"UPDATE issued_reports SET {column} = {column}")


def test_a_session_that_is_open_registers_under_the_new_name_at_once(seat: Seat, seat_of: SeatOf) -> None:
    other = seat_of("bo")
    topic = next(each for each in other.topics.values() if each.department == "Miljö" and each.group)
    organising.change_department(seat, "Miljö", {"name": "Miljö & klimat"}, NOON)
    organising.change_group(seat, topic.group or "", {"name": "Receptionen"}, NOON)
    assert other.topics[topic.code].department == "Miljö"
    made = cases.register(other, {"topic": topic.code, "channel": "visit"}, NOON)
    with seat.database.read() as tx:
        assert tx.one("SELECT department, answer_group FROM cases WHERE id = ?", (made.id,)) == (
            "Miljö & klimat", "Receptionen",
        )  # fmt: skip


def test_so_does_whoever_belongs_to_a_group_that_got_another_name(seat: Seat, seat_of: SeatOf) -> None:
    other = seat_of("bo")
    assert (other.who.group, len(other.topics) > 0) == ("Reception", True)
    organising.change_group(seat, "Reception", {"name": "Receptionen"}, NOON)
    made = cases.register(other, {"kind": "enquiry", "channel": "visit"}, NOON)
    with seat.database.read() as tx:
        assert tx.value("SELECT answer_group FROM cases WHERE id = ?", (made.id,)) == "Receptionen"
    assert other.who.group == "Receptionen"


def test_a_kind_that_goes_on_saying_the_old_department_is_understood(seat: Seat) -> None:
    from desk.services.registration import usual_department

    organising.change_department(seat, "Miljö", {"name": "Klimat"}, NOON)
    organising.change_department(seat, "Klimat", {"name": "Miljö & klimat"}, NOON)
    of = seat.organisation
    for said in ("Miljö", "klimat", "MILJÖ & KLIMAT"):
        assert usual_department(said, of.departments, of.former_departments) == "Miljö & klimat"
    assert usual_department("Rymden", of.departments, of.former_departments) is None


def test_who_names_the_old_one_is_told_and_nothing_is_written(seat: Seat, seat_of: SeatOf, refusal: Refusal) -> None:
    other = seat_of("bo")
    assert "Miljö" in other.organisation.departments
    organising.change_department(seat, "Miljö", {"name": "Miljö & klimat"}, NOON)
    problem = refusal(lambda: cases.register(other, {"kind": "enquiry", "department": "Miljö"}, NOON))
    assert problem.code == "department_unknown"
    assert "Miljö & klimat" in problem.right
    from desk.services import corrections

    made = cases.register(other, {"kind": "enquiry"}, NOON)
    third = replace(seat_of("bo"))
    third.__dict__["organisation"] = replace(other.organisation, departments=("Miljö",))
    stale = refusal(lambda: corrections.correct(third, made.reference, {"department": "Miljö"}, NOON))
    assert stale.code == "names_changed"
    assert "another name" in stale.reason


def test_open_sessions_learn_that_it_is_another(seat: Seat, seat_of: SeatOf) -> None:
    from desk.services import sessions

    other = seat_of("bo")
    before = sessions.look(other, "s", NOON).mark.organised
    organising.change_department(seat, "Miljö", {"email": "miljo@example.se"}, NOON)
    assert sessions.look(other, "s", NOON).mark.organised != before


def test_files_of_calls_may_go_on_saying_the_old_name(seat: Seat) -> None:
    organising.change_group(seat, "Växel", {"name": "Telefonväxeln"}, NOON)
    organising.change_group(seat, "Telefonväxeln", {"name": "Huvudnumret"}, NOON)
    from desk.storage.calls import groups_by_name

    with seat.database.read() as tx:
        known = groups_by_name(tx)
    assert known["växel"] == known["telefonväxeln"] == known["huvudnumret"] == "Huvudnumret"
    organising.change_group(seat, "Huvudnumret", {"name": "Växel"}, NOON)
    with seat.database.read() as tx:
        known = groups_by_name(tx)
    assert known["växel"] == known["telefonväxeln"] == known["huvudnumret"] == "Växel"


# ------------------------------------------------------------------ adding, changing, resting, removing


def test_a_department_from_its_first_day_to_its_last(seat: Seat, refusal: Refusal) -> None:
    made = organising.add_department(seat, {"name": " Räddningstjänst ", "email": "Hjalp@Example.se"}, NOON)
    assert (made.name, made.email) == ("Räddningstjänst", "Hjalp@example.se")
    assert seat.organisation.departments[-1] == "Räddningstjänst"
    taken = refusal(lambda: organising.add_department(seat, {"name": "räddningstjänst"}, NOON))
    assert (taken.code, taken.reason) == ("name_taken", "There is one of that name already: Räddningstjänst.")
    organising.move(seat, Part.DEPARTMENT, "Räddningstjänst", -1, NOON)
    assert seat.organisation.departments[-2] == "Räddningstjänst"
    organising.rest(seat, Part.DEPARTMENT, "Räddningstjänst", NOON)
    assert "Räddningstjänst" not in seat.organisation.departments
    assert refusal(lambda: organising.rest(seat, Part.DEPARTMENT, "Räddningstjänst", NOON)).code == "at_rest_already"
    organising.wake(seat, Part.DEPARTMENT, "Räddningstjänst", NOON)
    cases.register(seat, {"kind": "enquiry", "department": "Räddningstjänst"}, NOON)
    used = refusal(lambda: organising.remove(seat, Part.DEPARTMENT, "Räddningstjänst", NOON))
    assert (used.reason, used.right[:15]) == ("It is used, and cannot be removed.", "Put it to rest:")
    organising.add_department(seat, {"name": "Slip"}, NOON)
    organising.remove(seat, Part.DEPARTMENT, "Slip", NOON)
    assert "Slip" not in {each.name for each in organising.departments(seat)}


def test_what_topics_lead_to_or_people_belong_to_does_not_rest(seat: Seat, refusal: Refusal) -> None:
    assert refusal(lambda: organising.rest(seat, Part.DEPARTMENT, "Miljö", NOON)).code == "topics_lead_there"
    assert refusal(lambda: organising.rest(seat, Part.GROUP, "Reception", NOON)).code == "topics_lead_there"
    organising.add_group(seat, {"name": "Kvällen", "least_staff": 1}, NOON)
    people.change(seat, "bo", group="Kvällen", now=NOON)
    problem = refusal(lambda: organising.rest(seat, Part.GROUP, "Kvällen", NOON))
    assert problem.reason == "People belong to it: Bo Ek."


def test_a_topic_gets_a_code_and_keeps_it(seat: Seat, refusal: Refusal) -> None:
    values = {"name": "Älgjakt – fråga", "kind": "enquiry", "department": "miljö", "working_days": 3}
    made = organising.add_topic(seat, values, NOON)
    assert (made.code, made.name_en, made.department) == ("algjakt_fraga", "Älgjakt – fråga", "Miljö")
    assert organising.add_topic(seat, {**values, "name": "Älgjakt: fråga"}, NOON).code == "algjakt_fraga_2"
    assert refusal(lambda: organising.add_topic(seat, values, NOON)).code == "name_taken"
    assert refusal(lambda: organising.change_topic(seat, made.code, {"code": "x"}, NOON)).code == "code_stays"
    assert refusal(lambda: organising.change_topic(seat, made.code, {"kind": "fax"}, NOON)).code == "kind_unknown"
    assert refusal(lambda: organising.change_topic(seat, made.code, {}, NOON)).code == "nothing_changed"
    organising.change_topic(seat, made.code, {"name": "Jakt", "department": "", "solvable": False}, NOON)
    registered = cases.register(seat, {"topic": "jakt", "channel": "visit"}, NOON)
    assert registered.reference
    assert seat.topics[made.code].department is None
    organising.rest(seat, Part.TOPIC, made.code, NOON)
    assert made.code not in seat.topics
    assert refusal(lambda: organising.remove(seat, Part.TOPIC, made.code, NOON)).code == "still_used"


@pytest.mark.parametrize(
    ("name", "code"), [("Skolskjuts – försening", "skolskjuts_forsening"), ("24/7", "t_24_7"), ("–", "topic")]
)
def test_codes(name: str, code: str) -> None:
    assert code_of(name) == code


def test_only_who_keeps_the_organisation_may(seat_of: SeatOf) -> None:
    for login in ("bo", "lisa", "rut"):
        other = seat_of(login)
        assert len(organising.departments(other)) == 9
        for call in _changes(other):
            with pytest.raises(NotAllowed):
                call()


def _changes(seat: Seat) -> Iterator[Callable[[], object]]:
    yield lambda: organising.add_department(seat, {"name": "X"}, NOON)
    yield lambda: organising.change_department(seat, "Miljö", {"name": "X"}, NOON)
    yield lambda: organising.add_group(seat, {"name": "X"}, NOON)
    yield lambda: organising.change_group(seat, "Växel", {"name": "X"}, NOON)
    yield lambda: organising.add_topic(seat, {"name": "X", "kind": "enquiry"}, NOON)
    yield lambda: organising.change_topic(seat, "library_hours", {"name": "X"}, NOON)
    yield lambda: organising.move(seat, Part.GROUP, "Växel", 1, NOON)
    yield lambda: organising.rest(seat, Part.GROUP, "Växel", NOON)
    yield lambda: organising.wake(seat, Part.GROUP, "Växel", NOON)
    yield lambda: organising.remove(seat, Part.GROUP, "Växel", NOON)


def test_what_is_not_there_is_not_found_and_every_change_is_in_the_trail(seat: Seat) -> None:
    with pytest.raises(NotFound):
        organising.change_department(seat, "Nowhere", {"name": "X"}, NOON)
    with pytest.raises(NotFound):
        organising.rest(seat, Part.TOPIC, "nowhere", NOON)
    organising.change_group(seat, "Växel", {"name": "Telefon", "least_staff": 4}, NOON)
    with seat.database.read() as tx:
        subject, changes = tx.one("SELECT subject, changes FROM events ORDER BY id DESC LIMIT 1") or ("", "")
    assert subject == "group:Växel"
    assert json.loads(changes) == {"least_staff": [3, 4], "name": ["Växel", "Telefon"]}


def test_a_sitting_role_that_was_taken_away_is_asked_for_again(seat: Seat) -> None:
    with seat.database.write() as tx:
        tx.run("UPDATE agents SET role = 'agent' WHERE login = 'anna'")
    with pytest.raises(NotAllowed):
        organising.add_department(seat, {"name": "X"}, NOON)
    assert people.sit_down(seat.database, Settings(), "anna").who.role == "agent"
