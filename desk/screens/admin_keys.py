"""One person's keys for sessions over SSH: added by pasting, or from a file; withdrawn ones stay in sight."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from desk import keys
from desk.rules.refusals import refuse
from desk.rules.rights import Person
from desk.rules.ssh_keys import LONGEST_LINE
from desk.screens.dialogs import AskLine, Confirm, Tell
from desk.screens.place import CasesChanged, Place, SeatTaken, Trouble
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.list_table import ROWS, Column, Line, ListTable
from desk.screens.wording import moment_in_words
from desk.services import keys as ssh_keys
from desk.services.keys import Key
from desk.services.seat import Seat
from desk.words import N_, _


class KeyTable(ListTable):
    """Keys; the fingerprint is whole where there is room."""

    COLUMNS = (
        Column("state", N_("State"), 9),
        Column("comment", N_("Comment"), 20),
        Column("type", N_("Type"), 9),
        Column("added", N_("Added"), 12),
        Column("reference", N_("Fingerprint"), 20),
        Column("by", N_("By"), 10, 100),
    )
    GROWING = ("added", "reference", "type", "comment", "by")
    MOST = {"added": 15, "reference": 50, "comment": 40, "type": 19, "by": 20}


class KeysScreen(Place[None]):
    """The keys of one person.

    Args:
        who: Whose they are.
    """

    AUTO_FOCUS = "#of"
    CSS_PATH = "admin.tcss"
    BINDINGS = keys.bindings("keys")

    def __init__(self, who: Person) -> None:
        super().__init__()
        self._who = who
        self._keys: list[Key] | None = None

    def compose(self) -> ComposeResult:
        """Whose keys, the list, keys of the keyboard."""
        yield TitleBar(_("Keys of {name} ({login})", name=self._who.name, login=self._who.login), id="title")
        yield Static("", id="none", markup=False)
        yield KeyTable(id="of")
        yield KeyLine("keys", self.program.keys_chosen, id="keys")

    def on_mount(self) -> None:
        """Ask for the keys."""
        self._ask()

    # ------------------------------------------------------------------ what is shown

    @on(SeatTaken)
    @on(CasesChanged)
    def _ask(self) -> None:
        login = self._who.login
        self.ask("keys", lambda seat: ssh_keys.of(seat, login), self._show, self._not_there)

    def _show(self, found: list[Key]) -> None:
        self._keys = found
        table, none = self.query_one(KeyTable), self.query_one("#none", Static)
        table.show([self._line(place, each) for place, each in enumerate(found[:ROWS])])
        table.show_header = bool(found)
        none.display = not found
        key = keys.key_of(keys.action("keys.add"), self.program.keys_chosen)
        none.update(_("{name} has no key, and cannot log in over SSH. {key} adds one.", name=self._who.name, key=key))

    def _line(self, place: int, key: Key) -> Line:
        cells = {
            "state": _("in use") if key.withdrawn_at is None else _("withdrawn"),
            "comment": key.comment or "–",
            "type": key.type.removeprefix("ssh-").split("@")[0],
            "added": self._when(key),
            "by": key.added_by,
        }
        return Line(place, key.fingerprint, cells)

    def _when(self, key: Key) -> str:
        return moment_in_words(key.added_at, self.program.now(), self.program.zone)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._keys is None:
            self.dismiss(None)

    @property
    def _current(self) -> Key | None:
        """The key under the cursor."""
        line = self.query_one(KeyTable).current
        return self._keys[line.id] if line is not None and self._keys is not None else None

    # ------------------------------------------------------------------ keys

    @on(ListTable.Opened)
    def action_show_key(self) -> None:
        """Everything about the key under the cursor."""
        if (key := self._current) is None:
            return
        now, zone = self.program.now(), self.program.zone
        rows = [
            key.fingerprint,
            _("Type: {type}", type=key.type),
            _("Comment: {comment}", comment=key.comment or "–"),
            _("Added {when} by {name}", when=moment_in_words(key.added_at, now, zone), name=key.added_by),
        ]
        if key.withdrawn_at is not None:
            when = moment_in_words(key.withdrawn_at, now, zone)
            rows.append(_("Withdrawn {when} by {name}", when=when, name=key.withdrawn_by))
        self.app.push_screen(Tell(_("Key of {name}", name=self._who.name), "\n".join(rows)))

    def action_add(self) -> None:
        """Ask for a key, to be pasted."""
        title = _("Paste the public key of {name}", name=self._who.name)
        text = _("The one line of the file whose name ends in .pub: ssh-ed25519 AAAA… somebody@somewhere")
        self.app.push_screen(AskLine(title, text, max_length=LONGEST_LINE), self._add)

    def _add(self, text: str | None) -> None:
        if text is not None:
            login, now = self._who.login, self.program.now()
            self.program.tell(lambda seat: ssh_keys.add(seat, login, text, now), self._added)

    def action_add_file(self) -> None:
        """Ask for a file with the key."""
        if self.program.remote:
            self.app.notify(_("Over SSH no file is read: paste the key instead."), severity="warning")
            return
        self._ask_file("")

    def _ask_file(self, path: str) -> None:
        title = _("From which file?")
        text = _("The public key of {name}; the name ends in .pub.", name=self._who.name)
        self.app.push_screen(AskLine(title, text, value=path, max_length=400), self._add_file)

    def _add_file(self, path: str | None) -> None:
        if path is None:
            return
        login, now = self._who.login, self.program.now()

        def again(trouble: Trouble) -> None:
            self.program.say_trouble(trouble)
            self._ask_file(path)

        self.program.tell(lambda seat: _add_file(seat, login, path, now), self._added, again)

    def _added(self, key: Key) -> None:
        self.app.notify(_("{name} can log in with the key {key}.", name=self._who.name, key=_short(key)))

    def action_withdraw(self) -> None:
        """Take the key under the cursor out of use."""
        if (key := self._current) is None:
            return
        if key.withdrawn_at is not None:
            self.app.notify(_("The key is withdrawn already."))
            return

        def withdraw(yes: bool | None) -> None:
            if yes:
                login, now = self._who.login, self.program.now()
                self.program.tell(lambda seat: ssh_keys.withdraw(seat, login, key.fingerprint, now), self._withdrawn)

        title = _("Withdraw the key {key}?", key=_short(key))
        text = _("Nobody logs in with it from now on. A session that is open goes on.")
        self.app.push_screen(Confirm(title, text), withdraw)

    def _withdrawn(self, key: Key) -> None:
        self.app.notify(_("The key {key} is withdrawn.", key=_short(key)))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)


def _short(key: Key) -> str:
    return key.comment or f"{key.fingerprint[:16]}…"


def _add_file(seat: Seat, login: str, path: str, now: datetime) -> Key:
    """Add the key in a file. Runs in the writing thread."""
    try:
        with Path(path).expanduser().open(encoding="utf-8") as file:
            text = file.read(LONGEST_LINE + 1)
    except (OSError, ValueError, RuntimeError):
        refuse("file_missing", "file", file=path)
    return ssh_keys.add(seat, login, text, now)
