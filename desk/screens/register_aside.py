"""Beside the form: the topic's routine, earlier cases of whoever it is, and where the case belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules import people
from desk.rules.topics import Topic
from desk.screens.register_known import Beside
from desk.screens.widgets.markdown_text import MarkdownText
from desk.screens.wording import kind_in_words
from desk.services import searching
from desk.services.seat import Seat
from desk.storage.lists import Listed
from desk.words import _, day, n_

SHORTEST_NUMBER = 3
"""Characters from which a number may be somebody's."""


@dataclass(frozen=True)
class EarlierCases:
    """Earlier cases with the same number, as lines; ``phone`` where it is the telephone number that found them."""

    phone: str
    rows: tuple[str, ...]


def read_earlier(seat: Seat, phone: str, person: str, card: str) -> EarlierCases:
    """Look for earlier cases by numbers as they are typed; one that is none yet finds nothing. Runs in a thread."""
    number = _if_right(people.phone_number, phone)
    who = _if_right(people.personal_number, person)
    found = searching.earlier(seat, number, who, card.strip() or None)
    alone = number if number and not who and not card.strip() else None
    return EarlierCases(people.show_phone(alone), tuple(_line(each, seat) for each in found))


def _if_right(read: Callable[[str], str | None], text: str) -> str | None:
    try:
        return read(text) if len(text.strip()) >= SHORTEST_NUMBER else None
    except ValueError:  # what pydantic's validators raise; told when it is saved
        return None


def _line(case: Listed, seat: Seat) -> str:
    topic = seat.topics.get(case.topic or "")
    what = topic.label if topic else kind_in_words(case.kind)
    when = day(case.received_at.astimezone(seat.settings.zone).date())
    state = "" if case.closed else " · " + _("open")
    return f"{case.reference}  {when}{state}\n  {what}"


class Aside(Vertical, can_focus=False):
    """What one reads while one types. Nothing here is ever typed in, or gone to."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._routine = MarkdownText(id="routine")
        self._more = Static(id="more", markup=False)
        self._place = Static(id="place", markup=False)
        self._earlier = Static(id="earlier", markup=False)

    def compose(self) -> ComposeResult:
        """Routine, place, earlier cases."""
        yield self._routine
        yield self._more
        yield self._place
        yield self._earlier

    def show_routine(self, routine: Beside | None) -> None:
        """Show how such a contact is handled; nothing where nobody has written it."""
        self._routine.display = routine is not None
        if routine is not None:
            self._routine.show(routine.text, _("Routine: {topic}", topic=routine.of))
        else:
            self._more.display = False

    @on(MarkdownText.Cut)
    def _is_cut(self, event: MarkdownText.Cut) -> None:
        """Say where the rest is."""
        self._more.display = event.cut
        if event.cut:
            self._more.update(_("… {key} shows all of it", key=keys.key_of(keys.action("form.routine"))))

    def show_place(self, topic: Topic | None, working_days: int | None, answers: str, about: str = "") -> None:
        """Show what the kind is for, where the case belongs, by when it is to be done, and who answers for it."""
        where = " · ".join(each for each in (topic.department, topic.group) if each) if topic else ""
        within = "" if working_days is None else _within(working_days)
        self._say(self._place, "", [each for each in (about, where, within, answers) if each])

    def show_earlier(self, found: EarlierCases | None) -> None:
        """Show earlier cases; nothing where there are none."""
        rows: Sequence[str] = found.rows if found else ()
        title = _("Earlier from {phone}", phone=found.phone) if found and found.phone else _("Earlier cases")
        self._say(self._earlier, title if rows else "", rows)

    def _say(self, where: Static, title: str, lines: Sequence[str]) -> None:
        text = Content("\n").join([*([Content(title).stylize("bold")] if title else []), *map(Content, lines)])
        if where.content != text:
            where.update(text)
        where.display = bool(title or any(lines))


def _within(days: int) -> str:
    return _("Due today") if days == 0 else n_("Due within {n} working day", "Due within {n} working days", days)
