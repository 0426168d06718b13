"""The division of work: who answers for a topic and who covers, who is away, and what is left to whoever covers.

A case that is registered open, without an agent being named, becomes that of whoever answers for its topic and is at
work; else of the first who covers and is; else it stays with who registers it (:mod:`desk.services.cases`). A
confidential one always stays: the division lets nobody see more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from desk.rules.division import MOST, NAME_LENGTH, Answerer, Away, Division
from desk.rules.events import Happening
from desk.rules.refusals import refuse
from desk.rules.rights import Right
from desk.services.kept import day_of, demand_both, login_of, tell
from desk.services.people import known_login
from desk.services.registration import clean, find_topic
from desk.services.seat import Seat, moment_of
from desk.storage import division as stored
from desk.storage import organisation
from desk.storage.database import Transaction

__all__ = ["Set", "away", "back", "division", "set_topics"]


def division(seat: Seat, now: datetime | None = None) -> Division:
    """Who answers for which topic today, and who is away today or will be."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return read(tx, day_of(seat, moment_of(now)))


def read(tx: Transaction, day: date) -> Division:
    """The division as it is on a local day."""
    return Division(stored.topics(tx, day), tuple(stored.away_from(tx, day)), _names(tx))


def _names(tx: Transaction) -> dict[str, str]:
    return {each.login: each.name for each in organisation.people(tx)}


# ------------------------------------------------------------------ who answers


@dataclass(frozen=True)
class Set:
    """What became of a topic: who answers for it and who covers."""

    topic: str
    people: tuple[Answerer, ...]


def set_topics(
    seat: Seat,
    topics: Sequence[str],
    people: Sequence[str],
    now: datetime | None = None,
    began: Sequence[str] | None = None,
) -> tuple[Set, ...]:
    """Say who answers for topics: the first of ``people``; the others cover, in that order. Nobody takes it back.

    Args:
        topics: By code or name.
        people: Logins, names of people at the desk, or names of others.
        began: Who stood at the first topic when the person began, by login or name; where others do by now, it is
            refused.

    Raises:
        NotAllowed: the person does not keep the division of work.
        Refused: ``topic_unknown``, ``division_changed``, ``division_twice``, ``division_many``, ``too_long``.
    """
    seat.demand(Right.ROUTINES)
    codes = tuple(dict.fromkeys(_code(seat, each) for each in topics))
    names = [_named(each) for each in people if each.strip()]
    moment = moment_of(now)
    day = day_of(seat, moment)
    with seat.database.write() as tx:
        demand_both(tx, seat, Right.ROUTINES)
        answerers = _answerers(tx, names)
        if began is not None and codes and list(began) != _told(stored.of(tx, codes[0], day)):
            refuse("division_changed")
        for code in codes:
            before, after = _told(stored.of(tx, code, day)), _told(answerers)
            if before != after:
                stored.put(tx, code, answerers)
                tell(tx, seat, moment, Happening.CHANGED, f"division:{code}", {"answering": (before, after)})
        organisation.touched(tx)
        done = tuple(Set(code, stored.of(tx, code, day)) for code in codes)
    seat.renew()
    return done


def _code(seat: Seat, text: str) -> str:
    found = find_topic(seat, text.strip())
    if found is None:
        refuse("topic_unknown", "topic", allowed=("–",))
    return found.code


def _named(text: str) -> str:
    name = clean(text, "people")
    if len(name) > NAME_LENGTH:
        refuse("too_long", "people", max_length=NAME_LENGTH)
    return name


def _answerers(tx: Transaction, names: Sequence[str]) -> tuple[Answerer, ...]:
    """People as they are known here: by login, or as somebody outside the desk."""
    known = {each.login: each for each in organisation.people(tx) if each.may_log_in}
    found = []
    for name in names:
        who = known.get(login_of(tx, name) or "")
        found.append(Answerer(who.login, who.name) if who else Answerer(None, name))
    if len(set(_told(found))) < len(found):
        refuse("division_twice", "people")
    if len(found) > MOST:
        refuse("division_many", "people", most=MOST)
    return tuple(found)


def _told(people: Sequence[Answerer]) -> list[str]:
    return [each.login or each.name for each in people]


# ------------------------------------------------------------------ away


def away(
    seat: Seat,
    login: str | None = None,
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
) -> Away:
    """Say that somebody is away: oneself, or for a lead or an administrator anybody. Never why.

    Args:
        login: Oneself, where nobody is named; a login, or the name of somebody at the desk.
        first: Today, where nothing is said.
        last: The last day of it; until further notice where nothing is said.

    Raises:
        NotAllowed: it is somebody else, and the person does not keep the division of work.
        Refused: ``agent_unknown``, ``away_days``, ``away_past``, ``away_already``.
    """
    moment = moment_of(now)
    today = day_of(seat, moment)
    begins = first or today
    if last is not None and last < begins:
        refuse("away_days", "last", first=begins.isoformat())
    if last is not None and last < today:
        refuse("away_past", "last")
    with seat.database.write() as tx:
        who = _theirs(tx, seat, login)
        for each in stored.away_from(tx, today, who):
            if each.meets(begins, last):
                refuse("away_already", "first", name=_names(tx).get(who, who), days=days(each))
        number = stored.add_away(tx, who, begins, last)
        changes = {"first": (None, begins.isoformat()), "last": (None, last.isoformat() if last else None)}
        tell(tx, seat, moment, Happening.ADDED, f"away:{who}", changes)
        return Away(number, who, begins, last)


def back(seat: Seat, login: str | None = None, number: int | None = None, now: datetime | None = None) -> Away:
    """Say that somebody is back, from today on; what was to come, or began today, is taken away.

    Args:
        number: Which of several; the first of them, where nothing is said.

    Raises:
        NotAllowed: as :func:`away`.
        Refused: ``agent_unknown``, ``away_not``.
    """
    moment = moment_of(now)
    today = day_of(seat, moment)
    with seat.database.write() as tx:
        who = _theirs(tx, seat, login)
        found = next((each for each in stored.away_from(tx, today, who) if number in (None, each.id)), None)
        if found is None:
            refuse("away_not", "login", name=_names(tx).get(who, who))
        ended = None if found.first >= today else today - timedelta(days=1)
        stored.end_away(tx, found.id, ended)
        what = Happening.REMOVED if ended is None else Happening.ENDED
        changes: dict[str, tuple[Any, Any]] = {} if ended else {"first": (found.first.isoformat(), None)}
        changes["last"] = (found.last.isoformat() if found.last else None, ended.isoformat() if ended else None)
        tell(tx, seat, moment, what, f"away:{who}", changes)
        return replace(found, last=ended)


def _theirs(tx: Transaction, seat: Seat, login: str | None) -> str:
    """Whose being away is said: one's own, or somebody's where one may."""
    who = login_of(tx, login) or seat.who.login
    demand_both(tx, seat, Right.HANDLE if who == seat.who.login else Right.ROUTINES)
    return known_login(tx, who)


def days(of: Away) -> str:
    """The days of it, as they are written: ``2026-11-19–2026-11-27``."""
    return f"{of.first.isoformat()}–{of.last.isoformat() if of.last else ''}"
