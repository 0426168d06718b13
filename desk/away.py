"""The database does not answer: that it is so stands on every screen, and what was saved meanwhile waits for it.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desk.delivery import nothing
from desk.screens.place import AwayChanged
from desk.words import _, clock, n_

if TYPE_CHECKING:
    from desk.app import DeskApp
    from desk.services.seat import Seat
    from desk.services.waiting import Brought, SavedForm


class Away:
    """Whether the database of one program answers, and what is to be sent when it does.

    Args:
        folder: Where is kept what waits; ``None`` is the system's own.
    """

    def __init__(self, app: DeskApp, folder: Path | None = None) -> None:
        self._app = app
        self._folder = folder
        self._brought: Brought | None = None
        self._since: datetime | None = None
        self._waiting: dict[str, Callable[[], object]] = {}
        self._told: set[str] = set()
        self._under_way: dict[str, SavedForm] = {}

    @property
    def now(self) -> bool:
        """Whether it is known that the database does not answer."""
        return self._since is not None

    @property
    def words(self) -> str:
        """What stands on every screen meanwhile; empty where all is well."""
        if self._since is None:
            return ""
        said = _("! No database since {since}", since=clock(self._since.astimezone(self._app.zone)))
        many = len(self._waiting)
        return f"{said} · {n_('{n} waits', '{n} wait', many)}" if many else said

    def begin(self) -> None:
        """It does not answer."""
        if self._since is None:
            self._since = self._app.now()
            self._tell()

    def over(self) -> None:
        """It answers: send what has waited, in the order in which it was saved."""
        if self._since is None:
            return
        self._since = None
        waiting, self._waiting = self._waiting, {}
        self._tell()
        self._app.notify(_("The database answers again."))
        for send in waiting.values():
            send()
        self._app.tell_quietly(_bring_drafts_back, nothing)

    def wait(self, key: str, send: Callable[[], object]) -> None:
        """Send this again when the database answers."""
        self._told.add(key)
        self._waiting[key] = send
        self._since = self._since or self._app.now()
        self._tell()

    def knows(self, key: str) -> bool:
        """Whether this has had to wait before."""
        return key in self._told

    def sent(self, form: SavedForm) -> None:
        """A contact is on its way; it is kept on this machine should the line be lost before it is heard of."""
        self._under_way[form.draft.key] = form

    def heard_of(self, key: str) -> None:
        """What came of a contact on its way is known."""
        self._under_way.pop(key, None)

    def keep_under_way(self, seat: Seat) -> None:
        """Keep what is on its way on this machine. For any thread, before the end. Raises OSError."""
        for form in list(self._under_way.values()):
            if seat.waiting is not None:
                seat.waiting.hold_form(form)

    def farewell(self) -> str | None:
        """What is said on the terminal at the end, where contacts wait."""
        many = len(self._waiting)
        if not many:
            return None
        return n_(
            "{n} contact waits on this machine for the database. It is saved when you next open Desk here.",
            "{n} contacts wait on this machine for the database. They are saved when you next open Desk here.",
            many,
        )

    # ------------------------------------------------------------------ what a session before had to leave

    def settle_in(self, seat: Seat) -> None:
        """Have what is typed here wait on this machine when it must; write what a session before had to leave there.

        In the writing thread, before anybody types.
        """
        from desk.services import waiting

        folder = self._folder or waiting.waiting_folder()
        seat.waiting = waiting.Waiting(folder, seat.database.where, seat.who.login)
        self._brought = waiting.take_up(seat)

    def tell_what_was_brought(self) -> None:
        """Say which contacts of a session before have been saved now."""
        if self._brought is not None and self._brought.references:
            said = n_(
                "{n} contact that waited for the database is saved: {references}.",
                "{n} contacts that waited for the database are saved: {references}.",
                len(self._brought.references),
                references=", ".join(self._brought.references),
            )
            self._app.notify(said, timeout=12)

    def _tell(self) -> None:
        words = self.words
        self._app.tell_screens(lambda: AwayChanged(words))


def _bring_drafts_back(seat: Seat) -> None:
    from desk.services import waiting

    waiting.bring_back(seat, forms=False)
