"""What tests of the rules need: circumstances on a given day, and a refusal read as the person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from desk import words
from desk.rules.cases import Citizen
from desk.rules.kinds.base import Circumstances
from desk.rules.refusals import Problem, Refused, problems_in

TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = words.language()
    words.use("en")
    yield
    words.use(before)


@pytest.fixture
def at() -> Callable[..., Circumstances]:
    """Circumstances: received and now on Thursday 19 November 2026, helped is nobody, unless said otherwise."""

    def make(received: date = TODAY, today: date | None = None, **citizen: Any) -> Circumstances:
        return Circumstances(received, today or max(TODAY, received), Citizen(**citizen))

    return make


@pytest.fixture
def refused() -> Callable[[str, str | None, str, str], AbstractContextManager[None]]:
    """``with refused(code, field, reason, right):`` — the block is refused with just this, as the person reads it."""

    @contextmanager
    def expect(code: str, field: str | None, reason: str, right: str) -> Iterator[None]:
        problem = None
        try:
            yield
        except Refused as refusal:
            problem = _only(refusal.problems)
        except ValidationError as error:
            problem = _only(problems_in(error))
        assert problem is not None, f"not refused; expected {code}"
        assert (problem.code, problem.field) == (code, field)
        assert (problem.reason, problem.right) == (reason, right)

    return expect


def _only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]
