"""Retention: how long a case's personal data are kept, from which day that is counted, and what goes.

Swedish law lets an authority dispose of what it holds only on a decision of its own (arkivlagen 1990:782, 10 §), and
has it keep nothing about people for longer than it is needed (the General Data Protection Regulation, article 5.1 e).
The days are defaults to start from; a municipality sets its own (``[retention]`` in the settings).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desk.rules.cases import Case
from desk.rules.kinds import kinds
from desk.rules.kinds.base import Details
from desk.rules.labels import Code
from desk.rules.refusals import refuse, wrong
from desk.words import N_

LEAST_DAYS, MOST_DAYS = 1, 36_500
"""A day, because a case that is closed today may be reopened today; and a hundred years."""
DECISION_LENGTH = 100


@dataclass(frozen=True)
class Decided:
    """A municipality's decision on how long a kind's personal data are kept, and its local day."""

    days: int
    decision: str
    decided_on: date


class Source(Code):
    """Who says how long."""

    DECIDED = "decided", N_("decided here")
    SETTINGS = "settings", N_("settings")
    DEFAULT = "default", N_("Desk's own")


Chosen = Mapping[str, int]
"""Days by kind, where the municipality has chosen others than the kind's own."""


def check_chosen(chosen: dict[str, int], own: Collection[str] = ()) -> dict[str, int]:
    """Return the chosen days, for the settings.

    Args:
        own: The codes of kinds of one's own, which are not known yet when the settings are read.

    Raises:
        PydanticCustomError: ``retention_kind`` where there is no such kind, ``retention_days`` for too few or too many.
    """
    for code, days in chosen.items():
        if code not in kinds() and code not in own:
            raise wrong("retention_kind", at=_named(code), allowed=", ".join((*kinds(), *own)))
        if not LEAST_DAYS <= days <= MOST_DAYS:
            raise wrong("retention_days", at=code, least=LEAST_DAYS, most=MOST_DAYS)
    return chosen


def _named(code: str) -> str:
    """A name from the settings file, short enough to be told."""
    return "".join(each for each in code[:40] if unicodedata.category(each)[0] != "C")


def days_of(kind: type[Details], chosen: Chosen) -> int:
    """For how many days a kind's personal data are kept."""
    return chosen.get(kind.kind, kind.retention_days)


def days_by_kind(chosen: Chosen) -> dict[str, int]:
    """The days of every kind."""
    return {code: days_of(each, chosen) for code, each in kinds().items()}


def shortest(chosen: Chosen) -> int:
    """The fewest days of any kind: an unfinished form is kept no longer, since one cannot tell what it would become."""
    return min(days_by_kind(chosen).values())


def retention_date(details: Details, ended: date, chosen: Chosen) -> date:
    """The local day from which the personal data of a case may go.

    Counted from the day ``ended`` on which it was closed or annulled, or from the last day of what it is about (a
    permit) where that is later.
    """
    last = details.last_day()
    return max(ended, last or ended) + timedelta(days=days_of(type(details), chosen))


def check_decision(decision: str) -> None:
    """Refuse what cannot be the reference of a decision: without a letter or digit, or longer than one is."""
    if len(decision) > DECISION_LENGTH:
        refuse("too_long", "--decision", max_length=DECISION_LENGTH)
    if not re.search(r"\w", decision):
        refuse("decision_of_retention", "--decision")


def stripped(case: Case) -> Case:
    """The case without the person and the free text; every countable fact stays as it is.

    What stays of the kind's own fields are choices, days and fees: those that are no part of its ``personal``. Of a
    text that reports count (``told_apart``) stays that there was one: an empty text.
    Whether the person was anonymous stays, since figures of feedback leave the anonymous out; that an identity was
    protected says nothing where there is no identity left.
    """
    kind = kinds()[case.kind]
    kept = {name: value for name, value in case.details.items() if name not in kind.personal}
    written = {name: "" for name in kind.told_apart if case.details.get(name)}
    return replace(
        case,
        summary="",
        note="",
        name=None,
        phone=None,
        email=None,
        personal_number=None,
        protected=False,
        passed_on_to=None,
        hold=None,
        annulled_why=None,
        details={**kept, **written},
    )
