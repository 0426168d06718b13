"""What a change to a case touches, for rules that span rows: they ask only about that."""

from __future__ import annotations

from desk.rules.cases import Case

REFERENCE = "(SELECT printf('%02d-%06d', year % 100, number) FROM cases WHERE id = {table}.case_id)"
"""SQL: the reference of a row's case; NULL where it has none, since it was brought in."""


def same(before: Case | None, case: Case, *names: str) -> bool:
    """Whether the case had the same personal number and the same details of these names before."""
    if before is None or before.personal_number != case.personal_number:
        return False
    return all(before.details.get(name) == case.details.get(name) for name in names)


def comes_to(before: Case | None, case: Case, *steps: str) -> bool:
    """Whether the case comes to one of ``steps`` just now."""
    return case.step in steps and (before is None or before.step != case.step)
