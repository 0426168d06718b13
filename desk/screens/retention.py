"""Retention: for how long each kind's personal data are kept, by which decision, and the disposal of what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents.case_text import kind_word
from desk.documents.retention import run_lines, trouble_lines
from desk.rules.fields import Field
from desk.rules.retention import DECISION_LENGTH
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.list_place import ListPlace
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import retention, retention_periods
from desk.services.retention import Run
from desk.services.retention_periods import Period
from desk.services.seat import Seat
from desk.words import N_, _, n_

SCREEN = "retention"


class PeriodTable(WholeList):
    """The kinds, for how long each is kept, and who says so."""

    COLUMNS = (
        Column("reference", N_("Kind"), 24),
        Column("days", N_("Days"), 7),
        Column("source", N_("By"), 14),
        Column("decision", N_("Decision"), 26),
        Column("default", N_("Desk's own"), 11, 100),
    )
    GROWING = ("reference", "decision")
    MOST = {"reference": 34, "decision": 60}


@dataclass(frozen=True)
class Shown:
    """What holds for each kind, with the rows that show it."""

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]


class RetentionScreen(ListPlace[Shown]):
    """The list. Enter decides for the kind under the cursor."""

    AUTO_FOCUS = "ListTable"
    CSS_PATH = "organising.tcss"
    BINDINGS = keys.bindings(SCREEN)

    def compose(self) -> ComposeResult:
        """Title, from when it is counted, the list, keys."""
        yield TitleBar(_("Retention"), id="title")
        yield Static("", id="about", markup=False)
        yield PeriodTable()
        yield KeyLine("retention", self.program.keys_chosen, id="keys")

    def read(self, seat: Seat, now: datetime) -> Shown:
        """What holds."""
        del now
        every = retention_periods.every(seat)
        return Shown(every, tuple(_line(place, each) for place, each in enumerate(every)))

    def about(self, shown: Shown) -> str:
        """What the days are counted from."""
        here = sum(each.decided is not None for each in shown.periods)
        said = _("Days from closing; of a permit from its last day where that is later.")
        return f"{said} {n_('{n} decided here.', '{n} decided here.', here)}" if here else said

    @property
    def one(self) -> Period | None:
        """The kind under the cursor."""
        return self.shown.periods[self.current] if self.shown is not None and self.current is not None else None

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_decide(self) -> None:
        """Decide for the kind under the cursor."""
        if (one := self.one) is not None:
            self.open_form(one)

    def open_form(self, one: Period) -> None:
        """Open the form of a kind."""
        self.app.push_screen(PeriodForm(self.program, one), lambda _done: self.reread())

    def action_withdraw(self) -> None:
        """Take the decision under the cursor away."""
        one = self.one
        if one is None:
            return
        if one.decided is None:
            self.app.notify(_("Nothing was decided here about {kind}.", kind=kind_word(one.kind)))
            return
        title = _("Withdraw the decision about {kind}?", kind=kind_word(one.kind))
        text = _(
            "What the settings or Desk itself say holds again. Decision: {decision}.", decision=one.decided.decision
        )
        self.app.push_screen(Confirm(title, text), partial(self._withdraw, one))

    def _withdraw(self, one: Period, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(
                lambda seat: retention_periods.withdraw(seat, one.kind, now), self._renewed, self.program.say_trouble
            )

    def _renewed(self, cases: int) -> None:
        self.app.notify(renewed_in_words(cases))
        if self.is_attached:
            self.reread()

    # ------------------------------------------------------------------ disposal

    def action_try_out(self) -> None:
        """See what would go today."""
        now = self.program.now()
        self.ask("preview", lambda seat: retention.preview(seat, now), self._tried)

    def _tried(self, run: Run) -> None:
        if self.is_attached:
            self.app.push_screen(Tell(_("What would go today"), "\n".join(run_lines(run, decision=False))))

    def action_dispose(self) -> None:
        """Dispose of what is due: by which decision, then what it would take, then it goes."""
        if self.program.seat.who.may(Right.RETAIN):
            text = _("The municipality's decision that the disposal rests on.")
            ask = AskLine(_("By which decision?"), text, max_length=DECISION_LENGTH)
            self.app.push_screen(ask, self._with_decision)

    def _with_decision(self, decision: str | None) -> None:
        if decision is None:
            return
        now = self.program.now()
        self.ask("preview", lambda seat: retention.preview(seat, now), partial(self._ask_whether, decision))

    def _ask_whether(self, decision: str, run: Run) -> None:
        if not self.is_attached:
            return
        text = "\n".join(run_lines(run, decision=False))
        question = Confirm(_("Dispose of this, for good, by {decision}?", decision=decision), text)
        self.app.push_screen(question, partial(self._dispose, decision))

    def _dispose(self, decision: str, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.app.notify(_("Disposing …"))
            self.program.tell(
                lambda seat: retention.run(seat, decision, None, now), self._done, self.program.say_trouble
            )

    def _done(self, run: Run) -> None:
        text = "\n".join((*run_lines(run, decision=False), *trouble_lines(run)))
        if self.is_attached:
            self.app.push_screen(Tell(_("Disposed of"), text))
            self.reread()
        else:
            self.app.notify(text, timeout=20)


def _line(place: int, each: Period) -> Line:
    decision = "" if each.decided is None else f"{each.decided.decision} ({each.decided.decided_on.isoformat()})"
    cells = {
        "days": str(each.days),
        "source": each.source.label,
        "decision": decision or "–",
        "default": str(each.default),
    }
    return Line(place, kind_word(each.kind), cells)


def renewed_in_words(cases: int) -> str:
    """How many cases got another date."""
    return n_("{n} case that has ended got another date.", "{n} cases that have ended got another date.", cases)


class PeriodForm(FollowForm[int]):
    """The decision about one kind. Answers with how many cases got another date.

    Args:
        of: What holds now.
    """

    LABEL_WIDTH = 18

    def __init__(self, program: Program, of: Period) -> None:
        title = f"{_('Retention')} · {kind_word(of.kind)}"
        hint = _("Desk's own is {n} days. The cases that have ended follow at once.", n=of.default)
        hint += "\n" + _("Nothing goes before a disposal is run.")
        super().__init__(title, hint, KeptForm(program, SCREEN, of.kind, title))
        self._of = of

    def fields(self) -> list[Field]:
        """For how long, by which decision, of which day."""
        return [
            Field("days", "number", N_("Days"), required=True),
            Field("decision", "text", N_("Decision"), example="KS 2026/114 § 45", max_length=DECISION_LENGTH,
                  required=True),
            Field("decided_on", "date", N_("Decided on"), required=True),
        ]  # fmt: skip

    def begins_with(self) -> dict[str, Any]:
        """What holds now."""
        here = self._of.decided
        on = self.program.today() if here is None else here.decided_on
        return {"days": self._of.days, "decision": here.decision if here else "", "decided_on": on.isoformat()}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], int]:
        """Decide."""
        del changed
        kind, now = self._of.kind, self.program.now()
        days, decision = int(str(values["days"] or 0)), str(values["decision"] or "")
        on = date.fromisoformat(str(values["decided_on"])) if values["decided_on"] else None
        return lambda seat: retention_periods.decide(seat, kind, days, decision, on, now)

    def said(self, done: int) -> str:
        """How many cases follow."""
        return f"{_('{what}: saved.', what=kind_word(self._of.kind))} {renewed_in_words(done)}"


def resumed(app: App[Any], left: TextDraft) -> None:
    """Go on with a decision that was left half typed."""
    screen = RetentionScreen()
    app.push_screen(screen)

    def show(found: tuple[Period, ...]) -> None:
        of = next((each for each in found if each.kind == left.place), None)
        if of is not None:
            screen.open_form(of)

    screen.ask("resumed", retention_periods.every, show, screen.program.say_trouble)
