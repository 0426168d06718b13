"""Beside the form: the topic's routine, earlier cases of whoever it is, and where the case belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk.rules import people
from desk.rules.topics import Topic
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
        self._routine = Static(id="routine", markup=False)
        self._place = Static(id="place", markup=False)
        self._earlier = Static(id="earlier", markup=False)

    def compose(self) -> ComposeResult:
        """Routine, place, earlier cases."""
        yield self._routine
        yield self._place
        yield self._earlier

    def show_topic(self, topic: Topic | None, working_days: int | None) -> None:
        """Show how such a contact is dealt with, by whom, and within how many working days."""
        if topic is None:
            self._say(self._routine, "", ())
            self._say(self._place, "", ())
            return
        self._say(self._routine, _("Routine: {topic}", topic=topic.label), topic.routine.splitlines() or (_("–"),))
        where = " · ".join(each for each in (topic.department, topic.group) if each)
        within = () if working_days is None else (_within(working_days),)
        self._say(self._place, "", (where, *within))

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
