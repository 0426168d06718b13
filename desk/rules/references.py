"""References: ``26-000123``, the two-digit local year of registration and the number within it."""

from __future__ import annotations

from desk.rules.refusals import refuse

LONGEST_NUMBER = 15
"""Digits of a reference's number; a longer one is none, and the database could not hold it."""
FIRST_YEAR = 1970
"""Instants are counted from here, so two digits from 70 on are a year of the last century (made-up data, say)."""


def reference(year: int, number: int) -> str:
    """Write a reference: ``26-000123`` for number 123 of the year 2026; at least six digits, more where needed."""
    return f"{year % 100:02d}-{number:06d}"


def parse_reference(text: str) -> tuple[int, int]:
    """Read ``26-000123`` as (2026, 123); leading zeros may be left out. Refused where it is none."""
    head, dash, tail = text.strip().partition("-")
    digits = head.isascii() and head.isdigit() and tail.isascii() and tail.isdigit()
    if not (dash and digits and len(head) == 2 and len(tail) <= LONGEST_NUMBER):
        refuse("case_unknown", "reference", reference=text.strip()[:20])
    return FIRST_YEAR + (int(head) - FIRST_YEAR) % 100, int(tail)
