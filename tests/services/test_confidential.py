"""A confidential case is seen by its agent, a lead and an admin: every service is walked as somebody else.

A new service has to be said here: what it does with a case, or that it has nothing to do with one.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

import desk.services
from desk.rules.bookings import ResourceSort
from desk.rules.cases import Outcome, Status
from desk.rules.period import ReportSort, span_for
from desk.rules.refusals import Refused
from desk.rules.registers import OF_CASES, VIEWS
from desk.rules.registers import Sort as RegisterSort
from desk.rules.registers import View as RegisterView
from desk.rules.spans import parse_span, year
from desk.services import (
    access,
    bookings,
    cases,
    changing,
    corrections,
    covering,
    demand,
    deviation_finder,
    deviations,
    dialogue_report,
    disclosure,
    drafts,
    feedback_report,
    handovers,
    holds,
    house,
    issuing,
    lists,
    own_kinds,
    periods,
    person,
    reading,
    registers,
    reports,
    resources,
    retention,
    retention_periods,
    searching,
    sessions,
    telephone,
    upkeep,
)  # fmt: skip
from desk.services.seat import Seat
from desk.storage.lists import Which

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
PERSON = {
    "name": "Zorn Hemlig", "phone": "070-174 06 77", "email": "zorn@example.se", "personal_number": "18900118-9811",
}  # fmt: skip
SECRET = ("zorn", "hemlig", "1740677", "9811", "z-77")
"""What only this case says."""

Walk = Callable[[Seat, str], object]

OPENS: dict[str, Walk] = {
    "changing.get": lambda seat, ref: _get(seat, ref),
    "changing.change": lambda seat, ref: changing.change(seat, ref, "note", lambda _tx, case, own: (case, own), NOW),
    "bookings.lend": lambda seat, ref: bookings.lend(seat, ref, NOW),
    "bookings.give_back": lambda seat, ref: bookings.give_back(seat, ref, "x", NOW),
    "bookings.cancel": lambda seat, ref: bookings.cancel(seat, ref, NOW),
    "bookings.skip": lambda seat, ref: bookings.skip(seat, ref, date(2026, 12, 1), NOW),
    "cases.step": lambda seat, ref: cases.step(seat, ref, "blocked", NOW),
    "cases.set_status": lambda seat, ref: cases.set_status(seat, ref, Status.ONGOING, NOW),
    "cases.park": lambda seat, ref: cases.park(seat, ref, date(2026, 12, 1), NOW),
    "cases.note": lambda seat, ref: cases.note(seat, ref, "x", NOW),
    "cases.forward": lambda seat, ref: cases.forward(seat, ref, "x", NOW),
    "cases.take_over": lambda seat, ref: cases.take_over(seat, ref, NOW),
    "cases.close": lambda seat, ref: cases.close(seat, ref, Outcome.SOLVED_LATER, NOW),
    "cases.reopen": lambda seat, ref: cases.reopen(seat, ref, NOW),
    "cases.annul": lambda seat, ref: cases.annul(seat, ref, "x", NOW),
    "corrections.correct": lambda seat, ref: corrections.correct(seat, ref, {"agent": seat.who.login}, NOW),
    "disclosure.disclose": lambda seat, ref: disclosure.disclose(seat, ref, (), NOW),
    "handovers.to_department": lambda seat, ref: handovers.to_department(seat, ref),
    "handovers.ask_again": lambda seat, ref: handovers.ask_again(seat, ref, date(2026, 12, 1), NOW),
    "handovers.answer": lambda seat, ref: handovers.answer(seat, ref, "x", now=NOW),
    "handovers.reply": lambda seat, ref: handovers.reply(seat, ref, "x", NOW),
    "handovers.note_reply": lambda seat, ref: handovers.note_reply(seat, ref, "x", NOW),
    "handovers.note_letter": lambda seat, ref: handovers.note_letter(seat, ref, "", NOW),
    "holds.hold": lambda seat, ref: holds.hold(seat, ref, "x", NOW),
    "holds.release": lambda seat, ref: holds.release(seat, ref, NOW),
    "house.out": lambda seat, ref: house.out(seat, ref, NOW),
    "house.back_again": lambda seat, ref: house.back_again(seat, ref, NOW),
    "person.export": lambda seat, ref: person.export(seat, "070-174 06 77", "x", NOW),
    "reading.open_case": lambda seat, ref: reading.open_case(seat, ref),
    "reading.since": lambda seat, ref: reading.since(seat, ref, 0),
    "reading.reveal": lambda seat, ref: reading.reveal(seat, ref, "x", NOW),
    "retention.run": lambda seat, ref: retention.run(seat, "KS 1", now=NOW, dry_run=True),
    "retention.preview": lambda seat, ref: retention.preview(seat, NOW),
    "retention.renew": lambda seat, ref: retention.renew(seat, "KS 1", NOW),
    "retention_periods.decide": lambda seat, ref: retention_periods.decide(seat, "enquiry", 9, "KS 1", now=NOW),
    "retention_periods.withdraw": lambda seat, ref: retention_periods.withdraw(seat, "enquiry", NOW),
}
"""Services that are refused: they are about the case itself, or for nobody who may not see it."""

LISTS: dict[str, Walk] = {
    "lists.page": lambda seat, ref: [
        lists.page(seat, which)
        for which in (
            Which(), Which(open=True), Which(overdue_at=int(NOW.timestamp()) + 10**8), Which(agent="lisa"),
            Which(group="Reception"), Which(kind="bus_card"),
        )
    ],
    "lists.count": lambda seat, ref: lists.count(seat, Which(open=True)) or None,
    "searching.find": lambda seat, ref: [
        searching.find(seat, line)
        for line in (
            "zorn", "zo", "hemlig", ref, ref.replace("-", ""), "070-174 06 77", "z-77", "kind:bus_card", "agent:lisa",
            "status:open", "zörn",
        )
    ],
    "searching.earlier": lambda seat, ref: searching.earlier(seat, "+46701740677", "189001189811", "Z-77"),
    "registers.page": lambda seat, ref: [
        registers.page(seat, sort, view, now=NOW)
        for sort, views in VIEWS.items() for view in views if view not in OF_CASES
    ],
    "registers.running": lambda seat, ref: [registers.running(seat, view, NOW) for view in OF_CASES],
    "registers.find": lambda seat, ref: [
        registers.find(seat, RegisterSort.CARD, line)
        for line in ("zorn", "hemligskolan", "Z-77", "070-174 06 77", "18900118-9811")
    ],
    "registers.find_brought_in": lambda seat, ref: registers.find_brought_in(seat, "Z-77", 5),
    "registers.by_number": lambda seat, ref: registers.by_number(seat, RegisterSort.CARD, "Z-77"),
    "registers.about": lambda seat, ref: registers.about(seat, RegisterSort.CARD, 1),
    "registers.reveal": lambda seat, ref: registers.reveal(seat, RegisterSort.CARD, 1, "x", NOW),
    "registers.begin": lambda seat, ref: registers.begin(seat, RegisterSort.CARD, 1, "lost", "x", NOW),
    "registers.block": lambda seat, ref: registers.block(seat, RegisterSort.CARD, 1, NOW),
    "registers.count": lambda seat, ref: registers.count(seat, RegisterSort.CARD, RegisterView.ALL, now=NOW) or None,
    "drafts.mine": lambda seat, ref: drafts.mine(seat),
    "house.who_is_here": lambda seat, ref: house.who_is_here(seat),
}  # fmt: skip
"""Services that leave it out, even its reference."""

PERIODS = (
    (ReportSort.WEEK, "2026-W47"), (ReportSort.MONTH, "2026-11"), (ReportSort.TERTIAL, "2026-T3"),
    (ReportSort.YEAR, "2026"), (ReportSort.FEEDBACK, "2026-T3"), (ReportSort.DEMAND, "2026-T3"),
)  # fmt: skip

COUNTS: dict[str, Walk] = {
    "bookings.calendar": lambda seat, ref: [
        bookings.calendar(seat, sort, date(2026, 11, 16), date(2026, 11, 29), NOW) for sort in ResourceSort
    ],
    "bookings.free": lambda seat, ref: [
        bookings.free(seat, sort, NOW, NOW + timedelta(days=1)) for sort in ResourceSort
    ],
    "bookings.overdue": lambda seat, ref: bookings.overdue(seat, NOW + timedelta(days=7)),
    "resources.out_of_service": lambda seat, ref: resources.out_of_service(seat, 1, None, None, "x", NOW),
    "reports.week": lambda seat, ref: reports.week(seat, now=NOW + timedelta(days=7)),
    "reports.span": lambda seat, ref: reports.span(seat, parse_span("2026-T3"), now=NOW + timedelta(days=7)),
    "reports.today": lambda seat, ref: reports.today(seat, NOW),
    "dialogue_report.report": lambda seat, ref: [
        dialogue_report.report(seat, department, parse_span("2026-11"), NOW)
        for department in seat.organisation.departments
    ],
    "demand.report": lambda seat, ref: demand.report(seat, parse_span("2026-W47"), now=NOW),
    "demand.trend": lambda seat, ref: demand.trend(seat, parse_span("2026-W47"), now=NOW),
    "periods.gather": lambda seat, ref: [
        periods.gather(seat, sort, span_for(sort, text), now=NOW) for sort, text in PERIODS
    ],
    "issuing.everyone": lambda seat, ref: issuing.everyone(seat),
    "issuing.kept": lambda seat, ref: issuing.kept(seat, 1),
    "issuing.compare": lambda seat, ref: issuing.compare(seat, 1, now=NOW),
    "issuing.issue": lambda seat, ref: issuing.issue(
        seat, ReportSort.MONTH, span_for(ReportSort.MONTH, "2026-11"), now=NOW
    ),
    "feedback_report.report": lambda seat, ref: feedback_report.report(seat, parse_span("2026-W47"), now=NOW),
    "telephone.telephone": lambda seat, ref: telephone.telephone(seat, year(2026), now=NOW),
    "deviation_finder.find": lambda seat, ref: deviation_finder.find(seat, NOW + timedelta(days=7)),
    "deviation_finder.find_quietly": lambda seat, ref: deviation_finder.find_quietly(seat, NOW + timedelta(days=7)),
    "deviations.listed": lambda seat, ref: deviations.listed(seat, deviations.Which()),
    "deviations.causes": lambda seat, ref: deviations.causes(seat, date(2026, 1, 1), date(2026, 12, 31)),
    "registers.lapsing": lambda seat, ref: registers.lapsing(seat, NOW),
    "house.present": lambda seat, ref: house.present(seat),
    "own_kinds.everything": lambda seat, ref: own_kinds.everything(seat),
    "searching.topic_usage": lambda seat, ref: searching.topic_usage(seat, NOW),
    "covering.left": lambda seat, ref: covering.left(seat, NOW),
    "covering.mine": lambda seat, ref: covering.mine(seat, NOW),
    "covering.take_over": lambda seat, ref: _tried(lambda: covering.take_over(seat, "anna", now=NOW)),
    "access.page": lambda seat, ref: access.page(seat),
    "access.desk_page": lambda seat, ref: access.desk_page(seat),
    "access.head": lambda seat, ref: access.head(seat),
    "upkeep.check": lambda seat, ref: upkeep.check(seat),
    "sessions.open_case": lambda seat, ref: sessions.open_case(seat, "s", 1, NOW),
    "sessions.alive": lambda seat, ref: sessions.alive(seat, NOW),
    "sessions.look": lambda seat, ref: sessions.look(seat, "s", NOW),
}
"""Services that count it or say that it was opened, and nothing of what it says."""

OF_NO_CASE = {
    "organising.departments", "organising.groups", "organising.topics", "organising.add_department",
    "organising.add_group", "organising.add_topic", "organising.change_department", "organising.change_group",
    "organising.change_topic", "organising.move", "organising.rest", "organising.wake", "organising.remove",
    "retention_periods.every",
    "bookings.book", "reserving.settle", "reserving.keep", "reservations.shown_between", "resources.resources",
    "resources.resource", "resources.add_resource", "resources.add_one", "resources.change_resource",
    "resources.rest_resource", "resources.in_service",
    "wheel.between", "wheel.find", "wheel.add", "wheel.change", "wheel.rest", "wheel.start", "wheel.done", "wheel.undo",
    "steering.documents", "steering.open_document", "steering.add", "steering.write", "steering.decide",
    "steering.review", "steering.rest", "steering.wake",
    "routines.routines", "routines.open_routine", "routines.may_write", "routine_search.find", "routines.add",
    "own_kinds.history", "own_kinds.check", "own_kinds.bring", "own_kinds.bring_in_files", "own_kinds.withdraw",
    "own_kinds.take_into_use",
    "routines.write", "routines.change", "routines.review", "routines.rest", "routines.wake",
    "division.division", "division.set_topics", "division.away", "division.back",
    "dialogues.find", "dialogues.one", "dialogues.overview",
    "dialogues.add", "dialogues.change", "dialogues.decide", "dialogues.change_decision", "dialogues.done",
    "dialogues.drop", "dialogues.to_improvement", "due.due", "due.due_count", "due.month", "kept.demand_both",
    "kept.tell", "kept.day_of",
    "issuing.latest", "report_texts.analysis", "report_texts.write_analysis", "report_texts.recipients",
    "report_texts.add_recipient", "report_texts.remove_recipient",
    "activities.add", "activities.change", "activities.done", "activities.drop", "activities.every",
    "activities.of_goal", "deviation_finder.find_late", "deviations.coach", "deviations.done", "deviations.explain",
    "deviations.get", "deviations.put_on_board", "goals.change", "goals.decided", "goals.end", "goals.get",
    "goals.holding", "goals.known", "goals.may_see", "goals.set_goal", "goals.withdraw",
    "board.board", "board.find", "board.card", "board.changes_since", "board.today_at", "board.topic_labels",
    "improvements.propose", "improvements.propose_in", "improvements.change", "improvements.move",
    "improvements.walk_by", "improvements.note",
    "demand.in_report", "demand.improve", "demand.proposal", "demand.topic_label", "feedback_report.in_report",
    "feedback_report.write_text",
    "backups.make", "backups.add_to_series", "calls.bring_in", "calls.set_week", "cases.register",
    "cases.register_all", "cases.next_steps", "changing.circumstances_of", "changing.keep_registers", "changing.save",
    "drafts.save", "drafts.throw_away", "drafts.keep_here", "waiting.take_up", "waiting.register", "waiting.bring_back",
    "moving.move", "keys.of", "keys.add",
    "keys.withdraw", "lists.viewer", "people.everybody", "people.demand_now", "people.add",
    "people.change", "people.rest", "people.wake", "people.let_serve", "pins.is_set", "pins.choose", "pins.check",
    "pins.gave_up", "pins.clear", "registration.prepare", "registration.circumstances", "registration.find_topic",
    "registration.retention_of", "registration.department_of", "registration.group_of", "registration.due_of",
    "registration.answer_by_of", "registration.today_of", "reports.last_whole", "reports.store_cache",
    "roster.last_seen", "roster.read",
    "staffing.absence", "staffing.clear", "staffing.copy_week", "staffing.for_report", "staffing.in_report",
    "staffing.change", "staffing.put", "staffing.set_least", "staffing.week", "staffing.write",
    "staffing_files.bring_in",
    "surveys.report", "surveys.places", "surveys.add", "surveys.correct", "surveys.remove", "surveys.latest",
    "survey_files.bring_in", "measurements.every", "measurements.one", "measurements.for_report",
    "measurements.unhandled", "measurements.add", "measurements.add_all", "measurements.change",
    "measurements.set_result", "measurements.write", "measurements.handle",
    "house.let_in", "house.receive", "house.taken_out",
    "bringing_in.read_file", "bringing_in.bring", "bringing_in.bring_in", "bringing_in_ways.way_of", "taking_out.log",
    "sample_errands.fill", "sample_errands.add_resources",
    "telephone.need", "sample.fill", "sample_follow_up.fill",
    "sample_follow_up.write_rows", "deviations.put_in", "sessions.beat", "sessions.leave", "upkeep.backup",
}  # fmt: skip
"""Services that no case is read by, or that are handed one that was."""


def _get(seat: Seat, reference: str) -> object:
    with seat.database.read() as tx:
        return changing.get(tx, seat, reference)


def _tried(call: Callable[[], object]) -> object:
    """What it answers, or why it does not."""
    try:
        return call()
    except Refused as refused:
        return [(each.code, dict(each.values)) for each in refused.problems]


def public() -> Iterator[str]:
    """Every service that somebody sits at."""
    for module in pkgutil.iter_modules(desk.services.__path__):
        found = importlib.import_module(f"desk.services.{module.name}")
        for name, each in vars(found).items():
            ours = inspect.isfunction(each) and each.__module__ == found.__name__ and not name.startswith("_")
            if ours and "seat" in inspect.signature(each).parameters:
                yield f"{module.name}.{name}"


def test_every_service_is_walked() -> None:
    known = {*OPENS, *LISTS, *COUNTS, *OF_NO_CASE}
    assert not {*public()} - known, "say in this file what it does with a confidential case"


def said(value: object) -> str:
    """All that an answer says, field by field, whatever its ``repr`` leaves out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return " ".join(said(getattr(value, each.name)) for each in dataclasses.fields(value))
    if isinstance(value, dict):
        return " ".join(f"{said(name)} {said(each)}" for name, each in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        own = f" {value.reference}" if hasattr(value, "reference") else ""
        return " ".join(map(said, value)) + own
    return str(value)


@pytest.fixture
def secret(seat_of: Callable[[str], Seat], seat: Seat) -> str:
    """A confidential case of Lisa's, with something in every place, that has borrowed a thing too."""
    lisa = seat_of("lisa")
    values = {
        "kind": "bus_card", "citizen": PERSON, "summary": "Zorn Hemlig ringde", "note": "Zorn", "confidential": True,
        "details": {"pupil": "Zorn Hemlig", "school": "Hemligskolan", "card_number": "Z-77", "reason": "lost"},
        "group": "Reception", "due": "2026-11-20T09:00:00Z", "received_at": "2026-11-18T09:00:00Z",
    }  # fmt: skip
    reference = cases.register(lisa, values, NOW).reference
    corrections.correct(lisa, reference, {"citizen.name": "Zorn Hemligare"}, NOW)
    reading.reveal(lisa, reference, "", NOW)
    thing = resources.add_resource(seat, ResourceSort.POOL, "Elbil 1", now=NOW).id
    with seat.database.write() as tx:
        begins = int(NOW.timestamp())
        tx.run(
            "INSERT INTO reservations (resource_id, case_id, begins, ends, lent_at) SELECT ?, id, ?, ?, ? FROM cases",
            (thing, begins, begins + 86400, begins),
        )
    return reference


@pytest.mark.parametrize("login", ["bo", "rut"])
@pytest.mark.parametrize("name", [*OPENS])
def test_it_cannot_be_opened_or_changed(name: str, login: str, secret: str, seat_of: Callable[[str], Seat]) -> None:
    with pytest.raises(Refused) as caught:
        OPENS[name](seat_of(login), secret)
    told = f"{caught.value} {[each.values for each in caught.value.problems]}".casefold()
    assert not [each for each in SECRET if each in told]
    assert {each.code for each in caught.value.problems} <= {"case_confidential", "not_allowed"}


@pytest.mark.parametrize("login", ["bo", "rut"])
@pytest.mark.parametrize("name", [*LISTS])
def test_it_is_in_no_list(name: str, login: str, secret: str, seat_of: Callable[[str], Seat]) -> None:
    try:
        answer = said(LISTS[name](seat_of(login), secret)).casefold()
    except Refused as refusal:
        answer = str(refusal).casefold()
    assert not [each for each in (*SECRET, secret) if each in answer]


@pytest.mark.parametrize("login", ["bo", "rut"])
@pytest.mark.parametrize("name", [*COUNTS])
def test_what_counts_it_says_nothing_of_it(name: str, login: str, secret: str, seat_of: Callable[[str], Seat]) -> None:
    try:
        answer = said(COUNTS[name](seat_of(login), secret)).casefold()
    except Refused as refusal:
        answer = str(refusal).casefold()
    assert not [each for each in SECRET if each in answer]


@pytest.mark.parametrize("login", ["lisa", "anna"])
def test_those_who_may_see_it_see_it(login: str, secret: str, seat_of: Callable[[str], Seat]) -> None:
    """The walk above would find nothing if nothing were there."""
    sitting = seat_of(login)
    for walk in (OPENS["reading.open_case"], OPENS["changing.get"], LISTS["lists.page"], LISTS["searching.find"]):
        assert "zorn" in said(walk(sitting, secret)).casefold()
    assert "zorn" in said(LISTS["registers.find"](sitting, secret)).casefold()
    for name in ("bookings.calendar", "bookings.overdue", "resources.out_of_service"):
        assert "zorn" in said(COUNTS[name](sitting, secret)).casefold()
    assert secret in said(LISTS["searching.earlier"](sitting, secret))
    assert LISTS["lists.count"](sitting, secret) == 1


def test_its_agent_sees_it_and_no_longer_when_it_is_somebody_elses(
    secret: str, seat: Seat, seat_of: Callable[[str], Seat]
) -> None:
    bo = seat_of("bo")
    corrections.correct(seat, secret, {"agent": "bo"}, NOW)
    assert "zorn" in said(reading.open_case(bo, secret)).casefold()
    assert secret in said(LISTS["lists.page"](bo, secret))
    corrections.correct(bo, secret, {"agent": "lisa"}, NOW)
    with pytest.raises(Refused):
        reading.open_case(bo, secret)
    assert secret not in said(LISTS["lists.page"](bo, secret))


def test_it_is_in_the_figures(secret: str, seat_of: Callable[[str], Seat]) -> None:
    report = reports.week(seat_of("bo"), now=NOW + timedelta(days=7))
    assert report.cases.registered == 1
