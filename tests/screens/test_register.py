"""The form of every kind, as hands use it: drafts kept, refusals answered, nothing lost; its keys are counted apart."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from desk.app import DeskApp
from desk.rules.cases import Case
from desk.rules.kinds import kinds
from desk.rules.refusals import Problem, Refused
from desk.screens.desk import DeskScreen
from desk.screens.register import RegisterScreen
from desk.screens.register_fields import first_fields
from desk.screens.register_form import RegisterForm
from desk.screens.widgets.form_row import FormRow
from desk.services import cases, drafts, lists, reading
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.lists import Which

Settled = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]
PHONE = "0701740605"
PERSON = "189001189811"


def all_cases(seat: Seat) -> list[Case]:
    """Every case there is, oldest first, as it is remembered."""
    rows = lists.page(seat, Which(), 100).rows
    return sorted((reading.open_case(seat, row.reference).case for row in rows), key=lambda case: case.id)


def form_of(app: DeskApp) -> RegisterForm:
    """The form that is open."""
    assert isinstance(app.screen, RegisterScreen)
    return app.screen.form


def at_a_form(app: DeskApp) -> bool:
    """Whether a form is open."""
    return isinstance(app.screen, RegisterScreen)


def said_at(app: DeskApp, name: str) -> str:
    """What is said at a field."""
    return next(row.words for row in form_of(app).query(FormRow) if row.field_name == name)


class Hand:
    """Presses keys and counts those that are not text of values."""

    def __init__(self, pilot: Pilot[Any], settled: Settled) -> None:
        self.pilot = pilot
        self.settled = settled
        self.keys = 0

    async def press(self, *keys: str) -> Hand:
        """Keys that count."""
        for key in keys:
            await self.pilot.press(key)
        self.keys += len(keys)
        return self

    async def type(self, text: str) -> Hand:
        """A value: text that is not counted."""
        await self.pilot.press(*("space" if each == " " else each for each in text))
        return self


async def begun(pilot: Pilot[Any], settled: Settled) -> Hand:
    """A hand at a desk that is ready."""
    await settled(pilot)
    return Hand(pilot, settled)


# ------------------------------------------------------------------ following the answers


@pytest.mark.parametrize("code", list(kinds()))
async def test_every_kind_registers_through_the_form(
    code: str, desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    """``7`` asks for the kind; no kind needs anything of this test."""
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("7")
        assert app.focused is form_of(app).widget("kind")
        form_of(app).fill({"kind": code})
        form_of(app).adapt()
        fields = {row.field_name for row in form_of(app).query(FormRow)}
        assert {each.name for each in first_fields(code)} <= fields
        await hand.press("ctrl+s")
        await settled(pilot)
    (case,) = all_cases(seat)
    assert case.kind == code
    assert case.is_open


async def test_the_kind_chosen_by_its_letters_narrows_the_topics(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("7", "f", "a", "tab", "h", "o", "l", "e", "ctrl+s")
        await settled(pilot)
    (case,) = all_cases(seat)
    assert (case.kind, case.topic) == ("fault", "road_damage")


async def test_a_topic_brings_its_kind_department_routine_and_outcome_but_no_demand(
    desk_app: MakeApp, settled: Settled
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", *"recycl", "tab")
        answers = form_of(app).answers()
        assert answers["topic"] == "recycling_centre_hours"
        assert answers["outcome"] == "solved_first"
        assert answers["department"] == "Miljö"
        assert "demand" not in answers
        assert form_of(app).kind == "enquiry"
        place = str(app.screen.query_one("#place", Static).content)
        assert "Miljö · Samhällsbyggnad" in place


async def test_another_topic_keeps_what_was_typed_and_what_was_said_by_hand(
    desk_app: MakeApp, settled: Settled
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"recycl", "tab", *"Eva", "tab", "tab", *"sopor")
        form = form_of(app)
        form.fill({"department": "Extern"})
        form.focus_field("topic")
        await hand.press(*"lost", "tab")
        assert form.kind in ("bus_card", "parking_permit")
        form.fill({f"details.{'pupil' if form.kind == 'bus_card' else 'serial_number'}": "Oskar"})
        answers = form.answers()
        assert (answers["citizen.name"], answers["summary"], answers["department"]) == ("Eva", "sopor", "Extern")
        assert "outcome" not in answers
        kept = form.kind
        form.focus_field("topic")
        await hand.press(*"recycl", "tab")
        assert form.kind == "enquiry"
        assert not [name for name in form.answers() if name.startswith("details.")]
        form.focus_field("topic")
        await hand.press(*"lost", "tab")
        assert form.kind == kept
        assert "Oskar" in form.answers().values()


async def test_demand_brings_its_causes_and_an_outcome_to_whom(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"menu", "tab", "tab", "tab", "tab", "f", "tab")
        assert app.focused is form_of(app).widget("cause")
        await hand.press(*"chasing", "tab")
        assert app.focused is form_of(app).widget("outcome")
        await hand.press(*"transf", "tab")
        assert app.focused is form_of(app).widget("passed_on_to")
        await hand.press(*"Eva", "ctrl+s")
        await settled(pilot)
    (case,) = all_cases(seat)
    assert (case.demand, case.cause) == ("failure", "chasing")
    assert (case.outcome, case.passed_on_to) == ("transferred", "Eva")


async def test_topics_come_in_the_order_of_their_use(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    now = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
    cases.register(seat, {"topic": "school_meals", "channel": "phone"}, now)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2")
        await settled(pilot)
        await hand.press("down", "down", "up", "tab")
        assert form_of(app).answers()["topic"] == "school_meals"


async def test_earlier_cases_come_with_the_number_and_go_with_it(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    now = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    done = cases.register(seat, {"topic": "school_meals", "citizen": {"phone": PHONE}}, now)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", "tab", "tab", *PHONE)
        await settled(pilot)
        shown = app.screen.query_one("#earlier", Static)
        assert done.reference in str(shown.content)
        assert "070-174 06 05" in str(shown.content)
        await hand.press("backspace")
        await settled(pilot)
        assert not shown.display


# ------------------------------------------------------------------ time


async def test_the_time_can_be_said_by_hand(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"menu", "tab", "ctrl+t", *"10:15", "ctrl+s")
        await settled(pilot)
    (case,) = all_cases(seat)
    assert case.received_at == datetime(2026, 11, 19, 9, 15, tzinfo=UTC)
    assert case.closed_at == case.received_at


async def test_a_time_to_come_is_said_at_its_field_before_anything_closes(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"menu", "tab", "ctrl+t", *"11:15", "ctrl+s")
        await settled(pilot)
        assert "future" in said_at(app, "received_at")
        assert app.focused is form_of(app).widget("received_at")
    assert all_cases(seat) == []


async def test_an_open_case_has_no_outcome(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", *"lib", "ctrl+o")
        await settled(pilot)
        assert not at_a_form(app)
    (case,) = all_cases(seat)
    assert case.is_open
    assert case.outcome is None


# ------------------------------------------------------------------ what is refused


async def test_a_wrong_value_is_said_at_its_field_without_leaving(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"menu", "tab", "tab", *"123abc", "ctrl+s")
        await settled(pilot)
        assert "not a telephone number" in said_at(app, "citizen.phone")
        assert app.focused is form_of(app).widget("citizen.phone")
        await hand.press("ctrl+u", *PHONE, "ctrl+s")
        await settled(pilot)
        assert not at_a_form(app)
    (case,) = all_cases(seat)
    assert case.phone == "+46701740605"


async def test_no_topic_is_said_at_the_topic(desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", "ctrl+s")
        assert "missing" in said_at(app, "topic")


async def test_a_topic_that_is_none_is_answered_with_names(desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await settled(pilot)
        await hand.press("1", *"librqry", "ctrl+s")
        await settled(pilot)
        assert "Library opening hours" in said_at(app, "topic")


async def test_what_only_the_database_knows_brings_the_form_back_with_everything(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    """The first card of a year may be free, the second not: only other cases say so."""
    now = datetime(2026, 11, 18, 9, 42, tzinfo=UTC)
    free = {"reason": "lost", "fee": 0, "pupil": "Oskar Berg", "school": "Centralskolan"}
    cases.register(seat, {"kind": "bus_card", "details": free}, now)
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("4", "l", "tab")
        form_of(app).fill({f"details.{name}": value for name, value in free.items()} | {"summary": "förlorat"})
        await hand.press("ctrl+s")
        await settled(pilot)
        assert at_a_form(app)
        assert "Only the first card" in said_at(app, "details.fee")
        assert app.focused is form_of(app).widget("details.fee")
        answers = form_of(app).answers()
        assert (answers["topic"], answers["summary"]) == ("bus_card_lost", "förlorat")
        await hand.press("ctrl+u", *"100", "ctrl+s")
        await settled(pilot)
        assert not at_a_form(app)
    assert [case.details["fee"] for case in all_cases(seat)] == [0, 100]


async def test_a_database_that_cannot_be_used_brings_the_form_back_too(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise DatabaseUnusable(Fault.FULL)

    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        with monkeypatch.context() as patch:
            patch.setattr("desk.services.waiting.cases.register", full)
            await hand.press("1", *"lib", "tab", *"Eva", "ctrl+s")
            await settled(pilot)
        assert form_of(app).answers()["citizen.name"] == "Eva"
        assert any("disk is full" in each.message for each in app._notifications)
        await hand.press("ctrl+s")
        await settled(pilot)
        assert not at_a_form(app)
    (case,) = all_cases(seat)
    assert case.name == "Eva"


async def test_a_refusal_waits_until_the_next_form_is_done_with(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever types in the next form must not find the keys in the one before."""
    opened = threading.Event()

    def refused(*_args: object) -> None:
        opened.wait(10)
        raise Refused(Problem("phone_invalid", "citizen.phone"))

    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        with monkeypatch.context() as patch:
            patch.setattr("desk.services.waiting.cases.register", refused)
            await hand.press("1", *"lib", "tab", *"Eva", "ctrl+s", "2", *"me")
            opened.set()
            await settled(pilot)
            await hand.press(*"nu")
        assert form_of(app).widget("topic").has_focus_within
        assert "citizen.name" not in form_of(app).answers()
        await hand.press("ctrl+s")
        await settled(pilot)
        assert form_of(app).answers()["citizen.name"] == "Eva"
        assert "not a telephone number" in said_at(app, "citizen.phone")
    (case,) = all_cases(seat)
    assert case.topic == "school_meals"


async def test_mixed_letters_in_a_name_are_remarked_and_not_refused(
    desk_app: MakeApp, settled: Settled, seat: Seat
) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", *"lib", "tab", *"Ann\N{CYRILLIC SMALL LETTER A}")
        assert "alphabets" in said_at(app, "citizen.name")
        await hand.press("ctrl+s")
        await settled(pilot)
    assert len(all_cases(seat)) == 1


async def test_free_text_reminds_of_what_is_not_asked_for(desk_app: MakeApp, settled: Settled) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", "tab", "tab", "tab")
        assert "health" in str(app.screen.query_one("#hint", Static).content)


# ------------------------------------------------------------------ the draft


async def test_a_form_that_nobody_touched_leaves_no_draft(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", "tab", "tab", "escape")
        await settled(pilot)
        assert not at_a_form(app)
    assert drafts.mine(seat) == []


async def test_leaving_keeps_a_draft_and_saving_takes_it_away(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app(offer_drafts=False)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", *"menu", "tab", *"Åke", "escape")
        await settled(pilot)
        assert not at_a_form(app)
        (draft,) = drafts.mine(seat)
        assert draft.fields["citizen.name"] == "Åke"
        await app.push_screen(RegisterScreen.resumed(draft))
        await settled(pilot)
        answers = form_of(app).answers()
        assert (answers["topic"], answers["citizen.name"], answers["channel"]) == ("school_meals", "Åke", "phone")
        assert answers["received_at"] == "2026-11-19T10:42+01:00"
        await hand.press("ctrl+s")
        await settled(pilot)
    assert drafts.mine(seat) == []
    (case,) = all_cases(seat)
    assert case.name == "Åke"


async def test_what_is_typed_is_in_the_database_by_itself(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", "tab", *"Eva")
        for _turn in range(400):
            if [each.fields.get("citizen.name") for each in drafts.mine(seat)] == ["Eva"]:
                break
            await pilot.pause(0.05)
        await settled(pilot)
        (draft,) = drafts.mine(seat)
        assert draft.fields["citizen.name"] == "Eva"
        assert app.screen.query_one("#title").render().plain.endswith("Draft saved")  # type: ignore[union-attr]
        await hand.press("ctrl+a", "backspace", "backspace", "backspace", "escape")
        await settled(pilot)
    assert drafts.mine(seat) == []


async def test_a_hang_up_saves_what_is_typed_at_once(desk_app: MakeApp, settled: Settled, seat: Seat) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("2", "tab", *"Eva")
        app.save_before_hangup()
        (draft,) = drafts.mine(seat)
        assert draft.fields["citizen.name"] == "Eva"


async def test_a_form_saved_before_the_desk_is_open_is_registered_when_it_is(
    desk_app: MakeApp, settled: Settled, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk_app()
    monkeypatch.setattr(app, "open_seat_now", lambda: None)
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, DeskScreen):
            await pilot.pause(0.01)
        await pilot.press("1", *"lib", "ctrl+s")
        await pilot.pause()
        assert not at_a_form(app)
        monkeypatch.undo()
        app.open_seat_now()
        await pilot.pause(0.3)
        await settled(pilot)
    (case,) = all_cases(seat)
    assert case.topic == "library_hours"


async def test_who_may_not_register_is_told_before_typing(
    desk_app: MakeApp, settled: Settled, seat_of: Callable[[str], Seat]
) -> None:
    app = desk_app(seat_of("rut"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        assert not at_a_form(app)
        assert any("may not do this" in each.message for each in app._notifications)


# ------------------------------------------------------------------ text that is not text

NASTY = "AA[/]BB[@click=app.quit]x[/]\x1b[31m\u202eö"


@pytest.mark.parametrize("name", ["topic", "citizen.name", "citizen.phone", "summary", "passed_on_to", "note", "due"])
async def test_markup_and_control_characters_are_text_in_every_field(
    name: str, desk_app: MakeApp, settled: Settled
) -> None:
    app = desk_app(offer_drafts=False)
    async with app.run_test(size=(140, 40)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1")
        form = form_of(app)
        form.fill({"outcome": "forwarded"})
        form.adapt()
        form.fill({name: NASTY})
        form.focus_field(name)
        await hand.press("x", "ctrl+s")
        await settled(pilot)
        painted = "".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip)
        assert "AA[/]BB" in painted
        assert at_a_form(app)
        await hand.press("escape", "escape")
        await settled(pilot)


async def test_a_huge_paste_is_cut_and_said(desk_app: MakeApp, settled: Settled) -> None:
    from textual import events

    app = desk_app(offer_drafts=False)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = await begun(pilot, settled)
        await hand.press("1", "tab")
        app.post_message(events.Paste("ö" * 100_000))
        await settled(pilot)
        assert form_of(app).answers()["citizen.name"] == "ö" * 120
        assert "cut" in said_at(app, "citizen.name")


# ------------------------------------------------------------------ how it looks


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
def test_the_form_as_it_looks(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, seat: Seat, snap_compare: Any
) -> None:
    earlier = {"topic": "school_meals", "citizen": {"phone": PHONE}}
    cases.register(seat, earlier, datetime(2026, 11, 3, 9, 0, tzinfo=UTC))

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("2", *"bus", "space", *"lost", "tab", *"Eva", "tab", *PHONE, "tab")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["small", "large"])
def test_the_topics_as_they_look(
    size: tuple[int, int], desk_app: MakeApp, settled: Settled, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.screens.register.DRAFT_SECONDS", 60)  # whether it says so is not what is looked at

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("1", *"sch")
        await settled(pilot)

    assert snap_compare(desk_app(), terminal_size=size, run_before=before)


async def test_what_is_saved_before_there_is_a_seat_outlives_a_lost_line(
    desk_app: MakeApp, seat: Seat, database: Database
) -> None:
    opened = threading.Event()

    def slowly() -> Seat:
        opened.wait(10)
        return seat

    app = desk_app()
    app._open_seat = slowly
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await pilot.pause()
        app.screen.query_one(RegisterForm).focus_field("citizen.name")
        await pilot.press(*"Karin", "ctrl+s")
        await pilot.pause()
        assert not isinstance(app.screen, RegisterScreen)
        assert not app.seated
        threading.Timer(0.2, opened.set).start()
        assert app.save_before_hangup()
    until = time.monotonic() + 30  # what is kept on this machine meanwhile may still be on its way
    while not (found := _cases(database)) and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert found == [("feedback", "Karin")]


def _cases(database: Database) -> list[tuple[object, ...]]:
    with database.read() as tx:
        return tx.all("SELECT kind, name FROM cases")
