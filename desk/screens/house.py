"""The house: who is in it now, and below, which post waits for whom. In and out with one key each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from desk import keys
from desk.documents import house as words
from desk.rules.house import POST, VISITOR, House
from desk.screens.exporting import ask_where
from desk.screens.house_forms import HouseForm, host_of_party
from desk.screens.place import CasesChanged, MinutePassed, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import Column, Line, ListTable
from desk.screens.widgets.whole_list import WholeList
from desk.services import house
from desk.services.changing import Moved
from desk.services.seat import Seat
from desk.words import N_, _, clock, n_


class VisitorTable(WholeList):
    """Visitors by name; one who came on an earlier day is marked, for they have most likely gone."""

    COLUMNS = (
        Column("who", N_("Visitor"), 24),
        Column("host", N_("Host"), 21),
        Column("badge", N_("Badge"), 8),
        Column("since", N_("Since"), 18),
        Column("what", N_("What"), 20, 100),
        Column("reference", N_("Number"), 9, 120),
    )
    GROWING = ("who", "host", "what")
    MOST = {"who": 40, "host": 40, "what": 40}
    LATE = "since"


class PostTable(WholeList):
    """Post by recipient."""

    COLUMNS = (
        Column("whom", N_("Recipient"), 24),
        Column("sender", N_("From whom"), 21),
        Column("what", N_("What"), 12),
        Column("since", N_("Since"), 16),
        Column("reference", N_("Number"), 9, 120),
    )
    GROWING = ("whom", "sender", "what")
    MOST = {"whom": 40, "sender": 40, "what": 40}


@dataclass(frozen=True)
class Shown:
    """The house, and the same as rows."""

    house: House
    visitors: tuple[Line, ...]
    post: tuple[Line, ...]


def read(seat: Seat, now: datetime) -> Shown:
    """Who and what is there. Runs in a reading thread."""
    found, zone = house.who_is_here(seat), seat.settings.zone
    visitors = []
    for each in found.visitors:
        late = words.stayed(each, now, zone)
        cells = {
            "who": words.who(each),
            "host": each.host,
            "badge": each.badge,
            "since": ("! " if late else "") + words.since(each.arrived, now, zone),
            "what": each.what,
        }
        visitors.append(Line(each.id, each.reference, cells, late=late))
    post = [
        Line(
            each.id,
            each.reference,
            {
                "whom": words.for_whom(each),
                "sender": each.sender,
                "what": each.what,
                "since": words.since(each.received, now, zone),
            },
        )
        for each in found.post
    ]
    return Shown(found, tuple(visitors), tuple(post))


class HouseScreen(Place[None]):
    """Two lists; Tab goes between them."""

    AUTO_FOCUS = "#visitors"
    CSS_PATH = "house.tcss"
    BINDINGS = keys.bindings("house")

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._gone: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        """Title, how many visitors, who they are, how much post, for whom, keys."""
        yield TitleBar(_("Visitors and post"), id="title")
        yield Static("", id="about", markup=False)
        yield VisitorTable(id="visitors")
        yield Static("", id="waiting", markup=False)
        yield PostTable(id="post")
        yield KeyLine("house", self.program.keys_chosen, id="keys")

    # ------------------------------------------------------------------ what is shown

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """The list that one is in."""
        return "post" if self.query_one(PostTable).has_focus else "visitors", {}

    def on_mount(self) -> None:
        """Ask who is here."""
        self.reread()

    @on(SeatTaken)
    @on(CasesChanged)
    @on(MinutePassed)
    def reread(self) -> None:
        """Ask again; the cursor stays on its row."""
        now = self.program.now()
        self.ask("house", partial(read, now=now), self._show, self._not_there)

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        for table, rows in ((self._visitors, shown.visitors), (self._post, shown.post)):
            table.show_header = bool(rows)
            table.show_all(rows)
        self.query_one("#about", Static).update(self._about(shown))
        self.query_one("#waiting", Static).update(_waiting(shown.house))
        self.query_one(TitleBar).show(_("Visitors and post"), clock(self.program.now(), self.program.zone))

    def _about(self, shown: Shown) -> Content:
        found = shown.house
        if not found.present:
            key = keys.key_of(keys.action("house.visitor"), self.program.keys_chosen)
            return Content(_("No visitor is in the house. {key} lets one in.", key=key))
        parts = [Content.styled(words.count(found), "bold")]
        late = sum(each.late for each in shown.visitors)
        if late:
            since = n_("! {n} since an earlier day", "! {n} since an earlier day", late)
            parts.append(Content.styled(since, "bold $error"))
        if more := words.unseen(found):
            parts.append(Content(more))
        return Content(" · ").join(parts)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._shown is None:
            self.dismiss(None)

    # ------------------------------------------------------------------ under the cursor

    @property
    def _visitors(self) -> WholeList:
        return self.query_one(VisitorTable)

    @property
    def _post(self) -> WholeList:
        return self.query_one(PostTable)

    @property
    def _current(self) -> Line | None:
        return (self._post if self._post.has_focus else self._visitors).current

    def action_other_list(self) -> None:
        """Go to the other list."""
        (self._visitors if self._post.has_focus else self._post).focus()

    @on(ListTable.Opened)
    def action_open_case(self) -> None:
        """Open the case under the cursor."""
        from desk.screens.case import CaseScreen

        if (line := self._current) is not None:
            self.app.push_screen(CaseScreen(line.reference))

    # ------------------------------------------------------------------ in and out

    def action_visitor(self) -> None:
        """Let a visitor in."""
        host = host_of_party(self._shown.house.visitors, self.program.now()) if self._shown else ""
        self._visitors.focus()
        self.app.push_screen(HouseForm(self, VISITOR, host))

    def action_post(self) -> None:
        """Take in post."""
        self._post.focus()
        self.app.push_screen(HouseForm(self, POST))

    def action_out(self) -> None:
        """Whoever is under the cursor goes, or what is there is handed over."""
        if (line := self._current) is None:
            return
        now, reference = self.program.now(), line.reference
        self.program.tell(lambda seat: house.out(seat, reference, now), self._went)

    def _went(self, moved: Moved) -> None:
        case = moved.case
        self._gone.append((case.reference, case.version))
        key = keys.key_of(keys.action("house.undo"), self.program.keys_chosen)
        if case.kind == VISITOR:
            self.app.notify(_("{reference}: gone. {key} takes it back.", reference=case.reference, key=key))
        else:
            self.app.notify(_("{reference}: handed over. {key} takes it back.", reference=case.reference, key=key))

    def action_undo(self) -> None:
        """Take back the last that went out from here."""
        if not self._gone:
            self.app.notify(_("Nothing went out from here that could be taken back."), severity="warning")
            return
        reference, version = self._gone.pop()
        now = self.program.now()
        self.program.tell(lambda seat: house.back_again(seat, reference, now, version), self._came_back)

    def _came_back(self, moved: Moved) -> None:
        self.app.notify(_("{reference}: here again.", reference=moved.case.reference))

    # ------------------------------------------------------------------ paper, and back

    def action_print(self) -> None:
        """Write the evacuation list to a file."""
        now = self.program.now()
        name = f"desk-{now.astimezone(self.program.zone):%Y-%m-%d-%H%M}.pdf"
        ask_where(self, name, words.ENDINGS, "desk house list", partial(_write, now=now))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _write(seat: Seat, path: Path, *, now: datetime) -> None:
    """Write who is here now. Runs in a reading thread."""
    found = house.who_is_here(seat)
    words.write(found, path, seat.settings.municipality, now, seat.settings.zone)
    house.taken_out(seat, found, now)


def _waiting(found: House) -> Content:
    waits = len(found.post) + found.unseen_post
    if not waits:
        return Content(_("No post waits."))
    said = Content.styled(n_("{n} item of post waits", "{n} items of post wait", waits), "bold")
    if not found.unseen_post:
        return said
    more = n_("{n} in a confidential case", "{n} in confidential cases", found.unseen_post)
    return Content(" · ").join((said, Content(more)))
