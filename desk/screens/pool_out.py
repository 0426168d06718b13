"""Out of service: a form that asks from when, until when and why; and into service again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from textual.app import App

from desk.rules.bookings import Reservation, Resource, shown_who
from desk.rules.fields import Field, fields_of
from desk.rules.resource_input import OutInput
from desk.screens.dialogs import Confirm, Tell
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place, Program
from desk.screens.pool_words import out_in_words, to_be_out
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.services import bookings
from desk.services.bookings import OutOfService
from desk.services.seat import Seat
from desk.words import _, day, n_


class OutForm(FollowForm[OutOfService]):
    """Answers with what is out of service, and what had been booked of it meanwhile.

    Args:
        first: The local day from which it is out, as far as one knows yet.
    """

    def __init__(self, program: Program, resource: Resource, first: date) -> None:
        title = _("{name} · out of service", name=resource.name)
        hint = _("Without a last day it is out until somebody puts it into service again.")
        super().__init__(title, hint, KeptForm(program, "pool", f"out.{resource.id}", title))
        self._resource = resource
        self._first = first

    def fields(self) -> list[Field]:
        """From when, until when, and why."""
        every = {each.name: each for each in fields_of(OutInput)}
        return [replace(every[name], example="") for name in ("why", "first", "last")]

    def begins_with(self) -> dict[str, Any]:
        """The day."""
        return {"first": self._first.isoformat()}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], OutOfService]:
        """Take it out of service."""
        del changed
        now, number, why = self.program.now(), self._resource.id, str(values["why"] or "")
        first, last = _day(values["first"]), _day(values["last"])
        return lambda seat: bookings.out_of_service(seat, number, first, last, why, now)

    def said(self, done: OutOfService) -> str:
        """That it is out of service."""
        return _("{name} is out of service.", name=done.resource.name)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def ask_in_or_out(place: Place[Any], resource: Resource, day: date) -> None:
    """Ask for what takes it out of service from a local day; where that is said already, whether it is in again."""
    program = place.program
    if to_be_out(resource, program.now()):
        title = _("Put {name} into service again?", name=resource.name)
        text = out_in_words(resource, program.zone)
        place.app.push_screen(Confirm(title, text), partial(_in, place, resource))
    else:
        form = OutForm(program, resource, max(day, program.today()))
        place.app.push_screen(form, partial(_tell_booked, place))


def _in(place: Place[Any], resource: Resource, yes: bool | None) -> None:
    if yes:
        program, now = place.program, place.program.now()
        said = _("{name} is in service.", name=resource.name)
        program.tell(
            lambda seat: bookings.in_service(seat, resource.id, now),
            lambda _resource: place.app.notify(said),
            program.say_trouble,
        )


def _tell_booked(place: Place[Any], done: OutOfService | None) -> None:
    """Whoever has it booked meanwhile must be told: nothing is moved by itself."""
    if done is None or not done.booked:
        return
    zone = place.program.zone
    lines = [_booked(each, zone) for each in done.booked]
    title = n_("{n} booking is left without it", "{n} bookings are left without it", len(lines))
    place.app.push_screen(Tell(title, "\n".join(lines)))


def _booked(each: Reservation, zone: Any) -> str:
    parts = (day(each.begins.astimezone(zone).date()), each.reference, shown_who(each))
    return " · ".join(part for part in parts if part)


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with what was left half typed about something that is out of service."""
    from desk.screens.pool import PoolScreen

    screen, number = PoolScreen(), int(left.place.partition(".")[2])
    app.push_screen(screen)

    def show(found: Resource) -> None:
        form = OutForm(screen.program, found, screen.program.today())
        app.push_screen(form, partial(_tell_booked, screen))

    screen.ask("resumed", lambda seat: bookings.resource(seat, number), show, screen.program.say_trouble)
