"""The registers: parking permits and bus cards, looked up by a line or seen by view."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.rules.registers import OF_CASES, VIEWS, Holding, Running, Sort, View
from desk.rules.rights import Right
from desk.screens.holding_moves import HoldingMoves
from desk.screens.place import CasesChanged, SeatTaken, Trouble
from desk.screens.registers_page import (
    MOST,
    AppealsTable,
    CardsTable,
    PermitsTable,
    RegisterWindow,
    TemporaryTable,
    read,
)
from desk.screens.satisfaction_fields import only
from desk.screens.widgets.answer import Answered
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.list_table import ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.words import N_, _, n_, number

LONGEST = 120
NOT_HERE = ("registers.reveal",)
WRITING = ("registers.new", "registers.block")
SHORT = {View.EXPIRING: N_("Expires soon")}
"""A view's word where the whole has no room."""
TABLES = {View.APPEALS: "#appeals", View.TEMPORARY: "#temporary"}


class RegistersScreen(HoldingMoves):
    """A line and a list. Enter opens the case, or what was brought in; Tab goes between permits and cards."""

    AUTO_FOCUS = "#permits"
    CSS_PATH = "registers.tcss"
    BINDINGS = [
        *keys.bindings(*(each.id for each in keys.actions_in("registers") if each.id not in NOT_HERE)),
        Binding("down", "to_list", show=False),
    ]

    def __init__(self, sort: Sort = Sort.PERMIT, view: View = View.ACTIVE) -> None:
        super().__init__()
        self._sort = sort
        self._view = view
        self._window: RegisterWindow | None = None
        self._starts: list[str | None] = [None]
        self._asked = ""
        self._then: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """Title, the registers and the line, the views, the list, keys."""
        yield TitleBar(_("Permits and cards"), id="title")
        with Horizontal(id="top"):
            yield Static("", id="sorts", markup=False)
            yield LineInput(placeholder=_("Number, personal number, telephone or name"), max_length=LONGEST, id="line")
        yield Static("", id="views", markup=False)
        yield Static("", id="none", markup=False)
        yield PermitsTable(id="permits")
        yield CardsTable(id="cards")
        yield AppealsTable(id="appeals")
        yield TemporaryTable(id="temporary")
        yield KeyLine("registers", only(self.program.keys_chosen, (*NOT_HERE, *self.hidden())), id="keys")

    def on_mount(self) -> None:
        """Begin with what is in use."""
        self._show_where()
        self._ask(to_top=True)

    def bringing_in(self) -> str:
        """Permits, or cards."""
        return "permits" if self._sort is Sort.PERMIT else "cards"

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """What the line finds, or else the view."""
        what = self.bringing_in()
        if words := self._line.value.strip():
            return what, {"words": words}
        return (str(self._view), {}) if self._view in OF_CASES else (what, {"view": str(self._view)})

    def hidden(self) -> tuple[str, ...]:
        """What would be refused."""
        return () if self.program.seated and self.program.seat.who.may(Right.HANDLE) else WRITING

    # ------------------------------------------------------------------ asking

    @on(Answered)
    def _typed(self, event: Answered) -> None:
        """Ask at each key; an answer to what stood there before is never shown."""
        event.stop()
        if self._line.value.strip() != self._asked:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._starts = [None]
        self._show_where()
        self._ask(to_top=True)

    @on(SeatTaken)
    @on(CasesChanged)
    def reread(self) -> None:
        """Something has changed: the cursor stays on its row."""
        self._ask()

    def _ask(self, *, to_top: bool = False) -> None:
        sort, view, now, after = self._sort, self._view, self.program.now(), self._starts[-1]
        text = self._asked = self._line.value.strip()
        self.ask(
            "rows",
            lambda seat: read(seat, sort, view, text, after, now),
            lambda found: self._show(found, to_top=to_top),
            self._cannot,
        )

    def _cannot(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        self.dismiss(None)

    def _show(self, found: RegisterWindow, *, to_top: bool) -> None:
        if not found.lines and len(self._starts) > 1:
            self._starts.pop()
            self._ask()
            return
        self._window = found
        table = self._table
        if isinstance(table, WholeList):
            table.show_all(found.lines, to_top=to_top)
        else:
            table.show(found.lines, to_top=to_top)
        none = self.query_one("#none", Static)
        none.update(_("Nothing found.") if found.text else _("There is none."))
        none.display = not found.lines
        self.query_one(TitleBar).show(_("Permits and cards"), _right(found))
        then, self._then = self._then, None
        if then is not None:
            then()

    def _read(self, then: Callable[[], None]) -> bool:
        """Whether what is shown is what is asked for; a key that came before its answer waits for it."""
        found = self._window
        is_read = found is not None and (found.sort, found.view, found.text) == (self._sort, self._view, self._asked)
        self._then = None if is_read else then
        return is_read

    def _show_where(self) -> None:
        """The registers and the views, what is shown in brackets; the one table that shows it."""
        self.query_one("#sorts", Static).update(_marked({str(each): each.label for each in Sort}, str(self._sort)))
        narrow = self.app.size.width < 100
        words = {str(each): _(SHORT[each]) if narrow and each in SHORT else each.label for each in VIEWS[self._sort]}
        self.query_one("#views", Static).update(_marked(words, "" if self._line.value.strip() else str(self._view)))
        focused = isinstance(self.focused, ListTable)
        for each in self.query(ListTable):
            each.display = each is self._table
        if focused:
            self._table.focus()

    def on_resize(self, _event: events.Resize) -> None:
        """Whole words where there is room."""
        self._show_where()

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """Read on, or back, by one page: half the table stays."""
        if self._window is None or event.table is not self._table:
            return
        if event.ahead and self._window.end is not None:
            self._starts.append(self._window.middle)
        elif not event.ahead and len(self._starts) > 1:
            self._starts.pop()
        else:
            return
        self._window = None
        self._ask()

    @on(ListTable.Home)
    def _read_first(self) -> None:
        """The first of all."""
        if len(self._starts) > 1:
            self._starts = [None]
            self._ask(to_top=True)

    # ------------------------------------------------------------------ where one is

    @property
    def _line(self) -> LineInput:
        return self.query_one("#line", LineInput)

    @property
    def _table(self) -> ListTable:
        own = f"#{'permits' if self._sort is Sort.PERMIT else 'cards'}"
        name = own if self._line.value.strip() else TABLES.get(self._view, own)
        return self.query_one(name, ListTable)

    @property
    def _row(self) -> Holding | Running | None:
        line, window = self._table.current, self._window
        if line is None or window is None:
            return None
        return next((row for row in window.rows if _id(row) == line.id), None)

    @property
    def holding(self) -> Holding | None:
        """The permit or card under the cursor."""
        row = self._row
        return row if isinstance(row, Holding) else None

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_open(self) -> None:
        """Open the case of the row, or what was brought in."""
        row = self._row if self._read(self.action_open) else None
        if row is None:
            return
        if row.reference is None:
            self.action_history()
            return
        from desk.screens.case import CaseScreen

        self.app.push_screen(CaseScreen(row.reference))

    def action_history(self) -> None:
        """Everything that is known of the permit or card, and of its holder's others."""
        from desk.screens.holding import HoldingScreen

        if self._read(self.action_history) and (holding := self.holding) is not None:
            self.app.push_screen(HoldingScreen(holding))

    def action_new(self) -> None:
        """A new errand about the row."""
        if self._read(self.action_new):
            super().action_new()

    def action_block(self) -> None:
        """Block what the row is."""
        if self._read(self.action_block):
            super().action_block()

    def action_other(self) -> None:
        """Permits or cards."""
        self._sort = Sort.CARD if self._sort is Sort.PERMIT else Sort.PERMIT
        if self._view not in VIEWS[self._sort]:
            self._view = View.ACTIVE
        self._begin_anew()

    def action_view(self, by: int) -> None:
        """Another view; what is looked up stays where it is."""
        if self._line.value.strip():
            return
        views = VIEWS[self._sort]
        self._view = views[(views.index(self._view) + by) % len(views)]
        self._begin_anew()

    def action_look_up(self) -> None:
        """Go to the line."""
        self._line.focus()

    def action_to_list(self) -> None:
        """Go into the list."""
        if self._table.lines:
            self._table.focus()

    def action_back(self) -> None:
        """From the list to where one came from; what is looked up goes first."""
        if self._line.value:
            self._line.show_answer("")
            self._begin_anew()
            self._table.focus()
        elif self._line.has_focus:
            self._table.focus()
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """A digit in the list is the beginning of a number."""
        if isinstance(self.focused, ListTable) and event.character and event.character.isdecimal():
            event.stop()
            self.set_focus(self._line)
            self._line.insert_text_at_cursor(event.character)


def _id(row: Holding | Running) -> int:
    return row.id if isinstance(row, Holding) else row.case_id


def _marked(words: dict[str, str], chosen: str) -> Content:
    parts = [
        Content.styled(f"[{word}]", "bold") if code == chosen else Content.styled(word, "not bold")
        for code, word in words.items()
    ]
    return Content("  ").join(parts)


def _right(found: RegisterWindow) -> str:
    """How many there are, and how many permits run out and nobody renews."""
    many = _("{n} and more", n=number(found.many)) if found.many >= MOST else number(found.many)
    if not found.lapsing or found.text:
        return many
    lapsing = n_("{n} expires and nobody renews it", "{n} expire and nobody renews them", found.lapsing)
    return f"! {lapsing} · {many}"
