"""Deviations as they are followed: a figure short of its goal, why, what is done about it, and coaching."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.report import Level
from desk.words import N_


class CauseCode(Code):
    """Why a figure fell short, so that causes can be counted. The audits name the first ones."""

    SICK_LEAVE = "sick_leave", N_("Short-time sick leave")
    LEAVE = "leave", N_("On leave")
    RECRUITMENT = "recruitment", N_("Gap while recruiting")
    TRAINING = "training", N_("New employee in training")
    TECHNICAL = "technical", N_("Technical fault")
    LOAD = "load", N_("Unexpected load")
    INFORMATION = "information", N_("Information sent out")
    SEASON = "season", N_("Season")
    ROUTINE = "routine", N_("Routine missing or not followed")
    ENVIRONMENT = "environment", N_("Working environment")
    OTHER = "other", N_("Other cause")


class Coaching(Code):
    """How far coaching has come for an individual whose attitude or knowledge is below its goal."""

    PROPOSED = "proposed", N_("Coaching proposed")
    PLANNED = "planned", N_("Coaching planned")
    DONE = "done", N_("Coaching done")
    DECLINED = "declined", N_("Coaching declined")


COACHED = frozenset({"attitude", "knowledge"})
"""The figures that lead to coaching where an individual falls short."""

_NEXT = {
    Coaching.PROPOSED: (Coaching.PLANNED, Coaching.DONE, Coaching.DECLINED),
    Coaching.PLANNED: (Coaching.DONE, Coaching.DECLINED),
    Coaching.DONE: (),
    Coaching.DECLINED: (Coaching.PLANNED,),
}


def proposes_coaching(figure: str, level: Level) -> bool:
    """Whether falling short of this figure at this level proposes coaching."""
    return level is Level.AGENT and figure in COACHED


def next_coaching(now: Coaching) -> tuple[Coaching, ...]:
    """What coaching may become. What was declined may be planned after all; what was done stays done."""
    return _NEXT[now]


def demand_coaching(now: Coaching | None, then: Coaching) -> None:
    """Refuse coaching of what is no individual's attitude or knowledge, and steps that do not follow."""
    if now is None:
        refuse("deviation_not_individual", "coaching")
    if then not in _NEXT[now]:
        allowed = tuple(each.label for each in _NEXT[now]) or ("–",)
        refuse("coaching_step", "coaching", now=now.label, asked=then.label, allowed=allowed)


@dataclass(frozen=True)
class FollowedDeviation:
    """A deviation that was found, and what has come of it.

    Attributes:
        span: The span's code; ``first`` and ``last`` are its days.
        name: The group's name or the agent's login; ``None`` for the whole.
        goal, actual: As they were when it was last looked at; figures that come late change them.
        met_at: When later figures, or another goal, showed that nothing fell short after all.
        coaching: Only of an individual's attitude or knowledge.
        hidden: It has cause and action, and they are not for whoever asked.
    """

    id: int
    span: str
    first: date
    last: date
    figure: str
    level: Level
    name: str | None
    goal: float
    actual: float
    found_at: datetime
    met_at: datetime | None = None
    cause_code: CauseCode | None = None
    cause: str | None = None
    action: str | None = None
    responsible: str | None = None
    due: date | None = None
    done_on: date | None = None
    coaching: Coaching | None = None
    improvement_id: int | None = None
    hidden: bool = False

    @property
    def explained(self) -> bool:
        """Whether it has cause and action."""
        return self.hidden or bool((self.cause_code or self.cause) and self.action)

    @property
    def cause_in_words(self) -> str:
        """The cause's word, and what was written about it; empty where neither is there."""
        word = self.cause_code.label if self.cause_code and self.cause_code is not CauseCode.OTHER else ""
        return ": ".join(each for each in (word, self.cause or "") if each)

    @property
    def open(self) -> bool:
        """Whether somebody still has to say why, or what is done; not if it was met after all."""
        return self.met_at is None and not self.explained

    @property
    def written(self) -> tuple[object, ...]:
        """What people have written about it, to tell whether somebody else has since."""
        return (self.cause_code, self.cause, self.action, self.responsible, self.due, self.done_on, self.coaching)

    def overdue(self, today: date) -> bool:
        """Whether its action was to be done before ``today``, and is not."""
        return self.due is not None and self.done_on is None and self.due < today


def masked(of: FollowedDeviation) -> FollowedDeviation:
    """An individual's deviation with its figures alone, for who may see figures and nothing of why: an auditor."""
    return replace(
        of,
        cause_code=None,
        cause=None,
        action=None,
        responsible=None,
        due=None,
        done_on=None,
        coaching=None,
        hidden=of.explained,
    )
