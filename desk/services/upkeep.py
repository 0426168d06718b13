"""Keeping the desk in order: a backup while others work, and a check of the whole database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desk.rules.labels import Code
from desk.rules.rights import Right
from desk.services import backups
from desk.services.seat import Seat
from desk.storage import checking
from desk.storage.chain import read_head
from desk.storage.database import Transaction
from desk.storage.faults import DatabaseUnusable
from desk.words import N_

Progress = Callable[[int, int], None]
Look = Callable[[Transaction], list[str]]


class Part(Code):
    """What ``check`` looks at."""

    STRUCTURE = "structure", N_("Structure of the file")
    LINKS = "links", N_("Links between tables")
    REFERENCES = "references", N_("References without gaps")
    SEARCH = "search", N_("Search index against cases")
    TRAIL = "trail", N_("Trail")
    REGISTERS = "registers", N_("Cards and permits")
    FIGURES = "figures", N_("Marks for figures")


@dataclass(frozen=True)
class Finding:
    """What ``check`` found in one part: nothing, or what is wrong, each in a few words of code."""

    part: Part
    wrong: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.wrong


@dataclass(frozen=True)
class Checked:
    """What ``check`` found, part by part, and the trail's head, where it can be read. Iterating gives the findings."""

    findings: tuple[Finding, ...]
    head: str | None

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def clean(self) -> bool:
        """Whether nothing was found at all."""
        return all(each.clean for each in self.findings)

    @property
    def damaged(self) -> bool:
        """Whether a part of the file cannot be read."""
        return any(wrong.startswith(checking.UNREADABLE) for each in self.findings for wrong in each.wrong)


def backup(seat: Seat, target: Path) -> int:
    """Make a consistent copy while others work, readable by its owner only; returns its size in bytes."""
    return backups.make(seat, target).size


def check(seat: Seat, progress: Progress | None = None, heads: Iterable[str] = ()) -> Checked:
    """Check the whole database, part by part, as of one moment.

    Args:
        heads: Heads of the trail (``ID:HEX``) that were printed earlier and kept elsewhere; it must still hold each.
    """
    seat.demand(Right.SEE_FIGURES)
    known = [read_head(each) for each in heads]
    parts: dict[str, Look] = {**checking.PARTS, "trail": partial(checking.events, heads=known)}
    found: list[Finding] = []
    head = None
    try:
        with seat.database.read() as tx:
            for done, (code, look) in enumerate(parts.items()):
                if progress:
                    progress(done, len(parts))
                found.append(Finding(Part(code), tuple(checking.looked(look, tx))))
            head = checking.head(tx)
    except DatabaseUnusable:
        if all(each.clean for each in found):  # otherwise it is told already, and only the end was not sound either
            raise
    if progress:
        progress(len(parts), len(parts))
    return Checked(tuple(found), head)
