"""Staffing: a week's grid of groups and days, typed by keyboard, beside the answer rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents.staffing import absence_text, warning
from desk.rules.calendar import Week
from desk.rules.refusals import Refused
from desk.rules.rights import Right
from desk.rules.spans import Span, month, parse_span
from desk.rules.staffing import Absence, AbsenceCount, Cover, DayStaff, StaffedDay, StaffedGroup, changed
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.going import go
from desk.screens.place import CasesChanged, FiguresChanged, MinutePassed, Place, SeatTaken, Trouble, trouble_of
from desk.screens.staffing_absence import AbsenceDialog
from desk.screens.staffing_grid import LAYERS, StaffingGrid, layers
from desk.screens.widgets.frame import KeyLine, Line, TitleBar
from desk.services import staffing
from desk.services.seat import Seat
from desk.words import _, n_, percent
from desk.words import day as day_in_words

WRITING = (
    "staffing.layer", "staffing.layer_back", "staffing.copy", "staffing.as_planned", "staffing.absent",
    "staffing.least", "staffing.clear",
)  # fmt: skip
WARNED = 3
"""Days that are short, told in words below the grid."""
Groups = tuple[StaffedGroup, ...]


@dataclass(frozen=True)
class _Change:
    """What is about to be written of a day."""

    group: str
    day: StaffedDay
    numbers: Mapping[str, int | None]
    absent: Mapping[Absence, int]


class StaffingScreen(Place[None]):
    """One week. Each number is written as soon as one goes on to the next."""

    AUTO_FOCUS = "#grid"
    CSS_PATH = "staffing.tcss"
    BINDINGS = keys.bindings("staffing")

    def __init__(self) -> None:
        super().__init__()
        self._week: Week | None = None
        self._groups: Groups = ()
        self._writing = 0

    def compose(self) -> ComposeResult:
        """Title with the week, what is typed, the grid, what the cell says, keys."""
        yield TitleBar(id="title")
        yield Line(id="about")
        yield StaffingGrid(id="grid")
        yield Static("", id="detail", markup=False)
        yield KeyLine("staffing", self._keymap, id="keys")

    def on_mount(self) -> None:
        """Begin with this week, at today."""
        grid = self.query_one(StaffingGrid)
        grid.may_write = self._may_write
        self._show_title()
        self._ask(first=True)

    @property
    def _may_write(self) -> bool:
        return self.program.seated and self.program.seat.who.may(Right.FOLLOW_UP)

    @property
    def _keymap(self) -> Mapping[str, str]:
        return {**self.program.keys_chosen, **dict.fromkeys(self.hidden(), "")}

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The week that is shown."""
        return "staffing", {"week": self.week.code}

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        individuals = self.program.seated and self.program.seat.who.may(Right.SEE_INDIVIDUALS)
        return (*(() if self._may_write else WRITING), *(() if individuals else ("staffing.absence",)))

    @on(SeatTaken)
    @on(CasesChanged)
    @on(FiguresChanged)
    @on(MinutePassed)
    def _ask_again(self) -> None:
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @property
    def week(self) -> Week:
        """The week shown."""
        return self._week or Week.of(self.program.today())

    def _ask(self, *, first: bool = False) -> None:
        week, now = self.week, self.program.now()
        show = partial(self._show_first if first else self._show, week)
        self.ask("week", lambda seat: staffing.week(seat, week, now), show, self.program.say_trouble)

    def _show_first(self, week: Week, groups: Groups) -> None:
        grid = self.query_one(StaffingGrid)
        grid.may_write = self._may_write
        self._groups = groups
        grid.show(groups)
        grid.go_to(self.program.today().weekday())
        self._show(week, groups)

    def _show(self, week: Week, groups: Groups) -> None:
        """What came before something was typed is not shown over it."""
        if week == self.week and not self._writing:
            self._groups = groups
            self.query_one(StaffingGrid).show(groups)

    def _show_title(self) -> None:
        grid = self.query_one(StaffingGrid)
        title = _("Staffing · week {week} {year}", week=self.week.number, year=self.week.year)
        self.query_one(TitleBar).show(f"{title}  ◂ , . ▸", layers(grid.into) if self._may_write else "")
        self.query_one("#about", Line).show(
            Content.styled(_("in place/planned +hourly (expected)   ✓ enough  ≈ with hourly staff  ✗ short"), "dim")
        )

    @on(StaffingGrid.Moved)
    def _show_detail(self) -> None:
        at = self.query_one(StaffingGrid).current
        if at is None:
            return
        lines = [_detail(*at, with_reasons=self._may_write)]
        short = [(group, day) for group in self._groups for day in group.days if day.cover is Cover.SHORT]
        lines += [warning(group, day) for group, day in short[:WARNED]]
        if len(short) > WARNED:
            lines.append(_("✗ {n} days of groups are short this week.", n=len(short)))
        static = self.query_one("#detail", Static)
        words = Content("\n").join([Content(lines[0]), *(Content.styled(each, "bold $error") for each in lines[1:])])
        if static.content != words:
            static.update(words)

    # ------------------------------------------------------------------ writing

    def _end_number(self) -> StaffingGrid:
        """What is half typed is a number before anything else is done."""
        grid = self.query_one(StaffingGrid)
        if (typed := grid.take_number()) is not None:
            self._typed(typed)
        return grid

    @on(StaffingGrid.Typed)
    def _typed(self, event: StaffingGrid.Typed) -> None:
        self._write(_Change(event.group.group, event.day, {event.layer: event.many}, {}))

    def _write(self, change: _Change) -> None:
        """Show it at once, write it in its turn; what is refused is taken back by asking again."""
        self._show_at_once(change)
        now = self.program.now()

        def write(seat: Seat) -> DayStaff:
            return staffing.change(seat, change.group, change.day.day, change.numbers, change.absent, now)

        self._tell(write)

    def _tell(self, write: Callable[[Seat], Any], then: Callable[[Any], object] | None = None) -> None:
        self._writing += 1

        def done(answer: Any) -> None:
            self._written()
            if then is not None:
                then(answer)

        self.program.tell(write, done, self._refused)

    def _written(self) -> None:
        self._writing -= 1
        if not self._writing and self.is_attached:
            self._ask()

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self._written()

    def _show_at_once(self, change: _Change) -> None:
        before = change.day.staff or DayStaff(change.group, change.day.day)
        staff = changed(before, change.numbers, change.absent)
        self._groups = tuple(
            replace(group, days=tuple(_with(group, day, staff) for day in group.days))
            if group.group == change.group
            else group
            for group in self._groups
        )
        self.query_one(StaffingGrid).show(self._groups)

    # ------------------------------------------------------------------ keys

    def action_week(self, by: int) -> None:
        """The week before or after."""
        try:
            self._go_to(self.week.shifted(by))
        except (Refused, OverflowError):
            self.app.bell()

    def action_pick_week(self) -> None:
        """Ask for a week by its number."""
        text = _("2026-W47, or 47 in {year}.", year=self.week.year)
        self.app.push_screen(AskLine(_("Which week?"), text), self._picked)

    def _picked(self, text: str | None) -> None:
        if text is None:
            return
        try:
            self._go_to(Week(self.week.year, int(text)) if text.isdecimal() else Week.parse(text))
        except Refused as refusal:
            self.program.say_trouble(trouble_of(refusal.problems))

    def _go_to(self, week: Week) -> None:
        self._end_number()
        self._week = week
        self._show_title()
        self._ask()

    def action_layer(self, by: int) -> None:
        """What is typed: planned, present, hourly staff."""
        grid = self._end_number()
        names = list(LAYERS)
        grid.into = names[(names.index(grid.into) + by) % len(names)]
        self._show_title()

    def action_weekend(self) -> None:
        """Show Saturday and Sunday, or not."""
        grid = self._end_number()
        grid.set_weekend(not grid.weekend)

    def action_copy(self) -> None:
        """Plan this week as the one before, where nothing is written yet."""
        self._end_number()
        week, now = self.week, self.program.now()
        self._tell(lambda seat: staffing.copy_week(seat, week, week.previous, now=now), self._copied)

    def _copied(self, many: int) -> None:
        self.app.notify(
            n_("{n} day is planned as last week.", "{n} days are planned as last week.", many)
            if many
            else _("Every day that was planned last week is written already.")
        )

    def action_as_planned(self) -> None:
        """As many were present as were to be expected."""
        grid = self._end_number()
        if (at := grid.current) is not None and at[1].staff is not None:
            expected = replace(at[1].staff, present=None).in_place
            self._write(_Change(at[0].group, at[1], {"present": expected}, {}))

    def action_absent(self) -> None:
        """Ask how many were away, by reason."""
        at = self._end_number().current
        if at is None:
            return
        group, day = at
        title = _("Away · {group}, {day}", group=group.group, day=day_in_words(day.day))
        absent = day.staff.absent if day.staff is not None else {}
        self.app.push_screen(AbsenceDialog(title, absent), partial(self._absent, group.group, day.day))

    def _absent(self, group: str, day: Any, numbers: Mapping[Absence, int] | None) -> None:
        if numbers is None:
            return
        found = next((each for each in self._groups if each.group == group), None)
        of_day = next((each for each in found.days if each.day == day), None) if found else None
        if of_day is not None:
            self._write(_Change(group, of_day, {}, numbers))

    def action_least(self) -> None:
        """Ask for the fewest that the group needs."""
        at = self.query_one(StaffingGrid).current
        if at is not None:
            title = _("How many does {group} need at least?", group=at[0].group)
            dialog = AskLine(title, value=str(at[0].least), max_length=3)
            self.app.push_screen(dialog, partial(self._set_least, at[0].group))

    def _set_least(self, group: str, text: str | None) -> None:
        if text is None:
            return
        if not text.isdecimal():
            self.app.bell()
            return
        now = self.program.now()
        self._tell(lambda seat: staffing.set_least(seat, group, int(text), now))

    def action_clear(self) -> None:
        """Take away what is written of the day."""
        at = self._end_number().current
        if at is None or at[1].staff is None:
            return
        title = _("Take away what is written of {group}, {day}?", group=at[0].group, day=day_in_words(at[1].day))
        self.app.push_screen(Confirm(title), partial(self._clear, at[0].group, at[1]))

    def _clear(self, group: str, day: StaffedDay, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self._tell(lambda seat: staffing.clear(seat, group, day.day, now))

    def action_absence(self) -> None:
        """The whole desk's absence: the month of this week, and the year until its end."""
        thursday = self.week.days[3]
        spans = (month(thursday.year, thursday.month), month(thursday.year, thursday.month).cumulative)

        def count(seat: Seat) -> list[tuple[Span, AbsenceCount]]:
            return [(span, staffing.absence(seat, span.first, span.last)) for span in spans]

        self.ask("absence", count, self._tell_absence, self.program.say_trouble)

    def _tell_absence(self, found: list[tuple[Span, AbsenceCount]]) -> None:
        from desk.documents.span_words import span_title

        parts = [f"{span_title(parse_span(span.code))}\n" + "\n".join(absence_text(count)) for span, count in found]
        self.app.push_screen(Tell(_("Absence"), "\n\n".join(parts)))

    def action_go(self, name: str) -> None:
        """Go to another screen of the follow-up."""
        self._end_number()
        go(self.app, name)

    def action_back(self) -> None:
        """Back to where one came from; what was typed last is written."""
        self._end_number()
        self.dismiss(None)


def _with(group: StaffedGroup, day: StaffedDay, staff: DayStaff) -> StaffedDay:
    return replace(day, staff=staff, cover=staff.cover(group.least)) if day.day == staff.day else day


def _detail(group: StaffedGroup, day: StaffedDay, *, with_reasons: bool) -> str:
    """The cell under the cursor in words."""
    start = f"{group.group}, {day_in_words(day.day)}: "
    staff = day.staff
    if staff is None:
        words = [_("nothing is written")]
    else:
        words = [_("planned {n}", n=staff.planned)]
        if staff.present is not None:
            words.append(_("present {n}", n=staff.present))
        if staff.hourly:
            words.append(_("by the hour {n}", n=staff.hourly))
        if staff.away:
            reasons = (f"{reason.label.lower()} {many}" for reason, many in staff.absent.items())
            why = f" ({', '.join(reasons)})" if with_reasons else ""
            words.append(_("away {n}", n=staff.away) + why)
        words.append(day.cover.label)
    if day.calls.offered:
        words.append(_("answer rate {rate}", rate=percent(day.calls.answer_rate)))
    return start + ", ".join(words)
