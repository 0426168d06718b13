"""The actions of administration and of letters, part of :data:`desk.actions.ACTIONS`."""

from __future__ import annotations

from desk.action import Action, Where
from desk.words import N_


def _to(name: str, letter: str, screen: str, label: str, text: str) -> Action:
    return Action(f"administration.{name}", (letter,), f"go('{screen}')", label, text, "administration")


def _back(where: Where) -> Action:
    return Action(f"{where}.back", ("escape",), "back", N_("Back"), N_("Back to where you came from."), where, 9)


def _list(where: Where, *more: Action) -> tuple[Action, ...]:
    """What one does with a list of what the municipality keeps of its own."""
    return (
        Action(f"{where}.change", ("enter",), "change", N_("Change"), N_("Change what is under the cursor."), where, 1),
        Action(f"{where}.add", ("n",), "add", N_("Add"), N_("Add one."), where, 2),
        Action(f"{where}.rest", ("r",), "rest", N_("Rest, wake"),
               N_("Offer what is under the cursor no more, or again."), where, 3),
        *more,
        Action(f"{where}.remove", ("d",), "remove", N_("Remove"),
               N_("Remove what is under the cursor, where nothing has ever named it."), where, 6),
        _back(where),
    )  # fmt: skip


def _order(where: Where) -> tuple[Action, ...]:
    return (
        Action(f"{where}.up", ("minus",), "move(-1)", N_("Up"), N_("Move what is under the cursor up."), where, 4),
        Action(f"{where}.down", ("plus",), "move(1)", N_("Down"), N_("Move what is under the cursor down."), where, 5),
    )


# fmt: off
ADMINISTRATION: tuple[Action, ...] = (
    # ---- administration
    Action("administration.open", ("enter",), "open", N_("Open"), N_("Open what is under the cursor."),
           "administration", 1),
    _to("people", "p", "admin", N_("People"), N_("People, their roles, keys and PINs.")),
    _to("topics", "t", "topics", N_("Topics"), N_("What contacts are about, and where each leads.")),
    _to("departments", "d", "departments", N_("Departments"), N_("Their order, and where cases are mailed to.")),
    _to("groups", "g", "groups", N_("Answer groups"), N_("The teams whose answer rate is followed.")),
    _to("goals", "m", "goals", N_("Goals"), N_("What figures are to reach, by whose decision.")),
    _to("resources", "b", "resources", N_("What can be booked"), N_("Cars, projectors, rooms, officiants.")),
    _to("routines", "r", "routines", N_("Routines"), N_("How each errand is handled, with its versions.")),
    _to("division", "w", "division", N_("Division of work"), N_("Who answers for what, who covers, who is away.")),
    _to("kinds", "k", "kinds", N_("Kinds"), N_("The kinds of errands, with those of your own.")),
    _to("retention", "s", "retention", N_("Retention"), N_("How long personal data are kept; disposal.")),
    _to("measurements", "n", "measurements", N_("Service measurements"), N_("How others found the service.")),
    _to("access", "l", "access", N_("Access log"), N_("Who has seen what, and what was done to the desk.")),
    _back("administration"),
    # ---- what the municipality keeps of its own
    *_list("topics"),
    *_list("departments", *_order("departments")),
    *_list("groups", *_order("groups")),
    # ---- retention
    Action("retention.decide", ("enter",), "decide", N_("Decide"),
           N_("Say for how long the personal data of the kind under the cursor are kept, by which decision."),
           "retention", 1),
    Action("retention.try", ("t",), "try_out", N_("What would go"),
           N_("See what a disposal would take today; nothing is changed."), "retention", 2),
    Action("retention.dispose", ("d",), "dispose", N_("Dispose"),
           N_("Dispose of what is due, by a decision; it is shown before anything goes."), "retention", 3),
    Action("retention.withdraw", ("r",), "withdraw", N_("Withdraw"),
           N_("Take the decision under the cursor away: what held before holds again."), "retention", 4),
    _back("retention"),
    # ---- letters of a case
    Action("handover.mail", ("m",), "mail", N_("Mail program"),
           N_("Open the letter in the mail program; it is sent from there."), "handover", 1, local=True),
    Action("handover.file", ("f",), "file", N_("To a file"),
           N_("Write the letter as an .eml file, which a mail program opens as a draft."), "handover", 2, local=True),
    Action("handover.write", ("e",), "write", N_("Write"), N_("Write what is replied to the citizen."), "handover", 3),
    Action("handover.sent", ("s",), "sent", N_("Sent"),
           N_("Say that the reply was sent; of feedback that takes its step."), "handover", 4),
    Action("handover.ask_again", ("u",), "ask_again", N_("Ask again"),
           N_("Say on which day to ask the department again."), "handover", 5),
    Action("handover.other", ("tab", "shift+tab"), "other", N_("Other letter"),
           N_("Go from the letter to the department to the reply, and back."), "handover", 6),
    _back("handover"),
)
# fmt: on
