"""What happens without a key: the clock, colleagues' work, and who else is here. Nothing is painted unless it changed.

Once a second: has the minute changed, and has any other connection written? Only then is it asked what. A heartbeat,
a draft or somebody who opens a case moves neither cases nor calls, so lists stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from desk.ear import Ear
from desk.following import Following
from desk.screens.place import CasesChanged, CompanyChanged, FiguresChanged, OthersChanged, Trouble
from desk.words import _

if TYPE_CHECKING:
    from textual.timer import Timer

    from desk.app import DeskApp
    from desk.services.seat import Seat
    from desk.services.sessions import Company, Seen

UNANSWERED = 6
"""Seconds without an answer after which one says so."""

Looked = tuple[int, "Seen | None"]
"""The database's version, and what was seen where it was another than the last time."""

TICK = 1.0
LOOK_SECONDS = 20
"""Seconds between looks at who is here, which nobody's writing tells when they just left."""


class Watch:
    """Looks up once a second on behalf of one program."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._minute: datetime | None = None
        self._version: int | None = None
        self._seen: Seen | None = None
        self._ticks = 0
        self._trouble = ""
        self.others = 0
        self.company: Company | None = None
        self._case_id: int | None = None
        self._following = Following(app)
        self._ear = Ear(self._look)
        self._unanswered = 0

    def begin(self, looked: Looked) -> None:
        """Begin, when the database is open, from what was seen then."""
        self._minute = _minute(self._app.now())
        self._version, self._seen = looked
        self._beat()
        self._timer = self._app.set_interval(TICK, self._tick)
        self._following.begin()
        self._ear.listen(self._app.seat.database.signal)

    def end(self) -> None:
        """Say goodbye and stop."""
        self._ear.end()
        if self._timer is not None:
            self._timer.stop()
            from desk.services import sessions

            session = self._app.session
            self._app.tell_quietly(lambda seat: sessions.leave(seat, session), lambda _trouble: None)

    def at_case(self, case_id: int | None) -> None:
        """Say that a case is open here, or none any more, and see who else has it open."""
        from desk.services import sessions

        session, now = self._app.session, self._app.now()
        self._case_id = case_id
        self._meet(None)
        self._app.tell_quietly(lambda seat: sessions.open_case(seat, session, case_id, now), self._failed, self._meet)

    # ------------------------------------------------------------------ once a second

    def _tick(self) -> None:
        self._ticks += 1
        self._app.lock.tick()
        minute = _minute(self._app.now())
        if minute != self._minute:
            self._minute = minute
            self._app.minute_passed()
            self._following.minute()
        due = self._ticks % LOOK_SECONDS == 0
        if due:
            self._beat()
        asking = self._app.threads.is_asking("watch")
        self._unanswered = self._unanswered + 1 if asking else 0
        if self._unanswered >= UNANSWERED:
            self._app.away.begin()
        if due or not asking:
            self._look(all_of_it=due)

    def _look(self, *, all_of_it: bool = False) -> None:
        version = None if all_of_it else self._version
        look = partial(_look, version=version, session=self._app.session, now=self._app.now())
        self._app.ask(self._app, "watch", look, self._looked, self._failed)

    def _beat(self) -> None:
        from desk.services import sessions

        session, now, case_id = self._app.session, self._app.now(), self._case_id
        self._app.tell_quietly(lambda seat: sessions.beat(seat, session, now, case_id), self._failed)

    def _looked(self, looked: Looked) -> None:
        self._version, seen = looked
        self._unanswered = 0
        self._app.away.over()
        self._ear.listen(self._app.seat.database.signal)
        if self._trouble:
            self._trouble = ""
            self._all_is_well_again()
        if seen is None:
            return
        self._app.lock.know(seen.oneself)
        before, self._seen = self._seen, seen
        if before is not None and before.mark.restored != seen.mark.restored:
            self._is_restored()
        if before is not None and before.mark.organised != seen.mark.organised:
            self._app.ask(self._app, "organisation", lambda seat: seat.renew(), lambda _none: None, self._failed)
        if before is not None and before.mark.cases != seen.mark.cases:
            self._app.tell_screens(CasesChanged)
        if before is not None and before.mark.calls != seen.mark.calls:
            self._app.tell_screens(FiguresChanged)
        if seen.others != self.others:
            self.others = seen.others
            self._app.tell_screens(partial(OthersChanged, seen.others))
        self._meet(seen.company)

    def _meet(self, company: Company | None) -> None:
        if company != self.company:
            self.company = company
            self._app.tell_screens(CompanyChanged)

    def _is_restored(self) -> None:
        """Everything may be another, also what hardly ever changes."""
        self._app.seat.forget()
        self._app.notify(
            _("A backup has been restored: the desk is as it was then. Look for what you have registered since."),
            severity="warning",
            timeout=30,
        )

    def _all_is_well_again(self) -> None:
        """What was asked meanwhile had no answer: let it be asked again."""
        self._app.tell_screens(CasesChanged)
        self._app.tell_screens(FiguresChanged)

    def _failed(self, trouble: Trouble) -> None:
        """Tell what is wrong once, not every second; again if it comes back after it was well."""
        if trouble.away:
            self._app.away.begin()
        if trouble.words != self._trouble:
            self._trouble = trouble.words
            self._app.say_trouble(trouble)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def open_and_look(open_seat: Callable[[], Seat], now: Callable[[], datetime]) -> tuple[Seat, Looked]:
    """Open the seat and look once, before any list is asked for: what changes after this is noticed."""
    seat = open_seat()
    return seat, _look(seat, None, "", now())


def _look(seat: Seat, version: int | None, session: str, now: datetime) -> Looked:
    """The database's version, and what one sees where it is not ``version``."""
    from desk.services import sessions

    changed = seat.database.changed()
    return changed, None if changed == version else sessions.look(seat, session, now)
