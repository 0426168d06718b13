"""Lists as files: writing the one that one sees, the same everywhere, and bringing in what one has."""

from __future__ import annotations

from desk.action import Action, Where
from desk.words import N_

_BY_X: tuple[Where, ...] = ("desk", "board", "deviations", "measurements", "access", "admin", "kinds")
_IN_THE_FOOTER: tuple[Where, ...] = (
    "house", "pool", "resources", "registers", "topics", "departments", "groups", "division",
)  # fmt: skip
_X_IS_TAKEN: tuple[Where, ...] = (
    "search", "goals", "staffing", "satisfaction", "calendar", "documents", "dialogues", "issued", "routines",
)  # fmt: skip
"""There ``x`` does something else, or is typed into a field."""


def _export(where: Where, *keys: str, footer: int = 0) -> Action:
    return Action(f"{where}.export_list", keys, "export_list", N_("Export"),
                  N_("Write the list to a file, CSV or Excel."), where, footer, local=True)  # fmt: skip


def _bring_in(where: Where) -> Action:
    return Action(f"{where}.bring_in", ("i",), "bring_in", N_("Bring in"),
                  N_("Bring in what stands in a file, CSV or Excel; a dry run comes first."), where, 0,
                  local=True)  # fmt: skip


EXPORTS: tuple[Action, ...] = (
    *(_export(each, "x", "ctrl+e") for each in _BY_X),
    *(_export(each, "x", "ctrl+e", footer=11) for each in _IN_THE_FOOTER),
    *(_export(each, "ctrl+e") for each in _X_IS_TAKEN),
)
BRINGING_IN: tuple[Action, ...] = (
    _bring_in("registers"),
    _bring_in("resources"),
    _bring_in("topics"),
    _bring_in("administration"),
    Action("bringing_in.save", ("ctrl+s",), "save", N_("Bring in"),
           N_("Bring in every line; where one is refused, none."), "bringing_in", 1, local=True),
    Action("bringing_in.open", ("enter",), "open", N_("Whole line"),
           N_("Show everything that is said of the line under the cursor."), "bringing_in", 2, local=True),
    Action("bringing_in.again", ("r",), "again", N_("Read again"),
           N_("Read the file again, when it has been mended."), "bringing_in", 3, local=True),
    Action("bringing_in.file", ("f",), "file", N_("Other file"), N_("Read another file."), "bringing_in", 4,
           local=True),
    Action("bringing_in.mapping", ("m",), "mapping", N_("Mapping"),
           N_("Read the file by a mapping, which says what its columns are."), "bringing_in", 5, local=True),
    Action("bringing_in.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "bringing_in", 9),
)  # fmt: skip
