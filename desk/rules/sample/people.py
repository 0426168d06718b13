"""Made-up people: names put together, numbers that cannot be anyone's."""

from __future__ import annotations

from datetime import date, timedelta

from desk.rules.rights import Person, Role
from desk.rules.sample.words import FIRST_NAMES, SURNAMES
from desk.rules.text import folded

PHONES = tuple(f"+467017406{number:02d}" for number in range(5, 100))
"""Numbers of the series that the authority keeps for fiction."""

_FIRST_BORN = date(1840, 1, 1)
_BIRTHDAYS = (date(1899, 12, 31) - _FIRST_BORN).days + 1


def full_name(first: int, last: int) -> str:
    """A name put together from the lists; any two numbers do."""
    return f"{FIRST_NAMES[first % len(FIRST_NAMES)]} {SURNAMES[last % len(SURNAMES)]}"


def email_of(name: str) -> str:
    """The address of a made-up person, in a domain that is kept for examples."""
    return f"{folded(name).replace(' ', '.')}@example.se"


def personal_number(which: int) -> str:
    """The made-up personal number ``which`` (0 and up, all different): born before 1900, check digit right."""
    born = _FIRST_BORN + timedelta(days=which * 7919 % _BIRTHDAYS)
    digits = f"{born:%Y%m%d}{which // _BIRTHDAYS % 999 + 1:03d}"
    return digits + str(_check_digit(digits[2:]))


def _check_digit(nine: str) -> int:
    """Luhn's digit over YYMMDDNNN, as the Tax Agency counts it."""
    total = 0
    for place, digit in enumerate(nine):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def colleagues(many: int, groups: tuple[str, ...]) -> tuple[Person, ...]:
    """``many`` made-up people at the desk: the first is the lead; they share the answer groups."""
    made = []
    for number in range(many):
        name = full_name(number * 7 + 1, number * 3 + 2)
        login = folded(name).replace(" ", ".")
        group = groups[number % len(groups)] if groups else None
        made.append(Person(login, name, Role.LEAD if number == 0 else Role.AGENT, group))
    return tuple(made)
