"""Writing the list that one sees to a file: the same action in every place that has one."""

from __future__ import annotations

from desk.action import Action, Where
from desk.words import N_

_BY_X: tuple[Where, ...] = ("desk", "board", "deviations", "measurements", "access", "admin")
_IN_THE_FOOTER: tuple[Where, ...] = ("house", "pool", "resources", "registers")
_X_IS_TAKEN: tuple[Where, ...] = (
    "search", "goals", "staffing", "satisfaction", "calendar", "documents", "dialogues", "issued", "routines",
)  # fmt: skip
"""There ``x`` does something else, or is typed into a field."""


def _export(where: Where, *keys: str, footer: int = 0) -> Action:
    return Action(f"{where}.export_list", keys, "export_list", N_("Export"),
                  N_("Write the list to a file, CSV or Excel."), where, footer, local=True)  # fmt: skip


EXPORTS: tuple[Action, ...] = (
    *(_export(each, "x", "ctrl+e") for each in _BY_X),
    *(_export(each, "x", "ctrl+e", footer=11) for each in _IN_THE_FOOTER),
    *(_export(each, "ctrl+e") for each in _X_IS_TAKEN),
)
