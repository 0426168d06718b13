"""To whom the reports of a sort go: names or functions, for the report's first page. Desk sends nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.period import RECIPIENT_LENGTH, ReportSort
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Confirm
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line
from desk.screens.widgets.whole_list import WholeList
from desk.services import report_texts
from desk.services.seat import Seat
from desk.words import N_, _

OWN = ("issued.add", "issued.remove", "issued.export_list", "issued.back")


class RecipientTable(WholeList):
    """Recipients in the order in which they were added."""

    COLUMNS = (
        Column("reference", N_("Name"), 30),
        Column("title", N_("Title"), 30),
        Column("email", N_("E-mail"), 26, 90),
    )
    GROWING = ("reference", "title")
    MOST = {"reference": 60, "title": 60}


def read(seat: Seat, sort: ReportSort, department: str) -> tuple[Line, ...]:
    """Who they are, as rows. Runs in a reading thread."""
    found = report_texts.recipients(seat, sort, department)
    return tuple(Line(each.id, each.name, {"title": each.title, "email": each.email or ""}) for each in found)


class RecipientsScreen(Place[None]):
    """Recipients of the reports of a sort, of the whole desk's or one department's.

    Args:
        department: Empty for the whole desk's reports.
    """

    AUTO_FOCUS = "#recipients"
    CSS_PATH = "issued.tcss"
    BINDINGS = keys.bindings(*OWN)

    def __init__(self, sort: ReportSort, department: str) -> None:
        super().__init__()
        self._sort = sort
        self._department = department

    def compose(self) -> ComposeResult:
        """Title, who they are, keys."""
        about = f"{self._sort.label} · {self._department}" if self._department else self._sort.label
        yield TitleBar(f"{_('Recipients')} · {about}", id="title")
        yield Static("", id="about", markup=False)
        yield RecipientTable(id="recipients")
        others = tuple(each.id for each in keys.actions_in("issued") if each.id not in OWN)
        yield KeyLine("issued", self.program.keys_chosen, without=others, id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Everybody to whom a report goes."""
        return "recipients", {}

    def on_mount(self) -> None:
        """Ask who they are."""
        self._ask()

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self) -> None:
        sort, department = self._sort, self._department
        self.ask("recipients", lambda seat: read(seat, sort, department), self._show, self._not_there)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)

    def _show(self, lines: tuple[Line, ...]) -> None:
        table = self.query_one(RecipientTable)
        table.show_header = bool(lines)
        table.show_all(lines)
        self.query_one("#about", Static).update("" if lines else _("No recipients are named."))

    def _may(self) -> bool:
        if self.program.seat.who.may(Right.FOLLOW_UP):
            return True
        self.app.notify(_("Reports are written and issued by a lead or an administrator."), severity="warning")
        return False

    # ------------------------------------------------------------------ keys

    def action_add(self) -> None:
        """Ask for a name, then for a title."""
        if self._may():
            ask = AskLine(_("Who?"), _("A name or a function."), max_length=RECIPIENT_LENGTH)
            self.app.push_screen(ask, self._with_name)

    def _with_name(self, name: str | None) -> None:
        if name is not None:
            ask = AskLine(_("Title of {name}", name=name), required=False, max_length=RECIPIENT_LENGTH)
            self.app.push_screen(ask, partial(self._with_title, name))

    def _with_title(self, name: str, title: str | None) -> None:
        if title is None:
            return
        sort, department, now = self._sort, self._department, self.program.now()
        self.program.tell(
            lambda seat: report_texts.add_recipient(seat, sort, name, title, None, department, now),
            lambda _done: self._ask(),
            self.program.say_trouble,
        )

    def action_remove(self) -> None:
        """Take the one under the cursor away, where the person is sure."""
        line = self.query_one(RecipientTable).current
        if line is not None and self._may():
            title = _("Take {name} away?", name=line.reference)
            self.app.push_screen(Confirm(title), partial(self._sure, line.id))

    def _sure(self, number: int, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(
                lambda seat: report_texts.remove_recipient(seat, number, now),
                lambda _done: self._ask(),
                self.program.say_trouble,
            )

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
