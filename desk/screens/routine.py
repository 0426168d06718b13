"""One routine: its text in one version, what differs from the one before, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import routines as words
from desk.rules.rights import Right
from desk.rules.routines import Routine, RoutineVersion
from desk.rules.steering import differences
from desk.rules.topics import Topic
from desk.screens.dialogs import Confirm
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.steering_text import painted
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.markdown_text import MarkdownText
from desk.services import people, routines
from desk.services.seat import Seat
from desk.words import _

OWN = (
    "routines.write", "routines.review", "routines.change", "routines.older", "routines.newer",
    "routines.differences", "routines.rest",
)  # fmt: skip
"""Keys of one routine, which do nothing in the list."""
IN_LIST = ("routines.open", "routines.add")
SCROLLING: list[BindingType] = [
    Binding("down", "scroll_text(1)", show=False),
    Binding("up", "scroll_text(-1)", show=False),
    Binding("pagedown,space", "scroll_text(12)", show=False),
    Binding("pageup", "scroll_text(-12)", show=False),
]


class ReadRoutine(Place[None]):
    """A routine's text over the whole screen, as a form knows it: nobody waits for it.

    Args:
        of: The topic or kind.
        text: The text.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "routine.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("routines.back"), *SCROLLING]

    def __init__(self, of: str, text: str) -> None:
        super().__init__()
        self._of = of
        self._text = text

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield TitleBar(_("Routine: {topic}", topic=self._of), id="title")
        with VerticalScroll(id="text", can_focus=False):
            yield MarkdownText(id="words")
        yield KeyLine("routines", self.program.keys_chosen, without=(*OWN, *IN_LIST), id="keys")

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(MarkdownText).show(self._text)

    def action_scroll_text(self, rows: int) -> None:
        """Read on."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to what one was doing."""
        self.dismiss(None)


@dataclass(frozen=True)
class Read:
    """A routine as it was read, people's names by login, the topics, and whether the person may write it."""

    routine: Routine
    names: Mapping[str, str]
    topics: Mapping[str, Topic]
    may_write: bool


def read(seat: Seat, number: int) -> Read:
    """Read a routine. Runs in a reading thread."""
    found = routines.open_routine(seat, number)
    names = {each.login: each.name for each in people.everybody(seat)}
    return Read(found, names, seat.topics, routines.may_write(seat, found))


class RoutineScreen(Place[None]):
    """A routine's text in one version; the one that holds first.

    Args:
        number: The routine's.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "routine.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(*OWN, "routines.back"), *SCROLLING]

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._read: Read | None = None
        self._version: int | None = None
        self._comparing = False

    def compose(self) -> ComposeResult:
        """Title, whose it is and which version, its text or what differs, keys."""
        yield TitleBar("", id="title")
        yield Static("", id="about", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield MarkdownText(id="words")
            yield Static("", id="changes", markup=False)
        yield KeyLine("routines", self.program.keys_chosen, without=IN_LIST, id="keys")

    def on_mount(self) -> None:
        """Ask for it."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        number = self._number
        self.ask("routine", lambda seat: read(seat, number), self._show, self._not_there)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._read is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ what is shown

    def _show(self, found: Read) -> None:
        self._read = found
        of, today = found.routine, self.program.today()
        each = self._current(of)
        self.query_one(TitleBar).show(of.title, words.place_words(of, found.topics))
        owner, day = words.owner_word(of, found.names), words.reviewed_words(of, today)
        about = [
            _("Owner: {name} · looked through: {day}", name=owner, day=day),
            words.version_words(of, each, found.names, self.program.zone),
        ]
        self.query_one("#about", Static).update("\n".join(about))
        before = of.version(each.number - 1)
        comparing = self._comparing and before is not None
        text, changes = self.query_one(MarkdownText), self.query_one("#changes", Static)
        text.display, changes.display = not comparing, comparing
        if comparing and before is not None:
            head = Content.styled(_("What differs from version {number}:", number=before.number), "bold")
            changed = differences(before.text or "", each.text or "")
            changes.update(Content("\n\n").join([head, painted(changed)]))
        else:
            text.show(each.text or "")

    def _current(self, of: Routine) -> RoutineVersion:
        return of.version(self._version) or of.latest if self._version is not None else of.latest

    def action_version(self, by: int) -> None:
        """An older version, or a newer one."""
        if self._read is None:
            return
        of = self._read.routine
        wanted = self._current(of).number + by
        if of.version(wanted) is None:
            self.app.bell()
            return
        self._version = None if wanted == of.latest.number else wanted
        self.query_one("#text").scroll_home(animate=False)
        self._show(self._read)

    def action_differences(self) -> None:
        """What differs from the version before, or the text itself again."""
        if self._read is None:
            return
        if self._current(self._read.routine).number == 1:
            self.app.notify(_("It is the first version."))
            return
        self._comparing = not self._comparing
        self._show(self._read)

    def action_scroll_text(self, rows: int) -> None:
        """Read on."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    # ------------------------------------------------------------------ changes

    def _mine(self) -> Routine | None:
        """The routine, where the person may write it; where not, say so."""
        if self._read is not None and not self._read.may_write:
            self.app.notify(
                _("Routines are written by a lead or an administrator, and by whoever owns one."), severity="warning"
            )
            return None
        return self._read.routine if self._read is not None else None

    def _kept(self) -> Routine | None:
        """The routine, where the person keeps routines; where not, say so."""
        if not may_keep(self):
            return None
        return self._read.routine if self._read is not None else None

    def action_write(self) -> None:
        """Write the next version."""
        if (of := self._mine()) is not None:
            from desk.screens.routine_text import RoutineText

            self._version, self._comparing = None, False
            self.app.push_screen(RoutineText.of(self, of))

    def action_review(self) -> None:
        """Say that it was looked through today."""
        if (of := self._mine()) is not None:
            now = self.program.now()
            self.program.tell(lambda seat: routines.review(seat, of.id, now), self._reviewed)

    def _reviewed(self, of: Routine) -> None:
        self.app.notify(_("{title}: looked through today.", title=of.title))
        self._ask_if_here()

    def action_change(self) -> None:
        """Change its title, its topic or kind, its owner."""
        if (of := self._kept()) is not None:
            from desk.screens.routine_form import open_form

            open_form(self, of, lambda _done: self._ask_if_here())

    def action_rest(self) -> None:
        """Take it out of use, or into use again."""
        if (of := self._kept()) is None:
            return
        now = self.program.now()
        if not of.active:
            self.program.tell(lambda seat: routines.wake(seat, of.id, now), self._changed)
            return
        title = _("Take “{title}” out of use?", title=of.title)
        text = _("Its versions stay, and it is no longer due.")
        self.app.push_screen(Confirm(title, text), partial(self._rest, of))

    def _rest(self, of: Routine, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: routines.rest(seat, of.id, now), self._changed)

    def _changed(self, of: Routine) -> None:
        said = _("{title}: in use.", title=of.title) if of.active else _("{title}: out of use.", title=of.title)
        self.app.notify(said)
        self._ask_if_here()

    def _ask_if_here(self) -> None:
        if self.is_attached:
            self._ask()


def may_keep(place: Place[None]) -> bool:
    """Whether the person keeps routines; where not, say so."""
    if place.program.seat.who.may(Right.ROUTINES):
        return True
    place.app.notify(_("Routines are kept by a lead or an administrator."), severity="warning")
    return False
