"""Every kind of case, found by looking into this folder: one module, one kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from desk.rules.kinds.base import Details
from desk.rules.refusals import refuse

__all__ = ["Details", "details_of", "kind", "kinds"]


@cache
def kinds() -> dict[str, type[Details]]:
    """The kinds by code, in the order in which one chooses among them."""
    found: list[type[Details]] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name == "base":
            continue
        for each in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(each, type) and issubclass(each, Details) and each.__module__ == f"{__name__}.{module.name}":
                found.append(each)
    return {each.kind: each for each in sorted(found, key=lambda each: (each.order, each.kind))}


def kind(code: str) -> type[Details]:
    """The kind with this code. Refused where there is none, naming those that are."""
    if code not in kinds():
        refuse("kind_unknown", "kind", allowed=tuple(kinds()))
    return kinds()[code]


def details_of(code: str, stored: dict[str, object]) -> Details:
    """The details of a remembered case, as their model. They were validated when they were written."""
    return kind(code).model_validate(stored)
