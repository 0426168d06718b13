"""What a municipality is divided into, to start from, and what a topic is, which leads there.

Departments and answer groups are known by their names: the municipality's own words, not translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.words import language

DEPARTMENTS = (
    "Kommunledning",
    "Barn & utbildning",
    "Socialtjänst",
    "Vård & omsorg",
    "Samhällsbyggnad",
    "Miljö",
    "Kultur & fritid",
    "Kommunala bolag",
    "Extern",
)
"""The departments that a new reception starts with."""

ANSWER_GROUPS = ("Reception", "Växel", "E-post", "Skola & skjuts", "Samhällsbyggnad", "Omsorg")
"""The answer groups that a new reception starts with."""


@dataclass(frozen=True)
class Topic:
    """What a contact is about, in the reception's own words; it decides the rest of the form.

    Attributes:
        code: Its stable name, in commands and JSON.
        name: In Swedish; ``name_en`` in English.
        kind: The code of the kind of case.
        working_days: The deadline; ``None`` leaves it to the kind.
        solvable: Whether the desk can solve it by itself; net first-contact resolution leaves out others.
        routine: The written routine, some lines, in the municipality's language; may be empty.
    """

    code: str
    name: str
    name_en: str
    kind: str
    department: str | None = None
    group: str | None = None
    working_days: int | None = None
    solvable: bool = True
    routine: str = ""

    @property
    def label(self) -> str:
        """Its name in the language spoken now."""
        return self.name if language() == "sv" else self.name_en

    @property
    def proposed_outcome(self) -> str | None:
        """The code of the outcome that the form proposes. A topic never proposes a demand."""
        return "solved_first" if self.solvable else None
