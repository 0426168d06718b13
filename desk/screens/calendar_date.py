"""One recurring date: a form to add it with, or to change it; the days that it gives are shown while one types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk.rules.fields import Field
from desk.rules.refusals import Refused
from desk.rules.wheel import LAST_DAY, days
from desk.rules.wheel_input import FIELDS, NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from desk.rules.wheel_words import read_rule
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Place
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.services import wheel
from desk.services.seat import Seat
from desk.services.wheel import WheelDate
from desk.words import N_, _, day

SCREEN = "calendar"
_NEW = "new"
_SHOWN = 5
_AHEAD = timedelta(days=1500)


class DateScreen(FollowForm[WheelDate]):
    """The form of one recurring date. Made by :meth:`of`."""

    _of: WheelDate | None = None
    _told: str | None = None

    @classmethod
    def of(cls, place: Place[Any], of: WheelDate | None) -> DateScreen:
        """The form of a date as it was read, or of a new one."""
        title = _("New date in the wheel") if of is None else of.title
        made = cls(title, "", KeptForm(place.program, SCREEN, _NEW if of is None else str(of.id), title))
        made._of = of
        return made

    def fields(self) -> list[Field]:
        """What is asked."""
        return [
            Field("title", "text", N_("What"), max_length=TITLE_LENGTH, required=True),
            Field("rule", "text", N_("When"), max_length=200, required=True),
            Field("responsible", "text", N_("Responsible"), max_length=NAME_LENGTH),
            Field("department", "choice", N_("Department")),
            Field("starts", "date", N_("From")),
            Field("ends", "date", N_("To")),
            Field("text", "long_text", N_("Description"), max_length=TEXT_LENGTH),
        ]

    def widgets(self) -> dict[str, Widget]:
        """The departments as the municipality has them."""
        departments = self.program.seat.organisation.departments
        return {"department": Choice([Option(each, each) for each in departments], in_row=False)}

    def begins_with(self) -> dict[str, Any]:
        """What is written of it."""
        values = {} if self._of is None else {name: getattr(self._of, name) for name in FIELDS}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    # ------------------------------------------------------------------ when it comes

    def adapt(self) -> None:
        """Say when it comes; worked out in a reading thread, for an odd rule may take its time."""
        written, today = str(self.form.values()["rule"] or ""), self.program.today()
        if written != self._told:
            self._told = written
            self.ask("comes", lambda _seat: comes(written, today), self.say_hint)

    # ------------------------------------------------------------------ saving

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], WheelDate]:
        """Add it, or send what differs."""
        of, now = self._of, self.program.now()
        if of is None:
            given = {name: value for name, value in values.items() if value not in (None, "")}
            return lambda seat: wheel.add(seat, {"title": "", "rule": "", **given}, now)
        differs = {name: values[name] for name in changed}
        return lambda seat: wheel.change(seat, of.id, differs, now)

    def said(self, done: WheelDate) -> str:
        """What is told when it was saved."""
        return _("{title}: saved.", title=done.title)


def comes(written: str, today: date) -> str:
    """The next days of a rule as it stands; where it is none yet, what can be written."""
    try:
        rule = read_rule(written)
        coming = list(islice(days(rule, today, None, today, min(today + _AHEAD, LAST_DAY)), _SHOWN))
    except Refused:
        coming = []
    if coming:
        return _("Comes on: {days} …", days=", ".join(day(each, year=True) for each in coming))
    return _(
        "Write: second Tuesday each month · first working day of the tertial · last working day of the month · "
        "15 March each year · every Monday · every other week on Thursday. "
        "Add “or the working day before” (after) where a day off moves."
    )


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a date that was left half typed."""
    from desk.screens.calendar import CalendarScreen

    screen = CalendarScreen()
    app.push_screen(screen)
    if of.place == _NEW:
        app.push_screen(DateScreen.of(screen, None))
        return
    number = int(of.place)

    def show(found: WheelDate | None) -> None:
        if found is not None:
            app.push_screen(DateScreen.of(screen, found))

    screen.ask("resumed", lambda seat: wheel.find(seat, number), show, screen.program.say_trouble)
