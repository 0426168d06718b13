"""Watching over the desk: who opened whose data, and what was done to the desk itself. For the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.documents.access import changed, opened, what_in_words, when
from desk.screens.dialogs import Tell
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.services import access, people
from desk.services.access import AccessPage, Entry
from desk.services.seat import Seat
from desk.words import N_, _

PAGE = 50


class AccessTable(ListTable):
    """Entries of either trail: what is opened is about a case, what is done to the desk about somebody or something."""

    COLUMNS = (
        Column("at", N_("When"), 16),
        Column("by", N_("Who"), 14),
        Column("what", N_("What"), 16),
        Column("about", N_("About"), 9),
        Column("more", N_("Fields, changes"), 15),
        Column("why", N_("Reason"), 24, 104),
    )
    GROWING = ("what", "by", "about", "more", "why")
    MOST = {"by": 20, "what": 22, "about": 24, "more": 40, "why": 60}


@dataclass(frozen=True)
class Read:
    """Two pages of a trail, as rows; ``middle`` and ``end`` are the cursors after them."""

    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    middle: str | None
    end: str | None


def read(seat: Seat, *, of_desk: bool, after: str | None) -> Read:
    """Two pages after a cursor. Runs in a reading thread."""
    first = _page(seat, of_desk, after)
    second = _page(seat, of_desk, first.next) if first.next else AccessPage((), None)
    names = {each.login: each.name for each in people.everybody(seat)}
    entries = (*first.rows, *second.rows)
    lines = tuple(_line(each, names, seat.settings.zone) for each in entries)
    return Read(lines, entries, first.next, second.next)


def _page(seat: Seat, of_desk: bool, after: str | None) -> AccessPage:
    how = access.desk_page if of_desk else access.page
    return how(seat, limit=PAGE, after=after)


def _line(entry: Entry, names: dict[str, str], zone: tzinfo) -> Line:
    cells = {
        "at": when(entry.at, zone),
        "by": names.get(entry.by, entry.by),
        "what": what_in_words(entry),
        "about": entry.reference or names.get(entry.subject or "", entry.subject or ""),
        "more": opened(entry) or changed(entry),
        "why": entry.why or "",
    }
    return Line(entry.id, entry.reference or "", cells)


class AccessScreen(Place[None]):
    """A list that only grows, the newest first; Left and Right go between the two trails."""

    AUTO_FOCUS = "#entries"
    CSS_PATH = "access.tcss"
    BINDINGS = keys.bindings("access")

    def __init__(self) -> None:
        super().__init__()
        self._of_desk = False
        self._read: Read | None = None
        self._starts: list[str | None] = [None]

    def compose(self) -> ComposeResult:
        """Title, which trail, the list, keys."""
        yield TitleBar(_("Access log"), id="title")
        yield Static("", id="which", markup=False)
        yield Static("", id="none", markup=False)
        yield AccessTable(id="entries")
        yield KeyLine("access", self.program.keys_chosen, id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The log that is shown."""
        return "trail" if self._of_desk else "access", {}

    def on_mount(self) -> None:
        """Ask for the newest."""
        self._ask(to_top=True)

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask_again(self) -> None:
        self._ask()

    def _ask(self, *, to_top: bool = False) -> None:
        of_desk, after = self._of_desk, self._starts[-1]
        self.ask(
            "entries",
            lambda seat: read(seat, of_desk=of_desk, after=after),
            lambda found: self._show(found, to_top=to_top),
            self._refused,
        )

    def _show(self, found: Read, *, to_top: bool) -> None:
        self._read = found
        self._table.show(found.lines, to_top=to_top)
        views = (_("Opened and handed out"), _("Done to the desk"))
        marked = "   ".join(f"[{each}]" if place == self._of_desk else each for place, each in enumerate(views))
        self.query_one("#which", Static).update(marked)
        empty = _("Nothing has been done to the desk yet.") if self._of_desk else _("Nothing has been opened.")
        nothing = self.query_one("#none", Static)
        nothing.update(empty)
        nothing.display = not found.lines

    def _refused(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """Read on, or back, by one page: half the table stays."""
        if self._read is None:
            return
        if event.ahead and self._read.end is not None:
            self._starts.append(self._read.middle)
        elif not event.ahead and len(self._starts) > 1:
            self._starts.pop()
        else:
            return
        self._read = None
        self._ask()

    @on(ListTable.Home)
    def _read_first(self) -> None:
        if len(self._starts) > 1:
            self._starts = [None]
            self._ask(to_top=True)

    # ------------------------------------------------------------------ keys

    def action_view(self, _by: int) -> None:
        """The other trail."""
        self._of_desk = not self._of_desk
        self._starts = [None]
        self._ask(to_top=True)

    @on(ListTable.Opened)
    def action_open_entry(self) -> None:
        """The whole entry, however long its reason is."""
        line = self._table.current
        if line is None or self._read is None:
            return
        titles = {each.name: _(each.title) for each in AccessTable.COLUMNS}
        rows = [f"{titles[name]}: {text}" for name, text in line.cells.items() if text]
        self.app.push_screen(Tell(_("Entry {number}", number=line.id), "\n".join(rows)))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)

    @property
    def _table(self) -> AccessTable:
        return self.query_one(AccessTable)
