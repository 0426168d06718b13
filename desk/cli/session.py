"""What a command works with: its arguments, the way it answers, and a seat at the desk, taken when first needed."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from desk import settings
from desk.cli.output import Output
from desk.rules.calendar import local_day
from desk.rules.refusals import Problem, Refused
from desk.rules.written import read_day
from desk.services.entrance import come_in
from desk.services.seat import Seat, now_utc
from desk.settings_model import Settings


@dataclass
class Session:
    """One run of one command.

    Attributes:
        args: The arguments, options from the environment filled in.
        given_now: The time, where a test says what time it is.
    """

    args: Namespace
    out: Output
    given_now: datetime | None = None

    @cached_property
    def settings(self) -> Settings:
        """What the municipality has chosen."""
        return settings.load(settings.config_path(self.args.config), named=self.args.config is not None)

    @cached_property
    def seat(self) -> Seat:
        """The seat of whoever runs the command. Of files that describe no kind it is said which are wrong, and why."""
        args = self.args
        folder = settings.kinds_folder(settings.config_path(args.config), self.settings)
        seat = come_in(args.database, self.settings, args.acting_for, self.given_now, folder)
        if seat.wrong_kinds:
            from desk.documents.kinds import warnings

            for each in warnings(seat.wrong_kinds):
                self.out.say(each)
        return seat

    @property
    def now(self) -> datetime:
        """The instant now."""
        return self.given_now or now_utc()

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now, self.settings.zone)

    def day(self, name: str, text: str | None) -> date | None:
        """The local day that the option ``name`` was given, however it was written."""
        if text is None:
            return None
        try:
            return read_day(text, self.today)
        except Refused:
            raise Refused(Problem("invalid_date", name)) from None

    def close(self) -> None:
        """Leave the database, if it was opened."""
        if "seat" in self.__dict__:
            self.seat.database.close()
