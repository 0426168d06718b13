"""Keeping the desk in order: a backup while others work, and a check of the whole database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk.rules.labels import Code
from desk.rules.refusals import Problem, Refused
from desk.rules.rights import Right
from desk.services.seat import Seat
from desk.storage import backup as copies
from desk.storage import checking
from desk.words import N_

Progress = Callable[[int, int], None]


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


def backup(seat: Seat, target: Path) -> int:
    """Make a consistent copy while others work, readable by its owner only; returns its size in bytes."""
    seat.demand(Right.BACK_UP)
    try:
        return copies.copy_to(seat.database, target)
    except FileExistsError as error:
        raise Refused(Problem("file_exists", "FILE", {"file": target})) from error


def check(seat: Seat, progress: Progress | None = None) -> list[Finding]:
    """Check the whole database, part by part, as of one moment."""
    seat.demand(Right.SEE_FIGURES)
    parts = list(checking.PARTS.items())
    found = []
    with seat.database.read() as tx:
        for done, (code, look) in enumerate(parts):
            if progress:
                progress(done, len(parts))
            found.append(Finding(Part(code), tuple(look(tx))))
    if progress:
        progress(len(parts), len(parts))
    return found
