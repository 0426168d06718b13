"""A seat at the desk: the database, the settings and who sits there. Every service is handed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desk.rules.rights import Person, Right, demand_right
from desk.rules.topics import Topic
from desk.settings_model import Settings
from desk.storage import organisation, own_kinds
from desk.storage.database import Database

if TYPE_CHECKING:
    from desk.services.own_kinds import WrongFile
    from desk.services.waiting import Waiting


@dataclass
class Seat:
    """Who works, where, with which settings. Shared by the threads of one session.

    ``organisation`` (topics, departments, groups) is read once, and again with :meth:`renew` or :meth:`forget`.
    ``kinds_folder`` is where files lie that describe kinds of one's own; ``wrong_kinds`` are those of them that do not.
    ``waiting`` keeps what is typed and saved while the database's server is away; ``None`` where nobody types.
    """

    database: Database
    settings: Settings
    who: Person
    kinds_folder: Path | None = None
    wrong_kinds: tuple[WrongFile, ...] = ()
    waiting: Waiting | None = None

    def demand(self, right: Right) -> None:
        """Refuse unless the person may."""
        demand_right(self.who, right)

    @cached_property
    def organisation(self) -> organisation.Organisation:
        """Topics, departments and answer groups as the municipality keeps them."""
        with self.database.read() as tx:
            own_kinds.take_up(tx)
            return organisation.read(tx)

    @property
    def retention(self) -> Mapping[str, int]:
        """Days by kind for which personal data are kept, where others were chosen: decided here, or in the settings."""
        return {**self.settings.retention, **self.organisation.retention}

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by code."""
        return self.organisation.topics

    def renew(self) -> None:
        """Read the organisation again, and go on with what was known until it is there: nobody waits for it."""
        with self.database.read() as tx:
            own_kinds.take_up(tx)
            read = organisation.read(tx)
        self.__dict__["organisation"] = read

    def look_again(self) -> None:
        """Read the organisation and the person anew: somebody has renamed what is known of them, this very second."""
        self.forget()
        with self.database.read() as tx:
            self.who = organisation.person(tx, self.who.login) or self.who

    def forget(self) -> None:
        """Read the organisation anew when it is next asked for."""
        self.__dict__.pop("organisation", None)


def now_utc() -> datetime:
    """The instant now. Services call this once, at their edge, where no time was handed in."""
    return datetime.now(UTC)


def moment_of(now: datetime | None) -> datetime:
    """The instant that was handed in, or now: in UTC and whole seconds, as it is remembered."""
    return (now or now_utc()).astimezone(UTC).replace(microsecond=0)
