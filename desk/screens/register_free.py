"""What is free of what can be booked at the time that a form asks for it; looked up while one types."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from desk.rules.bookings import ResourceSort
from desk.rules.kinds import kind
from desk.rules.refusals import Refused
from desk.screens.register_fields import DETAILS
from desk.screens.widgets.answer import Answer
from desk.services import bookings
from desk.services.registration import validated
from desk.services.seat import Seat

if TYPE_CHECKING:
    from desk.screens.place import Place
    from desk.screens.register_form import RegisterForm

MOST_TIMES = 60
"""Of a booking that comes back more often, what is free is looked up for the first of them; saving looks at all."""
Free = Mapping[str, frozenset[str] | None]
"""By field, the names of what is free; ``None`` where no time is asked for."""


class FreeThen:
    """Asks what is free as soon as other times are asked for, and has the form say it."""

    def __init__(self) -> None:
        self._asked: tuple[str | None, Mapping[str, Answer]] | None = None
        self._found: Free = {}

    def look(self, place: Place[None], form: RegisterForm) -> None:
        """The answers may be others now. What is chosen among is left out of the question."""
        among = form.among()
        if not among or not place.program.seated:
            return
        own = {name.removeprefix(DETAILS): value for name, value in form.answers().items() if name.startswith(DETAILS)}
        asked = (form.kind, {name: value for name, value in own.items() if DETAILS + name not in among})
        if asked == self._asked:
            form.show_free(self._found)
            return
        self._asked = asked

        def show(found: Free) -> None:
            if asked == self._asked:
                self._found = found
                form.show_free(found)

        place.ask("free", lambda seat: read_free(seat, str(form.kind), asked[1], among), show, lambda _trouble: None)


def read_free(seat: Seat, kind_code: str, answers: Mapping[str, Answer], among: Mapping[str, str]) -> Free:
    """What is free all the times that the answers ask for. Runs in a reading thread.

    Args:
        among: The sort of each field that names something to book.
    """
    values = {**answers, **{name.removeprefix(DETAILS): "?" for name in among}}
    try:
        details = validated(kind(kind_code), values, "details")
        wanted = tuple(islice(details.wanted(seat.settings.zone), MOST_TIMES))
    except Refused:
        wanted = ()
    found: dict[str, frozenset[str] | None] = dict.fromkeys(among)
    for name, sort in among.items():
        for each in wanted:
            if each.sort == sort and each.begins < each.ends:
                things = bookings.free(seat, ResourceSort(sort), each.begins, each.ends)
                names = frozenset(thing.name for thing in things)
                before = found[name]
                found[name] = names if before is None else before & names
    return found
