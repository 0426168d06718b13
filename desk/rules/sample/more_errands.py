"""How made-up visitors, post, telephones, opinions and advice go, by the same rules as real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from desk.rules.kinds import kinds
from desk.rules.sample.lending import Lending
from desk.rules.sample.moves import Times
from desk.rules.sample.people import full_name
from desk.rules.sample.plan import HOUR
from desk.rules.sample.shelf import Shelf
from desk.rules.sample.story import Story, utc
from desk.rules.sample.words_errands import ADVISERS, CONDITIONS, DEPARTMENTS, SENDERS, SUPPLIERS, USES

CHANNELS: Mapping[str, str] = {"visitor": "visit", "post": "letter", "telephony": "internal"}
"""Through which channel errands of a kind come, where it is always the same."""
WORKING_DAYS_ONLY = frozenset({"visitor", "post", "telephony", "pool_loan", "wedding", "booking", "land_use"})
"""Kinds that nobody asks for while the reception is closed."""
_DAYS = (0, 0, 0, 1, 1, 2, 4)
_UNTIL_FETCHED = (0, 1, 1, 2, 3, 5, 12)
_SLOW = (2, 3, 5, 6, 8, 9, 12)


class MoreErrands:
    """Follows errands; badges go round."""

    def __init__(self, rng: Random, shelf: Shelf) -> None:
        self.rng = rng
        self._badge = 0
        lending = Lending(rng, shelf)
        self._ways: Mapping[str, Callable[[Story, Times], None]] = {
            "visitor": self._visitor,
            "post": self._post,
            "telephony": self._telephony,
            "land_use": self._land_use,
            "debt_advice": self._debt_advice,
            "pool_loan": lending.loan,
            "wedding": lending.wedding,
            "booking": lending.booking,
        }

    def knows(self, kind: str) -> bool:
        """Whether errands of a kind have a way of their own here."""
        return kind in self._ways

    def follow(self, story: Story, times: Times) -> None:
        """Register it and let it go its way until the time is up."""
        story.step = kinds()[story.kind].first_step()
        self._ways[story.kind](story, times)

    def _name(self) -> str:
        return full_name(self.rng.getrandbits(16), self.rng.getrandbits(16))

    # ------------------------------------------------------------------ the house

    def _visitor(self, story: Story, times: Times) -> None:
        rng = self.rng
        story.name = story.name or self._name()
        self._badge = self._badge % 24 + 1
        story.details = {"host": self._name(), "badge": str(self._badge), "arrived": utc(story.received_at)}
        story.register()
        left = story.registered_at + 600 + int(rng.expovariate(1 / 3600))
        left = min(left, story.received_at + 6 * HOUR)
        if left <= times.end:
            story.take_step(left, story.agent, "out", answers=True, left=utc(left))
            story.close(left, story.agent, "solved_first")

    def _post(self, story: Story, times: Times) -> None:
        rng = self.rng
        to = rng.choice(DEPARTMENTS) if rng.random() < 0.3 else self._name()
        story.name = story.phone = None
        story.protected = False
        story.details = {"recipient": to, "sender": rng.choice(SENDERS)}
        story.register()
        for at, _day in times.after(story.registered_at, 1, rng.choice(_UNTIL_FETCHED)):
            story.take_step(at, story.agent, "handed_over", answers=True)
            story.close(at, story.agent, "solved_first")

    def _telephony(self, story: Story, times: Times) -> None:
        rng = self.rng
        fault = story.topic == "telephony_fault"
        story.name = story.phone = None
        story.protected = False
        story.details = {
            "request": "fault" if fault else rng.choice(("order", "order", "change", "end")),
            "employee": self._name(),
        }
        story.register()
        moments = times.after(story.registered_at, 2, rng.choice(_DAYS if fault else _SLOW))
        for (at, _day), what in zip(moments, ("number", "done"), strict=False):
            if what == "number":
                number = f"{rng.choice(SUPPLIERS)}{rng.randint(100_000, 999_999)}"
                story.correct(at, story.agent, supplier_reference=number)
            else:
                story.take_step(at, story.agent, "done", answers=True)
                story.close(at, story.agent, "solved_later")

    # ------------------------------------------------------------------ opinions and advice

    def _land_use(self, story: Story, times: Times) -> None:
        rng = self.rng
        begins = date.fromordinal(story.day) + timedelta(days=rng.randint(20, 60))
        story.details = {
            "applicant": story.name or self._name(),
            "place": rng.choice(USES),
            "begins_on": begins.isoformat(),
            "ends_on": (begins + timedelta(days=rng.choice((0, 1, 2, 30)))).isoformat(),
            "police_reference": f"A{rng.randint(100_000, 999_999)}-{begins.year % 100:02d}",
        }
        story.register()
        drawn = rng.random()
        opinion = "advised_against" if drawn < 0.1 else "conditions" if drawn < 0.5 else "recommended"
        own: dict[str, object] = {"opinion": opinion, "fee": rng.choice((0, 500, 1200))}
        if opinion == "conditions":
            own["conditions"] = rng.choice(CONDITIONS)
        invoiced = opinion != "advised_against" and own["fee"] != 0
        way = ("opinion", "said", "answered", *(("invoiced",) if invoiced else ()), "closed")
        for (at, _day), what in zip(times.after(story.registered_at, len(way), rng.choice(_SLOW)), way, strict=False):
            if what == "said":
                story.correct(at, story.agent, **own)
            elif what == "closed":
                story.close(at, story.agent, "solved_later")
            else:
                story.take_step(at, story.agent, what, answers=what == "answered")

    def _debt_advice(self, story: Story, times: Times) -> None:
        rng = self.rng
        story.details = {"referred_to": rng.choice(ADVISERS)}
        story.register()
        moments = times.after(story.registered_at, 1, rng.choice(_DAYS))
        for at, day in moments:
            on = date.fromordinal(day) + timedelta(days=rng.randint(2, 20))
            story.correct(at, story.agent, booked_on=on.isoformat())
            story.take_step(at, story.agent, "booked", answers=True)
            story.close(at, story.agent, "forwarded")
