"""What every screen stands on: the program as screens see it, and the messages that it sends them.

Screens ask and tell; the program runs the question in a thread and brings the answer back to the asker.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeVar, cast, runtime_checkable

from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from desk.rules.refusals import Refused

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from textual.message_pump import MessagePump

    from desk.away import Away
    from desk.lock import Lock
    from desk.rules.refusals import Problem
    from desk.services.seat import Seat
    from desk.services.sessions import Company
    from desk.storage.drafts import Draft

T = TypeVar("T")
Result = TypeVar("Result")


class Trouble(NamedTuple):
    """Why something was not done, ready to be said. ``problems`` is empty where the database cannot be used."""

    words: str
    problems: tuple[Problem, ...] = ()
    away: bool = False
    """The database's server does not answer; it may be back in a moment."""

    def has(self, code: str) -> bool:
        """Whether one of the problems has this code."""
        return any(each.code == code for each in self.problems)


def trouble_of(problems: tuple[Problem, ...]) -> Trouble:
    """Problems in words, a line each."""
    return Trouble("\n".join(f"{each.reason} {each.right}".strip() for each in problems), problems)


def trouble_in(error: Exception) -> Trouble | None:
    """The one place where a failure becomes words; ``None`` for what is a slip of the program itself."""
    if isinstance(error, Refused):
        return trouble_of(error.problems)
    from desk.storage.faults import DatabaseUnusable, Fault

    return Trouble(str(error), away=error.fault is Fault.AWAY) if isinstance(error, DatabaseUnusable) else None


@dataclass(frozen=True)
class Last:
    """The contact registered last in this session, for ``.`` and ``Ctrl+Z``. Nothing about a person."""

    reference: str
    channel: str
    topic: str | None
    outcome: str | None
    kind: str | None = None


Failed = Callable[[Trouble], object]


class Program(Protocol):
    """What screens may ask of the program."""

    last: Last | None
    session: str
    keys_chosen: Mapping[str, str]
    offer_drafts: bool
    others: int
    lock: Lock
    away: Away
    remote: bool
    """A session over SSH: no file of the machine is read or written, nothing else is started."""
    kept_notes: dict[str, str]
    """Notes that were begun and left, by reference."""

    @property
    def seat(self) -> Seat:
        """The seat. Only there after :class:`SeatTaken`."""
        ...

    @property
    def seated(self) -> bool:
        """Whether there is a seat yet."""
        ...

    @property
    def municipality(self) -> str: ...
    @property
    def zone(self) -> ZoneInfo: ...
    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        ...

    def today(self) -> date:
        """The local day."""
        ...

    def ask(
        self,
        asker: MessagePump,
        group: str,
        question: Callable[[Seat], T],
        then: Callable[[T], object],
        failed: Failed | None = None,
    ) -> None:
        """Ask in a reading thread; ``then`` gets the answer in ``asker``'s own task, if it is not late by then."""
        ...

    def tell(
        self,
        change: Callable[[Seat], T],
        then: Callable[[T], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Change something in the writing thread. Never dropped; ``then`` is called even where the asker is gone."""
        ...

    def tell_quietly(
        self, change: Callable[[Seat], T], failed: Failed, then: Callable[[T], object] | None = None
    ) -> None:
        """Change something that no list shows (a draft): as :meth:`tell`, but nobody is told."""
        ...

    def say_trouble(self, trouble: Trouble) -> None:
        """Say why something was not done, in a toast."""
        ...

    @property
    def company(self) -> Company | None:
        """Who else has the case open that is open here; ``None`` where it is not known yet, or none is open."""
        ...

    def at_case(self, case_id: int | None) -> None:
        """Say that a case is open here, or none any more; :class:`CompanyChanged` tells who else has it open."""
        ...


class CasesChanged(Message):
    """Somebody, here or elsewhere, has changed cases: what is shown of them should be asked for again."""


class FiguresChanged(Message):
    """Telephone figures came in: what is shown of them should be asked for again."""


class MinutePassed(Message):
    """The clock shows another minute, perhaps another day."""


class AwayChanged(Message):
    """The database has stopped answering, or answers again; ``words`` say so on every screen, empty where it does."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class SeatTaken(Message):
    """The database is open and it is known who sits here."""


class OthersChanged(Message):
    """Another number of colleagues is at work."""

    def __init__(self, others: int) -> None:
        super().__init__()
        self.others = others


class CompanyChanged(Message):
    """Somebody has opened or left the case that is open here."""


@runtime_checkable
class Drafting(Protocol):
    """A screen or dialog in which something may be half typed."""

    def draft(self) -> Draft | None:
        """What is half typed, to be saved before the program ends; ``None`` where there is nothing."""
        ...


class Place(Screen[Result]):
    """A screen of Desk. ``AUTO_FOCUS`` and ``BINDINGS`` are its own."""

    BINDINGS: ClassVar[list[BindingType]] = []
    _leaving_with: tuple[Result | None] | None = None

    @property
    def program(self) -> Program:
        """The program this screen is shown by."""
        return cast("Program", self.app)

    def own_commands(self) -> Iterable[SystemCommand]:
        """What the palette offers here besides what the keys do."""
        return ()

    def hidden(self) -> Collection[str]:
        """What the palette does not offer here, by id: what would be refused."""
        return ()

    def exporting(self) -> tuple[str, Mapping[str, str]] | None:
        """The list shown here as :mod:`desk.documents.exports` has it, and what narrows it; ``None`` for none."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to export only where there is a list, and to bring in only to who may."""
        if action == "export_list":
            return self.program.seated and self.exporting() is not None
        if action == "bring_in":
            from desk.rules.rights import Right

            may = self.program.seated and self.program.seat.who.may(Right.ORGANISE)
            return may and self.bringing_in() is not None
        return super().check_action(action, parameters)

    def bringing_in(self) -> str | None:
        """What one may bring in here from a file (:class:`desk.rules.bringing_in.Brought`); ``None`` for nothing."""
        return None

    def action_bring_in(self) -> None:
        """Bring in what stands in a file."""
        what = self.bringing_in()
        if what is not None:
            from desk.rules.bringing_in import Brought
            from desk.screens.bringing_in import begin

            begin(self, Brought(what))

    def action_export_list(self) -> None:
        """Write the list shown here to a file."""
        found = self.exporting() if self.program.seated else None
        if found is not None:
            from desk.screens.exporting import export_list

            export_list(self, *found)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Go; where another screen lies above, as soon as that has gone. Textual's own would take that one away."""
        if self.app.screen is self:
            return super().dismiss(result)
        self._leaving_with = (result,)
        return AwaitComplete()

    def on_away_changed(self, event: AwayChanged) -> None:
        """Show that the database does not answer, beside the keys."""
        from desk.screens.widgets.frame import KeyLine

        for line in self.query(KeyLine):
            line.warn(event.words)

    def on_screen_resume(self) -> None:
        """Nothing lies above any more."""
        if self._leaving_with is not None and self.app.screen is self:
            (result,), self._leaving_with = self._leaving_with, None
            super().dismiss(result)

    def draft(self) -> Draft | None:
        """What is half typed, to be saved before the program ends; ``None`` where there is nothing."""
        return None

    def ask(
        self, group: str, question: Callable[[Seat], Any], then: Callable[[Any], object], failed: Failed | None = None
    ) -> None:
        """Ask the program, for this screen; the group is this screen's own."""
        self.program.ask(self, f"{type(self).__name__}.{group}", question, then, failed)
