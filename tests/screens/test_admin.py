"""The administration: people, their keys and PINs, and who gets to see it."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen

from desk.app import DeskApp
from desk.rules.rights import Person, Role
from desk.screens.access import AccessScreen
from desk.screens.admin import AdminScreen, PeopleTable
from desk.screens.admin_keys import KeysScreen
from desk.screens.admin_person import PersonScreen
from desk.screens.administration import AdministrationScreen
from desk.screens.desk import DeskScreen
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.widgets.form import Form
from desk.services import cases, keys, people, pins, roster
from desk.services.seat import Seat
from desk.terminal.look import Look

pytestmark = pytest.mark.usefixtures("quick_pins")
MakeApp = Callable[..., DeskApp]
Settle = Callable[[Pilot[Any]], Any]
Read = Callable[[Pilot[Any]], str]


def public_key(seed: int = 1, comment: str = "bo@reception") -> str:
    """A line of a ``.pub`` file that nobody has the private half of."""
    parts = (b"ssh-ed25519", bytes([seed]) * 32)
    blob = b"".join(struct.pack(">I", len(each)) + each for each in parts)
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} {comment}"


def on(pilot: Pilot[Any], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def row(pilot: Pilot[Any], login: str) -> dict[str, str]:
    """What the list says of somebody."""
    table = pilot.app.screen.query_one(PeopleTable)
    return dict(next(line.cells for line in table.lines if line.reference == login))


def toasts(app: DeskApp) -> str:
    return "\n".join(each.message for each in app._notifications)


def known(seat: Seat, login: str) -> Person:
    return next(each for each in people.everybody(seat) if each.login == login)


async def go_to(pilot: Pilot[Any], login: str, settled: Settle) -> None:
    """Open the people and put the cursor on somebody."""
    await settled(pilot)
    await pilot.press("a", "p")
    await settled(pilot)
    table = pilot.app.screen.query_one(PeopleTable)
    await pilot.press(*["down"] * [line.reference for line in table.lines].index(login))
    await settled(pilot)


# ------------------------------------------------------------------ who gets there


async def test_an_administrator_sees_everybody(
    desk_app: MakeApp, seat: Seat, seat_of: Callable[[str], Seat], now: datetime, settled: Settle, text_of: Read
) -> None:
    pins.choose(seat_of("bo"), "73058264", now)
    keys.add(seat, "bo", public_key(), now)
    keys.withdraw(seat, "bo", keys.add(seat, "bo", public_key(2), now).fingerprint, now)
    people.rest(seat, "lisa", now)
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "anna", settled)
        assert on(pilot, AdminScreen)
        table = pilot.app.screen.query_one(PeopleTable)
        assert [line.reference for line in table.lines] == ["anna", "bo", "rut", "lisa"]
        bo, lisa = row(pilot, "bo"), row(pilot, "lisa")
        assert (bo["keys"], bo["pin"], bo["state"], bo["role"]) == ("1", "yes", "active", "Agent")
        assert (lisa["keys"], lisa["pin"], lisa["state"]) == ("–", "–", "rests")
        assert row(pilot, "anna")["seen"] == "here now"
        assert bo["seen"] == "today 10:42"
        assert row(pilot, "rut")["seen"] == "–"
        shown = text_of(pilot)
    assert "3 people can log in · 1 rests" in shown
    assert "Bo Ek" in shown
    assert "73058264" not in shown


@pytest.mark.parametrize("login", ["bo", "lisa", "rut"])
async def test_others_do_not_come_to_the_people(
    login: str, desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settle
) -> None:
    async with desk_app(seat_of(login)).run_test() as pilot:
        await settled(pilot)
        await pilot.press("a", "p")
        await settled(pilot)
        assert on(pilot, AdministrationScreen)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "People" not in {each.title for each in app.commands(app.screen)}


async def test_the_auditor_comes_to_the_access_log(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], settled: Settle
) -> None:
    async with desk_app(seat_of("rut")).run_test() as pilot:
        await settled(pilot)
        await pilot.press("a", "l")
        await settled(pilot)
        assert on(pilot, AccessScreen)


async def test_somebody_whose_role_was_taken_meanwhile_is_refused(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    people.change(seat, "lisa", role=Role.ADMIN, now=now)
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        with seat.database.write() as tx:
            tx.run("UPDATE agents SET role = 'agent' WHERE login = 'anna'")
        await pilot.press("r", "y")
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "may not do this" in toasts(app)
    assert known(seat, "bo").active


async def test_who_left_no_trace_in_a_long_trail_was_here_long_ago(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], now: datetime, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins.choose(seat_of("bo"), "73058264", now)
    monkeypatch.setattr(roster, "LOOKS_BACK", 1)
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        assert row(pilot, "bo")["seen"] == "today 10:42"
        assert row(pilot, "rut")["seen"] == "long ago"


# ------------------------------------------------------------------ people


async def test_adding_a_person(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "anna", settled)
        await pilot.press("n")
        await settled(pilot)
        assert on(pilot, PersonScreen)
        await pilot.press(*"kim", "tab", *"Kim", "space", *"Ek", "tab", "l", "tab", *"väx", "ctrl+s")
        await settled(pilot)
        assert on(pilot, AdminScreen)
        assert row(pilot, "kim")["role"] == "Lead"
    assert known(seat, "kim") == Person("kim", "Kim Ek", Role.LEAD, "Växel")


async def test_what_is_wrong_stands_at_its_field(desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "anna", settled)
        await pilot.press("n", *"bo", "tab", *"Bo", "ctrl+s")
        await settled(pilot)
        assert on(pilot, PersonScreen)
        assert "The login bo is taken." in text_of(pilot)
        await pilot.press(*"!", "ctrl+s")
        await settled(pilot)
        assert "not a login name" in text_of(pilot)
        await pilot.press("backspace", *"b", "ctrl+s")
        await settled(pilot)
        assert on(pilot, AdminScreen)
    assert known(seat, "bob").name == "Bo"


async def test_changing_a_person_sends_only_what_differs(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("enter")
        await settled(pilot)
        form = pilot.app.screen.query_one(Form)
        assert form.values() == {"name": "Bo Ek", "role": "agent", "group": "Reception"}
        people.change(seat, "bo", name="Bo Alm", now=now)
        await pilot.press("tab", "l", "tab", "backspace", "ctrl+s")
        await settled(pilot)
        assert on(pilot, AdminScreen)
    assert known(seat, "bo") == Person("bo", "Bo Alm", Role.LEAD, None)


async def test_leaving_a_changed_form_takes_two(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("enter", *"xx", "escape")
        await settled(pilot)
        assert on(pilot, PersonScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert on(pilot, AdminScreen)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert on(pilot, DeskScreen)
    assert known(seat, "bo").name == "Bo Ek"


async def test_rest_and_wake(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    cases.register(seat, {"kind": "enquiry", "agent": "bo"}, now)
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("r")
        await settled(pilot)
        assert on(pilot, Confirm)
        await pilot.press("n")
        assert known(seat, "bo").active
        await pilot.press("r", "y")
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert not known(seat, "bo").active
        assert "1 open case is theirs" in toasts(app)
        assert app.screen.query_one(PeopleTable).current.reference in ("bo", "lisa")  # type: ignore[union-attr]
        await pilot.press("end", "r")
        await settled(pilot)
        assert known(seat, "bo").active
        assert "Bo Ek can log in again." in toasts(app)


async def test_the_last_administrator_stays(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "anna", settled)
        await pilot.press("r", "y")
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "administrator" in toasts(app).casefold()
    assert known(seat, "anna").active


async def test_clearing_a_pin(
    desk_app: MakeApp, seat_of: Callable[[str], Seat], now: datetime, settled: Settle
) -> None:
    pins.choose(seat_of("bo"), "73058264", now)
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("p", "y")
        await settled(pilot)
        assert not pins.is_set(seat_of("bo"))
        assert row(pilot, "bo")["pin"] == "–"
        await pilot.press("p")
        await settled(pilot)
        assert on(pilot, AdminScreen)


async def test_what_another_administrator_does_is_seen(
    desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle
) -> None:
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        people.change(seat, "bo", name="Bo Alm", now=now)
        app = pilot.app
        assert isinstance(app, DeskApp)
        app._watch._tick()
        await settled(pilot)
        assert row(pilot, "bo")["name"] == "Bo Alm"


async def test_more_people_than_a_table_holds(desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle) -> None:
    with seat.database.write() as tx:
        for number in range(240):
            tx.run(
                "INSERT INTO agents (login, name, role, may_log_in, active, added_at) VALUES (?, ?, 'agent', 1, 1, 0)",
                (f"p{number:03}", f"Person {number:03}"),
            )
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "anna", settled)
        table = pilot.app.screen.query_one(PeopleTable)
        seen: set[str] = set()
        for _each in range(20):
            seen |= {line.reference for line in table.lines}
            await pilot.press("pagedown")
        assert len(seen) == 244
        assert table.current is not None
        assert table.current.reference == "rut"
        await pilot.press("home")
        await settled(pilot)
        await pilot.press("home")
        await settled(pilot)
        assert table.current is not None
        assert table.current.reference == "anna"


# ------------------------------------------------------------------ keys


async def test_a_key_is_pasted_shown_and_withdrawn(
    desk_app: MakeApp, seat: Seat, settled: Settle, text_of: Read
) -> None:
    async with desk_app().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("k")
        await settled(pilot)
        assert on(pilot, KeysScreen)
        assert "has no key" in text_of(pilot)
        await pilot.press("n")
        await settled(pilot)
        pilot.app.post_message(Paste(public_key() + "\n"))
        await pilot.press("enter")
        await settled(pilot)
        (key,) = keys.of(seat, "bo")
        assert key.comment == "bo@reception"
        assert "bo@reception" in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, Tell)
        assert key.fingerprint in text_of(pilot)
        await pilot.press("escape", "x", "y")
        await settled(pilot)
        assert keys.of(seat, "bo")[0].withdrawn_at is not None
        assert "withdrawn" in text_of(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert row(pilot, "bo")["keys"] == "–"


async def test_what_is_no_key_is_told_and_gone(desk_app: MakeApp, seat: Seat, settled: Settle) -> None:
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("k", "n")
        await settled(pilot)
        pilot.app.post_message(Paste("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n"))
        await pilot.press("enter")
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "private" in toasts(app)
        assert on(pilot, KeysScreen)
    assert keys.of(seat, "bo") == []


async def test_a_key_from_a_file(desk_app: MakeApp, seat: Seat, settled: Settle, tmp_path: Path) -> None:
    (tmp_path / "bo.pub").write_text(public_key())
    async with desk_app().run_test() as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("k", "f")
        await settled(pilot)
        pilot.app.post_message(Paste(str(tmp_path / "none.pub")))
        await pilot.press("enter")
        await settled(pilot)
        assert on(pilot, AskLine)
        await pilot.press("ctrl+u")
        pilot.app.post_message(Paste(str(tmp_path / "bo.pub")))
        await pilot.press("enter")
        await settled(pilot)
    assert [each.comment for each in keys.of(seat, "bo")] == ["bo@reception"]


async def test_a_session_over_ssh_reads_no_file(desk_app: MakeApp, settled: Settle, text_of: Read) -> None:
    async with desk_app(remote=True).run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "bo", settled)
        await pilot.press("k", "f")
        await settled(pilot)
        assert on(pilot, KeysScreen)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert "From file" not in text_of(pilot)
        assert "From file" not in {each.title for each in app.commands(app.screen)}


# ------------------------------------------------------------------ looks


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize("look", ["desk-dark", "desk-mono"])
async def test_it_fits(
    size: tuple[int, int], look: str, desk_app: MakeApp, seat: Seat, now: datetime, settled: Settle, text_of: Read
) -> None:
    keys.add(seat, "bo", public_key(), now)
    plain = look == "desk-mono"
    app = desk_app(look=Look(look, plain, "none" if plain else "true"))
    async with app.run_test(size=size) as pilot:
        await go_to(pilot, "bo", settled)
        for wanted in ("Login", "Role", "SSH", "PIN", "Last seen", "Clear PIN"):
            assert wanted in text_of(pilot)
        assert ("Answer group" in text_of(pilot)) == (size[0] > 100)
        await pilot.press("k")
        await settled(pilot)
        assert "SHA256:" in text_of(pilot)
        assert "Withdraw" in text_of(pilot)
