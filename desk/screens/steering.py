"""The steering documents: which there are, who decided them, and when they are to be looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents import steering as words
from desk.rules.rights import Right
from desk.rules.steering import TEXT_LENGTH, TITLE_LENGTH, Document, DocumentSort, template
from desk.screens.dialogs import AskLine, Choose, Option
from desk.screens.list_place import ListPlace
from desk.screens.place import Place
from desk.screens.steering_text import DocumentText
from desk.screens.text_drafts import KeptText, TextDraft
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import steering
from desk.services.kept import day_of
from desk.services.seat import Seat
from desk.words import N_, _

SCREEN = "documents"
_NEW = "new"


class DocumentTable(WholeList):
    """The documents; those out of use last."""

    COLUMNS = (
        Column("reference", N_("Title"), 28),
        Column("state", N_("State"), 32),
        Column("review", N_("Next review"), 13),
        Column("sort", N_("Sort"), 20, 100),
        Column("version", N_("Version"), 7, 110),
    )
    GROWING = ("state", "reference", "sort")
    MOST = {"state": 50, "reference": 44, "sort": 32}
    LATE = "review"


@dataclass(frozen=True)
class Shown:
    """The documents, and the same as rows."""

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]


def read(seat: Seat, now: datetime) -> Shown:
    """Which documents there are. Runs in a reading thread."""
    found, today = steering.documents(seat), day_of(seat, now)
    lines = tuple(
        Line(
            each.id,
            each.title,
            {
                "state": words.state(each),
                "review": words.review(each, today),
                "sort": each.sort.label,
                "version": str(each.latest.number),
            },
            each.is_due(today),
        )
        for each in found
    )
    return Shown(found, lines)


class DocumentsScreen(ListPlace[Shown]):
    """Every steering document in a row; Enter reads one."""

    AUTO_FOCUS = "#documents"
    CSS_PATH = "steering.tcss"
    BINDINGS = keys.bindings("documents.open", "documents.add", "documents.export_list", "documents.back")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every document."""
        return "documents", {}

    def compose(self) -> ComposeResult:
        """Title, the list, what to do where there is none, keys."""
        yield TitleBar(_("Steering documents"), id="title")
        yield Static("", id="about", markup=False)
        yield DocumentTable(id="documents")
        yield KeyLine("documents", self.program.keys_chosen, without=IN_DOCUMENT, id="keys")

    def read(self, seat: Seat, now: datetime) -> Shown:
        """Which there are."""
        return read(seat, now)

    def about(self, shown: Shown) -> str:
        """What has not been decided."""
        missing = [
            sort.label
            for sort in DocumentSort
            if sort is not DocumentSort.OTHER
            and not any(each.sort is sort and each.active and each.in_force for each in shown.documents)
        ]
        if not missing:
            return _("Mission, goals, rules and plan have all been decided.")
        said = _("Not decided: {sorts}.", sorts=", ".join(missing))
        if self.program.seat.who.may(Right.FOLLOW_UP):
            key = keys.key_of(keys.action("documents.add"), self.program.keys_chosen)
            said += " " + _("{key} begins one, with headings to write under.", key=key)
        return said

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Read the document under the cursor."""
        from desk.screens.steering_document import DocumentScreen

        if self.current is not None:
            self.app.push_screen(DocumentScreen(self.current))

    def action_add(self) -> None:
        """Begin a document: its sort, its title, its text under headings."""
        if not self.program.seat.who.may(Right.FOLLOW_UP):
            self.app.notify(_("Documents are written by a lead or an administrator."), severity="warning")
            return
        options = [Option(str(each), each.label) for each in DocumentSort]
        self.app.push_screen(Choose(_("What is it?"), options), self._with_sort)

    def _with_sort(self, sort: str | None) -> None:
        if sort is not None:
            of = DocumentSort(sort)
            ask = AskLine(_("Its title"), value=of.label, max_length=TITLE_LENGTH)
            self.app.push_screen(ask, partial(self._with_title, of))

    def _with_title(self, sort: DocumentSort, title: str | None) -> None:
        if title is not None:
            self.app.push_screen(new_text(self, sort, title))


IN_DOCUMENT = (
    "documents.write", "documents.decide", "documents.review", "documents.older", "documents.newer",
    "documents.differences", "documents.rest",
)  # fmt: skip
"""Keys of one document, which do nothing in the list."""


def new_text(place: Place[Any], sort: DocumentSort, title: str) -> TextScreen:
    """The screen on which a new document's text is written."""
    program = place.program
    kept = KeptText(program, SCREEN, f"{_NEW}.{sort}", title)

    def save(seat: Seat, text: str) -> Document:
        return steering.add(seat, sort, title, text, program.now())

    hint = _("Write under the headings, and take away those that are not needed. It is a draft until it is decided.")
    return TextScreen(title, hint, template(sort), kept, save, max_length=TEXT_LENGTH)


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a text that was left half typed."""
    screen = DocumentsScreen()
    app.push_screen(screen)
    first, _dot, second = of.place.partition(".")
    if first == _NEW:
        app.push_screen(new_text(screen, DocumentSort(second), of.title))
        return

    def write(found: Document) -> None:
        app.push_screen(DocumentText.of(screen, found, int(second)))

    screen.ask("resumed", lambda seat: steering.open_document(seat, int(first)), write, screen.program.say_trouble)
