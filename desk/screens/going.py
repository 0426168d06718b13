"""Where one can go: screens by name, each imported when it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

if TYPE_CHECKING:
    from desk.screens.place import Program

SCREENS: Mapping[str, str] = {
    "house": "desk.screens.house:HouseScreen",
    "pool": "desk.screens.pool:PoolScreen",
    "resources": "desk.screens.resources:ResourcesScreen",
    "registers": "desk.screens.registers:RegistersScreen",
    "administration": "desk.screens.administration:AdministrationScreen",
    "admin": "desk.screens.admin:AdminScreen",
    "topics": "desk.screens.topics:TopicsScreen",
    "departments": "desk.screens.departments:DepartmentsScreen",
    "groups": "desk.screens.groups:GroupsScreen",
    "retention": "desk.screens.retention:RetentionScreen",
    "kinds": "desk.screens.kinds:KindsScreen",
    "routines": "desk.screens.routines:RoutinesScreen",
    "division": "desk.screens.division:DivisionScreen",
    "access": "desk.screens.access:AccessScreen",
    "reports": "desk.screens.reports:ReportsScreen",
    "deviations": "desk.screens.deviations:DeviationsScreen",
    "goals": "desk.screens.goals:GoalsScreen",
    "telephone": "desk.screens.telephone:TelephoneScreen",
    "staffing": "desk.screens.staffing:StaffingScreen",
    "satisfaction": "desk.screens.satisfaction:SatisfactionScreen",
    "measurements": "desk.screens.measurements:MeasurementsScreen",
    "demand": "desk.screens.demand:DemandScreen",
    "feedback": "desk.screens.feedback:FeedbackScreen",
    "board": "desk.screens.board:BoardScreen",
    "calendar": "desk.screens.calendar:CalendarScreen",
    "documents": "desk.screens.steering:DocumentsScreen",
    "dialogues": "desk.screens.dialogues:DialoguesScreen",
    "wall": "desk.screens.wall:WallScreen",
    "issued": "desk.screens.issued:IssuedScreen",
}


def go(app: App[Any], name: str) -> None:
    """Open one of :data:`SCREENS` above what is open; nothing before it is known who sits here: they ask for it."""
    if not cast("Program", app).seated:
        return
    module, _colon, screen = SCREENS[name].partition(":")
    app.push_screen(getattr(import_module(module), screen)())
