"""What the lists of departments, answer groups and topics have in common: reading, resting, ordering, removing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Protocol, cast

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Static

from desk import keys
from desk.action import Where
from desk.rules.organising import Part
from desk.rules.rights import Right
from desk.screens.dialogs import Confirm
from desk.screens.follow_form import FollowForm
from desk.screens.list_place import ListPlace
from desk.screens.text_drafts import TextDraft
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import organising
from desk.services.seat import Seat
from desk.words import _, n_

NEW, CHANGE = "new", "change"


class Kept(Protocol):
    """One of what is listed."""

    @property
    def key(self) -> str:
        """What it is known by."""
        ...

    @property
    def active(self) -> bool:
        """Whether it is offered."""
        ...


@dataclass(frozen=True)
class Shown:
    """What there is, and the rows that show it: a row keeps its number while it moves."""

    found: tuple[Kept, ...]
    lines: tuple[Line, ...]


class PartPlace(ListPlace[Shown]):
    """The list. A subclass says which part it is of, its table, its rows and its form."""

    AUTO_FOCUS = "ListTable"
    CSS_PATH = "organising.tcss"
    PART: ClassVar[Part]
    WHERE: ClassVar[Where]

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}

    # ------------------------------------------------------------------ for the subclass

    def table(self) -> WholeList:
        """The table."""
        raise NotImplementedError

    def found(self, seat: Seat) -> Sequence[Kept]:
        """What there is. Runs in a reading thread."""
        raise NotImplementedError

    def cells(self, each: Any) -> tuple[str, dict[str, str]]:
        """What one is called in the list, and its other cells. Runs in a reading thread."""
        raise NotImplementedError

    def form(self, of: Any) -> FollowForm[Any]:
        """The form of one; of a new one for ``None``."""
        raise NotImplementedError

    def named(self, each: Any) -> str:
        """What one is called."""
        return str(each.key)

    def rests(self) -> str:
        """What resting means here, in a sentence."""
        raise NotImplementedError

    # ------------------------------------------------------------------ what is shown

    def compose(self) -> ComposeResult:
        """Title, how many there are, the list, keys."""
        yield TitleBar(_(keys.PLACES[self.WHERE]), id="title")
        yield Static("", id="about", markup=False)
        yield self.table()
        yield KeyLine(self.WHERE, self._keymap, id="keys")

    @property
    def _keymap(self) -> Mapping[str, str]:
        return {**self.program.keys_chosen, **dict.fromkeys(self.hidden(), "")}

    @property
    def _may(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.ORGANISE)

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        own = (f"{self.WHERE}.{name}" for name in ("change", "add", "rest", "up", "down", "remove"))
        return () if self._may else tuple(own)

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The whole list."""
        return self.WHERE, {}

    def read(self, seat: Seat, now: datetime) -> Shown:
        """What there is."""
        del now
        found = tuple(self.found(seat))
        lines = []
        for each in found:
            name, cells = self.cells(each)
            number = self._numbers.setdefault(each.key, len(self._numbers))
            lines.append(Line(number, name, {**cells, "state": "" if each.active else _("rests")}))
        return Shown(found, tuple(lines))

    def about(self, shown: Shown) -> str:
        """How many are in use, and how many rest."""
        active = sum(each.active for each in shown.found)
        said = n_("{n} in use", "{n} in use", active)
        if resting := len(shown.found) - active:
            said += " · " + n_("{n} rests", "{n} rest", resting)
        return said

    @property
    def one(self) -> Kept | None:
        """What is under the cursor."""
        found = self.shown.found if self.shown is not None else ()
        return next((each for each in found if self._numbers[each.key] == self.current), None)

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_change(self) -> None:
        """Change what is under the cursor."""
        if (one := self.one) is not None and self._may:
            self.open_form(one)

    def action_add(self) -> None:
        """Add one."""
        if self._may:
            self.open_form(None)

    def open_form(self, of: Kept | None) -> None:
        """Open the form of one, or of a new one."""
        self.app.push_screen(self.form(of), lambda _done: self.reread())

    def action_rest(self) -> None:
        """Put what is under the cursor to rest, or into use again."""
        one = self.one
        if one is None or not self._may:
            return
        if not one.active:
            self._change(partial(_woken, part=self.PART, key=one.key, now=self.program.now()))
            return
        title = _("Put {name} to rest?", name=self.named(one))
        self.app.push_screen(Confirm(title, self.rests()), partial(self._rest, one))

    def _rest(self, one: Kept, yes: bool | None) -> None:
        if yes:
            self._change(partial(_rested, part=self.PART, key=one.key, now=self.program.now()))

    def action_move(self, by: int) -> None:
        """Move what is under the cursor up or down."""
        if (one := self.one) is not None and self._may and one.active:
            self._change(partial(_moved, part=self.PART, key=one.key, by=by, now=self.program.now()))

    def action_remove(self) -> None:
        """Remove what is under the cursor."""
        if (one := self.one) is not None and self._may:
            title = _("Remove {name}?", name=self.named(one))
            text = _("Only what nothing has ever named can be removed.")
            self.app.push_screen(Confirm(title, text), partial(self._remove, one))

    def _remove(self, one: Kept, yes: bool | None) -> None:
        if yes:
            self._change(partial(_removed, part=self.PART, key=one.key, now=self.program.now()))

    def _change(self, how: Callable[[Seat], object]) -> None:
        """Change something, and read again."""
        self.program.tell(how, lambda _done: self.reread() if self.is_attached else None, self.program.say_trouble)


def _rested(seat: Seat, *, part: Part, key: str, now: datetime) -> object:
    return organising.rest(seat, part, key, now)


def _woken(seat: Seat, *, part: Part, key: str, now: datetime) -> object:
    return organising.wake(seat, part, key, now)


def _moved(seat: Seat, *, part: Part, key: str, by: int, now: datetime) -> None:
    organising.move(seat, part, key, by, now)


def _removed(seat: Seat, *, part: Part, key: str, now: datetime) -> object:
    return organising.remove(seat, part, key, now)


def place_of(of: Kept | None) -> str:
    """Under which name a form that is half filled in is kept."""
    return NEW if of is None else f"{CHANGE}/{of.key}"


def go_on(app: App[Any], screen: PartPlace, left: TextDraft) -> None:
    """Open a list, and the form in it that was left half typed."""
    app.push_screen(screen)
    what, _slash, key = left.place.partition("/")
    if what == NEW:
        screen.open_form(None)
        return

    def show(found: Sequence[Kept]) -> None:
        of = next((each for each in found if each.key == key), None)
        if of is not None:
            screen.open_form(of)

    screen.ask("resumed", screen.found, cast("Callable[[Any], object]", show), screen.program.say_trouble)
