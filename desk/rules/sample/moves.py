"""How a made-up case without steps of its own goes on after it was registered: notes, waiting, colleagues, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from desk.rules.sample.plan import Day
from desk.rules.sample.story import Story
from desk.rules.sample.words import LATER_NOTES

_PATTERNS = (
    (("take", "note", "waiting_internal", "note", "ongoing", "note", "note"), 5),
    (("note", "waiting_internal", "note", "ongoing"), 5),
    (("take", "note", "waiting_citizen", "note", "ongoing", "note", "note"), 4),
    (("hand_over", "note", "note"), 3),
    (("waiting_internal", "note", "ongoing", "note"), 3),
    (("park", "ongoing", "note", "note"), 1),
    (("note", "note"), 2),
    ((), 1),
)
_WEIGHTS = tuple(accumulate(weight for _, weight in _PATTERNS))
_WORKING_DAYS = (0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 7, 10, 15, 35)
_LETTER_DAYS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2)
_OUTCOMES = ("solved_later",) * 14 + ("forwarded",) * 4 + ("withdrawn", "asked_to_return")


@dataclass(slots=True)
class Times:
    """Times in opening hours after the open day number ``morning``; none after ``end``."""

    open_days: Sequence[Day]
    end: int
    morning: int
    rng: Random

    def after(self, at: int, many: int, days: int) -> list[tuple[int, int]]:
        """``many`` ascending (instant, local day) after ``at``, the last ``days`` open days later.

        Fewer where the end comes first.
        """
        rng = self.rng
        last = self.morning + days
        on = sorted([self.morning + int(rng.random() * (days + 1)) for _ in range(many - 1)])
        found = []
        for index in (*on, last):
            if index >= len(self.open_days):
                break
            day = self.open_days[index]
            moment = day.opens + int(rng.random() * day.open_seconds)
            if moment <= at:
                moment = at + 30 + int(rng.random() * 600)
                while index + 1 < len(self.open_days) and self.open_days[index + 1].opens <= moment:
                    index += 1
                day = self.open_days[index]
            if moment > self.end:
                break
            found.append((moment, day.number))
            at = moment
        return found


def follow(story: Story, times: Times, agents: Sequence[str]) -> None:
    """Let it go its way until it is closed, or until the time is up."""
    rng = times.rng
    pattern = rng.choices(_PATTERNS, cum_weights=_WEIGHTS)[0][0]
    days = rng.choice(_LETTER_DAYS if story.channel == "email" else _WORKING_DAYS)
    moments = times.after(story.registered_at, len(pattern) + 1, days)
    for (at, day), what in zip(moments, pattern, strict=False):
        _move(story, what, at, day, rng, agents)
    if len(moments) > len(pattern):
        story.close(moments[-1][0], story.agent, rng.choice(_OUTCOMES))
        if rng.random() < 0.02:
            reopened(story, times)


def _move(story: Story, what: str, at: int, day: int, rng: Random, agents: Sequence[str]) -> None:
    if what == "note":
        story.write(at, story.agent, rng.choice(LATER_NOTES))
    elif what == "take":
        story.take(at, rng.choice(agents))
    elif what == "hand_over":
        story.hand_over(at, story.agent, story.department or "Kommunledning")
    elif what == "park":
        story.park(at, story.agent, day + 7)
    else:
        story.move(at, story.agent, what)


def reopened(story: Story, times: Times) -> None:
    """Back again some days after it was closed, and closed again a while later."""
    if story.closed_at is None:
        return
    later = times.after(story.closed_at, 2, times.rng.choice(_WORKING_DAYS) + 2)
    if later:
        story.reopen(later[0][0], story.agent)
    if len(later) > 1:
        story.close(later[1][0], story.agent, "solved_later")
