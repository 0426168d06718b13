"""Deviations: seeing those that were found, saying why and what is done, coaching, and counting causes over time.

The whole desk's and the groups' are seen by everybody who sees figures. An individual's is seen by that person and by
who keeps the follow-up; an auditor sees its figures and nothing of cause, action and coaching.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from desk.rules.calendar import local_day
from desk.rules.deviations import CauseCode, Coaching, FollowedDeviation, demand_coaching, masked
from desk.rules.events import Happening
from desk.rules.goals import figure
from desk.rules.improvements import PROPOSAL_LENGTH, Improvement
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.report import Level
from desk.rules.rights import Right
from desk.rules.targets import difference_in_words, in_words
from desk.services.deviation_finder import Found, find, find_quietly
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import deviations, organisation, trail
from desk.storage.database import Transaction
from desk.storage.deviations import Which

__all__ = [
    "LONGEST", "Causes", "Found", "Page", "Which", "Writing", "causes", "coach", "done", "explain", "find",
    "find_quietly", "get", "listed", "put_on_board",
]  # fmt: skip

LONGEST: Mapping[str, int] = {"cause": 500, "action": 1000, "responsible": 100}


# ------------------------------------------------------------------ seeing


@dataclass(frozen=True)
class Page:
    """Deviations in their order, how many there are, and how many of them are open; ``names`` are agents' by login."""

    rows: tuple[FollowedDeviation, ...]
    total: int
    open: int
    names: Mapping[str, str]


def listed(seat: Seat, which: Which, limit: int = 100, offset: int = 0) -> Page:
    """The deviations asked for that the person may see, the open ones first."""
    seat.demand(Right.SEE_FIGURES)
    asked = replace(which, people=_people(seat))
    with seat.database.read() as tx:
        rows = deviations.listed(tx, asked, limit, offset)
        total = deviations.count(tx, asked)
        many = deviations.count(tx, replace(asked, open=True))
        names = {each.login: each.name for each in organisation.people(tx)}
    return Page(tuple(_as_seen(seat, each) for each in rows), total, many, names)


def get(seat: Seat, number: int) -> FollowedDeviation:
    """One deviation.

    Raises:
        NotFound: there is none, or it is an individual's whom the person may not see.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return _as_seen(seat, _known(tx, seat, number))


def _people(seat: Seat) -> tuple[str, ...] | None:
    """Whose own deviations the person may see: everybody's (``None``), or theirs."""
    return None if seat.who.may(Right.SEE_INDIVIDUALS) else (seat.who.login,)


def _as_seen(seat: Seat, of: FollowedDeviation) -> FollowedDeviation:
    own = of.name == seat.who.login
    return of if of.level is not Level.AGENT or own or seat.who.may(Right.FOLLOW_UP) else masked(of)


def _known(tx: Transaction, seat: Seat, number: int) -> FollowedDeviation:
    found = deviations.one(tx, number)
    people = _people(seat)
    if found is None or (found.level is Level.AGENT and people is not None and found.name not in people):
        raise NotFound(Problem("deviation_unknown", "deviation", {"number": number}))
    return found


# ------------------------------------------------------------------ writing


@dataclass(frozen=True)
class Writing:
    """What is written about a deviation. ``None`` leaves a thing as it is; an empty text takes it away.

    Attributes:
        no_due: Take the day away by which the action is to be done.
    """

    cause_code: CauseCode | None = None
    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: date | None = None
    no_due: bool = False


def explain(
    seat: Seat,
    number: int,
    writing: Writing,
    now: datetime | None = None,
    *,
    seen: FollowedDeviation | None = None,
) -> FollowedDeviation:
    """Say why a figure fell short, and what is done about it. Half of it can be written, and leaves it open.

    Args:
        seen: The deviation as the writer saw it; refused where somebody else has written about it since.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        NotFound: there is no such deviation.
        Refused: ``deviation_changed``, ``cause_other_text``, ``nothing_changed``, or a text that cannot be.
    """
    given: dict[str, Any] = {}
    for name in ("cause", "action", "responsible"):
        text = getattr(writing, name)
        if text is not None:
            given[name] = _text(name, text)
    if writing.cause_code is not None:
        given["cause_code"] = writing.cause_code
    if writing.due is not None or writing.no_due:
        given["due"] = writing.due

    def written(before: FollowedDeviation) -> FollowedDeviation:
        if seen is not None and seen.written != before.written:
            refuse("deviation_changed", "deviation")
        after = replace(before, **given)
        if after.cause_code is CauseCode.OTHER and not after.cause:
            refuse("cause_other_text", "cause")
        return after

    return _change(seat, number, written, now)


def done(seat: Seat, number: int, on: date | None = None, now: datetime | None = None) -> FollowedDeviation:
    """Say that a deviation's action was done; ``on`` is the day, today where none is given.

    Raises:
        NotFound: there is no such deviation.
        Refused: ``deviation_not_explained``, ``activity_done_later``, or ``nothing_changed``.
    """
    today = local_day(moment_of(now), seat.settings.zone)
    if on is not None and on > today:
        refuse("activity_done_later", "on")

    def written(before: FollowedDeviation) -> FollowedDeviation:
        if not before.explained:
            refuse("deviation_not_explained", "deviation")
        return replace(before, done_on=on or before.done_on or today)

    return _change(seat, number, written, now)


def coach(seat: Seat, number: int, step: Coaching, now: datetime | None = None) -> FollowedDeviation:
    """Say how far coaching has come that an individual's attitude or knowledge proposed.

    Raises:
        NotFound: there is no such deviation.
        Refused: ``deviation_not_individual``, or ``coaching_step`` where it cannot come next.
    """

    def written(before: FollowedDeviation) -> FollowedDeviation:
        demand_coaching(before.coaching, step)
        return replace(before, coaching=step)

    return _change(seat, number, written, now)


def put_on_board(seat: Seat, number: int, now: datetime | None = None) -> Improvement:
    """Propose an improvement from a deviation of the whole or a group; the two know of each other from then on.

    Raises:
        NotFound: there is no such deviation.
        Refused: ``deviation_of_individual``, or ``deviation_on_board``.
    """
    from desk.services.improvements import propose_in

    seat.demand(Right.FOLLOW_UP)
    moment = moment_of(now)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, seat, number)
        if before.level is Level.AGENT:
            refuse("deviation_of_individual", "deviation")
        if before.improvement_id is not None:
            refuse("deviation_on_board", "deviation", number=before.improvement_id)
        made = propose_in(tx, seat, _proposal(before), moment)
        after = replace(before, improvement_id=made.id)
        deviations.put_written(tx, after)
        _tell(tx, seat, after, {"improvement": (None, made.id)}, moment)
        return made


def _proposal(of: FollowedDeviation) -> dict[str, Any]:
    """An improvement's values from a deviation: what is to be done, or at least what fell short."""
    reads = figure(of.figure)
    what = f"{reads.label} {of.name or ''} {of.span}".replace("  ", " ")
    short = f"{in_words(reads, of.actual)} / {in_words(reads, of.goal)}"
    off = difference_in_words(reads, of.actual - of.goal)
    background = "\n".join(each for each in (f"{what}: {short} ({off})", of.cause_in_words) if each)
    proposal = " ".join((of.action or what).split())[:PROPOSAL_LENGTH]
    return {"proposal": proposal, "background": background, "responsible": of.responsible, "due": of.due}


def _change(
    seat: Seat, number: int, how: Callable[[FollowedDeviation], FollowedDeviation], now: datetime | None
) -> FollowedDeviation:
    seat.demand(Right.FOLLOW_UP)
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        before = _known(tx, seat, number)
        after = how(before)
        if after == before:
            refuse("nothing_changed")
        put_in(tx, seat, before, after, moment_of(now))
        return after


def put_in(tx: Transaction, seat: Seat, before: FollowedDeviation, after: FollowedDeviation, moment: datetime) -> None:
    """Write what was written about a deviation, in somebody else's transaction; they have asked for the right."""
    deviations.put_written(tx, after)
    _tell(tx, seat, after, _changes(before, after), moment)


_WRITTEN = ("cause_code", "cause", "action", "responsible", "due", "done_on", "coaching")


def _changes(before: FollowedDeviation, after: FollowedDeviation) -> trail.Changes:
    """What the trail keeps. Of an individual's only which fields were written: what they say is nobody else's."""
    differs = [name for name in _WRITTEN if getattr(before, name) != getattr(after, name)]
    if after.level is Level.AGENT:
        return {"written": (None, differs)}
    return {name: (_told(getattr(before, name)), _told(getattr(after, name))) for name in differs}


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _text(name: str, text: str) -> str | None:
    if not text.strip():
        return None
    cleaned = clean(text, name, many_lines=name == "action")
    if len(cleaned) > LONGEST[name]:
        refuse("too_long", name, max_length=LONGEST[name])
    return cleaned


def _tell(tx: Transaction, seat: Seat, of: FollowedDeviation, changes: trail.Changes, moment: datetime) -> None:
    at = int(moment.timestamp())
    trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=f"deviation:{of.id}")


# ------------------------------------------------------------------ causes over time


@dataclass(frozen=True)
class Causes:
    """How often each cause was given, of the whole desk's deviations and the groups': individuals' are not counted.

    Attributes:
        by_code: The causes that were given, the most frequent first.
        months: The months with deviations (``2026-11``, when their span ended), and the causes in each.
        unexplained: Deviations without a cause.
    """

    by_code: Mapping[CauseCode, int]
    months: Mapping[str, Mapping[CauseCode, int]]
    unexplained: int

    @property
    def total(self) -> int:
        """How many deviations have a cause."""
        return sum(self.by_code.values())


def causes(seat: Seat, first: date, last: date) -> Causes:
    """The causes of deviations in spans that ended on these days."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return counted_causes(tx, first, last)


def counted_causes(tx: Transaction, first: date, last: date) -> Causes:
    """As :func:`causes`, within a transaction, for a report."""
    by_code: dict[CauseCode, int] = {}
    months: dict[str, dict[CauseCode, int]] = {}
    unexplained = 0
    for month, code, many in sorted(deviations.causes(tx, first, last), key=lambda each: each[0]):
        in_month = months.setdefault(month, {})
        if code is None:
            unexplained += many
            continue
        cause = CauseCode(code)
        by_code[cause] = by_code.get(cause, 0) + many
        in_month[cause] = in_month.get(cause, 0) + many
    order = list(CauseCode)
    ranked = sorted(by_code.items(), key=lambda each: (-each[1], order.index(each[0])))
    return Causes(dict(ranked), months, unexplained)
