"""How made-up loans, weddings and bookings go: each takes what is free, and gives it back."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from desk.rules.bookings import ResourceSort
from desk.rules.sample.moves import Times
from desk.rules.sample.people import full_name
from desk.rules.sample.plan import HOUR
from desk.rules.sample.shelf import VEHICLES, WEDDING_ROOM, Shelf
from desk.rules.sample.story import Story, Taken, utc
from desk.rules.sample.words_errands import ASSOCIATIONS, DAMAGES

_AHEAD = (0, 0, 0, 1, 1, 2, 3, 5, 8)
_TRIES = 6
_HOURS = (17, 18, 19, 20)
_WEDDING_HOURS = (11, 12, 13, 14)
_WEEKS = 8
_LATE_DAYS = 12
"""Of what was due back within so many days, some is not back yet."""


class Lending:
    """Lends and books what is on the shelf."""

    def __init__(self, rng: Random, shelf: Shelf) -> None:
        self.rng = rng
        self.shelf = shelf

    def _name(self) -> str:
        return full_name(self.rng.getrandbits(16), self.rng.getrandbits(16))

    # ------------------------------------------------------------------ loans

    def loan(self, story: Story, times: Times) -> None:
        """A day with a car, or two; what is free, and where nothing is, another time."""
        rng = self.rng
        vehicle = story.topic == "pool_vehicle"
        found = self._item(story, times, vehicle=vehicle)
        if found is None:
            self._nothing_free(story)
            return
        name, out, due = found
        story.due = due
        story.details = {"item": name, "borrower": self._name(), "out": utc(out), "due_back": utc(due)}
        taken = Taken(ResourceSort.POOL, name, out, due)
        story.taken.append(taken)
        story.register()
        if out > story.registered_at + 4 * HOUR and rng.random() < 0.05:
            at = story.registered_at + HOUR
            if at <= min(times.end, out):
                taken.ended_at = at
                story.close(at, story.agent, "withdrawn")
            return
        lent = max(out, story.registered_at) + rng.randint(60, 900)
        back = due - rng.randint(600, 2 * HOUR) if rng.random() < 0.93 else due + rng.randint(600, 2 * HOUR)
        if lent > times.end:
            return
        taken.lent_at = lent
        story.take_step(lent, story.agent, "lent", answers=True)
        late = times.end - _LATE_DAYS * 24 * HOUR < due < times.end and rng.random() < 0.6
        if max(back, lent + 600) > times.end or (late and self.shelf.keep(name, due)):
            return
        self._returned(story, taken, max(back, lent + 600))

    def _returned(self, story: Story, taken: Taken, at: int) -> None:
        taken.returned_at = at
        own = {"damage": self.rng.choice(DAMAGES)} if self.rng.random() < 0.03 else {}
        if own:
            story.correct(at, story.agent, **own)
        story.take_step(at, story.agent, "returned", due=None, returned=utc(at))
        story.close(at, story.agent, "solved_later")

    def _item(self, story: Story, times: Times, *, vehicle: bool) -> tuple[str, int, int] | None:
        rng = self.rng
        for _try in range(_TRIES):
            ahead, many = rng.choice(_AHEAD), 2 if rng.random() < 0.1 else 1
            place = times.morning + ahead
            if place >= len(self.shelf.days):
                continue
            opens = self.shelf.days[place][1]
            if opens + 6 * HOUR <= story.registered_at:  # too late today
                continue
            found = self.shelf.whole_days(place, many, VEHICLES, among=vehicle)
            if found is not None:
                name, begins, ends = found
                return name, max(begins, story.registered_at), ends
        return None

    def _nothing_free(self, story: Story) -> None:
        story.details = {}
        story.status, story.outcome = "closed", "asked_to_return"
        story.closed_at = story.first_answered_at = story.registered_at
        story.register()

    # ------------------------------------------------------------------ weddings

    def wedding(self, story: Story, times: Times) -> None:
        """Some weeks ahead: a room and an officiant at an hour that both have."""
        rng = self.rng
        place = times.morning + rng.randint(15, 60)
        hour = rng.choice(_WEDDING_HOURS)
        room = self.shelf.hours(place, hour, [WEDDING_ROOM])
        officiant = room and self.shelf.hours(place, hour, self.shelf.names(ResourceSort.OFFICIANT))
        one, two = story.name or self._name(), self._name()
        story.details = {"partner_one": one, "partner_two": two}
        if room is None or officiant is None:
            story.register()
            return
        begins = room[1]
        story.due = begins
        story.details |= {"begins": utc(begins), "place": room[0], "officiant": officiant[0]}
        held = [
            Taken(ResourceSort.FACILITY, room[0], begins, begins + HOUR // 2),
            Taken(ResourceSort.OFFICIANT, officiant[0], begins, begins + HOUR // 2),
        ]
        story.taken += held
        story.register()
        for at, _day in times.after(story.registered_at, 1, rng.choice((0, 1, 1, 2))):
            story.take_step(at, story.agent, "booked", answers=True)
            self._marry(story, times, held)

    def _marry(self, story: Story, times: Times, held: list[Taken]) -> None:
        rng, begins, booked = self.rng, held[0].begins, story.trail[-1].at
        if rng.random() < 0.08 and booked + 3 * HOUR < min(times.end, begins):
            at = booked + 2 * HOUR
            story.take_step(at, story.agent, "cancelled")
            for each in held:
                each.ended_at = at
            story.close(at, story.agent, "withdrawn")
            return
        checked = begins - 9 * 24 * HOUR
        if not booked < checked <= times.end:
            return
        day = self.shelf.day(checked) - timedelta(days=rng.randint(3, 30))
        story.correct(checked, story.agent, certificate_date=day.isoformat())
        story.take_step(checked, story.agent, "certificate_checked")
        after = begins + 2 * HOUR
        if after <= times.end:
            witnesses = {"witness_one": self._name(), "witness_two": f"{self._name()} Lind"}
            story.correct(after, story.agent, **witnesses, witnesses_of_age=True)
            story.take_step(after, story.agent, "held")
            story.close(after, story.agent, "solved_later")

    # ------------------------------------------------------------------ bookings

    def booking(self, story: Story, times: Times) -> None:
        """An evening in a hall, or the same evening for some weeks."""
        rng = self.rng
        names = self.shelf.names(ResourceSort.FACILITY, but=WEDDING_ROOM)
        place, hour = times.morning + rng.choice((1, 2, 3, 5, 8, 13, 20)), rng.choice(_HOURS)
        story.details = {"association": rng.choice(ASSOCIATIONS)}
        weekly = self.shelf.weekly(place, hour, names[0], _WEEKS) if names and rng.random() < 0.12 else None
        if weekly is not None:
            self._take(story, names[0], weekly)
            last = self.shelf.day(weekly[-1])
            story.details |= {"repeats": "weekly", "repeats_until": last.isoformat()}
        elif (found := self.shelf.hours(place, hour, names)) is not None:
            self._take(story, found[0], (found[1],))
        story.register()
        if not story.taken:
            return
        for at, _day in times.after(story.registered_at, 1, rng.choice((0, 0, 1, 2))):
            if at >= story.taken[0].begins:
                return
            story.take_step(at, story.agent, "booked", answers=True)
            if weekly is None and rng.random() < 0.08 and at + HOUR < min(times.end, story.taken[0].begins):
                story.take_step(at + HOUR, story.agent, "cancelled")
                story.taken[0].ended_at = at + HOUR
                story.close(at + HOUR, story.agent, "withdrawn")
            else:
                story.close(at, story.agent, "solved_later")

    def _take(self, story: Story, name: str, times: tuple[int, ...]) -> None:
        story.details |= {"facility": name, "begins": utc(times[0]), "ends": utc(times[0] + HOUR)}
        story.taken += [Taken(ResourceSort.FACILITY, name, begins, begins + HOUR) for begins in times]
