"""When the line is lost, or Desk itself fails: what was saved is written, what is half typed is saved, goodbye is said.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from desk.rules.refusals import Refused

if TYPE_CHECKING:
    from desk.app import DeskApp
    from desk.storage.drafts import Draft

UNWRITTEN_SECONDS = 4.0
"""Seconds for what was saved and waits its turn; a form that was saved has no draft."""
AT_LEAST_SECONDS = 1.0
"""Of these, what was sent off last has so many to itself, however long the rest took."""


def save(app: DeskApp) -> bool:
    """Save everything; whether that could be done. In whatever thread: what the loop changes is read in the loop.

    Where the loop and what writes are both stuck, what is waited for adds up to seven seconds; two are left to save in.
    """
    until = time.monotonic() + UNWRITTEN_SECONDS
    app.threads.settle(UNWRITTEN_SECONDS)
    half_typed = app.in_loop(lambda: _left_to_save(app))
    written = app.threads.settle(max(AT_LEAST_SECONDS, until - time.monotonic()))
    if not app.seated:
        return False
    from desk.services import drafts, sessions
    from desk.storage.faults import DatabaseUnusable

    try:
        if app.away.now or not written:  # whether the database answers in time is not known
            _keep_here(app, half_typed)
        if app.away.now:
            return True
        for draft in half_typed:
            drafts.save(app.seat, draft)
        sessions.leave(app.seat, app.session)
    except (Refused, DatabaseUnusable):
        return False
    return written


def _keep_here(app: DeskApp, half_typed: list[Draft]) -> None:
    """Keep on this machine what may never get to the database. Raises DatabaseUnusable where that cannot be done."""
    from desk.services import drafts
    from desk.storage.faults import DatabaseUnusable, Fault

    try:
        app.away.keep_under_way(app.seat)
    except OSError as error:
        raise DatabaseUnusable(Fault.AWAY, app.seat.database.where) from error
    for draft in half_typed:
        drafts.keep_here(app.seat, draft)


def _left_to_save(app: DeskApp) -> list[Draft]:
    """Send off what was saved before the database was open, where it is by now; what is half typed."""
    saving = sys.modules.get("desk.screens.register_saving")  # loaded with the first form; without one nothing waits
    if app.sits_at_last() and saving is not None:
        saving.send_waiting(app)
    return app.half_typed()
