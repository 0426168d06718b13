"""Which fields the form asks for, and in which order; answers to a registration and back. No widgets here.

Everything follows from the input models: a field added there appears, after those whose place is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from desk.rules.cases import Channel, Registration
from desk.rules.fields import Field, fields_of
from desk.rules.kinds import kind
from desk.rules.refusals import Problem
from desk.rules.topics import Topic
from desk.screens.wording import problem_in_words

DETAILS = "details."
BEFORE_DETAILS = ("topic", "citizen.name", "citizen.phone", "summary")
AFTER_DETAILS = ("demand", "cause", "outcome", "passed_on_to")
"""Asked in this order, before and after the kind's own fields; what is left of a registration comes below."""
LAST = (
    "citizen.email",
    "citizen.personal_number",
    "citizen.anonymous",
    "citizen.protected",
    "note",
    "channel",
    "department",
    "group",
    "agent",
    "confidential",
    "received_at",
    "due",
)
NOT_ASKED = frozenset({"key", "kind"})


def opened_with(what: str) -> tuple[str, str | None, bool]:
    """What a digit on the desk means: the channel, the kind where it says one, and whether the kind is asked for.

    ``what`` is a channel, a kind, or ``other``.
    """
    if what in tuple(Channel):
        return what, None, False
    if what == "other":
        return Channel.VISIT, None, True
    return usual_channel(what), what, False


def usual_channel(code: str | None) -> Channel:
    """The channel that a form for this kind begins with, where nobody has said one."""
    return kind(code).usual_channel if code else Channel.VISIT


def head_fields() -> tuple[Field, ...]:
    """The fields above the kind's own."""
    asked = _asked()
    return tuple(asked[name] for name in BEFORE_DETAILS)


def tail_fields() -> tuple[Field, ...]:
    """The fields below the kind's own, those without a place of their own last."""
    asked = _asked()
    placed = (*AFTER_DETAILS, *LAST)
    others = (name for name in asked if name not in (*BEFORE_DETAILS, *placed))
    return tuple(asked[name] for name in (*placed, *others))


def kind_fields(code: str | None) -> tuple[Field, ...]:
    """The kind's own fields; none where the kind is not known yet."""
    return fields_of(kind(code), DETAILS) if code else ()


def first_fields(code: str | None) -> tuple[Field, ...]:
    """Those of the kind's own fields that are asked for when a case is registered."""
    return tuple(each for each in kind_fields(code) if not each.later)


def _asked() -> dict[str, Field]:
    return {field.name: field for field in fields_of(Registration) if field.name not in NOT_ASKED}


# ------------------------------------------------------------------ answers


def registration_of(answers: Mapping[str, object], key: str, kind_code: str | None) -> dict[str, Any]:
    """Answers by dotted name as the nested values that :func:`desk.services.cases.register` takes.

    What was not answered is left out, so that the model's defaults hold. ``False`` is an answer.
    """
    values: dict[str, Any] = {"key": key, "kind": kind_code}
    for name, answer in answers.items():
        if answer is None or answer == "":
            continue
        *path, last = name.split(".")
        at = values
        for step in path:
            at = at.setdefault(step, {})
        at[last] = answer
    return values


def at_the_form(problems: Iterable[Problem], topics: Mapping[str, Topic], asks_kind: bool) -> tuple[Problem, ...]:
    """The problems as this form says them: a missing kind is a missing topic, and codes are said in words."""
    return tuple(_at_the_form(each, topics, asks_kind) for each in problems)


def _at_the_form(problem: Problem, topics: Mapping[str, Topic], asks_kind: bool) -> Problem:
    if problem.code == "kind_missing":
        return Problem("required", "kind" if asks_kind else "topic")
    return problem_in_words(problem, None, topics)


def proposals_of(topic: Topic | None, usual: str | None = None) -> dict[str, str | None]:
    """What a topic fills in. Never the demand: that stays unset until somebody says.

    ``usual`` is the department that cases of the kind belong to, where the topic says none.
    """
    if topic is None:
        return {"department": usual} if usual else {}
    return {"outcome": topic.proposed_outcome, "department": topic.department or usual, "group": topic.group}


SAME_NUMBERS = ("citizen.phone", "citizen.personal_number", "details.card_number")
"""The fields by which earlier cases are offered: telephone, person, card."""
