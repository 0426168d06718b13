"""Made-up data: the same seed makes the same, every rule holds for it, and it reads as what services write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import on_engine
import pytest

from desk.rules.cases import Outcome, facts_of
from desk.rules.kinds import details_of, kinds
from desk.rules.people import email_address, personal_number, phone_number
from desk.rules.refusals import Refused
from desk.rules.sample.people import PHONES, colleagues
from desk.rules.sample.people import personal_number as made_up_number
from desk.rules.sample.words import SUMMARIES
from desk.rules.topics import STARTER_TOPICS
from desk.services import cases, changing, people, reports, sample, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import registers, search, trail
from desk.storage.cases import by_id, case_of
from desk.storage.database import Database

CASES = 1500
FIRST, LAST = date(2025, 11, 20), date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
TABLES = (
    "agents", "cases", "events", "event_values", "handles", "closed_periods", "bus_cards", "permits", "calls",
    "reference_counters", "dirty_days",
)  # fmt: skip


def filled(path: Path, template: Path, *, seed: int = 1, many: int = CASES, now: datetime = NOON) -> Seat:
    on_engine.copied(template, path)
    seat = people.sit_down(Database(path), Settings(), "anna")
    sample.fill(seat, many, seed, FIRST, LAST, now)
    return seat


@pytest.fixture(scope="module")
def sampled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """A desk with a year of made-up cases. Not to be changed by a test."""
    seat = filled(tmp_path_factory.mktemp("sample") / "desk.db", template)
    yield seat
    seat.database.close()


def rows(seat: Seat) -> dict[str, list[Any]]:
    with seat.database.read() as tx:
        found = {table: tx.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}
        return {**found, "search": tx.all("SELECT rowid, names, words, folded FROM search ORDER BY rowid")}


@pytest.mark.sqlite_only("a server gives topics back in no order of its own, which what is made up follows")
def test_the_same_seed_makes_the_same_rows(sampled: Seat, template: Path, tmp_path: Path) -> None:
    later = datetime(2026, 11, 19, 11, 55, tzinfo=UTC)
    again = filled(tmp_path / "again.db", template, now=later)
    other = filled(tmp_path / "other.db", template, seed=2)
    assert rows(again) == rows(sampled)
    assert rows(other)["cases"] != rows(sampled)["cases"]
    assert len(rows(other)["cases"]) == CASES
    for seat in (again, other):
        seat.database.close()


def test_the_whole_database_checks_out(sampled: Seat) -> None:
    assert [each for each in upkeep.check(sampled) if not each.clean] == []


def test_it_looks_like_a_reception(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        count: dict[str, int] = dict(tx.all("SELECT channel, count(*) FROM cases GROUP BY 1"))
        kind: dict[str, int] = dict(tx.all("SELECT kind, count(*) FROM cases GROUP BY 1"))
        classified = tx.value("SELECT count(demand) FROM cases") / CASES
        events = tx.value("SELECT count(*) FROM events") / CASES
        still_open, overdue = tx.one(
            "SELECT count(*), count(CASE WHEN due < ? THEN 1 END) FROM cases WHERE closed_at IS NULL",
            (int(NOON.timestamp()),),
        ) or (0, 0)
        answered, calls = tx.one("SELECT count(CASE WHEN outcome = 'answered' THEN 1 END), count(*) FROM calls") or (
            0,
            0,
        )
        on_free_days = tx.value("SELECT count(*) FROM cases WHERE (day + 6) % 7 >= 5 AND channel IN ('visit', 'phone')")
    assert count["phone"] > count["visit"] > count["email"] > count["letter"] > 0
    assert set(kind) == set(kinds())
    assert kind["enquiry"] > CASES / 2
    assert 0.7 < classified < 0.8
    assert 2.5 < events < 3.5
    assert 0 < overdue < still_open < CASES / 20
    assert 0.9 < answered / calls < 0.96
    assert on_free_days == 0


def test_nothing_lies_in_the_future(sampled: Seat) -> None:
    now = int(NOON.timestamp())
    with sampled.database.read() as tx:
        for column in ("received_at", "registered_at", "first_answered_at", "closed_at", "annulled_at"):
            assert tx.value(f"SELECT max({column}) FROM cases") <= now
        assert tx.value("SELECT max(at) FROM events") <= now
        assert tx.value("SELECT max(at) FROM calls") <= now
        assert tx.all("SELECT id FROM cases WHERE received_at > registered_at OR closed_at < received_at") == []
        assert tx.value("SELECT min(day) FROM cases") >= FIRST.toordinal()
        assert tx.value("SELECT max(day) FROM cases") == LAST.toordinal()


def test_search_rows_and_handles_are_those_that_services_write(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        for (number,) in tx.all("SELECT id FROM cases"):
            case = by_id(tx, number)
            assert case is not None
            texts = tx.one("SELECT names, words, folded FROM search WHERE rowid = ?", (number,))
            assert texts is not None
            written = search.texts_of(case, kinds()[case.kind])
            assert [each.lower() for each in texts] == [each.lower() for each in written]  # as a server keeps them
            handles = tx.all("SELECT handle FROM handles WHERE case_id = ?", (number,))
            assert {row[0] for row in handles} == set(registers.handles_of(case))


def test_the_trail_leads_to_the_case(sampled: Seat) -> None:
    """Every change begins where the one before ended, and the last one ends at the case."""
    with sampled.database.read() as tx:
        for (number,) in tx.all("SELECT id FROM cases"):
            case = by_id(tx, number)
            assert case is not None
            facts = facts_of(case)
            story = trail.of_case(tx, number)
            assert story[0].what == "registered"
            assert [each.at for each in story] == sorted(each.at for each in story)
            assert case.version == len(story)
            now: dict[str, Any] = {}
            notes: list[str] = []
            for event in story:
                for name, (before, after) in event.changes.items():
                    if event.what == "note":  # keeps what was added
                        notes.append(after)
                        continue
                    assert now.get(name, before) == before
                    assert before != after
                    if name != "follow_up":  # is kept beside the case
                        now[name] = after
            assert now == {name: facts.get(name) for name in now}
            assert case.note.endswith("\n".join(notes))


def test_the_first_entry_is_the_one_that_a_registration_writes(sampled: Seat, seat: Seat) -> None:
    reference = cases.register(seat, {"kind": "bus_card", "details": {"reason": "lost"}}, NOON).reference
    question = "SELECT e.changes FROM events e JOIN cases c ON c.id = e.case_id WHERE {} AND e.what = 'registered'"
    with seat.database.read() as tx:
        real = tx.value(question.format("c.number = ?"), (int(reference[3:]),))
    with sampled.database.read() as tx:
        assert {row[0] for row in tx.all(question.format("c.kind = 'bus_card'"))} == {real}


def test_own_fields_pass_their_own_rules(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        for row in tx.all("SELECT * FROM cases WHERE kind <> 'enquiry'"):
            case = case_of(row)
            details = details_of(case.kind, dict(case.details))
            assert details.stored() == case.details
            details.check(changing.circumstances_of(sampled, case, NOON))
        sorts = {tuple(type(each) for each in row) for row in tx.all("SELECT details, anonymous, day FROM cases")}
    assert sorts == {(str, int, int)}


def test_what_is_unfinished_can_be_gone_on_with(template: Path, tmp_path: Path) -> None:
    seat = filled(tmp_path / "desk.db", template)
    with seat.database.read() as tx:
        unfinished = tx.all(
            "SELECT printf('%02d-%06d', year % 100, number), kind, step FROM cases"
            " WHERE closed_at IS NULL AND annulled_at IS NULL"
        )
    for reference, kind, step in unfinished:
        if kind == "feedback" and step == "registered":
            cases.step(seat, reference, "confirmed" if not _anonymous(seat, reference) else "with_department", NOON)
        if (kind, step) in (("pool_loan", "lent"), ("visitor", "in")):
            cases.step(seat, reference, "returned" if kind == "pool_loan" else "out", NOON)
        cases.close(seat, reference, Outcome.SOLVED_LATER, NOON)
    assert unfinished
    assert reports.week(seat, now=NOON, parts=()).cases.registered > 0
    seat.database.close()


def _anonymous(seat: Seat, reference: str) -> bool:
    with seat.database.read() as tx:
        return bool(tx.value("SELECT anonymous FROM cases WHERE number = ?", (int(reference[3:]),)))


def test_a_database_with_cases_is_left_alone(seat: Seat) -> None:
    cases.register(seat, {"kind": "enquiry"}, NOON)
    before = rows(seat)
    with pytest.raises(Refused) as refused:
        sample.fill(seat, 10, now=NOON)
    assert refused.value.problems[0].code == "database_not_empty"
    assert rows(seat) == before


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"cases": 0}, "number_too_small"),
        ({"first": LAST, "last": FIRST}, "span_invalid"),
        ({"first": date(1, 1, 1), "last": date(1, 1, 2)}, "year_out_of_range"),
        ({"first": date(2027, 1, 1), "last": date(2027, 2, 1)}, "span_in_future"),
        ({"first": date(2026, 11, 19), "now": datetime(2026, 11, 19, 5, 0, tzinfo=UTC)}, "span_in_future"),
    ],
)
def test_what_cannot_be_made_is_refused(seat: Seat, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        sample.fill(seat, **{"now": NOON, **options})
    assert refused.value.problems[0].code == code
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 0


@pytest.mark.parametrize(("first", "last"), [(date(2026, 11, 14), date(2026, 11, 14)), (LAST, LAST)])
def test_a_single_day_holds_them_all(seat: Seat, first: date, last: date) -> None:
    assert sample.fill(seat, 7, first=first, last=last, now=NOON).cases == 7
    with seat.database.read() as tx:
        assert tx.all("SELECT DISTINCT day FROM cases") == [(first.toordinal(),)]
        assert tx.value("SELECT count(*) FROM cases") == 7


def test_progress_ends_with_all_of_them(seat: Seat) -> None:
    told: list[tuple[int, int]] = []
    sample.fill(seat, 9000, now=NOON, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (9000, 9000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 2


def test_the_days_are_marked_so_that_reports_see_them(sampled: Seat) -> None:
    report = reports.week(sampled, now=NOON)
    assert report.cases.registered > 5
    assert report.calls.answer_rate is not None
    assert {each.name for each in report.agents} >= {"anna"}
    assert all(point.figures["first_contact"] is not None for point in report.trend)


# ------------------------------------------------------------------ the people in it


def test_nobody_in_it_exists(sampled: Seat) -> None:
    with sampled.database.read() as tx:
        numbers = [row[0] for row in tx.all("SELECT personal_number FROM cases WHERE personal_number IS NOT NULL")]
        phones = {row[0] for row in tx.all("SELECT DISTINCT phone FROM cases WHERE phone IS NOT NULL")}
        emails = {row[0] for row in tx.all("SELECT DISTINCT email FROM cases WHERE email IS NOT NULL")}
    assert numbers
    assert all(number < "1900" and personal_number(number) == number for number in numbers)
    assert phones <= {f"+4670174{last:04d}" for last in range(605, 700)}
    assert all(email_address(email) == email and email.endswith("@example.se") for email in emails)
    assert all(phone_number(phone) == phone for phone in PHONES)


def test_made_up_numbers_are_all_different_and_right() -> None:
    numbers = [made_up_number(which) for which in range(0, 60_000, 7)]
    assert len(set(numbers)) == len(numbers)
    assert all(personal_number(number) == number and number < "1900" for number in numbers)


def test_thirty_colleagues_have_thirty_logins() -> None:
    logins = [each.login for each in colleagues(30, ("Reception", "Omsorg"))]
    assert len(set(logins)) == 30
    assert all(login.isascii() for login in logins)


def test_every_topic_to_start_with_has_words_of_its_own() -> None:
    assert set(SUMMARIES) == {topic.code for topic in STARTER_TOPICS}
    assert all(len(json.dumps(text)) < 150 for some in SUMMARIES.values() for text in some)
