"""One case: what is known of it at the left, what happened to it at the right, and the keys that move it on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.app import ComposeResult, SystemCommand
from textual.containers import Horizontal, VerticalScroll

from desk import keys
from desk.rules.cases import Status
from desk.rules.rights import Right
from desk.screens.case_handing import CaseHanding
from desk.screens.case_view import CaseView, load, reveal
from desk.screens.dialogs import AskLine
from desk.screens.place import Trouble
from desk.screens.shared import CompanyLine, Seen
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.hanging import Hanging
from desk.screens.widgets.markdown_text import MarkdownText
from desk.words import N_, _

WAITING = (
    (Status.ONGOING, N_("Set ongoing")),
    (Status.WAITING_CITIZEN, N_("Wait for the citizen")),
    (Status.WAITING_INTERNAL, N_("Wait internally")),
)


class CaseScreen(CaseHanding):
    """Opens a case by its reference. Every change says which version the person has seen."""

    AUTO_FOCUS = "#timeline-pane"
    CSS_PATH = "case.tcss"
    BINDINGS = keys.bindings("case")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def compose(self) -> ComposeResult:
        """Who else is here, facts, timeline, and where there is room the topic's routine."""
        yield TitleBar(self.reference, id="title")
        yield CompanyLine(id="company")
        with Horizontal(id="case"):
            with VerticalScroll(id="facts-pane", classes="pane"):
                yield Hanging(id="facts")
            with VerticalScroll(id="timeline-pane", classes="pane"):
                yield Hanging(id="timeline")
            with VerticalScroll(id="routine-pane", classes="pane"):
                yield MarkdownText(id="routine")
        yield KeyLine("case", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for the case."""
        self.load()

    def on_unmount(self) -> None:
        """It is open here no more."""
        if self.view is not None:
            self.program.at_case(None)

    # ------------------------------------------------------------------ what is shown

    def load(self) -> None:
        """Ask for it again."""
        reference, now = self.reference, self.program.now()
        self.ask("case", lambda seat: load(seat, reference, now), self._show, self._not_there)

    def _show(self, view: CaseView) -> None:
        """Show the case; one that was opened stays open until it changes."""
        before = self.view
        if before is not None and before.revealed and not view.revealed and before.case.version == view.case.version:
            return
        if before is None and self.is_attached:
            self.program.at_case(view.case.id)
        self.view = view
        if view.case.version > self.seen.version:
            self.seen = Seen(view.case.version)
        self.query_one(TitleBar).show(view.title, view.case.status.label)
        self.query_one("#facts", Hanging).show(view.facts)
        self.query_one("#timeline", Hanging).show(view.timeline)
        if view.routine is not None:
            title = _("Routine: {topic}", topic=view.routine.title)
            self.query_one("#routine", MarkdownText).show(view.routine.text, title)
        self.query_one("#routine-pane").set_class(view.routine is not None, "-there")
        left, self._left = self._left, None
        if left is not None:
            self.go_on_with(left)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self.view is None:
            self.dismiss(None)

    def on_cases_changed(self) -> None:
        """Perhaps this one."""
        self.load()

    # ------------------------------------------------------------------ the person

    def action_reveal(self) -> None:
        """Show what is masked; that it was shown is logged, for a protected identity with the reason."""
        view = self.view
        if view is None:
            return
        if not view.hidden:
            self.app.notify(_("Nothing is hidden here."))
        elif not view.case.protected:
            self._reveal("")
        elif self.program.seat.who.may(Right.OPEN_PROTECTED):
            question = AskLine(
                _("Protected identity. Why is it opened?"), _("The reason is written into the access log.")
            )
            self.app.push_screen(question, self._reveal)
        else:
            self.app.notify(
                _("The identity is protected. Only a lead or an administrator may open it."), severity="warning"
            )

    def _reveal(self, why: str | None) -> None:
        if why is None:
            return
        reference, now = self.reference, self.program.now()
        self.program.tell_quietly(lambda seat: reveal(seat, reference, why, now), self._refused, self._revealed)

    def _revealed(self, view: CaseView) -> None:
        if self.is_attached:
            self._show(view)

    # ------------------------------------------------------------------ elsewhere

    def action_routine(self) -> None:
        """Read how such an errand is handled."""
        from desk.screens.routine import RoutineScreen

        if self.view is None:
            return
        if self.view.routine is None:
            self.app.notify(_("There is no routine for this yet."))
        else:
            self.app.push_screen(RoutineScreen(self.view.routine.id))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    def own_commands(self) -> Iterable[SystemCommand]:
        """Statuses, what a closed case allows, and for those who may, what keeps it from disposal."""
        if self.view is None:
            return
        case = self.view.case
        if case.disposed_at is not None:
            return
        if case.status is Status.CLOSED:
            yield SystemCommand(_("Reopen"), _("Open the case again."), self.reopen)
        else:
            for status, title in WAITING:
                if status is not case.status:
                    yield SystemCommand(_(title), _("The case's status."), partial(self.set_status, status))
        if not self.program.seat.who.may(Right.HOLD):
            return
        if case.hold is None:
            yield SystemCommand(_("Hold"), _("Keep its personal data from disposal."), self.hold)
        else:
            yield SystemCommand(_("Release the hold"), _("Its personal data go when their day comes."), self.release)
