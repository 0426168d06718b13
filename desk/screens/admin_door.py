"""Who goes where with the key of the administration: services refuse in any case, this says it beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.rules.refusals import Refused
from desk.rules.rights import Person, Right, demand_right
from desk.screens.place import trouble_of

if TYPE_CHECKING:
    from desk.app import DeskApp


def may_enter(who: Person) -> bool:
    """Whether there is anything for this person to do or see there."""
    return who.may(Right.PEOPLE) or who.may(Right.SEE_ACCESS)


def enter(app: DeskApp) -> None:
    """Open the administration; for whoever watches over the desk, the access log; for others, say why not."""
    who = app.seat.who
    if who.may(Right.SEE_ACCESS) and not who.may(Right.PEOPLE):
        from desk.screens.access import AccessScreen

        app.push_screen(AccessScreen())
        return
    try:
        demand_right(who, Right.PEOPLE)
    except Refused as refusal:
        app.say_trouble(trouble_of(refusal.problems))
        return
    from desk.screens.admin import AdminScreen

    app.push_screen(AdminScreen())
