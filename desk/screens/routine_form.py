"""What is said about a routine: what it is of, what it is called, who owns it; of a new one its text as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk.rules.fields import Field
from desk.rules.kinds import kinds_in_use
from desk.rules.rights import Right
from desk.rules.routines import TEXT_LENGTH, TITLE_LENGTH, Routine
from desk.rules.text import in_swedish_order
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place, Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.screens.wording import kind_in_words
from desk.services import people, routines
from desk.services.seat import Seat
from desk.words import N_, _

NEW, ABOUT = "new", "about"
"""Under which places a form that is half filled in is kept: ``new``, or ``3.about``."""


@dataclass(frozen=True)
class Among:
    """What one chooses among: topics and kinds without a routine, and people."""

    topics: tuple[Option, ...]
    kinds: tuple[Option, ...]
    people: tuple[Option, ...]


def among(seat: Seat, of: Routine | None) -> Among:
    """Read it. Runs in a reading thread. The routine's own topic, kind and owner are among them."""
    known = seat.organisation
    topics = sorted(known.topics.values(), key=lambda each: in_swedish_order(each.label))
    owner = of.owner if of is not None else ""
    able = [each for each in people.everybody(seat) if each.active and each.may_log_in and each.may(Right.HANDLE)]
    names = [Option(each.login, each.name) for each in able]
    if owner and owner not in [each.code for each in names]:
        names.append(Option(owner, owner))
    own = (of.topic, of.kind) if of is not None else (None, None)
    return Among(
        tuple(
            Option(each.code, each.label) for each in topics if each.code == own[0] or each.code not in known.routines
        ),
        tuple(
            Option(code, kind_in_words(code))
            for code in kinds_in_use()
            if code == own[1] or code not in known.kind_routines
        ),
        tuple(names),
    )


class RoutineForm(FollowForm[Routine]):
    """The form. Answers with the routine as it is saved.

    Args:
        of: Which to change; ``None`` writes a new one.
        among: What one chooses among.
    """

    LABEL_WIDTH = 12

    def __init__(self, program: Program, of: Routine | None, among: Among) -> None:
        title = _("New routine") if of is None else of.title
        hint = _("A topic's routine stands beside the form of that topic, a kind's where the topic has none. Without"
                 " both it is of the desk at large.")  # fmt: skip
        if of is None:
            hint += " " + _("A step a line; # heading, - or 1. list, **bold**.")
        super().__init__(title, hint, KeptForm(program, "routines", NEW if of is None else f"{of.id}.{ABOUT}", title))
        self._of = of
        self._among = among

    def fields(self) -> list[Field]:
        """What it is of, what it is called, whose it is; of a new one its text."""
        asked = [
            Field("topic", "choice", N_("Topic")),
            Field("kind", "choice", N_("Kind")),
            Field("title", "text", N_("Title"), max_length=TITLE_LENGTH),
            Field("owner", "choice", N_("Owner")),
        ]
        text = Field("text", "long_text", N_("Text"), max_length=TEXT_LENGTH, required=True)
        return [*asked, text] if self._of is None else asked

    def widgets(self) -> dict[str, Widget]:
        """Lists to choose from by typing."""
        return {
            "topic": Choice(self._among.topics, in_row=False),
            "kind": Choice(self._among.kinds, in_row=False),
            "owner": Choice(self._among.people, in_row=False),
        }

    def begins_with(self) -> dict[str, Any]:
        """The routine as it is."""
        of = self._of
        return {} if of is None else {"topic": of.topic, "kind": of.kind, "title": of.title, "owner": of.owner or None}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Routine]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        given = {name: str(value or "") or None for name, value in values.items()}
        if of is None:
            return lambda seat: routines.add(seat, given, now)
        began = {name: getattr(of, name) for name in given}
        differing = {name: value for name, value in given.items() if name in changed}
        return lambda seat: routines.change(seat, of.id, differing, now, began)

    def said(self, done: Routine) -> str:
        """That it is saved."""
        return _("{what}: saved.", what=done.title)


def open_form(place: Place[Any], of: Routine | None, then: Callable[[Routine], object] | None = None) -> None:
    """Open the form above a screen, when it is known what one chooses among; ``then`` gets what was saved."""

    def show(found: Among) -> None:
        place.app.push_screen(RoutineForm(place.program, of, found), saved)

    def saved(done: Routine | None) -> None:
        if done is not None and then is not None:
            then(done)

    place.ask("among", lambda seat: among(seat, of), show, place.program.say_trouble)


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a routine, or with what was said about one, that was left half typed."""
    from desk.screens.routine_text import RoutineText
    from desk.screens.routines import RoutinesScreen

    screen = RoutinesScreen()
    app.push_screen(screen)
    first, _dot, second = of.place.partition(".")
    if first == NEW:
        screen.action_add()
        return

    def go_on(found: Routine) -> None:
        if second == ABOUT:
            open_form(screen, found)
        else:
            app.push_screen(RoutineText.of(screen, found, int(second)))

    screen.ask("resumed", lambda seat: routines.open_routine(seat, int(first)), go_on, screen.program.say_trouble)
