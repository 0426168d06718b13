"""What can be booked: the pool, rooms and facilities, officiants; a list of each, and a form to add and change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules.bookings import Resource, ResourceSort, in_order
from desk.rules.fields import Field, fields_of
from desk.rules.resource_input import ResourceInput
from desk.rules.rights import Right
from desk.screens.dialogs import Confirm
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.list_place import ListPlace
from desk.screens.place import Program
from desk.screens.pool_out import ask_in_or_out
from desk.screens.pool_page import OUT
from desk.screens.pool_words import TABS, tabs, to_be_out
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import bookings
from desk.services.seat import Seat
from desk.words import N_, _, day, n_

SCREEN, NEW = "resources", "new"
KEEPING = ("resources.open", "resources.add", "resources.rest")
ABOUT = ("name", "type", "note")


class ResourceTable(WholeList):
    """What can be booked of one sort; what is booked no more comes last."""

    COLUMNS = (
        Column("reference", N_("Name"), 22),
        Column("type", N_("Type"), 14),
        Column("state", N_("State"), 22),
        Column("note", N_("Note"), 16),
    )
    GROWING = ("reference", "note", "state", "type")
    MOST = {"reference": 44, "note": 60, "state": 40, "type": 24}
    LATE = "state"


@dataclass(frozen=True)
class Shown:
    """What there is of a sort, with the rows that show it."""

    sort: ResourceSort
    found: tuple[Resource, ...]
    lines: tuple[Line, ...]


class ResourcesScreen(ListPlace[Shown]):
    """The list. Enter changes one; whoever only handles cases sees it and puts things out of service."""

    AUTO_FOCUS = "#resources"
    CSS_PATH = "resources.tcss"
    BINDINGS = keys.bindings("resources")

    def __init__(self, sort: ResourceSort = ResourceSort.POOL) -> None:
        super().__init__()
        self._sort = sort

    def compose(self) -> ComposeResult:
        """Title with the tabs, how many there are, the list, keys."""
        yield TitleBar(_("What can be booked"), id="title")
        yield Static("", id="about", markup=False)
        yield ResourceTable(id="resources")
        yield KeyLine("resources", self._keymap, id="keys")

    @property
    def _keymap(self) -> Mapping[str, str]:
        return {**self.program.keys_chosen, **dict.fromkeys(self.hidden(), "")}

    def bringing_in(self) -> str:
        """What can be booked, of any sort."""
        return "pool"

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """What of the sort can be booked."""
        return "pool", {"sort": str(self._sort)}

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        who = self.program.seat.who if self.program.seated else None
        keeps, handles = (who is not None and who.may(each) for each in (Right.ORGANISE, Right.HANDLE))
        return (*(() if keeps else KEEPING), *(() if handles else ("resources.out",)))

    # ------------------------------------------------------------------ what is shown

    def read(self, seat: Seat, now: datetime) -> Shown:
        """What there is of the sort, in order."""
        found = sorted(
            bookings.resources(seat, self._sort, rested=True), key=lambda each: (not each.active, in_order(each))
        )
        zone = seat.settings.zone
        lines = tuple(
            Line(each.id, each.name, _cells(each, now, zone), late=each.active and to_be_out(each, now))
            for each in found
        )
        return Shown(self._sort, tuple(found), lines)

    def about(self, shown: Shown) -> Content:
        """How many there are of the sort, or how one begins."""
        self.query_one(TitleBar).show(_("What can be booked"), tabs(self._sort))
        active = sum(each.active for each in shown.found)
        if shown.found:
            return Content(n_("{n} can be booked", "{n} can be booked", active))
        said = _("There is nothing here yet.")
        if "resources.add" not in self.hidden():
            key = keys.key_of(keys.action("resources.add"), self.program.keys_chosen)
            said += " " + _("{key} adds something that can be booked.", key=key)
        return Content(said)

    @property
    def _one(self) -> Resource | None:
        """What is under the cursor."""
        found = self.shown.found if self.shown is not None else ()
        return next((each for each in found if each.id == self.current), None)

    # ------------------------------------------------------------------ keys

    def action_sort(self, by: int) -> None:
        """The pool, the facilities, or the officiants."""
        sorts = list(ResourceSort)
        self._sort = sorts[(sorts.index(self._sort) + by) % len(sorts)]
        self.reread()

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Change what is under the cursor."""
        if (one := self._one) is not None and "resources.open" not in self.hidden():
            self.app.push_screen(ResourceForm(self.program, one.sort, one))

    def action_add(self) -> None:
        """Add something to the sort that is shown."""
        if "resources.add" not in self.hidden():
            self.app.push_screen(ResourceForm(self.program, self._sort, None))

    def action_out(self) -> None:
        """Put what is under the cursor out of service from today, or into service again."""
        if (one := self._one) is not None and "resources.out" not in self.hidden():
            ask_in_or_out(self, one, self.program.today())

    def action_rest(self) -> None:
        """Let what is under the cursor be booked no more, or again."""
        one = self._one
        if one is None or "resources.rest" in self.hidden():
            return
        if one.active:
            title = _("Let {name} be booked no more?", name=one.name)
            text = _("What was booked of it stays to be seen.")
        else:
            title, text = _("Let {name} be booked again?", name=one.name), ""
        self.app.push_screen(Confirm(title, text), partial(self._rest, one))

    def _rest(self, one: Resource, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(
                lambda seat: bookings.rest_resource(seat, one.id, rest=one.active, now=now),
                lambda _done: self.reread() if self.is_attached else None,
                self.program.say_trouble,
            )


def _cells(each: Resource, now: datetime, zone: tzinfo) -> dict[str, str]:
    """Its type, whether it can be had, and what is said about it; of what is out of service, why that is."""
    state, note = _("in service"), each.note
    if not each.active:
        state = _("not booked any more")
    elif to_be_out(each, now) and each.out_from is not None:
        note = " · ".join(part for part in (each.out_why, note) if part)
        last = None if each.out_to is None else (each.out_to - timedelta(seconds=1)).astimezone(zone).date()
        if each.out_from > now:
            state = _("out from {day}", day=day(each.out_from.astimezone(zone).date()))
        else:
            state = _("out of service") if last is None else _("out to {day}", day=day(last))
        state = f"{OUT} {state}"
    return {"type": each.type, "state": state, "note": note}


class ResourceForm(FollowForm[Resource]):
    """What is said about something that can be booked.

    Args:
        of: Which to change; ``None`` adds one.
    """

    def __init__(self, program: Program, sort: ResourceSort, of: Resource | None) -> None:
        title = f"{_(TABS[sort])} · {_('new') if of is None else of.name}"
        place = f"{NEW}.{sort}" if of is None else str(of.id)
        super().__init__(title, _(_HINTS[sort]), KeptForm(program, SCREEN, place, title))
        self._sort = sort
        self._of = of

    def fields(self) -> list[Field]:
        """Its name, its type and a note."""
        every = {each.name: each for each in fields_of(ResourceInput)}
        return [replace(every[name], example="") for name in ABOUT]

    def begins_with(self) -> dict[str, Any]:
        """What is known of it."""
        return {} if self._of is None else {name: getattr(self._of, name) for name in ABOUT}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Resource]:
        """Add it, or send what differs; where somebody has changed it meanwhile, that is told."""
        of, sort, now = self._of, self._sort, self.program.now()
        given = {name: str(values[name] or "") for name in ABOUT}
        if of is None:
            name, type_, note = (given[each] for each in ABOUT)
            return lambda seat: bookings.add_resource(seat, sort, name, type=type_, note=note, now=now)
        differs = {name: given[name] for name in ABOUT if name in changed}
        return lambda seat: bookings.change_resource(seat, of.id, differs, now, began_from=of)

    def said(self, done: Resource) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.name)


_HINTS: Mapping[ResourceSort, str] = {
    ResourceSort.POOL: N_("The type sorts them: car, bike, projector, access card. The note is read when one lends."),
    ResourceSort.FACILITY: N_("Rooms, halls, grounds; also where weddings are held."),
    ResourceSort.OFFICIANT: N_("Those who may marry couples, by name."),
}


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with a form that was left half typed."""
    place, _dot, sort = left.place.partition(".")
    if place == NEW:
        screen = ResourcesScreen(ResourceSort(sort))
        app.push_screen(screen)
        screen.action_add()
        return
    screen, number = ResourcesScreen(), int(place)
    app.push_screen(screen)

    def show(found: Resource) -> None:
        app.push_screen(ResourceForm(screen.program, found.sort, found))

    screen.ask("resumed", lambda seat: bookings.resource(seat, number), show, screen.program.say_trouble)
