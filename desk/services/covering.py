"""What those who are away have left: their open cases, who covers them, and taking them over.

Who covers sees how many there are and takes them over in one go, or topic by topic; a lead or an administrator hands
over to anybody, also what nobody covers. Each case keeps its own entry of the trail. Confidential ones go only where
the person may see them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from desk.rules.cases import Case, Status
from desk.rules.division import Division
from desk.rules.kinds import Details, details_of
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services import division
from desk.services.changing import save
from desk.services.kept import day_of, demand_both, login_of
from desk.services.people import known_login
from desk.services.seat import Seat, moment_of
from desk.storage import cases
from desk.storage import division as stored
from desk.storage.database import Transaction

AT_ONCE = 50
"""Cases that change hands in one transaction: others wait for no more."""


@dataclass(frozen=True)
class Left:
    """Open cases of somebody who is away, of one topic (``None``: without one).

    Attributes:
        cover: The login of who covers, where somebody at this desk does; ``cover_name`` also of somebody outside.
    """

    login: str
    name: str
    topic: str | None
    many: int
    cover: str | None = None
    cover_name: str = ""


def left(seat: Seat, now: datetime | None = None) -> tuple[Left, ...]:
    """What is left open by those who are away, by person and topic.

    An agent sees what is theirs to cover; a lead or an administrator everything. Where nobody is away it costs next
    to nothing: the desk asks at every refresh.
    """
    seat.demand(Right.SEE_CASES)
    with seat.database.read() as tx:
        return _left(tx, seat, moment_of(now))


def _left(tx: Transaction, seat: Seat, moment: datetime) -> tuple[Left, ...]:
    day = day_of(seat, moment)
    whole = seat.who.may(Right.SEE_CONFIDENTIAL)
    rows = stored.left_open(tx, day, seat.who.login, all_confidential=whole)
    if not rows:
        return ()
    found = division.read(tx, day)
    every = (_one(found, *row) for row in rows)
    return tuple(each for each in every if each.cover == seat.who.login or seat.who.may(Right.ROUTINES))


def _one(found: Division, login: str, topic: str | None, many: int) -> Left:
    """Who covers for somebody: of those who answer for the topic the first who is at work, where the person is one."""
    people = found.of(topic)
    here = found.now(topic) if any(each.login == login for each in people) else None
    name = found.names.get(login, login)
    return Left(login, name, topic, many, here.login if here else None, here.name if here else "")


def mine(seat: Seat, now: datetime | None = None) -> tuple[Left, ...]:
    """What the person covers themselves."""
    return tuple(each for each in left(seat, now) if each.cover == seat.who.login)


# ------------------------------------------------------------------ taking over


@dataclass(frozen=True)
class Taken:
    """How many cases changed hands, and to whom."""

    many: int
    to: str


def take_over(
    seat: Seat,
    login: str,
    topics: Collection[str | None] | None = None,
    to: str | None = None,
    now: datetime | None = None,
) -> Taken:
    """Take over the open cases of somebody who is away: those that one covers, or for a lead or an administrator any.

    Args:
        topics: Only of these topics, ``None`` among them for cases without one; all, where nothing is said.
        to: Who takes them over; oneself, where nobody is named.

    Raises:
        NotAllowed: they are for somebody else to cover, or go to somebody else.
        Refused: ``cover_nothing``, ``cover_oneself``, ``agent_unknown``.
    """
    seat.demand(Right.HANDLE)
    moment = moment_of(now)
    with seat.database.read() as tx:
        who = login_of(tx, login) or login
        taker = known_login(tx, login_of(tx, to) or seat.who.login)
        found = [each for each in _left(tx, seat, moment) if each.login == who]
    if taker == who:
        refuse("cover_oneself", "to")
    if taker != seat.who.login:
        seat.demand(Right.ROUTINES)
    wanted = [each for each in found if topics is None or each.topic in topics]
    many = sum(_take(seat, who, each.topic, taker, moment) for each in wanted)
    if not many:
        refuse("cover_nothing", "login", name=who)
    return Taken(many, taker)


def _take(seat: Seat, who: str, topic: str | None, taker: str, moment: datetime) -> int:
    """Hand over a topic's cases, some at a time."""
    done = 0
    while True:
        with seat.database.write() as tx:
            demand_both(tx, seat, Right.HANDLE if taker == seat.who.login else Right.ROUTINES)
            whole = seat.who.may(Right.SEE_CONFIDENTIAL)
            numbers = stored.open_cases(tx, who, topic, seat.who.login, AT_ONCE, all_confidential=whole)
            for number in numbers:
                _hand(tx, seat, number, taker, moment)
        done += len(numbers)
        if len(numbers) < AT_ONCE:
            return done


def _hand(tx: Transaction, seat: Seat, number: int, taker: str, moment: datetime) -> None:
    case = cases.by_id(tx, number)
    if case is not None:
        after = _handed(case, taker, begins=taker == seat.who.login)
        save(tx, seat, case, after, _details(case), "taken_over", moment)


def _handed(case: Case, taker: str, *, begins: bool) -> Case:
    """Whoever takes a case over themselves begins with it, as when it is taken over by itself."""
    status = Status.ONGOING if begins and case.status in (Status.NEW, Status.REOPENED) else case.status
    return replace(case, agent=taker, status=status)


def _details(case: Case) -> Details:
    return details_of(case.kind, dict(case.details))
