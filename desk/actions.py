"""The table of keys: every action once, and the places they belong to. :mod:`desk.keys` says what follows from it.

Light on purpose: it is imported before the first paint. The actions of the follow-up and of the errands' own screens
are on pages of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from desk.action import Action, Where
from desk.actions_administration import ADMINISTRATION
from desk.actions_errands import ERRANDS
from desk.actions_follow_up import FOLLOW_UP
from desk.actions_lists import BRINGING_IN, EXPORTS
from desk.words import N_

__all__ = ["ACTIONS", "PLACES", "Action", "Where"]


def _register(name: str, digit: str, kind: str, label: str, text: str) -> Action:
    return Action(f"desk.{name}", (digit,), f"register('{kind}')", label, text, "desk")


# fmt: off
ACTIONS: tuple[Action, ...] = (
    # ---- desk: digits register, letters go places
    _register("visit", "1", "visit", N_("Visit"), N_("Register a visit.")),
    _register("call", "2", "phone", N_("Call"), N_("Register a call.")),
    _register("email", "3", "email", N_("E-mail"), N_("Register an e-mail.")),
    _register("bus_card", "4", "bus_card", N_("Bus card"), N_("Register a bus card.")),
    _register("parking_permit", "5", "parking_permit", N_("Parking permit"),
           N_("Register a parking permit.")),
    _register("feedback", "6", "feedback", N_("Feedback"),
           N_("Register a complaint, praise or a suggestion.")),
    _register("other", "7", "other", N_("Other"), N_("Register anything else.")),
    Action("desk.open", ("enter",), "open_case", N_("Open"),
           N_("Open the case under the cursor."), "desk", 1),
    Action("desk.search", ("slash", "divide"), "search", N_("Search"),
           N_("Search by reference, name, telephone, card or words."), "desk", 2),
    Action("desk.reports", ("r",), "reports", N_("Follow-up"),
           N_("See the week's figures."), "desk", 3),
    Action("desk.again", ("full_stop", "decimal"), "again", N_("Same again"),
           N_("Register the last contact once more: topic, channel and outcome, never the person."), "desk", 4),
    Action("desk.admin", ("a",), "admin", N_("Administration"),
           N_("Look after people, their keys and PINs; for the auditor, the access log."), "desk", 12),
    Action("desk.board", ("t",), "go('board')", N_("Board"), N_("Go to the improvement board."), "desk", 10),
    Action("desk.calendar", ("k",), "go('calendar')", N_("Calendar"),
           N_("See the annual wheel, and what falls due."), "desk", 11),
    Action("desk.house", ("v",), "go('house')", N_("Visitors, post"),
           N_("See who is in the house, and which post waits for whom."), "desk", 7),
    Action("desk.pool", ("p",), "go('pool')", N_("Pool, bookings"),
           N_("See and book cars, rooms and officiants, lend and take back."), "desk", 8),
    Action("desk.registers", ("g",), "go('registers')", N_("Permits, cards"),
           N_("Look up who has which parking permit or bus card."), "desk", 9),
    Action("desk.cover", ("c",), "go('division')", N_("Cover"),
           N_("See who answers for what, who is away, and what you cover; say that you are away."), "desk"),
    Action("desk.drafts", ("d",), "drafts", N_("Drafts"),
           N_("Go on with a form that was left."), "desk", 5),
    Action("desk.annul_last", ("ctrl+z",), "annul_last", N_("Annul last"),
           N_("Annul the case registered last; the reason is asked for."), "desk", 6),
    Action("desk.scope_next", ("right", "h"), "scope(1)", N_("Mine, group, all"),
           N_("Show the cases of more people."), "desk"),
    Action("desk.scope_previous", ("left",), "scope(-1)", N_("Mine, group, all"),
           N_("Show the cases of fewer people."), "desk"),
    # ---- form
    Action("form.next", ("tab", "enter"), "next_field", N_("Next"), N_("Go to the next field."), "form"),
    Action("form.previous", ("shift+tab",), "previous_field", N_("Back"),
           N_("Go to the field before."), "form"),
    Action("form.save", ("ctrl+s",), "save", N_("Save"), N_("Save and close the form."), "form", 1),
    Action("form.leave", ("escape",), "leave", N_("Leave"),
           N_("Leave the form; what was typed is kept as a draft."), "form", 2),
    Action("form.save_open", ("ctrl+o",), "save_open", N_("Open case"),
           N_("Save as an open case, to be worked on."), "form", 3),
    Action("form.time", ("ctrl+t",), "change_time", N_("Change time"),
           N_("Say when the contact came in."), "form", 4),
    Action("form.routine", ("ctrl+r",), "routine", N_("Routine"),
           N_("Read the whole routine; what is typed stays as it is."), "form"),
    # ---- case
    Action("case.step", ("s",), "step", N_("Next step"), N_("Take the case's next step."), "case", 1),
    Action("case.note", ("n",), "note", N_("Note"), N_("Write a note."), "case", 2),
    Action("case.outcome", ("o",), "outcome", N_("Outcome"),
           N_("Close the case with an outcome."), "case", 3),
    Action("case.take_over", ("m",), "take_over", N_("Take over"), N_("Make the case yours."), "case", 4),
    Action("case.forward", ("f",), "forward", N_("Forward"),
           N_("Hand the case to a department or person."), "case", 5),
    Action("case.park", ("u",), "park", N_("Until"), N_("Park the case until a day."), "case", 6),
    Action("case.correct", ("c",), "correct", N_("Correct"),
           N_("Correct a field; both values are kept."), "case", 7),
    Action("case.reveal", ("v",), "reveal", N_("Show person"),
           N_("Show the masked personal data; that it was shown is logged."), "case", 8),
    Action("case.routine", ("r",), "routine", N_("Routine"),
           N_("Read how such an errand is handled."), "case"),
    Action("case.answer", ("a",), "answer", N_("Answer"),
           N_("Note what the department answered; the case is the desk's again."), "case"),
    Action("case.letter", ("e",), "letter", N_("Letter"),
           N_("Write to those whom the case was handed over to, or reply to the citizen."), "case"),
    Action("case.annul", ("x",), "annul", N_("Annul"),
           N_("Annul the case: it keeps its reference and leaves every figure."), "case"),
    Action("case.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "case", 9),
    # ---- search
    Action("search.open", ("enter",), "open_case", N_("Open"),
           N_("Open the case under the cursor."), "search", 1),
    Action("search.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "search", 2),
    *ERRANDS,
    *ADMINISTRATION,
    *FOLLOW_UP,
    *EXPORTS,
    *BRINGING_IN,
    # ---- access log
    Action("access.open", ("enter",), "open_entry", N_("Show"), N_("Show the whole entry."), "access", 1),
    Action("access.view", ("right", "h"), "view(1)", N_("Other log"),
           N_("Go between what was opened and what was done to the desk."), "access", 2),
    Action("access.view_back", ("left",), "view(-1)", N_("Other log"),
           N_("Go between what was opened and what was done to the desk."), "access"),
    Action("access.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "access", 3),
    # ---- administration
    Action("admin.change", ("enter",), "change", N_("Change"),
           N_("Change the name, role or answer group of the person under the cursor."), "admin", 1),
    Action("admin.add", ("n",), "add", N_("Add"), N_("Add a person."), "admin", 2),
    Action("admin.keys", ("k",), "keys", N_("SSH keys"),
           N_("See, add and withdraw the person's keys for sessions over SSH."), "admin", 3),
    Action("admin.rest", ("r",), "rest", N_("Rest, wake"),
           N_("Put the person to rest: no more logging in; or let one who rests log in again."), "admin", 4),
    Action("admin.clear_pin", ("p",), "clear_pin", N_("Clear PIN"),
           N_("Clear the person's PIN; a new one is chosen at the next start."), "admin", 5),
    Action("admin.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "admin", 6),
    # ---- a person's keys
    Action("keys.show", ("enter",), "show_key", N_("Show"), N_("Show the whole key under the cursor."), "keys", 1),
    Action("keys.add", ("n",), "add", N_("Add"), N_("Add a key by pasting it."), "keys", 2),
    Action("keys.add_file", ("f",), "add_file", N_("From file"), N_("Add a key from a file."), "keys", 3,
           local=True),
    Action("keys.withdraw", ("x",), "withdraw", N_("Withdraw"),
           N_("Withdraw the key under the cursor: nobody logs in with it any more."), "keys", 4),
    Action("keys.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), "keys", 5),
    # ---- anywhere
    Action("any.help", ("question_mark", "f1"), "app.help", N_("Help"), N_("Show all keys."), "any", 20),
    Action("any.palette", ("ctrl+p",), "app.command_palette", N_("Commands"),
           N_("Find anything that can be done, by its name."), "any", 21),
    Action("any.lock", ("ctrl+l",), "app.lock", N_("Lock"),
           N_("Lock the session; your PIN opens it again, as it was."), "any"),
    Action("any.quit", ("ctrl+q",), "app.quit", N_("Quit"), N_("Leave Desk."), "any", 22),
)
# fmt: on

PLACES: Mapping[Where, str] = {
    "desk": N_("Desk"),
    "form": N_("Form"),
    "case": N_("Case"),
    "search": N_("Search"),
    "house": N_("Visitors and post"),
    "pool": N_("Pool and bookings"),
    "resources": N_("What can be booked"),
    "registers": N_("Permits and cards"),
    "reports": N_("Follow-up"),
    "deviations": N_("Deviations"),
    "goals": N_("Goals"),
    "telephone": N_("Telephone"),
    "staffing": N_("Staffing"),
    "satisfaction": N_("Satisfaction"),
    "measurements": N_("Service measurements"),
    "demand": N_("Failure demand"),
    "feedback": N_("Feedback"),
    "board": N_("Board"),
    "calendar": N_("Calendar"),
    "documents": N_("Steering documents"),
    "dialogues": N_("Dialogues"),
    "issued": N_("Issued reports"),
    "wall": N_("Wall"),
    "access": N_("Access log"),
    "administration": N_("Administration"),
    "admin": N_("People"),
    "keys": N_("A person's keys"),
    "topics": N_("Topics"),
    "departments": N_("Departments"),
    "groups": N_("Answer groups"),
    "retention": N_("Retention"),
    "kinds": N_("Kinds"),
    "routines": N_("Routines"),
    "division": N_("Division of work"),
    "bringing_in": N_("Bringing in"),
    "handover": N_("Letters"),
    "any": N_("Anywhere"),
}
