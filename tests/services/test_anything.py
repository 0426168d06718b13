"""Anything in any order: whatever people do, the desk stays whole."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import on_engine
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desk.rules.cases import Case, Channel, Outcome, Status
from desk.rules.kinds import kind, kinds
from desk.rules.refusals import Refused
from desk.services import cases, corrections, lists, people, reading, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database
from desk.storage.lists import Which

NUMBERS = ("189001189811", "189001189829", "189001189837")
ASIDE = ("completion", "refused", "appealed", "blocked")
HOLDERS = st.fixed_dictionaries({"personal_number": st.sampled_from(NUMBERS[:2])})
CARDS = st.sampled_from(["K1", "K2", None])
SERIALS = st.sampled_from(["P1", "P2", "P3", "P4"])
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Karin Ström", "Åsa Öberg"]),
        "personal_number": st.sampled_from(NUMBERS),
        "phone": st.just("070-174 06 05"),
        "anonymous": st.booleans(),
        "protected": st.booleans(),
    },
)
DETAILS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "enquiry": st.just({}),
    "fault": st.fixed_dictionaries({}, optional={"place": st.text(max_size=20)}),
    "feedback": st.fixed_dictionaries({}, optional={"type": st.just("praise"), "reply_wanted": st.booleans()}),
    "bus_card": st.fixed_dictionaries(
        {"reason": st.sampled_from(["new", "lost", "defect"]), "card_number": CARDS},
        optional={"fee": st.sampled_from([0, 49, 50, 100]), "pupil": st.sampled_from(["Elin", "Nils"])},
    ),
    "parking_permit": st.fixed_dictionaries(
        {
            "application": st.sampled_from(["new", "renewal", "lost"]),
            "serial_number": SERIALS,
            "decision": st.sampled_from(["granted", "granted", "granted", "refused"]),
            "valid_to": st.sampled_from(["2026-12-10", "2027-11-19", None]),
        }
    ),
}
PERMIT = {"resident": True, "lasting": True, "valid_from": "2026-11-19", "police_report_number": "1"}


FIELDS = (
    "citizen.name", "citizen.personal_number", "citizen.protected", "citizen.anonymous", "channel", "summary",
    "received_at", "details.card_number", "details.serial_number", "details.application", "details.reason",
    "details.fee", "details.decision", "details.valid_to", "confidential", "agent", "outcome",
)  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, False, "lost", "new", "renewal", "K1", "P1", "P2", "granted", 0, 50, "2027-11-19",
    "2026-11-11T10:00:00+01:00", "bo", "phone", "withdrawn", *NUMBERS,
)  # fmt: skip


class Reception(RuleBasedStateMachine):
    """Three people at one desk, doing whatever comes to mind as the days go by."""

    template: Path
    known: Bundle[str] = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(on_engine.copied(self.template, Path(self.folder.name) / "desk.db"))
        self.now = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
        self.events: dict[str, int] = {}
        self.refusals = self.done = 0

    @initialize()
    def sit_down(self) -> None:
        self.seats = [people.sit_down(self.database, Settings(), login) for login in ("anna", "bo", "lisa")]

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    # -------------------------------------------------------------- doing

    def attempt(self, reference: str, what: Any, *rest: Any, **named: Any) -> Case | None:
        """Do something, or be refused; either way the trail grows by just what was done."""
        self.now += timedelta(minutes=7)
        try:
            case: Case = what(*rest, **named, now=self.now).case
        except Refused:
            return None
        self.events[reference] += 1
        return case

    @rule(target=known, who=st.integers(0, 2), code=st.sampled_from(sorted(DETAILS)), data=st.data())
    def register(self, who: int, code: str, data: st.DataObject) -> Any:
        from hypothesis.stateful import multiple

        values = {
            "kind": code,
            "channel": data.draw(st.sampled_from(Channel)),
            "citizen": data.draw(HOLDERS if code == "parking_permit" else PEOPLE),
            "details": {**(PERMIT if code == "parking_permit" else {}), **data.draw(DETAILS[code])},
            "outcome": data.draw(st.sampled_from([None, None, "solved_first", "withdrawn"])),
            "received_at": data.draw(st.sampled_from([None, "2026-11-10T10:00:00+01:00"])),
            "confidential": data.draw(st.sampled_from([False, False, False, True])),
            "summary": data.draw(st.text(max_size=30)),
            "key": data.draw(st.sampled_from([None, None, "a", "b"])),
        }
        self.now += timedelta(minutes=3)
        try:
            done = cases.register(self.seats[who], values, self.now)
        except Refused:
            return multiple()
        self.events.setdefault(done.reference, 1)
        return done.reference

    @rule(reference=known, who=st.integers(0, 2), data=st.data())
    def take_a_step(self, reference: str, who: int, data: st.DataObject) -> None:
        seat = self.seats[who]
        try:
            case = reading.open_case(seat, reference).case
        except Refused:
            return
        likely = cases.next_steps(seat, case, self.now) or ("handed_out",)
        self.attempt(reference, cases.step, seat, reference, data.draw(st.sampled_from([*likely, "blocked"])))

    @rule(reference=known)
    def hurry_to_the_end(self, reference: str) -> None:
        """Take the ordinary way as far as it goes."""
        case: Case | None = reading.open_case(self.seats[0], reference).case
        while case is not None:
            way = [step for step in cases.next_steps(self.seats[0], case, self.now) if step not in ASIDE]
            if not way:
                return
            case = self.attempt(reference, cases.step, self.seats[0], reference, way[0])

    @rule(reference=known, who=st.integers(0, 2), status=st.sampled_from(Status))
    def set_a_status(self, reference: str, who: int, status: Status) -> None:
        self.attempt(reference, cases.set_status, self.seats[who], reference, status)

    @rule(reference=known, who=st.integers(0, 2), outcome=st.sampled_from(Outcome))
    def close(self, reference: str, who: int, outcome: Outcome) -> None:
        case = self.attempt(reference, cases.close, self.seats[who], reference, outcome)
        assert case is None or (case.retention_date is not None and case.first_answered_at is not None)

    @rule(reference=known, days=st.integers(-1, 40))
    def park(self, reference: str, days: int) -> None:
        until = (self.now + timedelta(days=days)).date()
        self.attempt(reference, cases.park, self.seats[0], reference, until)

    @rule(reference=known, who=st.integers(0, 2), what=st.sampled_from(["note", "forward", "take_over", "reopen"]))
    def move(self, reference: str, who: int, what: str) -> None:
        words = ("ord",) if what in ("note", "forward") else ()
        self.attempt(reference, getattr(cases, what), self.seats[who], reference, *words)

    @rule(reference=known, who=st.integers(0, 2), sure=st.sampled_from([False, False, False, True]))
    def annul(self, reference: str, who: int, sure: bool) -> None:
        self.attempt(reference, cases.annul, self.seats[who], reference, "dubbel" if sure else " ")

    @rule(
        reference=known,
        values=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES), min_size=1, max_size=3),
    )
    def correct(self, reference: str, values: dict[str, Any]) -> None:
        self.attempt(reference, corrections.correct, self.seats[0], reference, values)

    @rule(days=st.integers(1, 60))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days=days)

    # -------------------------------------------------------------- always

    @invariant()
    def the_database_is_whole(self) -> None:
        found = [each for each in upkeep.check(self.seats[0]) if not each.clean] if hasattr(self, "seats") else []
        assert found == []

    @invariant()
    def references_have_no_gap(self) -> None:
        with self.database.read() as tx:
            numbers = tx.all("SELECT year, number FROM cases ORDER BY id")
        for year in {year for year, _ in numbers}:
            mine = [number for each, number in numbers if each == year]
            assert mine == list(range(1, len(mine) + 1))

    @invariant()
    def what_is_open_is_counted_as_it_is_listed(self) -> None:
        if not hasattr(self, "seats"):
            return
        seat = self.seats[0]
        rows = lists.page(seat, Which(open=True), 10_000).rows
        assert lists.count(seat, Which(open=True), 10_000) == len(rows)
        every = [reading.open_case(seat, row.reference).case for row in lists.page(seat, Which(), 10_000).rows]
        assert {case.reference for case in every if case.is_open} == {row.reference for row in rows}
        overdue = lists.page(seat, Which(overdue_at=int(self.now.timestamp())), 10_000).rows
        assert {row.reference for row in overdue} == {case.reference for case in every if case.overdue(self.now)}

    @invariant()
    def no_event_is_lost(self) -> None:
        with self.database.read() as tx:
            found: dict[str, int] = dict(tx.all(
                "SELECT printf('%02d-%06d', year % 100, number), count(*) FROM events e JOIN cases c ON c.id = case_id"
                " GROUP BY c.year, c.number"))  # fmt: skip
            versions = tx.all("SELECT count(*), c.version FROM events e JOIN cases c ON c.id = e.case_id GROUP BY c.id")
        assert set(found) == set(self.events)
        assert all(found[each] >= count for each, count in self.events.items())
        assert all(count == version for count, version in versions)

    @invariant()
    def numbers_in_use_are_used_once(self) -> None:
        active = "active_day IS NOT NULL AND ended_day IS NULL"
        with self.database.read() as tx:
            for what, table in (("card_number", "bus_cards"), ("person", "permits")):
                sql = f"SELECT {what} FROM {table} WHERE {active} AND {what} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
                assert tx.all(sql) == []
            details = tx.all("SELECT kind, details FROM cases")
        for code, stored in details:
            kind(code).model_validate_json(stored)


def test_whatever_people_do_the_desk_stays_whole(template: Path) -> None:
    assert set(DETAILS) <= set(kinds())
    Reception.template = template
    run_state_machine_as_test(
        Reception,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )


def test_the_made_up_numbers_are_numbers() -> None:
    from desk.rules.people import personal_number

    for each in NUMBERS:
        assert personal_number(each) == each
    with pytest.raises(ValueError):
        personal_number("189001189812")


__all__ = ["Seat"]
