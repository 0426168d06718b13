"""Every kind of case: those in this folder, one module each, and those that a municipality describes for itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache, wraps
from itertools import groupby
from typing import ParamSpec, TypeVar

from desk.rules.kinds.base import Details
from desk.rules.refusals import refuse
from desk.rules.wordings import Wording, known

__all__ = ["Details", "built_in", "by_kinds", "details_of", "is_known", "kind", "kinds", "kinds_in_use"]

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@cache
def built_in() -> dict[str, type[Details]]:
    """The kinds that Desk comes with, found by looking into this folder, in the order in which one chooses."""
    found: list[type[Details]] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name == "base":
            continue
        for each in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(each, type) and issubclass(each, Details) and each.__module__ == f"{__name__}.{module.name}":
                found.append(each)
    return {each.kind: each for each in sorted(found, key=lambda each: (each.order, each.kind))}


_made: dict[str, tuple[tuple[Wording, ...], dict[str, type[Details]]]] = {}


def kinds() -> dict[str, type[Details]]:
    """The kinds by code, in the order in which one chooses among them; those that are withdrawn, too.

    The same object until another kind is known (:mod:`desk.rules.wordings`). A kind of one's own goes before one of
    the same code that Desk came with later: its cases are read as they were written.
    """
    wordings = known()
    if not wordings:
        return built_in()
    made = _made.get("own")
    if made is None or made[0] is not wordings:
        from desk.rules.own_kind_making import make_kind

        own = [make_kind(tuple(each)) for _code, each in groupby(wordings, key=lambda each: each.code)]
        every = {**built_in(), **{each.kind: each for each in own}}
        ordered = sorted(every.values(), key=lambda each: (each.order, each.kind))
        _made["own"] = made = (wordings, {each.kind: each for each in ordered})
    return made[1]


def kinds_in_use() -> dict[str, type[Details]]:
    """The kinds that new cases may be of."""
    return {code: each for code, each in kinds().items() if not each.withdrawn}


def kind(code: str) -> type[Details]:
    """The kind with this code. Refused where there is none, naming those in use.

    Asked for one that Desk comes with, it makes nothing of the municipality's own.
    """
    if code in built_in() and not any(each.code == code for each in known()):
        return built_in()[code]
    if code not in kinds():
        refuse("kind_unknown", "kind", allowed=tuple(kinds_in_use()))
    return kinds()[code]


def is_known(code: str) -> bool:
    """Whether there is a kind with this code; nothing is made."""
    return code in built_in() or any(each.code == code for each in known())


def details_of(code: str, stored: dict[str, object]) -> Details:
    """The details of a remembered case, as their model. They were validated when they were written."""
    return kind(code).remembered(stored)


def by_kinds(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Remember what a function answers, for as long as the kinds are the same; its arguments can be hashed."""
    answers: dict[object, tuple[object, Answer]] = {}

    @wraps(function)
    def ask(*args: Asked.args, **named: Asked.kwargs) -> Answer:
        now, asked = kinds(), (args, tuple(named.items()))
        found = answers.get(asked)
        if found is None or found[0] is not now:
            found = answers[asked] = (now, function(*args, **named))
        return found[1]

    return ask
