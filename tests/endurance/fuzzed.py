"""A desk that is fuzzed: cases of every kind, a follow-up, people of every role, and a seat to change cases from."""

from __future__ import annotations

import contextlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from followed import fill
from followed import renew as renew_followed

from desk.rules.bookings import ResourceSort
from desk.rules.refusals import Refused
from desk.rules.rights import Role
from desk.services import bookings, cases, entrance, people, pins, setup, upkeep
from desk.services.seat import Seat
from desk.settings_model import Settings
from desk.storage.database import Database

PIN = "katt7"
"""The administrator's and Bo's; the others have none, and are asked to choose one."""


THINGS = (
    (ResourceSort.POOL, "Elbil 1"),
    (ResourceSort.POOL, "Elbil 2"),
    (ResourceSort.POOL, "Projektor"),
    (ResourceSort.FACILITY, "Sporthallen"),
    (ResourceSort.OFFICIANT, "Anders Nyberg"),
)
"""What can be booked."""


class FuzzedDesk:
    """A database with cases of every kind, people of every role, and a seat from which cases are changed meanwhile.

    Args:
        folder: Where it lies, and whatever the programs write. A database that is there already is taken as it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        filled = (folder / "desk.db").exists()
        self.database = Database(folder / "desk.db")
        self.me = entrance.login_of_system()
        self.roles = {"bo": Role.AGENT, "lisa": Role.LEAD, "rut": Role.AUDITOR}
        if not filled:
            setup.prepare(self.database, self.me, datetime.now(UTC))
        self.seat: Seat = people.sit_down(self.database, Settings(), self.me)
        if not filled:
            self._fill()
        self.roles[self.me] = Role.ADMIN

    def _fill(self) -> None:
        for login, role in self.roles.items():
            people.add(self.seat, login, login.title(), role, None, datetime.now(UTC))
        for seat in (self.seat, people.sit_down(self.database, Settings(), self.me, acting_for="bo")):
            pins.choose(seat, PIN, datetime.now(UTC))
        for sort, name in THINGS:
            bookings.add_resource(self.seat, sort, name)
        self._register()
        fill(self.seat, self.folder, datetime.now(UTC))

    def _register(self) -> None:
        for kind in ("enquiry", "bus_card", "parking_permit", "feedback", "fault"):
            for who in (None, "bo", "lisa"):
                values = {"kind": kind, "summary": f"Sak {kind}", "citizen": {"name": f"Person {kind}"}, "agent": who}
                cases.register(self.seat, values)
        now = datetime.now(UTC).replace(microsecond=0)
        for sort, name in THINGS:
            with contextlib.suppress(Refused):  # taken still, or out of service by now
                values = {"channel": "visit", "citizen": {"name": "Person bokning"}}
                made = bookings.book(self.seat, sort, name, now, now + timedelta(hours=3), values)
                if name.endswith("1"):
                    bookings.lend(self.seat, made.reference)

    def meddle(self, rng: random.Random) -> None:
        """Change every open case, as colleagues do."""
        with self.database.read() as tx:
            every = tx.all("SELECT year, number FROM cases WHERE annulled_at IS NULL AND status <> 'closed'")
        for year, number in rng.sample(every, k=min(len(every), 40)):
            with contextlib.suppress(Refused):
                cases.forward(self.seat, f"{year % 100}-{number:06}", f"Avdelning {rng.randrange(1000)}")

    def renew(self) -> None:
        """See to it that there are cases to open, and that everybody may log in, whatever an administrator pressed."""
        with self.database.write() as tx:
            for login, role in self.roles.items():
                wanted = (role.value, 1, login, role.value)
                tx.run("UPDATE agents SET role = ?, active = ? WHERE login = ? AND (role <> ? OR NOT active)", wanted)
            open_cases = tx.value("SELECT count(*) FROM cases WHERE annulled_at IS NULL AND status <> 'closed'")
        if open_cases < 9:
            self._register()
        renew_followed(self.seat, datetime.now(UTC))

    def what_is_wrong(self, promised: set[str]) -> list[str]:
        """Crash logs, what ``check`` finds, and references that were said to be saved and are not there."""
        wrong = [f"crash: {each}\n{each.read_text()}" for each in self.folder.glob("state/**/crash-*")]
        for finding in upkeep.check(self.seat):
            wrong += [] if finding.clean else [f"check: {finding}"]
        with self.database.read() as tx:
            there = {f"{year % 100}-{number:06}" for year, number in tx.all("SELECT year, number FROM cases")}
        return wrong + [f"said to be saved, not there: {each}" for each in sorted(promised - there)]
