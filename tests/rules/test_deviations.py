"""When a deviation is open, what is hidden of an individual's, and the steps of coaching."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk.rules.deviations import (
    CauseCode,
    Coaching,
    FollowedDeviation,
    demand_coaching,
    masked,
    next_coaching,
    proposes_coaching,
)
from desk.rules.refusals import Refused
from desk.rules.report import Level

AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FOUND = FollowedDeviation(
    1, "2026-W47", date(2026, 11, 16), date(2026, 11, 22), "attitude", Level.AGENT, "bo", 4.3, 4.0, AT
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "cause", "action", "is_open"),
    [
        (None, None, None, True),
        (CauseCode.SEASON, None, None, True),
        (None, None, "Vikarie", True),
        (CauseCode.SEASON, None, "Vikarie", False),
        (None, "Snöstorm", "Vikarie", False),
        (CauseCode.SEASON, "", "", True),
    ],
)
def test_open_until_cause_and_action(
    code: CauseCode | None, cause: str | None, action: str | None, is_open: bool
) -> None:
    written = replace(FOUND, cause_code=code, cause=cause, action=action)
    assert written.open is is_open
    assert written.explained is not is_open
    assert not replace(written, met_at=AT).open


def test_the_action_is_overdue_from_the_day_after() -> None:
    due = replace(FOUND, due=date(2026, 12, 1))
    assert not due.overdue(date(2026, 12, 1))
    assert due.overdue(date(2026, 12, 2))
    assert not replace(due, done_on=date(2026, 12, 5)).overdue(date(2026, 12, 6))
    assert not FOUND.overdue(date(2030, 1, 1))


def test_a_masked_one_keeps_its_figures_and_says_nothing_of_why() -> None:
    written = replace(
        FOUND, cause_code=CauseCode.SICK_LEAVE, cause="Hemligt", action="Samtal", responsible="Lisa",
        due=date(2026, 12, 1), done_on=date(2026, 12, 1), coaching=Coaching.DONE,
    )  # fmt: skip
    hidden = masked(written)
    assert (hidden.goal, hidden.actual, hidden.name) == (4.3, 4.0, "bo")
    assert hidden.explained
    assert not hidden.open
    assert hidden == replace(FOUND, hidden=True)
    assert masked(FOUND) == FOUND


def test_causes_in_words() -> None:
    assert replace(FOUND, cause_code=CauseCode.SEASON).cause_in_words == "Season"
    assert replace(FOUND, cause_code=CauseCode.SEASON, cause="Snö").cause_in_words == "Season: Snö"
    assert replace(FOUND, cause_code=CauseCode.OTHER, cause="Snö").cause_in_words == "Snö"
    assert FOUND.cause_in_words == ""


# ------------------------------------------------------------------ coaching


def test_only_an_individuals_attitude_or_knowledge_proposes_coaching() -> None:
    assert proposes_coaching("attitude", Level.AGENT)
    assert proposes_coaching("knowledge", Level.AGENT)
    assert not proposes_coaching("answer_rate", Level.AGENT)
    assert not proposes_coaching("attitude", Level.GROUP)
    assert not proposes_coaching("attitude", Level.ALL)


def test_coaching_goes_forward() -> None:
    walked = {now: set(next_coaching(now)) for now in Coaching}
    assert walked == {
        Coaching.PROPOSED: {Coaching.PLANNED, Coaching.DONE, Coaching.DECLINED},
        Coaching.PLANNED: {Coaching.DONE, Coaching.DECLINED},
        Coaching.DONE: set(),
        Coaching.DECLINED: {Coaching.PLANNED},
    }


@pytest.mark.parametrize("now", [None, *Coaching])
@pytest.mark.parametrize("then", list(Coaching))
def test_a_step_that_does_not_follow_is_refused(now: Coaching | None, then: Coaching) -> None:
    if now is not None and then in next_coaching(now):
        demand_coaching(now, then)
        return
    with pytest.raises(Refused) as caught:
        demand_coaching(now, then)
    assert caught.value.problems[0].code == ("deviation_not_individual" if now is None else "coaching_step")
