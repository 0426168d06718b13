"""The kinds of cases: those that Desk comes with, the municipality's own, and the files that describe none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import kinds as words
from desk.rules.fields import fields_of
from desk.rules.own_kind_input import CODE
from desk.rules.retention import days_by_kind
from desk.rules.rights import Right
from desk.screens.dialogs import AskLine, Tell
from desk.screens.kind_text import new_text
from desk.screens.list_place import ListPlace
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import own_kinds
from desk.services.own_kinds import KindRow, WrongFile
from desk.services.seat import Seat
from desk.words import N_, _, n_

IN_KIND = ("kinds.write", "kinds.text", "kinds.older", "kinds.newer", "kinds.differences", "kinds.withdraw")
"""Keys of one kind, which do nothing in the list."""


class KindTable(WholeList):
    """The kinds; files that describe none come first."""

    COLUMNS = (
        Column("reference", N_("Kind"), 28),
        Column("state", N_("State"), 16),
        Column("open", N_("Open"), 6),
        Column("deadline", N_("Deadline"), 15),
        Column("kept", N_("Kept"), 12, 90),
        Column("fields", N_("Fields"), 6, 100),
        Column("steps", N_("Steps"), 6, 110),
        Column("code", N_("Code"), 24, 130),
    )
    GROWING = ("reference", "code")
    MOST = {"reference": 42, "code": 40}
    LATE = "state"


@dataclass(frozen=True)
class Shown:
    """The kinds and the files that describe none, and both as rows: files by numbers below 0."""

    kinds: tuple[KindRow, ...]
    wrong: tuple[WrongFile, ...]
    lines: tuple[Line, ...]


def read(seat: Seat) -> Shown:
    """Which kinds there are. Runs in a reading thread."""
    found, wrong = own_kinds.everything(seat), seat.wrong_kinds
    days = days_by_kind(seat.retention)
    files = [Line(-number, each.name, _wrong(each), True) for number, each in enumerate(wrong, start=1)]
    rows = [Line(number, _(each.model.label), _cells(each, days)) for number, each in enumerate(found, start=1)]
    return Shown(found, wrong, (*files, *rows))


def _wrong(file: WrongFile) -> Mapping[str, str]:
    return {"state": "! " + n_("{n} problem", "{n} problems", len(file.found))}


def _cells(row: KindRow, days: Mapping[str, int]) -> Mapping[str, str]:
    return {
        "state": words.state(row),
        "open": str(row.open_cases or "–"),
        "deadline": words.deadline(row.model),
        "kept": n_("{n} day", "{n} days", days[row.code]),
        "fields": str(len(fields_of(row.model))),
        "steps": str(len(row.model.main_steps()) + len(row.model.side_steps)),
        "code": row.code,
    }


class KindsScreen(ListPlace[Shown]):
    """Every kind in a row; Enter reads one."""

    AUTO_FOCUS = "#kinds"
    CSS_PATH = "kinds.tcss"
    BINDINGS = keys.bindings("kinds.open", "kinds.add", "kinds.files", "kinds.export_list", "kinds.back")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Every kind."""
        return "kinds", {}

    def compose(self) -> ComposeResult:
        """Title, how one describes a kind, the list, keys."""
        yield TitleBar(_("Kinds"), id="title")
        yield Static("", id="about", markup=False)
        yield KindTable(id="kinds")
        yield KeyLine("kinds", self.program.keys_chosen, without=IN_KIND, id="keys")

    def read(self, seat: Seat, now: datetime) -> Shown:
        """Which there are."""
        del now
        return read(seat)

    def about(self, shown: Shown) -> Content | str:
        """How many are one's own, and what is wrong."""
        own = [each for each in shown.kinds if each.wording is not None]
        if shown.wrong:
            said = _("A file describes no kind; Enter says why. The kinds are as they were.")
            return Content.styled(f"! {said}", "$error")
        if own:
            return n_("{n} kind of one's own.", "{n} kinds of one's own.", len(own))
        if not self._may():
            return _("There are no kinds of one's own.")
        key = keys.key_of(keys.action("kinds.add"), self.program.keys_chosen)
        return _("{key} describes a kind of one's own: its fields, its steps, its words.", key=key)

    def _may(self) -> bool:
        return self.program.seat.who.may(Right.ORGANISE)

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Read the kind under the cursor, or what is wrong in the file."""
        from desk.screens.kind import KindScreen

        number = self.current
        if number is None or self.shown is None:
            return
        if number < 0:
            file = self.shown.wrong[-number - 1]
            self.app.push_screen(Tell(file.name, "\n".join(words.wrong_line(each) for each in file.found)))
        else:
            self.app.push_screen(KindScreen(self.shown.kinds[number - 1].code))

    def action_add(self) -> None:
        """Describe another kind: what it is called for Desk, then its text."""
        if not self._may():
            self.app.notify(_("Kinds are kept by an administrator."), severity="warning")
            return
        text = _("What Desk calls it, and it keeps: small letters a–z, digits and underscores, such as key_loan.")
        self.app.push_screen(AskLine(_("The kind's code"), text, max_length=40), self._with_code)

    def _with_code(self, code: str | None) -> None:
        if code is None:
            return
        if not CODE.fullmatch(code):
            self.app.notify(_("Small letters a–z, digits and underscores, a letter first."), severity="warning")
            self.action_add()
        elif self.shown is not None and any(each.code == code for each in self.shown.kinds):
            self.app.notify(_("There is a kind with that code already."), severity="warning")
        else:
            self.app.push_screen(new_text(self, code))

    def action_files(self) -> None:
        """Look at the files again."""
        if not self._may():
            self.app.notify(_("Kinds are kept by an administrator."), severity="warning")
            return
        folder = self.program.seat.kinds_folder
        if folder is None:
            self.app.notify(_("There is no folder of kinds beside the settings."))
            return
        now = self.program.now()
        self.program.tell(lambda seat: _look_again(seat, now), self._looked)

    def _looked(self, wrong: tuple[WrongFile, ...]) -> None:
        said = words.warnings(wrong, 1)
        self.app.notify(
            "\n".join(said) or _("What the files say is in use."), severity="warning" if said else "information"
        )
        if self.is_attached:
            self.reread()


def _look_again(seat: Seat, now: datetime) -> tuple[WrongFile, ...]:
    """Bring in what is new. Runs in the writing thread."""
    seat.wrong_kinds = own_kinds.bring_in_files(seat, seat.kinds_folder, now)
    return seat.wrong_kinds
