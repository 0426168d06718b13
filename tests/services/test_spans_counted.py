"""Every figure of every span against a plain count of the rows: real calls, any rows, changed rows, cached or not."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from plain_count import Plain, differences, trend_differences

from desk.rules.calendar import Week
from desk.rules.spans import parse_span
from desk.services import calls, reports
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "calls-1999-02-sample.tsv"
REAL = Path(__file__).parents[3] / "shared" / "data" / "calls-1999-02-first-half.tsv"
MAPPING = (DATA / "calls-1999-02.toml").read_text(encoding="utf-8")
pytestmark = pytest.mark.sqlite_only("the plain count opens the file itself; test_same holds the engines together")
ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)

EVERY_SORT = (
    "1999-W05", "1999-W06", "1999-02", "1999-T1", "1999-H1", "1999", "1999-W06-ytd", "1999-02-ytd", "1999-T1-ytd",
    "1999-H1-ytd", "1999-ytd", "1999-08-ytd",
)  # fmt: skip
BOUNDARIES = (
    "2025-W52", "2026-W01", "2026-W13", "2026-W43", "2026-W44", "2026-W47", "2025-12", "2026-01", "2026-03", "2026-10",
    "2026-11", "2025-T3", "2026-T1", "2026-T3", "2025-H2", "2026-H1", "2026-H2", "2025", "2026",
    "2026-W01-ytd", "2026-W44-ytd", "2026-W47-ytd", "2025-W52-ytd", "2026-01-ytd", "2026-08-ytd", "2026-11-ytd",
    "2026-T2-ytd", "2026-H1-ytd", "2026-H2-ytd", "2026-ytd",
)  # fmt: skip
"""Year ends (2026 has 53 weeks), both nights when the clocks change, and the spans that are on."""


@pytest.fixture
def rows(database_file: Path) -> Iterator[sqlite3.Connection]:
    """The rows, read past everything of Desk's own."""
    connection = sqlite3.connect(database_file)
    yield connection
    connection.close()


def check(seat: Seat, rows: sqlite3.Connection, code: str, now: datetime = NOW) -> None:
    """From what is cached, and again from what that left: the same figures as a plain count."""
    span = parse_span(code)
    fresh = reports.Fresh()
    report = reports.span(seat, span, now=now, fresh=fresh)
    document = report.to_json()
    settings = seat.settings
    moment, limits = int(now.timestamp()), (settings.short_wait_s, settings.answer_wait_s)
    assert differences(document, Plain(rows, span.first, span.last, moment, *limits)) == []
    for point in document["trend"]:
        before = parse_span(point["span"])
        assert trend_differences(point, Plain(rows, before.first, before.last, moment, *limits)) == []
    rows.rollback()
    assert reports.store_cache(seat, fresh)
    assert reports.span(seat, span, now=now, fresh=fresh) == report
    assert not fresh


# ------------------------------------------------------------------ the two real weeks


@pytest.mark.parametrize(
    "path",
    [
        SAMPLE,
        pytest.param(
            REAL, marks=pytest.mark.skipif(not REAL.exists(), reason="the real file is not beside the project")
        ),
    ],
    ids=["sample", "whole"],
)
def test_the_real_calls_at_every_level_and_span(seat: Seat, rows: sqlite3.Connection, path: Path) -> None:
    calls.bring_in(seat, path, mapping=MAPPING)
    for code in EVERY_SORT:
        check(seat, rows, code)
    short = Seat(seat.database, Settings.model_validate({"short_wait_s": 20, "answer_wait_s": 30}), seat.who)
    for code in ("1999-W05", "1999-02", "1999"):
        check(short, rows, code)
    calls.set_week(seat, "Växel", Week(1999, 5), 10, 9, replace=True, now=NOW)
    for code in ("1999-W05", "1999-W06", "1999-02", "1999-T1", "1999-W06-ytd"):
        check(seat, rows, code)


# ------------------------------------------------------------------ any rows

_FIRST = datetime(2025, 10, 20, tzinfo=UTC)
_EDGES = (
    "2025-10-25T21:30", "2025-12-28T22:30", "2025-12-31T22:30", "2026-01-04T22:30", "2026-03-28T22:30",
    "2026-03-29T21:30", "2026-04-30T21:30", "2026-06-30T21:30", "2026-08-31T21:30", "2026-10-24T21:30",
    "2026-10-25T22:30", "2026-10-31T22:30", "2026-11-15T22:30", "2026-11-19T08:30",
)  # fmt: skip
_CASE_COLUMNS = (
    "year", "number", "kind", "channel", "status", "topic", "summary", "note", "anonymous", "protected",
    "confidential", "department", "answer_group", "agent", "demand", "cause", "outcome", "received_at",
    "registered_at", "first_answered_at", "closed_at", "due", "due_key", "answer_by", "day", "annulled_at", "details",
    "details_version", "version",
)  # fmt: skip


class Rows:
    """Rows as they come, by chance: half of them within an hour of a boundary."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0

    def instant(self) -> int:
        """Somewhere until now."""
        now = int(NOW.timestamp())
        if self.chance.random() < 0.5:
            edge = datetime.fromisoformat(self.chance.choice(_EDGES)).replace(tzinfo=UTC)
            return min(int(edge.timestamp()) + self.chance.randrange(3600), now)
        return self.chance.randrange(int(_FIRST.timestamp()), now)

    def later(self, at: int) -> int | None:
        """Up to three weeks later, and not after now; or never."""
        if self.chance.random() < 0.3:
            return None
        return min(at + int(self.chance.expovariate(1 / 200_000)), int(NOW.timestamp()))

    def case(self) -> tuple[Any, ...]:
        """A case of any sort, as a row."""
        pick, at = self.chance.choice, self.instant()
        closed, demand, kind = self.later(at), pick([None, "value", "failure"]), pick(["enquiry", "fault", "feedback"])
        due = pick([None, at + self.chance.randrange(10**6)])
        self.number += 1
        return (
            2026, self.number, kind, pick(["visit", "phone", "email"]), "new" if closed is None else "closed",
            pick([None, "library_hours", "street_lighting"]), "", "", kind == "feedback" and self.chance.random() < 0.3,
            False, False, pick([None, "Miljö", "Extern"]), pick([None, "Reception", "Växel"]),
            pick([None, "anna", "bo"]), demand, pick([None, "chasing", "no_reply"]) if demand == "failure" else None,
            pick(["solved_first", "forwarded"]) if closed is not None else None, at, at,
            closed if closed is not None else self.later(at), closed, due, 1 << 53 if due is None else due,
            pick([None, at + 86400, at + 300_000]), day_of(at).toordinal(), at if self.chance.random() < 0.1 else None,
            self.details(at) if kind == "feedback" else "{}", 1, 1,
        )  # fmt: skip

    def details(self, at: int) -> str:
        """A view's details."""

        def on(most: int) -> str:
            day = day_of(at) + timedelta(days=self.chance.randrange(most))
            return "null" if self.chance.random() < 0.3 else f'"{day.isoformat()}"'

        sort = self.chance.choice(["complaint", "praise", "suggestion"])
        return f'{{"type": "{sort}", "confirmed_on": {on(6)}, "answered_on": {on(25)}}}'

    def call(self) -> tuple[Any, ...]:
        """A call."""
        at, pick = self.instant(), self.chance.choice
        outcome = pick(["answered", "answered", "abandoned", "pending", "not_offered"])
        wait = int(self.chance.expovariate(1 / 45))
        self.number += 1
        group = pick(["Växel", "Reception", "Omsorg"])
        return f"call {self.number}", group, pick([None, "anna", "bo"]), at, day_of(at).toordinal(), outcome, wait

    def answer(self) -> tuple[Any, ...]:
        """A survey answer; few of them, so that some agents have fewer than five."""
        pick = self.chance.choice
        grade = [None, 1, 2, 3, 4, 5]
        day = day_of(self.instant()).toordinal()
        return day, pick([None, "Reception", "Växel"]), pick([None, "anna", "bo"]), pick(grade), pick(grade)

    def typed(self) -> tuple[Any, ...]:
        """A week typed by hand, the two at years' ends often among them."""
        week = self.chance.choice(["2025-W44", "2026-W01", "2026-W14", "2026-W18", "2026-W44", "2026-W47"])
        offered = self.chance.randrange(40)
        return self.chance.choice(["Växel", "Reception", "E-post"]), week, offered, self.chance.randrange(offered + 1)


def day_of(at: int) -> date:
    """The local day."""
    return datetime.fromtimestamp(at, ZONE).date()


CASE = f"INSERT INTO cases ({', '.join(_CASE_COLUMNS)}) VALUES ({', '.join('?' * len(_CASE_COLUMNS))})"
CALL = "INSERT INTO calls (key, answer_group, agent, at, day, outcome, wait_s) VALUES (?, ?, ?, ?, ?, ?, ?)"
ANSWER = (
    "INSERT INTO survey_answers (day, answer_group, agent, attitude, knowledge, entered_at, entered_by)"
    " VALUES (?, ?, ?, ?, ?, 0, 'anna')"
)
TYPED = (
    "INSERT INTO typed_calls (answer_group, week, offered, answered, typed_at, typed_by) VALUES (?, ?, ?, ?, 0, 'anna')"
    " ON CONFLICT (answer_group, week) DO UPDATE SET offered = excluded.offered, answered = excluded.answered"
)
PERIOD = "INSERT INTO closed_periods (case_id, closed_at, reopened_at) VALUES (?, ?, ?)"


def fill(database: Database, made: Rows, many: int) -> None:
    """Put rows of each sort in."""
    with database.write() as tx:
        tx.run_many(CASE, [made.case() for _ in range(many)])
        tx.run_many(CALL, [made.call() for _ in range(many)])
        tx.run_many(ANSWER, [made.answer() for _ in range(many // 12)])
        tx.run_many(TYPED, [made.typed() for _ in range(2)])
        for case, at, closed in tx.all(
            "SELECT id, received_at, closed_at FROM cases ORDER BY id DESC LIMIT ?", (many,)
        ):
            last = closed if closed is not None else int(NOW.timestamp())
            if made.chance.random() < 0.3 and last > at:
                begin, end = sorted(made.chance.randrange(at, last) for _ in range(2))
                tx.run(PERIOD, (case, begin, end))


def change(database: Database, made: Rows) -> None:
    """Change what is there, in every way in which it can change."""
    with database.write() as tx:
        cases = [row[0] for row in tx.all("SELECT id FROM cases")]
        for case in made.chance.sample(cases, 12):
            new = dict(zip(_CASE_COLUMNS, made.case(), strict=True))
            kept = made.chance.choice([
                ("received_at", "day", "closed_at", "outcome", "status"), ("agent",), ("answer_group", "department"),
                ("annulled_at",), ("due", "due_key"), ("kind", "details", "topic"), ("demand", "cause", "channel"),
                ("first_answered_at", "answer_by"),
            ])  # fmt: skip
            tx.run(
                f"UPDATE cases SET {', '.join(f'{n} = ?' for n in kept)} WHERE id = ?", [*(new[n] for n in kept), case]
            )
            if "received_at" in kept:
                tx.run("DELETE FROM closed_periods WHERE case_id = ?", (case,))
        for (call,) in tx.all("SELECT id FROM calls ORDER BY random() LIMIT 6"):
            tx.run("UPDATE calls SET outcome = 'answered', wait_s = wait_s + 7, agent = 'bo' WHERE id = ?", (call,))
        tx.run("DELETE FROM calls WHERE id IN (SELECT id FROM calls ORDER BY id LIMIT 3)")
        tx.run("UPDATE survey_answers SET attitude = 5, day = day + 1 WHERE id % 5 = 0")
        tx.run("DELETE FROM survey_answers WHERE id % 7 = 0")
        tx.run("DELETE FROM typed_calls WHERE week = '2026-W44'")


@pytest.mark.parametrize("seed", range(4))
def test_any_rows_in_every_span_before_and_after_changes(
    database: Database, seat: Seat, rows: sqlite3.Connection, seed: int
) -> None:
    made = Rows(seed)
    order = list(BOUNDARIES)
    fill(database, made, 200)
    for turn in range(3):
        made.chance.shuffle(order)
        for code in order if turn != 1 else order[:12]:
            check(seat, rows, code)
        change(database, made)
        if turn == 1:
            fill(database, made, 30)


def test_the_plain_count_is_not_empty(database: Database, seat: Seat, rows: sqlite3.Connection) -> None:
    """What the comparison rests on: there is something of every sort to count."""
    fill(database, Rows(0), 200)
    found = Plain(rows, date(2026, 1, 1), date(2026, 12, 31), int(NOW.timestamp())).whole()
    assert min(found["cases"]["registered"], found["cases"]["open"], found["cases"]["overdue"]) > 0
    assert found["calls"]["source"] == "typed"
    assert 0 < found["calls"]["answer_rate"] < 1
    assert 0 < found["email"]["rate"] < 1
    assert 0 < found["feedback"]["confirmed_in_time"] < 1
    assert found["attitude"]["n"] > 5
    wrong = reports.span(seat, parse_span("2026"), now=NOW).to_json()
    wrong["handling"]["p90_s"] += 1
    plain = Plain(rows, date(2026, 1, 1), date(2026, 12, 31), int(NOW.timestamp()))
    assert [each.partition(":")[0] for each in differences(wrong, plain)] == ["whole handling p90_s"]
