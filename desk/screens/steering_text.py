"""Writing a document's next version; where somebody else has written one meanwhile, what differs is shown first."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk.documents.steering import SIGNS
from desk.rules.steering import TEXT_LENGTH, Changed, Document, differences
from desk.screens.dialogs import Dialog, Option, Options
from desk.screens.place import Place, Trouble
from desk.screens.text_drafts import KeptText
from desk.screens.text_screen import TextScreen
from desk.screens.widgets.note_area import NoteArea
from desk.services import steering
from desk.services.seat import Seat
from desk.words import _

_STYLES = {"+": "$success", "-": "$error", "@": "dim"}


def painted(found: tuple[Changed, ...]) -> Content:
    """A comparison: a sign before each line, and a colour as well."""
    if not found:
        return Content(_("The two versions say the same."))
    lines = [
        Content.styled(f"{SIGNS.get(each.sign, each.sign)} {each.line}", _STYLES[each.sign])
        if each.sign in _STYLES
        else Content(f"  {each.line}")
        for each in found
    ]
    return Content("\n").join(lines)


class Meanwhile(Dialog[bool]):
    """What somebody else wrote, and whether to save one's own as the next version all the same."""

    AUTO_FOCUS = "Options"
    CSS_PATH = ["dialogs.tcss", "steering.tcss"]
    BINDINGS = [Binding("pagedown", "more(1)", show=False), Binding("pageup", "more(-1)", show=False)]

    def __init__(self, said: str, changed: Content) -> None:
        super().__init__(said)
        self._changed = changed

    def body(self) -> ComposeResult:
        """What differs from what one began with, and the choices: the one that does nothing first."""
        with VerticalScroll(id="changes", can_focus=False):
            yield Static(self._changed)
        yield Options([Option("text", _("Back to my text")), Option("mine", _("Save mine as the next version"))])

    def how(self) -> str:
        """The keys."""
        return _("↵ OK   PgDn More   Esc Back to my text")

    def on_options_chosen(self, event: Options.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.code == "mine")

    def action_more(self, pages: int) -> None:
        """Scroll what differs."""
        pane = self.query_one("#changes")
        pane.scroll_relative(y=pages * max(1, pane.size.height - 1), animate=False)


class DocumentText(TextScreen):
    """The next version of a document, begun on the version ``seen``. Made by :meth:`of`."""

    _of: Document
    _seen: int

    @classmethod
    def of(cls, place: Place[Any], of: Document, seen: int | None = None) -> DocumentText:
        """The screen for the next version of a document as it was read."""
        began = seen or of.latest.number
        version = of.version(began) or of.latest
        kept = KeptText(place.program, "documents", f"{of.id}.{began}", of.title)
        hint = _("It is saved as version {number}, a draft until it is decided.", number=of.latest.number + 1)
        made = cls(of.title, hint, version.text or "", kept, lambda seat, text: made.write(seat, text),
                   max_length=TEXT_LENGTH)  # fmt: skip
        made._of, made._seen = of, began
        return made

    def write(self, seat: Seat, text: str) -> Document:
        """Save. Runs in the writing thread."""
        return steering.write(seat, self._of.id, text, self._seen, self.program.now())

    def _refused(self, trouble: Trouble) -> None:
        super()._refused(trouble)
        if trouble.has("document_changed") and self.is_attached:
            number = self._of.id
            self.ask("meanwhile", lambda seat: steering.open_document(seat, number), self._tell)

    def _tell(self, now: Document) -> None:
        """Show what the other wrote since the version that one began with."""
        began, latest = now.version(self._seen), now.latest
        changed = differences((began.text if began else "") or "", latest.text or "")
        said = self.query_one("#said", Static).visual
        self.app.push_screen(Meanwhile(str(said), painted(changed)), lambda mine: self._decided(now, mine))

    def _decided(self, now: Document, mine: bool | None) -> None:
        if mine:
            self._seen = now.latest.number
            self.action_save()
        else:
            self.query_one(NoteArea).focus()
