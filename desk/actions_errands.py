"""The actions of the errands' own screens and of administration, part of :data:`desk.actions.ACTIONS`."""

from __future__ import annotations

from desk.action import Action
from desk.words import N_

# fmt: off
ERRANDS: tuple[Action, ...] = (
    # ---- visitors and post
    Action("house.out", ("o",), "out", N_("Out"),
           N_("The visitor under the cursor goes, or the post there is handed over."), "house", 1),
    Action("house.visitor", ("n",), "visitor", N_("Visitor in"), N_("Let a visitor in."), "house", 2),
    Action("house.post", ("m",), "post", N_("Post in"), N_("Take in post for somebody."), "house", 3),
    Action("house.open", ("enter",), "open_case", N_("Open"), N_("Open the case under the cursor."), "house", 4),
    Action("house.print", ("p",), "print", N_("Evacuation list"),
           N_("Write who is in the house to a file, to be printed and taken along."), "house", 5, local=True),
    Action("house.other", ("tab", "shift+tab"), "other_list", N_("Other list"),
           N_("Go from visitors to post, and back."), "house", 6),
    Action("house.undo", ("ctrl+z",), "undo", N_("Take back"),
           N_("Take back the last that went out: somebody is still here, or the post still waits."), "house", 7),
    Action("house.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "house", 9),
    # ---- pool and bookings
    Action("pool.open", ("enter",), "open", N_("Book, open"),
           N_("Book what is free under the cursor; open the case that has it."), "pool", 1),
    Action("pool.book", ("n",), "book", N_("Book"), N_("Book what is under the cursor, for this time or another."),
           "pool"),
    Action("pool.lend", ("l",), "lend", N_("Lend"), N_("Hand out what is booked under the cursor."), "pool", 2),
    Action("pool.give_back", ("r",), "give_back", N_("Take back"),
           N_("Take back what was lent, and say whether it was damaged."), "pool", 3),
    Action("pool.out", ("o",), "out", N_("Out of service"),
           N_("Put what is under the cursor out of service, or into service again."), "pool", 7),
    Action("pool.cancel", ("c",), "cancel", N_("Cancel"),
           N_("Cancel the booking under the cursor: this day, or all that is left."), "pool", 5),
    Action("pool.sort", ("tab",), "sort(1)", N_("Pool, facilities"),
           N_("Show the pool, the facilities or the officiants."), "pool", 10),
    Action("pool.sort_back", ("shift+tab",), "sort(-1)", N_("Pool, facilities"),
           N_("Show the pool, the facilities or the officiants."), "pool"),
    Action("pool.hours", ("h",), "view(1)", N_("Hours"),
           N_("Show the week, one day's hours, or one thing's hours in the week."), "pool", 4),
    Action("pool.previous", ("comma",), "shift(-1)", N_("Earlier"),
           N_("The week before; among hours, the day."), "pool"),
    Action("pool.next", ("full_stop",), "shift(1)", N_("Later"),
           N_("The week after; among hours, the day."), "pool"),
    Action("pool.today", ("i",), "today", N_("Today"), N_("Back to today."), "pool", 8),
    Action("pool.day", ("d",), "pick_day", N_("Day"), N_("Go to a day."), "pool"),
    Action("pool.find", ("slash",), "find", N_("Find"),
           N_("Show only what has these words in its name or type; nothing shows everything."), "pool", 6),
    Action("pool.late", ("f",), "late", N_("Next overdue"),
           N_("Go to the next loan that should have been returned."), "pool"),
    Action("pool.resources", ("e",), "resources", N_("What can be booked"),
           N_("See what can be booked, and change it."), "pool"),
    Action("pool.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "pool", 9),
    # ---- what can be booked
    Action("resources.open", ("enter",), "open", N_("Change"), N_("Change what is under the cursor."), "resources", 1),
    Action("resources.add", ("n",), "add", N_("New"), N_("Add something that can be booked."), "resources", 2),
    Action("resources.out", ("o",), "out", N_("Out of service"),
           N_("Put what is under the cursor out of service, or into service again."), "resources", 3),
    Action("resources.rest", ("r",), "rest", N_("Take away"),
           N_("Let what is under the cursor be booked no more, or again."), "resources", 4),
    Action("resources.sort", ("tab",), "sort(1)", N_("Pool, facilities"),
           N_("Show the pool, the facilities or the officiants."), "resources", 5),
    Action("resources.sort_back", ("shift+tab",), "sort(-1)", N_("Pool, facilities"),
           N_("Show the pool, the facilities or the officiants."), "resources"),
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
