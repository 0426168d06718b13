"""Saving without waiting: the form is gone, the write is under way, and what came of it is told when it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from desk.screens.place import Last, Trouble
from desk.screens.register_contact import Contact, draft_of
from desk.screens.register_known import latest_known
from desk.services import waiting
from desk.services.cases import Registered
from desk.services.waiting import SavedForm
from desk.words import _

if TYPE_CHECKING:
    from desk.app import DeskApp

UNTIL_SEATED = 0.05
"""Seconds between looks at whether the database is open, where one was quicker than it."""

_waiting: WeakKeyDictionary[DeskApp, list[Callable[[], object]]] = WeakKeyDictionary()


def when_seated(app: DeskApp, do: Callable[[], object]) -> None:
    """Do it as soon as there is a seat, in the order asked. A form can be saved before the database is open."""
    before = _waiting.get(app)
    if before is not None:
        before.append(do)
    elif app.seated:
        do()
    else:
        _waiting[app] = [do]
        app.set_timer(UNTIL_SEATED, partial(_look, app))


def _look(app: DeskApp) -> None:
    if app.seated:
        send_waiting(app)
    else:
        app.set_timer(UNTIL_SEATED, partial(_look, app))


def send_waiting(app: DeskApp) -> None:
    """Send off what was saved before there was a seat."""
    for do in _waiting.pop(app, []):
        do()


@dataclass(frozen=True)
class Saving:
    """One registration on its way to the database.

    Attributes:
        contact: With the answers as they were typed, to come back with.
        values: As :func:`desk.services.cases.register` takes them.
        now: When it was saved, as the person sees it.
        last: What ``.`` repeats, but for the reference.
        come_back: Opens the form again.
    """

    app: DeskApp
    contact: Contact
    values: Mapping[str, Any]
    now: datetime
    last: Last
    come_back: Callable[[Contact], object]

    def begin(self) -> None:
        """Send it off."""
        when_seated(self.app, self._send)

    def _send(self) -> None:
        form = self._form()
        self.app.away.sent(form)
        self.app.tell(lambda seat: waiting.register(seat, form), self._registered, self._refused)

    def _form(self) -> SavedForm:
        contact, app = self.contact, self.app
        kind = self.last.kind
        draft = draft_of(contact, contact.answers, kind, app.seat.who.login, app.session, self.now)
        return SavedForm(draft, self.values, self.now, contact.began, contact.at_step)

    def _registered(self, done: Registered) -> None:
        self.app.away.heard_of(self.contact.key)
        self.app.last = replace(self.last, reference=done.reference)
        if done.again:
            said = _("{reference} was saved already.", reference=done.reference)
        elif done.closed:
            said = _("{reference} saved.", reference=done.reference)
        elif done.given_to is not None:
            name = latest_known(self.app).division.names.get(done.given_to, done.given_to)
            said = _("{reference} saved as an open case: {name} answers for it.", reference=done.reference, name=name)
        else:
            said = _("{reference} saved as an open case.", reference=done.reference)
        self.app.notify(said)

    def _refused(self, trouble: Trouble) -> None:
        self.app.away.heard_of(self.contact.key)
        if self._waits(trouble):
            return
        self.app.stay()
        self.come_back(replace(self.contact, problems=trouble.problems, trouble=trouble.words))

    def _waits(self, trouble: Trouble) -> bool:
        """Whether it is kept on this machine until the server is back, and is sent again then; the person is told."""
        kept = self.app.seat.waiting
        if not trouble.away or kept is None or not kept.holds(self.contact.key):
            return False
        if not self.app.away.knows(self.contact.key):
            self.app.notify(
                _("The database does not answer. The contact waits on this machine, and is saved when it is back."),
                severity="warning",
                timeout=8,
            )
        self.app.away.wait(self.contact.key, self._send)
        return True
