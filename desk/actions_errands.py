"""The actions of the errands' own screens and of administration, part of :data:`desk.actions.ACTIONS`."""

from __future__ import annotations

from desk.action import Action
from desk.words import N_

# fmt: off
ERRANDS: tuple[Action, ...] = (
    # ---- visitors and post
    Action("house.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "house", 9),
    # ---- pool and bookings
    Action("pool.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "pool", 9),
    # ---- what can be booked
    Action("resources.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "resources", 9),
    # ---- permits and cards
    Action("registers.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "registers", 9),
    # ---- administration
    Action("administration.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "administration",
           9),
    # ---- topics
    Action("topics.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "topics", 9),
    # ---- departments
    Action("departments.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "departments", 9),
    # ---- answer groups
    Action("groups.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "groups", 9),
    # ---- retention
    Action("retention.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "retention", 9),
    # ---- kinds
    Action("kinds.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "kinds", 9),
    # ---- routines
    Action("routines.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "routines", 9),
    # ---- division of work
    Action("division.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "division", 9),
)
# fmt: on
