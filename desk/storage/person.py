"""Everything that is held on one person, found by a number or an address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desk.storage.database import Row, Transaction

FIELDS = {"person": "citizen.personal_number", "phone": "citizen.phone", "email": "citizen.email"}


@dataclass(frozen=True)
class Sought:
    """What is looked for: ``what`` it is (person, phone, email), and its value as it is stored."""

    what: str
    value: str

    def __repr__(self) -> str:
        return f"Sought({self.what})"

    @property
    def handle(self) -> str:
        """The handle that cases with it have."""
        return f"{self.what}:{self.value.casefold() if self.what == 'email' else self.value}"

    @property
    def like(self) -> str:
        """What a text that holds it is LIKE: its digits in their order. It lets more through than :attr:`written`."""
        if self.what == "email":
            return f"%{''.join(each if each.isascii() and each not in '%_' else '_' for each in self.value)}%"
        digits = self.value[2:] if self.what == "person" else self.value.removeprefix("+46").removeprefix("+")
        return f"%{'%'.join(digits)}%"

    @property
    def written(self) -> re.Pattern[str]:
        """How it may stand in running text, with spaces and hyphens anywhere between the digits."""
        if self.what == "email":
            return re.compile(rf"(?<![\w.+-]){re.escape(self.value)}(?![\w-])", re.IGNORECASE)
        between = r"[\s()/.+\u2010-\u2015\u2212-]{0,3}"
        if self.what == "person":
            century, rest = self.value[:2], between.join(self.value[2:])
            return re.compile(rf"(?<!\d)(?:{between.join(century)}{between})?{rest}(?!\d)")
        if self.value.startswith("+46"):
            rest = between.join(self.value[3:])
            return re.compile(
                rf"(?<!\d)(?:(?:\+|00){between}4{between}6{between}(?:0{between})?|0{between}){rest}(?!\d)"
            )
        digits = between.join(self.value.removeprefix("+"))
        return re.compile(rf"(?<!\d){digits}(?!\d)")


def cases_of(tx: Transaction, sought: Sequence[Sought]) -> list[int]:
    """The ids of the cases that are about the person, or were before a correction; the oldest first."""
    found: set[int] = set()
    for each in sought:
        found |= {row[0] for row in tx.all("SELECT case_id FROM handles WHERE handle = ?", (each.handle,))}
        found |= set(_corrected(tx, each))
        if each.what == "person":
            for sql, value in (
                ("SELECT case_id FROM permits WHERE person = ? AND case_id IS NOT NULL", each.value),
                ("SELECT case_id FROM bus_cards WHERE holder = ? AND case_id IS NOT NULL", each.handle),
            ):
                found |= {row[0] for row in tx.all(sql, (value,))}
    return sorted(found)


def _corrected(tx: Transaction, sought: Sought) -> Iterator[int]:
    wanted = sought.handle
    for case_id, *values in tx.each(
        "SELECT e.case_id, v.before, v.after FROM event_values v JOIN events e ON e.id = v.event_id WHERE v.field = ?",
        (FIELDS[sought.what],),
    ):
        if any(text and Sought(sought.what, str(json.loads(text))).handle == wanted for text in values):
            yield case_id


_TEXTS = """
SELECT id, year, number, text FROM (
  SELECT id, year, number, summary || char(10) || note || char(10) || coalesce(passed_on_to, '') || char(10)
    || coalesce(hold, '') || char(10) || coalesce(annulled_why, '') || char(10) || details AS text
  FROM cases WHERE disposed_at IS NULL
) texts WHERE text LIKE ?
"""
_EARLIER_TEXTS = """
SELECT c.id, c.year, c.number, v.text FROM (
  SELECT event_id, coalesce(before, '') || char(10) || coalesce(after, '') AS text FROM event_values
) v JOIN events e ON e.id = v.event_id JOIN cases c ON c.id = e.case_id WHERE v.text LIKE ?
"""


def mentions(tx: Transaction, sought: Sequence[Sought], known: Iterable[int]) -> list[tuple[int, int]]:
    """Year and number of other cases whose text, now or before a correction, holds it."""
    seen = set(known)
    found: set[tuple[int, int]] = set()
    for each in sought:
        for sql in (_TEXTS, _EARLIER_TEXTS):
            for number, year, place, text in tx.each(sql, (each.like,)):
                if number not in seen and each.written.search(text):
                    found.add((year, place))
    return sorted(found)


def _holds(patterns: Sequence[re.Pattern[str]], texts: Iterable[str]) -> bool:
    return any(pattern.search(text) for text in texts for pattern in patterns)


def drafts(tx: Transaction, sought: Sequence[Sought]) -> list[Row]:
    """Unfinished forms, anybody's, that hold it: agent, kind, channel, when saved, and the fields as typed (JSON)."""
    patterns = [each.written for each in sought]
    rows = tx.all("SELECT agent, kind, channel, saved_at, fields FROM drafts ORDER BY saved_at, key")
    return [row for row in rows if _holds(patterns, _texts(json.loads(row[4])))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def cards_of(tx: Transaction, case_id: int) -> list[Row]:
    """The card that a case put into the register: number, from which day and until which it was active (ordinals)."""
    return tx.all("SELECT card_number, active_day, ended_day FROM bus_cards WHERE case_id = ?", (case_id,))


def permits_of(tx: Transaction, case_id: int) -> list[Row]:
    """The permit: serial number, valid from and to, active from and until (ordinals)."""
    return tx.all(
        "SELECT serial_number, valid_from, valid_to, active_day, ended_day FROM permits WHERE case_id = ?", (case_id,)
    )
