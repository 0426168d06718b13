"""What a kind of case is: a pydantic model of its own fields, with its steps and rules as class attributes.

A kind is one module in this folder with one subclass of :class:`Details`. Form, command line, validation, trail
and reports follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from desk.rules.bookings import Wanted
from desk.rules.cases import Channel, Citizen, Input, Outcome
from desk.rules.labels import Code
from desk.rules.refusals import refuse

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Circumstances:
    """What a kind's rules may look at besides its own fields.

    Attributes:
        received: The local day on which the contact came in.
        today: The local day now.
        citizen: The person helped, as validated.
        received_at: The instant of it, aware; ``None`` where only the day is known.
        now: The instant now, likewise.
        zone: Where the desk's days are days.
    """

    received: date
    today: date
    citizen: Citizen
    received_at: datetime | None = None
    now: datetime | None = None
    zone: tzinfo = STOCKHOLM


class Details(Input):
    """The fields of one kind. Subclasses set the class attributes and override the methods they need."""

    kind: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str] = ""
    steps: ClassVar[type[Code] | None] = None
    side_steps: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """A side step, and the steps after which it may come."""
    answers_at: ClassVar[str | None] = None
    """The step that sets ``first_answered_at``."""
    working_days: ClassVar[int | None] = None
    """The deadline in working days, where the topic gives none."""
    retention_days: ClassVar[int] = 730
    """Days from closing until the personal data may go, where the municipality has chosen no others."""
    personal: ClassVar[tuple[str, ...]] = ()
    """Own fields that are about a person; their values in the trail can be removed."""
    told_apart: ClassVar[tuple[str, ...]] = ()
    """Personal texts of which reports count whether there is one: disposal leaves an empty text where there was."""
    told: ClassVar[tuple[str, ...] | None] = None
    """Own fields that a department is told when a case is handed over; ``None``: those that are not personal."""
    searched: ClassVar[tuple[str, ...]] = ()
    """Own fields that search finds."""
    named: ClassVar[tuple[str, ...]] = ()
    """Own fields among them that hold a person's name: two letters find it."""
    books: ClassVar[bool] = False
    """Whether its cases take what can be booked (:meth:`wanted`)."""
    gives_up_at: ClassVar[tuple[str, ...]] = ()
    """Steps at which a case has given up what it booked."""
    department: ClassVar[str | None] = None
    """The department that its cases belong to, where nobody and no topic says another."""
    usual_channel: ClassVar[Channel] = Channel.VISIT
    """The channel that a form opened for the kind begins with."""
    withdrawn: ClassVar[bool] = False
    """Whether there are no new cases of it any more; those that there are go on."""
    listed: ClassVar[bool] = True
    order: ClassVar[int] = 100
    """Where the kind stands among the others when one chooses."""

    # ------------------------------------------------------------------ rules

    def completed(self, at: Circumstances) -> Details:
        """Return these details with the defaults that rules give (a fee, a last day)."""
        del at
        return self

    def check(self, at: Circumstances) -> None:
        """Refuse what the kind's rules forbid, whatever the step."""

    def check_step(self, step: str, at: Circumstances) -> None:
        """Refuse ``step`` where something that it needs is missing."""

    def needs(self, step: str, at: Circumstances) -> bool:
        """Whether the case goes through ``step``; what it does not need is passed over."""
        del step, at
        return True

    def on_step(self, step: str, today: date) -> Mapping[str, Any]:
        """Own fields that taking ``step`` fills in by itself (the day it was confirmed, say)."""
        del step, today
        return {}

    def at_step(self, step: str, now: datetime) -> Mapping[str, Any]:
        """As :meth:`on_step`, for what is a time of day: ``now`` is aware and in UTC."""
        del step, now
        return {}

    def check_closing(self, step: str | None, at: Circumstances) -> None:
        """Refuse to close a case that stands at ``step`` while something says that it is not over."""

    def wanted(self, zone: tzinfo) -> tuple[Wanted, ...]:
        """What the case takes of what can be booked, each time that it comes back; nothing where something is missing.

        ``zone`` is where the hours on the clock stay the same, summer and winter.
        """
        del zone
        return ()

    def due_by(self) -> datetime | None:
        """The deadline that the kind's own fields give, before the topic's and the kind's working days."""
        return None

    def last_day(self) -> date | None:
        """The day until which the case's thing is valid, where there is one; retention counts from it."""
        return None

    def days_that_follow(self) -> Mapping[str, date]:
        """Days that follow from the fields and are shown with them, by their word, untranslated."""
        return {}

    def proposed_outcome(self, step: str, at: Circumstances) -> Outcome | None:
        """The outcome that reaching ``step`` proposes, where no other step is needed; closes nothing by itself."""
        main = self.main_steps()
        if step not in main or any(self.needs(each, at) for each in main[main.index(step) + 1 :]):
            return None
        return Outcome.SOLVED_LATER

    # ------------------------------------------------------------------ steps

    @classmethod
    def first_step(cls) -> str | None:
        """The step at which a new case stands."""
        return next(iter(cls.main_steps()), None)

    @classmethod
    def main_steps(cls) -> tuple[str, ...]:
        """The steps in their order, side steps left out."""
        if cls.steps is None:
            return ()
        return tuple(str(step) for step in cls.steps if str(step) not in cls.side_steps)

    def next_steps(self, now: str | None, at: Circumstances) -> tuple[str, ...]:
        """The steps that may follow ``now``: the next one needed, then the side steps."""
        main = self.main_steps()
        ahead = main[main.index(now) + 1 :] if now in main else ()
        needed = next((step for step in ahead if self.needs(step, at)), None)
        side = (step for step, after in self.side_steps.items() if now in after and self.needs(step, at))
        return (*((needed,) if needed else ()), *side)

    def take_step(self, now: str | None, step: str, at: Circumstances) -> None:
        """Refuse ``step`` unless it may follow ``now`` and has what it needs."""
        if self.steps is None:
            refuse("no_steps", "step")
        every = tuple(str(each) for each in self.steps)
        if step not in every:
            refuse("step_unknown", "step", allowed=every)
        allowed = self.next_steps(now, at)
        if step not in allowed:
            refuse("step_not_allowed", "step", allowed=allowed or ("–",))
        self.check_step(step, at)

    # ------------------------------------------------------------------ for storage

    @classmethod
    def every_field(cls) -> type[BaseModel]:
        """The fields that its cases may hold: those of now, and those that earlier cases were registered with."""
        return cls

    @classmethod
    def remembered(cls, stored: Mapping[str, Any]) -> Self:
        """The details of a remembered case."""
        return cls.model_validate(stored)

    @classmethod
    def corrected(cls, stored: Mapping[str, Any], values: Mapping[str, Any]) -> Self:
        """The details as they become when a case that holds ``stored`` is corrected to ``values``.

        Raises:
            ValidationError: a value that its field does not take.
        """
        del stored
        return cls.model_validate(values)

    def stored(self) -> dict[str, Any]:
        """The fields as JSON values, empty ones left out."""
        return self.model_dump(mode="json", exclude_none=True)
