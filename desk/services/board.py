"""Looking at the improvement board: its columns, one card with its history, and what a report tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from desk.rules.calendar import Week, local_day
from desk.rules.improvements import OPEN_STATUSES, BoardStatus, Improvement, as_of, concerns, in_order
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.services.seat import Seat, moment_of
from desk.storage import improvements, organisation
from desk.storage.access import Entry
from desk.storage.database import Transaction
from desk.storage.improvements import Filter
from desk.words import language

ENDED_DAYS = 365
"""What ended longer ago is counted on the board, and found in the list."""


@dataclass(frozen=True)
class Board:
    """The board on a day.

    Attributes:
        columns: Cards by status, in the order in which they stand; every status is there.
        older: How many ended more than :data:`ENDED_DAYS` ago, and are not shown.
        week: The first and last day of the week that the walk is of.
        people: Names by login, of everybody.
    """

    columns: Mapping[BoardStatus, tuple[Improvement, ...]]
    older: int
    today: date
    week: tuple[date, date]
    people: Mapping[str, str]

    @property
    def cards(self) -> tuple[Improvement, ...]:
        """Every card, column by column."""
        return tuple(card for column in self.columns.values() for card in column)

    def to_walk(self) -> tuple[Improvement, ...]:
        """The open cards for the weekly walk: those it has not come by this week first."""
        cards = [card for status in OPEN_STATUSES for card in self.columns[status]]
        return tuple(sorted(cards, key=lambda card: card.is_walked(self.week)))

    def name(self, responsible: str | None) -> str:
        """A responsible one's name: the person's where it is a login."""
        return self.people.get(responsible or "", responsible or "")


@dataclass(frozen=True)
class Card:
    """One card opened: what the trail says of it, oldest first, and names by login."""

    improvement: Improvement
    history: tuple[Entry, ...]
    people: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What was done to a card, by whom."""

    improvement: Improvement
    entry: Entry


# ------------------------------------------------------------------ looking


def board(seat: Seat, now: datetime | None = None) -> Board:
    """The board as it is now."""
    seat.demand(Right.SEE_FIGURES)
    today = today_at(seat, moment_of(now))
    since = today - timedelta(days=ENDED_DAYS)
    with seat.database.read() as tx:
        found = improvements.find(tx, Filter(ended_since=since))
        older = improvements.ended_before(tx, since)
        people = people_by_login(tx)
    columns = {status: in_order(each for each in found if each.status is status) for status in BoardStatus}
    week = Week.of(today)
    return Board(columns, older, today, (week.first, week.last), people)


def find(
    seat: Seat,
    status: BoardStatus | None = None,
    department: str | None = None,
    *,
    overdue: bool = False,
    now: datetime | None = None,
) -> tuple[Improvement, ...]:
    """Improvements of every age, by column and then as they stand there. Refused where the department is unknown."""
    seat.demand(Right.SEE_FIGURES)
    today = today_at(seat, moment_of(now))
    with seat.database.read() as tx:
        named = None if department is None else department_named(tx, department)
        found = improvements.find(tx, Filter(status, named, today if overdue else None))
    return tuple(card for each in BoardStatus for card in in_order(card for card in found if card.status is each))


def card(seat: Seat, number: int) -> Card:
    """One improvement with its history.

    Raises:
        NotFound: there is none of this number.
    """
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return Card(get(tx, number), tuple(improvements.history(tx, number)), people_by_login(tx))


def changes_since(seat: Seat, since: datetime) -> tuple[Change, ...]:
    """What has been done to the board since an instant, oldest first: the end of a weekly walk."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        found = improvements.changed_since(tx, since)
        cards = {number: improvements.get(tx, number) for number in {number for number, _ in found}}
    return tuple(Change(card, entry) for number, entry in found if (card := cards[number]) is not None)


def for_report(tx: Transaction, first: date, last: date, department: str | None = None) -> tuple[Improvement, ...]:
    """What a report over these days tells of the board: decided, under way or ended in them, as it stood then.

    Those of one department, or where none is named of all and of the service itself.
    """
    found = (as_of(each, last) for each in improvements.between(tx, first, last, department))
    return tuple(each for each in found if concerns(each, first, last))


# ------------------------------------------------------------------ what both sides need


def get(tx: Transaction, number: int) -> Improvement:
    """The improvement with this number. Raises NotFound."""
    found = improvements.get(tx, number)
    if found is None:
        raise NotFound(Problem("improvement_unknown", "number", {"number": number}))
    return found


def people_by_login(tx: Transaction) -> dict[str, str]:
    """Everybody's name."""
    return {each.login: each.name for each in organisation.people(tx)}


def today_at(seat: Seat, moment: datetime) -> date:
    """The local day of an instant."""
    return local_day(moment.astimezone(UTC), seat.settings.zone)


def topic_labels(seat: Seat) -> dict[str, str]:
    """Every topic's name by code, in the language spoken now; one that rests is still in figures and on cards."""
    with seat.database.read() as tx:
        names = organisation.topic_names(tx)
    return {code: name if language() == "sv" else name_en for code, (name, name_en) in names.items()}


def department_in_figures(tx: Transaction, text: str) -> str:
    """A department as the municipality spells it, at rest or not: its figures are there still. Refused otherwise."""
    every = organisation.every_department(tx)
    known = next((each for each in every if each.casefold() == text.casefold()), None)
    if known is None:
        refuse("department_unknown", "department", allowed=tuple(every))
    return known


def department_named(tx: Transaction, text: str) -> str:
    """A department as the municipality spells it, also one at rest that has improvements. Refused otherwise."""
    departments = organisation.read(tx).departments
    known = next((each for each in departments if each.casefold() == text.casefold()), None)
    if known is None and _has_any(tx, text):
        return text
    if known is None:
        refuse("department_unknown", "department", allowed=departments)
    return known


def _has_any(tx: Transaction, department: str) -> bool:
    """Whether a department that is at rest by now has improvements still."""
    return bool(improvements.find(tx, Filter(department=department)))
