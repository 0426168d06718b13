"""Who may do what: one table, and a refusal that names who to ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.rules.refusals import NotAllowed
from desk.rules.rights import MAY, Person, Right, Role, demand_right

AGENT = {Right.HANDLE, Right.SEE_CASES, Right.SEE_FIGURES, Right.DISCLOSE, Right.PROPOSE}
LEAD = AGENT | {
    Right.SEE_INDIVIDUALS, Right.SEE_CONFIDENTIAL, Right.OPEN_PROTECTED, Right.BRING_CALLS, Right.HOLD,
    Right.EXPORT_PERSON, Right.FOLLOW_UP, Right.ROUTINES,
}  # fmt: skip
ADMIN = LEAD | {Right.PEOPLE, Right.KEYS, Right.RETAIN, Right.BACK_UP, Right.MANAGE, Right.ORGANISE}


def test_the_table_is_that_of_the_domain() -> None:
    assert set(MAY) == set(Role)
    assert MAY[Role.AGENT] == AGENT
    assert MAY[Role.LEAD] == LEAD
    assert MAY[Role.ADMIN] == ADMIN
    assert MAY[Role.AUDITOR] == {Right.SEE_FIGURES, Right.SEE_INDIVIDUALS, Right.SEE_ACCESS}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_a_right_is_had_or_refused(role: Role, right: Right, person: Callable[..., Person]) -> None:
    who = person("bo", role)
    if right in MAY[role]:
        demand_right(who, right)
        assert who.may(right)
    else:
        assert not who.may(right)
        with pytest.raises(NotAllowed):
            demand_right(who, right)


def test_a_refusal_says_who_may(person: Callable[..., Person]) -> None:
    with pytest.raises(NotAllowed) as caught:
        demand_right(person("rut", Role.AUDITOR), Right.HANDLE)
    (problem,) = caught.value.problems
    assert problem.reason == "Rut (Auditor) may not do this."
    assert problem.right == "Ask someone who is Agent, Lead, Administrator."
