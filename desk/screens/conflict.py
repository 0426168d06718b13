"""Somebody else has changed the case meanwhile: what they did, what one wanted oneself, and what is to be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.message import Message

from desk.rules.cases import Case
from desk.screens.case_view import Words, event_rows
from desk.screens.dialogs import Dialog, Option, Options
from desk.screens.widgets.hanging import Hanging, Row
from desk.services import reading
from desk.services.reading import Meanwhile
from desk.services.seat import Seat
from desk.words import _


class Decision(StrEnum):
    """What to do with what one wanted."""

    MINE = "mine"
    THEIRS = "theirs"
    TEXT = "text"


@dataclass(frozen=True)
class Clash:
    """What others did meanwhile, in words.

    Attributes:
        case: As it is now, masked.
        rows: What they did.
        mine: What one wanted oneself.
        remarks: What was said of a field, by its dotted name.
    """

    case: Case
    rows: tuple[Row, ...]
    mine: tuple[Row, ...]
    remarks: Mapping[str, str]


Wanted = Callable[[Words], Sequence[str]]
"""Says what one wanted, a line each."""


def look(seat: Seat, reference: str, version: int, wanted: Wanted, now: datetime) -> Clash:
    """What was done after ``version``, beside what one wanted. Asked in a reading thread."""
    meanwhile = reading.since(seat, reference, version)
    words = Words.at(seat, now)
    mine = Row(_("What you wanted"), name_style="bold"), *(Row("", line, 2) for line in wanted(words))
    rows = event_rows(words, meanwhile.events, meanwhile.case.kind)
    return Clash(meanwhile.case, rows, mine, dict(_remarks(words, meanwhile)))


def _remarks(words: Words, meanwhile: Meanwhile) -> Iterator[tuple[str, str]]:
    for event in meanwhile.events:
        by = words.person(event.by)
        for name, (before, after) in event.changes.items():
            for field, old, new in _parts(name, before, after):
                said = words.value(field, old, meanwhile.case.kind), words.value(field, new, meanwhile.case.kind)
                hidden = field in event.personal and not any(said)
                change = _("hidden") if hidden else " → ".join(each or "–" for each in said)
                yield field, f"{by}: {change}"


def _parts(name: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """A change field by field, as a form has them: a group of answers by its parts that differ."""
    if not isinstance(before, Mapping) and not isinstance(after, Mapping):
        yield name, before, after
        return
    old, new = (each if isinstance(each, Mapping) else {} for each in (before, after))
    for part in dict.fromkeys((*old, *new)):
        if old.get(part) != new.get(part):
            yield f"{name}.{part}", old.get(part), new.get(part)


class Conflict(Dialog[Decision]):
    """Asks what is to be done. A key that was typed before one could read it answers nothing.

    Args:
        reference: The case's.
        clash: What happened.
        mine: The words for doing what one wanted all the same.
        typed: Whether there is a text of one's own to go back to; Esc does.
    """

    AUTO_FOCUS = "Options"
    CSS_PATH = ["dialogs.tcss", "conflict.tcss"]
    BINDINGS = [
        Binding("pagedown", "more(1)", show=False),
        Binding("pageup", "more(-1)", show=False),
    ]

    def __init__(self, reference: str, clash: Clash, mine: str, *, typed: bool) -> None:
        super().__init__(_("{reference} was changed meanwhile", reference=reference))
        self._clash = clash
        self._mine = mine
        self._typed = typed

    def body(self) -> ComposeResult:
        """What happened, and the choices: the one that does nothing first."""
        with VerticalScroll(id="changes", can_focus=False):
            yield Hanging(id="rows")
        with VerticalScroll(id="wanted", can_focus=False):
            yield Hanging(id="mine")
        options = [Option(Decision.TEXT, _("Back to my text"))] if self._typed else []
        options += [Option(Decision.THEIRS, _("Leave it as it is now")), Option(Decision.MINE, self._mine)]
        yield ConflictOptions(options)

    def how(self) -> str:
        """The keys."""
        return _("↵ OK   PgDn More   Esc Back to my text") if self._typed else _("↵ OK   PgDn More   Esc Leave it")

    def on_mount(self) -> None:
        """Show what happened."""
        self.query_one("#rows", Hanging).show(self._clash.rows)
        self.query_one("#mine", Hanging).show(self._clash.mine)

    def on_options_chosen(self, event: Options.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(Decision(event.code))

    def action_more(self, pages: int) -> None:
        """Scroll what happened, and what one wanted."""
        for pane in self.query(VerticalScroll):
            pane.scroll_relative(y=pages * max(1, pane.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Nothing is done; what was typed is there."""
        self.dismiss(Decision.TEXT if self._typed else Decision.THEIRS)


class ConflictOptions(Options):
    """The choices; keys that were typed ahead of them are nobody's."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(options)
        self._there_since: float | None = None

    def on_mount(self) -> None:
        """Count from when they have been painted."""
        self.call_after_refresh(self._there)

    def _there(self) -> None:
        self._there_since = Message().time

    def on_key(self, event: events.Key) -> None:
        """Keep from answering what was typed before the question was there."""
        if self._there_since is None or event.time < self._there_since:
            event.stop()
            event.prevent_default()
