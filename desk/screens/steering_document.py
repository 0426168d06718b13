"""One steering document: its text, its versions, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import steering as words
from desk.rules.fields import Field
from desk.rules.rights import Right
from desk.rules.steering import NAME_LENGTH, Document, Version, differences
from desk.screens.dialogs import AskDay, Confirm
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.steering import IN_DOCUMENT
from desk.screens.steering_text import DocumentText, painted
from desk.screens.widgets.answer import Answer
from desk.screens.widgets.form import Form
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import people, steering
from desk.services.seat import Seat
from desk.words import N_, _


@dataclass(frozen=True)
class Read:
    """A document as it was read, and people's names by login."""

    document: Document
    names: Mapping[str, str]


def read(seat: Seat, number: int) -> Read:
    """Read a document. Runs in a reading thread."""
    names = {each.login: each.name for each in people.everybody(seat)}
    return Read(steering.open_document(seat, number), names)


class DocumentScreen(Place[None]):
    """A document's text in one version; the latest first.

    Args:
        number: The document's.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "steering.tcss"
    BINDINGS = [
        *keys.bindings(*IN_DOCUMENT, "documents.back"),
        Binding("down", "scroll_text(1)", show=False),
        Binding("up", "scroll_text(-1)", show=False),
        Binding("pagedown,space", "scroll_text(12)", show=False),
        Binding("pageup", "scroll_text(-12)", show=False),
    ]

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._read: Read | None = None
        self._version: int | None = None
        self._comparing = False

    def compose(self) -> ComposeResult:
        """Title, which version it is, its text, keys."""
        yield TitleBar("", id="title")
        yield Static("", id="about", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Static("", id="words", markup=False)
        yield KeyLine("documents", self.program.keys_chosen, without=("documents.open", "documents.add"), id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        number = self._number
        self.ask("document", lambda seat: read(seat, number), self._show, self._not_there)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ what is shown

    @property
    def _document(self) -> Document | None:
        return self._read.document if self._read is not None else None

    def _show(self, found: Read) -> None:
        self._read = found
        of = found.document
        each = self._current(of)
        self.query_one(TitleBar).show(of.title, of.sort.label)
        about = words.version_words(of, each, found.names, self.program.zone)
        if (held := of.in_force) is not None and held.review_on is not None:
            about += " · " + _("next review {day}", day=words.review(of, self.program.today()))
        self.query_one("#about", Static).update(about)
        self.query_one("#words", Static).update(self._words(of, each))

    def _current(self, of: Document) -> Version:
        return of.version(self._version) or of.latest if self._version is not None else of.latest

    def _words(self, of: Document, each: Version) -> Content:
        before = of.version(each.number - 1)
        if self._comparing and before is not None:
            head = Content.styled(_("What differs from version {number}:", number=before.number), "bold")
            return Content("\n\n").join([head, painted(differences(before.text or "", each.text or ""))])
        lines = [
            Content.styled(line.lstrip("# "), "bold") if line.startswith("#") else Content(line)
            for line in (each.text or "").splitlines()
        ]
        return Content("\n").join(lines)

    def action_version(self, by: int) -> None:
        """An older version, or a newer one."""
        if (of := self._document) is None or self._read is None:
            return
        wanted = self._current(of).number + by
        if of.version(wanted) is None:
            self.app.bell()
            return
        self._version = None if wanted == of.latest.number else wanted
        self.query_one("#text").scroll_home(animate=False)
        self._show(self._read)

    def action_differences(self) -> None:
        """What differs from the version before, or the text itself again."""
        if self._read is None or (of := self._document) is None:
            return
        if self._current(of).number == 1:
            self.app.notify(_("It is the first version."))
            return
        self._comparing = not self._comparing
        self._show(self._read)

    def action_scroll_text(self, rows: int) -> None:
        """Read on."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    # ------------------------------------------------------------------ changes

    def _may_keep(self) -> Document | None:
        """The document, where the person may change it; where not, say so."""
        if self._document is not None and not self.program.seat.who.may(Right.FOLLOW_UP):
            self.app.notify(_("Documents are written by a lead or an administrator."), severity="warning")
            return None
        return self._document

    def action_write(self) -> None:
        """Write the next version."""
        if (of := self._may_keep()) is not None:
            self._version, self._comparing = None, False
            self.app.push_screen(DocumentText.of(self, of))

    def action_decide(self) -> None:
        """Say who decided it."""
        if (of := self._may_keep()) is not None:
            if of.is_draft:
                self.app.push_screen(DecideScreen(of))
            else:
                self.app.notify(_("The latest version is decided; write a new one, and decide that."))

    def action_review(self) -> None:
        """Say when it is looked at again."""
        if (of := self._may_keep()) is not None:
            title = _("It was looked at and stands. When is it looked at next?")
            self.app.push_screen(AskDay(title, today=self.program.today()), partial(self._review, of))

    def _review(self, of: Document, on_day: date | None) -> None:
        if on_day is not None:
            now = self.program.now()
            self.program.tell(lambda seat: steering.review(seat, of.id, on_day, now), self._changed)

    def action_rest(self) -> None:
        """Take it out of use, or into use again."""
        if (of := self._may_keep()) is None:
            return
        now = self.program.now()
        if not of.active:
            self.program.tell(lambda seat: steering.wake(seat, of.id, now), self._changed)
            return
        title = _("Take “{title}” out of use?", title=of.title)
        text = _("Its versions stay, and it is no longer due.")
        self.app.push_screen(Confirm(title, text), partial(self._rest, of))

    def _rest(self, of: Document, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: steering.rest(seat, of.id, now), self._changed)

    def _changed(self, of: Document) -> None:
        self.app.notify(f"{of.title}: {words.state(of)}")
        if self.is_attached:
            self._ask()


class DecideScreen(Place[None]):
    """Who decided the latest version, when, and when it is looked at again."""

    AUTO_FOCUS = ""
    CSS_PATH = "steering.tcss"
    BINDINGS = keys.bindings("form.leave")

    def __init__(self, of: Document) -> None:
        super().__init__()
        self._of = of
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, form, keys."""
        of = self._of
        title = _("{title}, version {number}: decided", title=of.title, number=of.latest.number)
        yield TitleBar(title, id="title")
        fields = [
            Field("decided_by", "text", N_("Decided by"), max_length=NAME_LENGTH, required=True),
            Field("decided_on", "date", N_("Decided on"), default=self.program.today().isoformat()),
            Field("review_on", "date", N_("Next review")),
        ]
        yield Form(fields, today=self.program.today(), label_width=18, id="form")
        yield KeyLine("form", self.program.keys_chosen, without=("form.save_open", "form.time"), id="keys")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Form).focus_field("decided_by")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Save it."""
        if self._saving:
            return
        self._saving = True
        values, of, now = event.form.values(), self._of, self.program.now()
        on_day, review_on = _day(values["decided_on"]), _day(values["review_on"])
        by, seen = str(values["decided_by"] or ""), of.latest.number
        self.program.tell(
            lambda seat: steering.decide(seat, of.id, by, on_day, review_on, now, seen=seen), self._saved, self._refused
        )

    def _saved(self, of: Document) -> None:
        self.app.notify(f"{of.title}: {words.state(of)}")
        if self.is_attached:
            self.dismiss(None)

    def _refused(self, trouble: Trouble) -> None:
        self._saving = False
        if not self.is_attached or not trouble.problems:
            self.program.say_trouble(trouble)
        else:
            self.query_one(Form).show_problems(trouble.problems)

    def action_leave(self) -> None:
        """Leave; nothing is decided."""
        self.dismiss(None)


def _day(value: Answer) -> date | None:
    return date.fromisoformat(str(value)) if value else None
