"""While the database server is away: what is typed and saved is kept on this machine, and is written when it is back.

A contact that was saved waits with its registration's key, so it is registered once, whatever became of the attempt
that was cut short. A draft waits as a draft. Only a server can be away; nothing waits for a file.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desk.rules.refusals import Refused
from desk.services import cases
from desk.services.cases import Registered
from desk.services.seat import Seat
from desk.storage import drafts
from desk.storage.drafts import Draft
from desk.storage.faults import DatabaseUnusable, Fault
from desk.storage.waiting import Held, SavedForm, WaitingFile

__all__ = ["Brought", "SavedForm", "Waiting", "bring_back", "register", "take_up", "waiting_folder"]


def waiting_folder() -> Path:
    """The folder for what waits, of the person at the keyboard."""
    from platformdirs import user_state_path

    return user_state_path("desk", appauthor=False) / "waiting"


class Waiting:
    """What waits in one session, in memory and in its private file. For any thread."""

    def __init__(self, folder: Path, where: str, login: str) -> None:
        self._file = WaitingFile(folder, where, login)
        self._held = Held()
        self._lock = threading.RLock()

    def hold_draft(self, draft: Draft) -> None:
        """Hold a draft, over an earlier state of itself. Raises OSError where the file cannot be written."""
        with self._lock:
            if draft.key not in self._held.forms:
                self._held.drafts[draft.key] = draft
                self._file.write(self._held)

    def hold_form(self, form: SavedForm) -> None:
        """Hold a contact that was saved. Raises OSError where the file cannot be written; then it is not held."""
        with self._lock:
            draft = self._held.drafts.pop(form.draft.key, None)
            self._held.forms[form.draft.key] = form
            try:
                self._file.write(self._held)
            except OSError:
                del self._held.forms[form.draft.key]
                if draft is not None:
                    self._held.drafts[draft.key] = draft
                raise

    def forget(self, key: str) -> None:
        """It is in the database, or the person has thrown it away.

        A file that cannot be written holds it still: then it is written again one day, which changes nothing.
        """
        with self._lock, suppress(OSError):
            if self._held.forms.pop(key, None) is not None or self._held.drafts.pop(key, None) is not None:
                self._file.write(self._held)

    def holds(self, key: str) -> bool:
        """Whether a saved contact with this key waits."""
        with self._lock:
            return key in self._held.forms

    @property
    def forms(self) -> list[SavedForm]:
        """The contacts that wait, in the order in which they were saved."""
        with self._lock:
            return list(self._held.forms.values())

    @property
    def drafts(self) -> list[Draft]:
        """The drafts that wait."""
        with self._lock:
            return list(self._held.drafts.values())

    def leave(self) -> None:
        """The session ends: whatever waits still is the next one's."""
        with self._lock:
            self._file.leave()

    def take_up(self) -> None:
        """Take over what sessions of the same person left here when they died."""
        with self._lock:
            for path, left in self._file.left():
                self._held.forms |= left.forms
                self._held.drafts |= left.drafts
                self._file.write(self._held)
                self._file.taken(path)


def register(seat: Seat, form: SavedForm) -> Registered:
    """Register a contact. Where the server is away it waits from then on (:meth:`Waiting.holds`).

    Raises:
        Refused: a value or a rule says no; it waits no more.
        DatabaseUnusable: nothing was written, as far as is known.
    """
    waiting = seat.waiting
    try:
        done = cases.register(seat, form.values, form.now, form.began, form.at_step)
    except DatabaseUnusable as unusable:
        if unusable.fault is Fault.AWAY and waiting is not None:
            try:
                waiting.hold_form(form)
            except OSError:
                raise unusable from None
        raise
    except Refused:
        if waiting is not None:
            waiting.forget(form.draft.key)
        raise
    if waiting is not None:
        waiting.forget(form.draft.key)
    return done


@dataclass(frozen=True)
class Brought:
    """What had waited and is in the database now: references of the contacts, and how many forms are drafts there."""

    references: tuple[str, ...] = ()
    drafts: int = 0


def take_up(seat: Seat) -> Brought:
    """Write what sessions of the same person had to leave on this machine. What is refused becomes a draft."""
    if seat.waiting is None:
        return Brought()
    try:
        seat.waiting.take_up()
    except OSError:
        return Brought()  # it stays where it is
    return bring_back(seat)


def bring_back(seat: Seat, *, forms: bool = True) -> Brought:
    """Write what waits, contacts first; a contact that is refused becomes a draft. Raises DatabaseUnusable.

    Args:
        forms: Whether contacts are written too, or drafts alone.
    """
    waiting = seat.waiting
    if waiting is None:
        return Brought()
    references: list[str] = []
    kept = 0
    for form in waiting.forms if forms else ():
        try:
            references.append(register(seat, form).reference)
        except Refused:
            kept += _keep(seat, form.draft)
    for draft in waiting.drafts:
        kept += _keep(seat, draft)
        waiting.forget(draft.key)
    return Brought(tuple(references), kept)


def _keep(seat: Seat, draft: Draft) -> int:
    """Write a draft into the database, whatever the person may do by now: it is theirs."""
    with seat.database.write() as tx:
        drafts.save(tx, replace(draft, agent=seat.who.login))
    return 1
