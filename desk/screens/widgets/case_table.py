"""A list of cases: what one sees of each, by how wide the terminal is."""

from __future__ import annotations

from desk.screens.widgets.list_table import ROWS, Column, ListTable
from desk.screens.widgets.list_table import Line as CaseLine
from desk.words import N_

__all__ = ["ROWS", "CaseLine", "CaseTable"]


class CaseTable(ListTable):
    """Cases; the deadline is marked where it has passed."""

    COLUMNS = (
        Column("reference", N_("No."), 9),
        Column("due", N_("Due"), 13),
        Column("kind", N_("Kind"), 11),
        Column("who", N_("Who"), 14),
        Column("what", N_("What"), 14),
        Column("step", N_("Step"), 10),
        Column("agent", N_("Agent"), 12, 104),
        Column("group", N_("Answer group"), 13, 120),
        Column("received", N_("Received"), 12, 136),
        Column("topic", N_("Topic"), 22, 162),
    )
    GROWING = ("kind", "received", "group", "what", "who", "step", "topic")
    MOST = {"kind": 14, "received": 15, "group": 15, "what": 60, "who": 24, "step": 16, "topic": 30}
    LATE = "due"
