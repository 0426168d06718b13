"""Today in one row of the desk, worked out in a reading thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from textual.content import Content

from desk.rules.cases import Channel
from desk.rules.figures import rate
from desk.rules.rights import Right
from desk.screens.wording import spark
from desk.services import lists, reports
from desk.services.seat import Seat
from desk.storage.lists import Which
from desk.words import _, n_, number, percent


@dataclass(frozen=True)
class TodayLine:
    """What stands at the left and at the right of the row, and in the one about what is due; empty where nothing is.

    ``covers`` is what the person covers for somebody who is away, said before what is due.
    """

    contacts: Content
    rate: Content
    due: Content
    covers: str = ""


def today_line(seat: Seat, now: datetime) -> TodayLine:
    """Today's visits, calls and e-mail, this week's answer rate against its goal, and what falls due."""
    today = reports.today(seat, now)
    counts = (
        (_("visits"), today.channels.get(Channel.VISIT, 0)),
        (_("calls"), today.channels.get(Channel.PHONE, 0)),
        (_("e-mail"), today.channels.get(Channel.EMAIL, 0)),
    )
    words = [Content.styled(_("Today"), "bold")]
    words += [Content.assemble(f"{what} ", (number(many), "bold")) for what, many in counts]
    return TodayLine(Content("   ").join(words), _rate(today), _due(seat, now), _covers(seat, now))


def _covers(seat: Seat, now: datetime) -> str:
    """Whom the person covers for, and how many open cases they have left."""
    from desk.documents.division import cover_words
    from desk.services import covering

    return cover_words(covering.mine(seat, now)) if seat.who.may(Right.HANDLE) else ""


def _due(seat: Seat, now: datetime) -> Content:
    """What falls due. Its services are loaded here, in the reading thread: the screen's own does not wait for them."""
    from desk.documents.due import ahead_in_words, late_in_words
    from desk.services import due

    found = due.due_count(seat, now)
    ahead, late = ahead_in_words(found.ahead, now.astimezone(seat.settings.zone).date()), late_in_words(found.late)
    parts = [Content(ahead)] if ahead else []
    parts += [Content.styled(late, "bold $error")] if late else []
    parts += _lapsing(seat, now)
    return Content(" · ").join(parts)


def _lapsing(seat: Seat, now: datetime) -> list[Content]:
    """How many permits expire within 60 days and nobody renews, for those who may look them up."""
    from desk.services import registers

    many = registers.lapsing(seat, now) if seat.who.may(Right.SEE_CASES) else 0
    return [Content(n_("{n} permit expires", "{n} permits expire", many))] if many else []


def _rate(today: reports.Today) -> Content:
    if today.week_answer_rate is None:
        return Content.styled(_("answer rate: no calls this week"), "dim")
    days = spark([rate(each.answered, each.offered) for each in today.days])
    words = Content(f"{_('answer rate')} {percent(today.week_answer_rate)} {days}")
    if today.goal is None:
        return words
    met = today.week_answer_rate >= today.goal
    sign = f"  {'✓' if met else '✗'}{number(today.goal * 100)}"
    return words + Content.styled(sign, "$success" if met else "bold $error")


class Counted(NamedTuple):
    """How many cases a list has, how many of them are overdue, and how many visitors are in the house."""

    open: int
    late: int
    inside: int


def count(seat: Seat, which: Which, most: int, now: datetime) -> Counted:
    """Count them, a list no further than ``most``."""
    from desk.services import house

    late = replace(which, overdue_at=int(now.timestamp()))
    return Counted(lists.count(seat, which, most), lists.count(seat, late, most), house.present(seat))
