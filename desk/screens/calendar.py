"""The calendar: the annual wheel month by month, and what falls due; the year at a glance where there is room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.due import Due, DueSort
from desk.rules.rights import Right
from desk.rules.wheel import FIRST_DAY, LAST_DAY
from desk.rules.wheel_input import NOTE_LENGTH, Occurrence
from desk.screens.calendar_date import DateScreen
from desk.screens.calendar_page import Month, key_of, read, title_of
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.going import go
from desk.screens.place import CasesChanged, MinutePassed, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import wheel
from desk.services.kept import is_theirs
from desk.services.wheel import WheelDate
from desk.words import N_, _, day, n_

_AROUND = 16
"""Rows for title, list, and keys, before the year gets any."""


class MonthTable(WholeList):
    """What falls on a month, by day."""

    COLUMNS = (
        Column("reference", N_("Day"), 10),
        Column("what", N_("What"), 30),
        Column("who", N_("Responsible"), 14),
        Column("state", N_("State"), 17),
        Column("sort", N_("Sort"), 20, 100),
        Column("department", N_("Department"), 14, 120),
    )
    GROWING = ("what", "who", "sort", "department")
    MOST = {"what": 60, "who": 24, "sort": 32, "department": 24}
    LATE = "state"


class CalendarScreen(Place[None]):
    """One month of the wheel, with what else falls due; the list keeps its cursor."""

    AUTO_FOCUS = "#month"
    CSS_PATH = "calendar.tcss"
    BINDINGS = keys.bindings("calendar")

    def __init__(self) -> None:
        super().__init__()
        self._month: date | None = None
        self._shown: Month | None = None

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The dates of the year that is shown."""
        return "wheel", {"year": str(self.month.year)}

    def compose(self) -> ComposeResult:
        """Title with the month, the year where there is room, what is said of the month, its list, keys."""
        yield TitleBar(id="title")
        yield Static("", id="year", markup=False)
        yield Static("", id="about", markup=False)
        yield MonthTable(id="month")
        yield Static("", id="none", markup=False)
        yield KeyLine("calendar", self.program.keys_chosen, id="keys")

    def on_resize(self, _event: events.Resize) -> None:
        """More room shows more; this is also how it begins."""
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @property
    def month(self) -> date:
        """The first day of the month shown."""
        return self._month or self.program.today().replace(day=1)

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        month, now = self.month, self.program.now()
        width, height = self.size.width - 4, self.size.height - _AROUND
        self.ask("month", lambda seat: read(seat, month, now, width, height), self._show, self._not_there)

    def _show(self, shown: Month) -> None:
        before, self._shown = self._shown, shown
        self.query_one(TitleBar).show(_("Calendar · {month}", month=title_of(shown.month)) + "  ◂ ▸")
        year, none = self.query_one("#year", Static), self.query_one("#none", Static)
        year.display = bool(shown.year)
        year.update(shown.year)
        self.query_one("#about", Static).update(shown.about)
        table = self.query_one(MonthTable)
        table.show_header = bool(shown.lines)
        table.show_all(shown.lines, to_top=before is not None and before.month != shown.month)
        none.display = not shown.has_wheel
        if not shown.has_wheel:
            none.update(self._no_wheel())

    def _no_wheel(self) -> str:
        if not self.program.seat.who.may(Right.FOLLOW_UP):
            return _("The annual wheel has no dates yet.")
        start, add = (keys.key_of(keys.action(each), self.program.keys_chosen) for each in _BEGIN)
        return _(
            "The annual wheel has no dates yet. {start} begins with those that fit the audits, {add} adds one.",
            start=start,
            add=add,
        )

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._shown is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ where one is

    def action_month(self, by: int) -> None:
        """The month before or after; twelve are a year."""
        place = self.month.year * 12 + self.month.month - 1 + by
        year, number = divmod(place, 12)
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            self.app.bell()
            return
        self._month = date(year, number + 1, 1)
        self._ask()

    def action_this_month(self) -> None:
        """Back to the month that is now."""
        self._month = None
        self._ask()

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    @property
    def _current(self) -> Due | None:
        line = self.query_one(MonthTable).current
        if line is None or self._shown is None:
            return None
        return next((each for each in self._shown.items if key_of(each) == line.id), None)

    def _date_of(self, each: Due) -> WheelDate | None:
        return self._shown.wheel.date(each.id) if self._shown is not None and each.sort is DueSort.WHEEL else None

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Go to the thing; of the wheel, open the date."""
        if (each := self._current) is None:
            return
        if each.case is not None:
            self._open_case(each.case)
        elif (of := self._date_of(each)) is None:
            go(self.app, each.screen)
        elif self.program.seat.who.may(Right.FOLLOW_UP) and of.active:
            self._open_form(of)
        else:
            self.app.push_screen(Tell(of.title, _told(of, each)))

    def _open_case(self, reference: str) -> None:
        from desk.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(reference))

    def action_add(self) -> None:
        """Add a recurring date."""
        if self._may_keep():
            self._open_form(None)

    def _open_form(self, of: WheelDate | None) -> None:
        self.app.push_screen(DateScreen.of(self, of))

    def action_done(self) -> None:
        """Mark the day under the cursor done, with a word about it; once more takes it back."""
        each = self._current
        if each is None or (of := self._date_of(each)) is None:
            if each is not None and each.case is not None:
                self._open_case(each.case)
            elif each is not None:
                go(self.app, each.screen)
            return
        if not (is_theirs(of.responsible, self.program.seat.who) or self._may_keep()):
            return
        when = day(each.day)
        if each.done:
            title = _("{title}, {day}: not done after all?", title=of.title, day=when)
            self.app.push_screen(Confirm(title, _("The note about it goes.")), partial(self._undo, each))
        else:
            title = _("{title}, {day}: done", title=of.title, day=when)
            text = _("A word about it, if there is one.")
            ask = AskLine(title, text, required=False, max_length=NOTE_LENGTH)
            self.app.push_screen(ask, partial(self._done, each))

    def _done(self, each: Due, note: str | None) -> None:
        if note is not None:
            now = self.program.now()
            self.program.tell(lambda seat: wheel.done(seat, each.id, each.day, note, now), self._said)

    def _undo(self, each: Due, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: wheel.undo(seat, each.id, each.day, now), self._said)

    def _said(self, _done: Occurrence) -> None:
        if self.is_attached:
            self._ask()

    def action_rest(self) -> None:
        """Let the date under the cursor come no more."""
        each = self._current
        of = None if each is None else self._date_of(each)
        if of is None or not of.active or not self._may_keep():
            return
        title = _("Let “{title}” come no more?", title=of.title)
        text = _("What was done stays, and the days that nobody saw to are still shown.")
        self.app.push_screen(Confirm(title, text), partial(self._rest, of))

    def _rest(self, of: WheelDate, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: wheel.rest(seat, of.id, now), self._rested)

    def _rested(self, of: WheelDate) -> None:
        self.app.notify(_("{title} comes no more.", title=of.title))
        if self.is_attached:
            self._ask()

    def action_start(self) -> None:
        """Offer the wheel that fits the audits."""
        if not self._may_keep():
            return
        title = _("Begin with the suggested dates?")
        text = _("A weekly follow-up, dialogues, reports, the measurement, reviews. Each can be changed or taken away.")
        self.app.push_screen(Confirm(title, text), self._start)

    def _start(self, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: wheel.start(seat, now), self._started)

    def _started(self, added: tuple[WheelDate, ...]) -> None:
        self.app.notify(n_("{n} date added.", "{n} dates added.", len(added)))
        if self.is_attached:
            self._ask()

    def _may_keep(self) -> bool:
        """Whether the person keeps the wheel; where not, say so."""
        if self.program.seat.who.may(Right.FOLLOW_UP):
            return True
        self.app.notify(_("The wheel is kept by a lead or an administrator."), severity="warning")
        return False


_BEGIN = ("calendar.start", "calendar.add")


def _told(of: WheelDate, each: Due) -> str:
    said = [of.rule, of.text, each.name or "", of.department or ""]
    return "\n".join(part for part in said if part)
