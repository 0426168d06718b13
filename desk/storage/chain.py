"""How the trail is chained, so that an entry that was altered, removed, inserted or cut off at the end shows.

Each entry carries two SHA-256 sums. Its ``link`` is made of the link before it in the same case's trail and of the
entry itself; entries of no case (people, keys, disposals) make a trail of their own. Its ``chain`` is made of the
chain of the entry before it, whatever its case, and of its link: so the newest chain stands for the whole trail. That
one, written as ``ID:HEX``, is the *head*. Somebody who may write the file could make every sum anew; a head that was
printed earlier and is kept elsewhere tells that they did.

An entry holds personal values only as salted digests: when the values and their salts are disposed of, the sums stay.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from desk.rules.references import reference
from desk.rules.refusals import refuse
from desk.storage.database import Row, Transaction

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

START = bytes(32)
"""What stands before the first entry, of a case and of the whole."""


class Head(NamedTuple):
    """How far the trail had come: the newest entry's number, and the chain up to it."""

    id: int
    chain: bytes

    def __str__(self) -> str:
        return f"{self.id}:{self.chain.hex()}"


_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def read_head(text: str) -> Head:
    """The head that ``text`` is, as ``check`` printed it. Refused where it is none."""
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        refuse("head_invalid", "--head")
    return Head(int(found[1]), bytes.fromhex(found[2]))


def link_of(before: bytes, entry: Sequence[Any], state: bytes | None) -> bytes:
    """The link of an entry.

    Args:
        before: The link before it in the same trail; :data:`START` for the first.
        entry: id, case_id, at, by, what, subject, changes (as stored) and version.
        state: The digest of the case's row after it, where it has one.
    """
    return hashlib.sha256(before + entry_said(entry).encode("utf-8", "surrogatepass") + (state or b"")).digest()


def entry_said(entry: Sequence[Any]) -> str:
    """What a link is made of, between the link before it and the state: JSON that begins with id and case."""
    return _encode(entry)


def chain_of(before: bytes, link: bytes) -> bytes:
    """The chain up to an entry: of the chain before it, and its link."""
    return hashlib.sha256(before + link).digest()


# ------------------------------------------------------------------ verifying

MOST = 100
_ENTRY = 'e.id, e.case_id, e.at, e."by", e.what, e.subject, e.changes, e.version, e.state, e.link, e.chain'
_SAID = 8
"""How many of the columns an entry's link is made of."""


def verify(tx: Transaction, heads: Iterable[Head] = ()) -> list[str]:
    """What is wrong with the trail, each entry named; at most a hundred of a sort.

    Args:
        heads: Heads that were printed earlier and kept elsewhere; the trail must still hold each of them.
    """
    lost, odd = _sequence(tx, {head.id: head.chain for head in heads})
    altered = list(islice(_altered(tx, gaps=bool(lost)), MOST))
    return [*lost[:MOST], *odd[:MOST], *altered]


def _sequence(tx: Transaction, heads: dict[int, bytes]) -> tuple[list[str], list[str]]:
    """Entries that are missing, and entries whose chain does not follow on, or is not that of a head."""
    lost: list[str] = []
    odd: list[str] = []
    before, chain = 0, START
    for row in tx.each("SELECT e.id, e.link, e.chain FROM events e ORDER BY e.id"):
        number = row[0]
        follows = number == before + 1
        if not follows:
            lost.append(_missing(before + 1, number - 1))
        elif not _is(row[2], chain_of, chain, row[1]):
            odd.append(f"{_named(tx, number)} does not follow on the one before it")
        if number in heads and heads[number] != row[2]:
            odd.append(f"the trail up to {_named(tx, number)} is another than when its head was printed")
        before, chain = number, row[2]
    if ahead := [number for number in heads if number > before]:
        lost.append(f"{_missing(before + 1, max(ahead))}: cut off at the end")
    return lost, odd


def _altered(tx: Transaction, *, gaps: bool) -> Iterator[str]:
    """Entries that are not what their link was made of."""
    case, link = None, START
    for row in tx.each(f"SELECT {_ENTRY} FROM events e ORDER BY e.case_id, e.id"):
        if row[1] != case:
            case, link = row[1], START
        if not _is(row[9], link_of, link, row[:_SAID], row[8]):
            yield f"{_name(tx, row)} was altered" + (", or what stood before it is missing" if gaps else "")
        link = row[9]


def _is(kept: object, how: Any, *of: Any) -> bool:
    """Whether a sum is what it should be; not where what it is made of cannot even be read."""
    try:
        return bool(kept == how(*of))
    except (TypeError, ValueError):
        return False


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first}–{last} are missing"


def _named(tx: Transaction, number: int) -> str:
    row = tx.one(f"SELECT {_ENTRY} FROM events e WHERE e.id = ?", (number,))
    return f"entry {number}" if row is None else _name(tx, row)


def _name(tx: Transaction, row: Row) -> str:
    """An entry as one finds it: its number, its case, what, when and by whom."""
    case = tx.one("SELECT year, number FROM cases WHERE id = ?", (row[1],)) if row[1] is not None else None
    about = reference(*case) if case else "the desk"
    when = datetime.fromtimestamp(row[2], UTC).strftime("%Y-%m-%dT%H:%MZ") if isinstance(row[2], int) else "?"
    return f"entry {row[0]} ({about}, {row[4]}, {when}, {row[3]})"
