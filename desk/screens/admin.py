"""Administration: the people of the desk, their roles, keys and PINs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.rights import Person
from desk.screens.admin_keys import KeysScreen
from desk.screens.admin_person import PersonScreen
from desk.screens.dialogs import Confirm
from desk.screens.place import CasesChanged, MinutePassed, OthersChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.screens.wording import moment_in_words
from desk.services import people, pins, roster
from desk.services.people import Rested
from desk.services.roster import LastSeen, Member, Roster
from desk.services.seat import Seat
from desk.words import N_, _, n_


class PeopleTable(ListTable):
    """People; what is needed to know them first, their group and last trace where there is room."""

    COLUMNS = (
        Column("reference", N_("Login"), 14),
        Column("name", N_("Name"), 17),
        Column("role", N_("Role"), 13),
        Column("group", N_("Answer group"), 12, 96),
        Column("state", N_("State"), 6),
        Column("keys", N_("SSH"), 3),
        Column("pin", N_("PIN"), 3),
        Column("seen", N_("Last seen"), 12),
    )
    GROWING = ("seen", "group", "name", "reference", "state")
    MOST = {"seen": 18, "group": 20, "name": 30, "reference": 20, "state": 12}


class AdminScreen(Place[None]):
    """A list of everybody with a login. Every change is asked of a service, which may refuse it."""

    AUTO_FOCUS = "#people"
    CSS_PATH = "admin.tcss"
    BINDINGS = keys.bindings("admin")

    def __init__(self) -> None:
        super().__init__()
        self._roster: Roster | None = None
        self._seen: LastSeen | None = None
        self._first = 0

    def compose(self) -> ComposeResult:
        """Title, how many there are, the list, keys."""
        yield TitleBar(_("Administration · people"), id="title")
        yield Static("", id="about", markup=False)
        yield PeopleTable(id="people")
        yield KeyLine("admin", self.program.keys_chosen, id="keys")

    def exporting(self) -> tuple[str, Mapping[str, str]]:
        """Everybody at the desk."""
        return "people", {}

    def on_mount(self) -> None:
        """Ask who there is."""
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    @on(OthersChanged)
    def _ask(self) -> None:
        now = self.program.now()
        self.ask("people", lambda seat: roster.read(seat, now), self._show, self._not_there)

    @on(MinutePassed)
    def _a_minute_later(self) -> None:
        self._ask()
        self._ask_last_seen()

    def _show(self, found: Roster) -> None:
        first_time, self._roster = self._roster is None, found
        self._fill()
        if first_time:
            self._ask_last_seen()

    def _ask_last_seen(self) -> None:
        """Asked by itself, because it takes its time where there are many cases."""
        self.ask("seen", roster.last_seen, self._show_last_seen, lambda _trouble: None)

    def _show_last_seen(self, seen: LastSeen) -> None:
        self._seen = seen
        self._fill()

    def _fill(self) -> None:
        if self._roster is None:
            return
        members = self._roster.members
        self._first = max(0, min(self._first, len(members) - 1))
        shown = members[self._first : self._first + ROWS]
        lines = [self._line(self._first + place, each) for place, each in enumerate(shown)]
        self.query_one(PeopleTable).show(lines)
        at_work = sum(1 for each in members if each.person.active)
        about = n_("{n} person can log in", "{n} people can log in", at_work)
        if resting := len(members) - at_work:
            about += " · " + n_("{n} rests", "{n} rest", resting)
        self.query_one("#about", Static).update(about)

    def _line(self, place: int, member: Member) -> Line:
        who = member.person
        cells = {
            "name": who.name,
            "role": who.role.label,
            "group": who.group or "–",
            "state": _("active") if who.active else _("rests"),
            "keys": str(member.keys) if member.keys else "–",
            "pin": _("yes") if member.has_pin else "–",
            "seen": _("here now") if member.here else self._last_seen(who.login),
        }
        return Line(place, who.login, cells)

    def _last_seen(self, login: str) -> str:
        if self._seen is None:
            return ""
        if (at := self._seen.at.get(login)) is not None:
            return moment_in_words(at, self.program.now(), self.program.zone)
        return "–" if self._seen.whole else _("long ago")

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._roster is None:
            self.dismiss(None)

    @on(ListTable.NearEnd)
    def _read_on(self, event: ListTable.NearEnd) -> None:
        """The next half of a table, or the one before."""
        if self._roster is None:
            return
        if event.ahead and self._first + ROWS < len(self._roster.members):
            self._first += ROWS // 2
        elif not event.ahead and self._first > 0:
            self._first = max(0, self._first - ROWS // 2)
        else:
            return
        self._fill()

    @on(ListTable.Home)
    def _read_first(self) -> None:
        self._first = 0
        self._fill()

    # ------------------------------------------------------------------ keys

    @property
    def _current(self) -> Member | None:
        """The person under the cursor."""
        line = self.query_one(PeopleTable).current
        return self._roster.members[line.id] if line is not None and self._roster is not None else None

    def action_add(self) -> None:
        """Add a person."""
        if self._roster is not None:
            self.app.push_screen(PersonScreen(None, self._roster.groups))

    @on(ListTable.Opened)
    def action_change(self) -> None:
        """Change the person under the cursor."""
        if self._roster is not None and (member := self._current) is not None:
            self.app.push_screen(PersonScreen(member.person, self._roster.groups))

    def action_keys(self) -> None:
        """The keys of the person under the cursor."""
        if (member := self._current) is not None:
            self.app.push_screen(KeysScreen(member.person))

    def action_rest(self) -> None:
        """Put the person under the cursor to rest, or let one who rests log in again."""
        if (member := self._current) is None:
            return
        who = member.person
        if who.active:
            title = _("Put {name} to rest?", name=who.name)
            text = _(
                "{name} is logged out at once. What they did stays, and so do their keys and drafts.", name=who.name
            )
            self.app.push_screen(Confirm(title, text), partial(self._rest, who))
        else:
            now = self.program.now()
            self.program.tell(lambda seat: people.wake(seat, who.login, now), self._woken)

    def _rest(self, who: Person, yes: bool | None) -> None:
        if yes:
            now = self.program.now()
            self.program.tell(lambda seat: people.rest(seat, who.login, now), self._rested)

    def _rested(self, done: Rested) -> None:
        said = _("{name} rests and can no longer log in.", name=done.person.name)
        if done.open_cases:
            said += "\n" + n_(
                "{n} open case is theirs; somebody should take it over.",
                "{n} open cases are theirs; somebody should take them over.",
                done.open_cases,
            )
        self.app.notify(said, timeout=8)

    def _woken(self, who: Person) -> None:
        self.app.notify(_("{name} can log in again.", name=who.name))

    def action_clear_pin(self) -> None:
        """Take the PIN of the person under the cursor away."""
        if (member := self._current) is None:
            return
        who = member.person
        if not member.has_pin:
            self.app.notify(_("{name} has no PIN.", name=who.name))
            return
        title = _("Clear the PIN of {name}?", name=who.name)
        text = _("{name} chooses a new one at the next start. A locked session can then only be quit.", name=who.name)
        self.app.push_screen(Confirm(title, text), partial(self._clear_pin, who))

    def _clear_pin(self, who: Person, yes: bool | None) -> None:
        if not yes:
            return
        now, mine = self.program.now(), who.login == self.program.seat.who.login

        def clear(seat: Seat) -> None:
            pins.clear(seat, who.login, now)

        def cleared(_none: None) -> None:
            if mine:
                self.program.lock.pin_cleared()
            self.app.notify(_("The PIN of {name} is cleared.", name=who.name))

        self.program.tell(clear, cleared)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
