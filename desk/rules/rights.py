"""Roles, and one table of what each may do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.rules.labels import Code
from desk.rules.refusals import NotAllowed, Problem
from desk.words import N_

LOGIN = re.compile(r"[a-z_][a-z0-9._-]{0,31}")
"""A login as one is given at the desk: what Unix allows, and safe in a path or on a command line."""


class Role(Code):
    """What somebody is at the desk."""

    AGENT = "agent", N_("Agent")
    LEAD = "lead", N_("Lead")
    ADMIN = "admin", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")


class Right(Code):
    """One thing that a role may do."""

    HANDLE = "handle", N_("register and handle cases")
    SEE_CASES = "see_cases", N_("see cases")
    SEE_FIGURES = "see_figures", N_("see figures")
    SEE_INDIVIDUALS = "see_individuals", N_("see individuals' figures")
    SEE_CONFIDENTIAL = "see_confidential", N_("see confidential cases")
    OPEN_PROTECTED = "open_protected", N_("open a protected identity")
    PROPOSE = "propose", N_("propose improvements")
    FOLLOW_UP = "follow_up", N_("keep the follow-up: goals, deviations, staffing, surveys, the board, reports")
    ROUTINES = "routines", N_("write routines and the division of work")
    ORGANISE = "organise", N_("keep topics, departments, groups, kinds, what can be booked, and bring registers in")
    BRING_CALLS = "bring_calls", N_("bring in telephone figures")
    DISCLOSE = "disclose", N_("hand out a public record")
    HOLD = "hold", N_("stop the disposal of a case")
    EXPORT_PERSON = "export_person", N_("hand out everything held on a person")
    PEOPLE = "people", N_("add and change people")
    KEYS = "keys", N_("add and withdraw keys")
    RETAIN = "retain", N_("dispose of personal data")
    BACK_UP = "back_up", N_("copy and restore the database")
    MANAGE = "manage", N_("manage the database")
    SEE_ACCESS = "see_access", N_("see the access log")


_AGENT = frozenset({Right.HANDLE, Right.SEE_CASES, Right.SEE_FIGURES, Right.DISCLOSE, Right.PROPOSE})
_LEAD = _AGENT | {
    Right.SEE_INDIVIDUALS, Right.SEE_CONFIDENTIAL, Right.OPEN_PROTECTED, Right.BRING_CALLS, Right.HOLD,
    Right.EXPORT_PERSON, Right.FOLLOW_UP, Right.ROUTINES,
}  # fmt: skip
MAY: dict[Role, frozenset[Right]] = {
    Role.AGENT: _AGENT,
    Role.LEAD: _LEAD,
    Role.ADMIN: _LEAD | {Right.PEOPLE, Right.KEYS, Right.RETAIN, Right.BACK_UP, Right.MANAGE, Right.ORGANISE},
    Role.AUDITOR: frozenset({Right.SEE_FIGURES, Right.SEE_INDIVIDUALS, Right.SEE_ACCESS}),
}


@dataclass(frozen=True)
class Person:
    """Somebody at the desk, as services know them. ``group`` is the answer group's name."""

    login: str
    name: str
    role: Role
    group: str | None = None
    may_log_in: bool = True
    active: bool = True

    def may(self, right: Right) -> bool:
        """Whether the person's role has the right."""
        return right in MAY[self.role]


def demand_right(who: Person, right: Right) -> None:
    """Refuse what the person's role may not do, naming the roles that may."""
    if not who.may(right):
        allowed = tuple(role.label for role in Role if right in MAY[role])
        raise NotAllowed(Problem("not_allowed", None, {"name": who.name, "role": who.role.label, "allowed": allowed}))
