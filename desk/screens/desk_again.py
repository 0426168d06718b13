"""The same again, and what was left half typed: questions of the desk that run in the threads."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from desk.rules.refusals import refuse
from desk.screens.place import Last, Program
from desk.services import cases, drafts, lists, reading, sessions
from desk.services.drafts import Draft
from desk.services.seat import Seat
from desk.storage.lists import Which

LOOK_BACK = 20


def register_again(seat: Seat, program: Program, now: datetime) -> Last:
    """Register the last contact once more: topic, channel and outcome, never the person. Runs in the writing thread.

    The last one is this session's, else the person's last case.
    """
    last = program.last or _last_of(seat)
    values: dict[str, Any] = {
        "key": uuid.uuid4().hex,
        "kind": last.kind,
        "channel": last.channel,
        "topic": last.topic,
        "outcome": last.outcome,
    }
    done = cases.register(seat, values, now)
    program.last = Last(done.reference, last.channel, last.topic, last.outcome, last.kind)
    return program.last


def _last_of(seat: Seat) -> Last:
    page = lists.page(seat, Which(agent=seat.who.login), LOOK_BACK)
    found = next((each for each in page.rows if not each.annulled), None)
    if found is None:
        refuse("nothing_to_repeat")
    case = reading.open_case(seat, found.reference).case
    return Last(case.reference, case.channel, case.topic, case.outcome, case.kind)


def left_behind(seat: Seat, now: datetime, own: str | None = None) -> tuple[list[Draft], bool]:
    """The person's drafts that no running session is typing on, and whether there are others that one is.

    Those of the session ``own``, where it is given, count as left: it has no form open.
    """
    alive = set(sessions.alive(seat, now)) - {own}
    mine = drafts.mine(seat)
    left = [each for each in mine if each.session not in alive]
    return left, len(left) < len(mine)
