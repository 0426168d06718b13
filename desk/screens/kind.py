"""One kind: what it asks and which way its cases go; of one's own the text as well, in every wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import kinds as words
from desk.rules.own_kind_making import make_kind
from desk.rules.retention import days_by_kind
from desk.rules.rights import Right
from desk.rules.steering import differences
from desk.rules.text import shown
from desk.screens.dialogs import Confirm
from desk.screens.kind_text import text_of
from desk.screens.kinds import IN_KIND
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.steering_text import painted
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.services import own_kinds, people
from desk.services.own_kinds import KindRow
from desk.services.seat import Seat
from desk.storage.own_kinds import Written
from desk.words import _


@dataclass(frozen=True)
class Read:
    """A kind as it was read; of one's own every wording, the newest first."""

    row: KindRow
    days: int
    wordings: tuple[Written, ...]
    names: Mapping[str, str]


def read(seat: Seat, code: str) -> Read | None:
    """Read a kind. Runs in a reading thread."""
    row = next((each for each in own_kinds.everything(seat) if each.code == code), None)
    if row is None:
        return None
    wordings = own_kinds.history(seat, code) if row.wording is not None else ()
    names = {each.login: each.name for each in people.everybody(seat)}
    return Read(row, days_by_kind(seat.retention)[code], wordings, names)


class KindScreen(Place[None]):
    """What a kind is.

    Args:
        code: The kind's.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "kinds.tcss"
    BINDINGS = [
        *keys.bindings(*IN_KIND, "kinds.back"),
        Binding("down", "scroll_text(1)", show=False),
        Binding("up", "scroll_text(-1)", show=False),
        Binding("pagedown,space", "scroll_text(12)", show=False),
        Binding("pageup", "scroll_text(-12)", show=False),
    ]

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._read: Read | None = None
        self._older = 0
        self._as_text = False
        self._comparing = False

    def compose(self) -> ComposeResult:
        """Title, which wording it is, what it says, keys."""
        yield TitleBar("", id="title")
        yield Static("", id="about", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Static("", id="words", markup=False)
        yield KeyLine("kinds", self.program.keys_chosen, without=("kinds.open", "kinds.add", "kinds.files"), id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self.reread()

    @on(SeatTaken)
    @on(CasesChanged)
    def reread(self) -> None:
        """Ask what it is now."""
        self.ask("kind", partial(read, code=self._code), self._show, self._not_there)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ what is shown

    def _show(self, found: Read | None) -> None:
        if found is None:
            self.dismiss(None)
            return
        self._read = found
        self.query_one(TitleBar).show(_(found.row.model.label), words.state(found.row))
        each = self._wording
        about = words.wording_line(each, found.names, self.program.zone) if each else _("Desk came with it.")
        self.query_one("#about", Static).update(about)
        self.query_one("#words", Static).update(self._words(found, each))

    @property
    def _wording(self) -> Written | None:
        found = self._read.wordings if self._read is not None else ()
        return found[min(self._older, len(found) - 1)] if found else None

    def _words(self, found: Read, each: Written | None) -> Content:
        if each is not None and self._comparing and each.wording.number > 1:
            before = found.wordings[found.wordings.index(each) + 1].wording
            head = Content.styled(_("What differs from wording {number}:", number=before.number), "bold")
            return Content("\n\n").join([head, painted(differences(_safe(before.text), _safe(each.wording.text)))])
        if each is not None and self._as_text:
            return Content(_safe(each.wording.text))
        model = found.row.model
        if each is not None and self._older:
            model = make_kind((each.wording,))
        return Content("\n".join(words.kind_lines(model, found.days)))

    def action_scroll_text(self, rows: int) -> None:
        """Read on."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    # ------------------------------------------------------------------ its wordings

    def _of_ones_own(self) -> Read | None:
        """The kind, where it is one's own; where not, say so."""
        if self._read is not None and not self._read.wordings:
            self.app.notify(_("Desk came with this kind: it has no text of its own."))
            return None
        return self._read

    def action_text(self) -> None:
        """The text, or what it comes to."""
        if (found := self._of_ones_own()) is not None:
            self._as_text, self._comparing = not self._as_text, False
            self._show(found)

    def action_wording(self, by: int) -> None:
        """An older wording, or a newer one."""
        if (found := self._of_ones_own()) is None:
            return
        if not 0 <= self._older - by < len(found.wordings):
            self.app.bell()
            return
        self._older -= by
        self.query_one("#text").scroll_home(animate=False)
        self._show(found)

    def action_differences(self) -> None:
        """What differs from the wording before, or the wording itself again."""
        if (found := self._of_ones_own()) is None or (each := self._wording) is None:
            return
        if each.wording.number == 1:
            self.app.notify(_("It is the first wording."))
            return
        self._comparing = not self._comparing
        self._show(found)

    # ------------------------------------------------------------------ changes

    def _may_keep(self) -> Read | None:
        found = self._of_ones_own()
        if found is not None and not self.program.seat.who.may(Right.ORGANISE):
            self.app.notify(_("Kinds are kept by an administrator."), severity="warning")
            return None
        return found

    def action_write(self) -> None:
        """Write the next wording."""
        if (found := self._may_keep()) is not None:
            latest = found.wordings[0].wording
            self._older, self._comparing = 0, False
            self.app.push_screen(text_of(self, self._code, latest.number, latest.text))

    def action_withdraw(self) -> None:
        """Let there be no new cases, or let there be again."""
        if (found := self._may_keep()) is None:
            return
        if found.row.model.withdrawn:
            now = self.program.now()
            self.program.tell(lambda seat: own_kinds.take_into_use(seat, self._code, now), self._changed)
            return
        title = _("Withdraw “{title}”?", title=_(found.row.model.label))
        text = _("It takes no new cases. Those that there are go on, and can be read for ever.")
        self.app.push_screen(Confirm(title, text), self._withdraw)

    def _withdraw(self, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: own_kinds.withdraw(seat, self._code, now), self._changed)

    def _changed(self, done: Written) -> None:
        name = _(self._read.row.model.label) if self._read is not None else self._code
        said = _("{name}: in use.", name=name) if done.wording.active else _("{name}: withdrawn.", name=name)
        self.app.notify(said)
        if self.is_attached:
            self.reread()


def _safe(text: str) -> str:
    """A text as it may be shown, its lines kept."""
    return "\n".join(map(shown, text.split("\n")))
