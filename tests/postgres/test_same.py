"""One made-up desk on both engines: every row, figure, list, search and export is the same, to the last digit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
import server as servers
from server import Server

from desk.documents import exports
from desk.documents.person import person_json
from desk.rules.bookings import ResourceSort
from desk.rules.period import ReportSort, span_for
from desk.rules.registers import OF_CASES, VIEWS, View
from desk.rules.report import Level
from desk.rules.rights import Role
from desk.rules.spans import SpanSort, last_whole, parse_span
from desk.services import (
    access,
    board,
    bookings,
    demand,
    dialogue_report,
    dialogues,
    due,
    feedback_report,
    house,
    lists,
    organising,
    people,
    periods,
    person,
    reading,
    registers,
    reports,
    sample,
    searching,
    setup,
    staffing,
    surveys,
    telephone,
    upkeep,
    wheel,
)
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage import tables
from desk.storage.database import Database
from desk.storage.lists import Which

NOON = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
FIRST, LAST = date(2025, 12, 1), date(2026, 11, 19)
ZONE = ZoneInfo("Europe/Stockholm")
CASES = 300
WEEK = (date(2026, 11, 9).toordinal(), date(2026, 11, 15).toordinal())
SPANS = (
    "2026-W47", "2026-W46", "2025-W52", "2026-01", "2026-11", "2025-T3", "2026-T2", "2026-T3-ytd", "2026-H1", "2025",
    "2026", "2026-10-ytd",
)  # fmt: skip
TABLES = sorted(set(tables.Case.metadata.tables) - {"sessions", "settings", "day_facts", "standings"})
"""Every table, but for who is there, what this machine goes by, and what was counted and kept (see below)."""
LINES = (
    "a", "an", "karin", "KARIN", "Ås", "ås", "åsa ö", "kort", "buss kort", "-kort", "parkering%", "_", "\\", "''",
    "070", "070-174", "26-0001", "26-000123", "25-", "status:open", "status:closed kort", "kind:bus_card",
    "typ:busskort", "hadda", "stromberg", "ström", "e-post", "vem som helst", "1890", "\U0001f600", "ﬁ", "ẞ", "ñ",
)  # fmt: skip


class Both(NamedTuple):
    """The same desk's seats, by who sits there, on either engine."""

    file: Callable[[str], Seat]
    server: Callable[[str], Seat]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    if (why := servers.why_not()) is not None:
        pytest.skip(why)
    server = Server()
    databases = [Database(tmp_path_factory.mktemp("same") / "desk.db"), Database(server.url())]
    try:
        yield Both(*(_filled(each) for each in databases))
    finally:
        for each in databases:
            each.close()
        server.remove()


def _filled(database: Database) -> Callable[[str], Seat]:
    setup.prepare(database, "anna", NOON)
    anna = people.sit_down(database, Settings(), "anna")
    for login, role in (("bo", Role.AGENT), ("lisa", Role.LEAD), ("rut", Role.AUDITOR)):
        people.add(anna, login, login.title(), role, "Reception", NOON)
    sample.fill(anna, CASES, 3, FIRST, LAST, NOON)
    return lambda login: people.sit_down(database, Settings(), login)


def same(both: Both, ask: Callable[[Seat], Any], login: str = "anna") -> Any:
    """What both answer; the representation tells 1 from 1.0 and from true."""
    here, there = ask(both.file(login)), ask(both.server(login))
    assert _told(there) == _told(here)
    return here


def _told(answer: Any) -> str:
    """How an answer represents itself, without the addresses of what has nothing else to say."""
    return re.sub(r" at 0x[0-9a-f]+>", ">", repr(answer))


# ------------------------------------------------------------------ rows


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_the_same(both: Both, table: str) -> None:
    def rows(seat: Seat) -> Any:
        with seat.database.read() as tx:
            return sorted(tx.all(f"SELECT * FROM {table}"), key=repr)

    same(both, rows)


def _facts(kept: str | bytes) -> str:
    try:
        return json.dumps(json.loads(kept), sort_keys=True)
    except ValueError:
        return f"{len(kept)} bytes"  # a month's sorted times: what is read out of them is compared with its report


@pytest.mark.parametrize("table", ["day_facts", "standings"])
def test_what_was_counted_and_kept_is_the_same(both: Both, table: str) -> None:
    """As facts: in which order people and groups stand in them is nobody's promise."""

    def kept(seat: Seat) -> Any:
        reports.span(seat, parse_span("2026-W46"), now=NOON, fresh=(fresh := reports.Fresh()))
        reports.store_cache(seat, fresh)
        with seat.database.read() as tx:
            rows = tx.all(f"SELECT * FROM {table} WHERE day BETWEEN ? AND ?", WEEK)
        return sorted([*row[:-1], _facts(row[-1])] for row in rows)

    assert same(both, kept)


def test_both_check_out(both: Both) -> None:
    for seat in (both.file("anna"), both.server("anna")):
        assert [each for each in upkeep.check(seat) if not each.clean] == []


# ------------------------------------------------------------------ figures


@pytest.mark.parametrize("code", SPANS)
@pytest.mark.parametrize("level", [Level.ALL, Level.GROUP, Level.AGENT])
def test_every_report_of_a_span_is_the_same_counted_and_cached(both: Both, code: str, level: Level) -> None:
    def report(seat: Seat) -> Any:
        fresh = reports.Fresh()
        first = reports.span(seat, parse_span(code), level, NOON, fresh=fresh)
        assert reports.store_cache(seat, fresh)
        assert repr(reports.span(seat, parse_span(code), level, NOON)) == repr(first)
        return first

    assert same(both, report)


@pytest.mark.parametrize(
    ("sort", "code"),
    [
        (ReportSort.WEEK, "2026-W46"), (ReportSort.MONTH, "2026-10"), (ReportSort.TERTIAL, "2026-T2"),
        (ReportSort.HALF, "2026-H1"), (ReportSort.INTERIM, "2026"), (ReportSort.YEAR, "2026"),
        (ReportSort.FEEDBACK, "2026-T2"), (ReportSort.DEMAND, "2026-T2"),
    ],
)  # fmt: skip
def test_every_report_that_is_issued_is_the_same(both: Both, sort: ReportSort, code: str) -> None:
    for login in ("lisa", "anna"):
        same(both, lambda seat: periods.gather(seat, sort, span_for(sort, code), now=NOON), login)


@pytest.mark.parametrize("code", ["2026-W46", "2026-10", "2026-T2", "2026"])
def test_subjects_are_counted_the_same(both: Both, code: str) -> None:
    span = parse_span(code)
    assert same(both, lambda seat: telephone.telephone(seat, span, now=NOON))
    assert same(both, lambda seat: telephone.telephone(seat, span, Level.GROUP, "Växel", now=NOON))
    assert same(both, lambda seat: surveys.report(seat, span, Level.GROUP, NOON))
    assert same(both, lambda seat: surveys.report(seat, span, Level.AGENT, NOON), "lisa")
    assert same(both, lambda seat: feedback_report.report(seat, span, now=NOON))
    assert same(both, lambda seat: demand.report(seat, span, now=NOON))
    assert same(both, lambda seat: demand.trend(seat, span, now=NOON))
    assert same(both, lambda seat: staffing.for_report(seat, span.first, span.last))
    departments = same(both, organising.departments)
    for each in departments[:4]:
        same(both, lambda seat, name=each.name: dialogue_report.report(seat, name, span, NOON))  # type: ignore[misc]


def test_the_day_and_what_is_due_are_the_same(both: Both) -> None:
    assert same(both, lambda seat: reports.today(seat, NOON))
    assert same(both, lambda seat: staffing.week(seat, now=NOON))
    assert same(both, lambda seat: wheel.between(seat, date(2026, 1, 1), date(2026, 12, 31)))
    assert same(both, lambda seat: dialogues.overview(seat, NOON))
    assert same(both, lambda seat: searching.topic_usage(seat, NOON))
    for login in ("anna", "lisa", "bo"):
        assert same(both, lambda seat: due.due_count(seat, NOON), login)
        same(both, lambda seat: due.due(seat, NOON), login)
        for month in (9, 10, 11, 12):
            same(both, lambda seat, month=month: due.month(seat, date(2026, month, 1), NOON), login)  # type: ignore[misc]


# ------------------------------------------------------------------ lists


@pytest.mark.parametrize("what", [*exports.every()])
def test_every_list_is_the_same(both: Both, what: str) -> None:
    same(both, lambda seat: exports.listing(seat, what, {}, NOON), "rut" if what in ("access", "trail") else "anna")


@pytest.mark.parametrize(
    "which",
    [
        Which(), Which(open=True), Which(overdue_at=int(NOON.timestamp())), Which(open=True, agent="bo"),
        Which(group="Växel"), Which(open=True, group="Växel"), Which(kind="bus_card"),
        Which(open=True, kind="feedback"),
    ],
    ids=repr,
)  # fmt: skip
def test_every_page_of_a_list_is_the_same(both: Both, which: Which) -> None:
    def pages(seat: Seat) -> Any:
        found: list[lists.Page] = []
        after = None
        while len(found) < 12:
            found.append(lists.page(seat, which, 37, after))
            after = found[-1].next
            if after is None:
                break
        return found, lists.count(seat, which)

    for login in ("anna", "bo"):
        same(both, pages, login)


@pytest.mark.parametrize("line", LINES)
def test_a_search_finds_the_same_in_the_same_order(both: Both, line: str) -> None:
    def found(seat: Seat) -> Any:
        one = searching.find(seat, line, 20)
        return one, searching.find(seat, line, 20, one.next) if one.next else None

    for login in ("anna", "bo"):
        same(both, found, login)


def test_registers_and_the_house_are_the_same(both: Both) -> None:
    for sort, views in VIEWS.items():
        for view in views:
            if view in OF_CASES:
                same(both, lambda seat, view=view: registers.running(seat, view, NOON))  # type: ignore[misc]
                continue
            shown = same(both, lambda seat, sort=sort, view=view: registers.page(seat, sort, view, 20, now=NOON))  # type: ignore[misc]
            same(both, lambda seat, sort=sort, view=view: registers.count(seat, sort, view, now=NOON))  # type: ignore[misc]
            assert shown.rows or view is not View.ALL
        for line in ("1", "a", "Åsa", "070-174 06", "18900118", "%"):
            same(both, lambda seat, sort=sort, line=line: registers.find(seat, sort, line))  # type: ignore[misc]
    assert same(both, house.who_is_here)
    assert same(both, lambda seat: board.board(seat, NOON))
    for each in ResourceSort:
        same(both, lambda seat, each=each: bookings.calendar(seat, each, date(2026, 11, 16), date(2026, 11, 22), NOON))  # type: ignore[misc]
    same(both, lambda seat: bookings.overdue(seat, NOON))


# ------------------------------------------------------------------ one case, one person


def test_cases_are_opened_the_same(both: Both) -> None:
    newest = same(both, lambda seat: [each.reference for each in lists.page(seat, Which(), 60).rows])
    assert len(newest) == 60
    for reference in newest:
        same(both, lambda seat, reference=reference: reading.open_case(seat, reference))  # type: ignore[misc]


def test_what_is_held_on_a_person_is_the_same_and_so_is_the_log_of_it(both: Both) -> None:
    with both.file("anna").database.read() as tx:
        asked = [
            value
            for sort in ("phone", "person", "email")
            for (value,) in tx.all(
                "SELECT DISTINCT substr(handle, ?) FROM handles WHERE substr(handle, 1, ?) = ? ORDER BY 1 LIMIT 6",
                (len(sort) + 2, len(sort) + 1, f"{sort}:"),
            )
        ]
    assert len(asked) > 6
    for each in asked:
        held = same(both, lambda seat, each=each: person.export(seat, each, "Begäran", NOON))  # type: ignore[misc]
        assert held.cases
        same(both, lambda seat, each=each: person_json(person.export(seat, each, "Begäran", NOON), "", ZONE))  # type: ignore[misc]
    assert same(both, lambda seat: access.page(seat), "rut").rows


def test_the_last_whole_of_each_sort_is_the_same(both: Both) -> None:
    for sort in SpanSort:
        span = last_whole(sort, LAST)
        same(both, lambda seat, span=span: reports.span(seat, span, now=NOON))  # type: ignore[misc]
