"""Fields that name something that can be booked: found by a few letters, and told whether it is free at that time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desk.rules.bookings import Resource, in_order
from desk.rules.text import folded
from desk.screens.widgets.topic_input import TopicInput
from desk.words import _

NAMED = 4
"""Things that are named as free at once."""


class Thing(NamedTuple):
    """Something to choose, by its name; in the list its type and whether it is taken stand beside it."""

    code: str
    name: str
    type: str = ""
    taken: bool = False


class AmongInput(TopicInput[Thing]):
    """Chooses one of what can be booked; what is free comes first.

    Args:
        things: What there is of the sort, as far as it has been read.
    """

    def __init__(self, things: Iterable[Resource]) -> None:
        self._things: tuple[Thing, ...] = ()
        self._free: frozenset[str] | None = None
        super().__init__((), self._matching)
        self.know(things)

    def know(self, things: Iterable[Resource]) -> None:
        """Choose among others: they have been read meanwhile. What is typed stays."""
        self._things = tuple(Thing(each.name, each.name, each.type) for each in sorted(things, key=in_order))
        self.set_topics(self._things)

    def show_free(self, free: frozenset[str] | None) -> None:
        """Mark what is taken at the time that is asked for; ``None`` where no time is."""
        if free != self._free:
            self._free = free
            self.set_topics(self._things)

    def row_of(self, topic: Thing) -> str:
        """The name, its type, and whether it is taken."""
        parts = (topic.name, topic.type, _("taken then") if topic.taken else "")
        return " · ".join(each for each in parts if each)

    def free_in_words(self) -> str:
        """Whether what is chosen is free, or what is; empty where no time is asked for, or nothing is known."""
        if self._free is None or not self._things:
            return ""
        names = [each.name for each in self._things if each.name in self._free]
        chosen = str(self.answer or "")
        if chosen in names:
            return _("Free then.")
        more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
        free = _("Free then: {names}.", names=", ".join(names[:NAMED]) + more) if names else _("Nothing is free then.")
        known = any(each.name == chosen for each in self._things)
        return f"{_('{name} is taken then.', name=chosen)} {free}" if known else free

    def _matching(self, words: str) -> Sequence[Thing]:
        wanted = folded(words).split()
        found = [
            each._replace(taken=self._free is not None and each.name not in self._free)
            for each in self._things
            if all(word in folded(f"{each.name} {each.type}") for word in wanted)
        ]
        return sorted(found, key=lambda each: (each.taken, not folded(each.name).startswith(folded(words))))
