"""The letters of a case: to those whom it was handed over to, and to the citizen. Nothing is sent from here."""

from __future__ import annotations

import os
import sys
import textwrap
from datetime import date
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from desk import keys
from desk.documents.files import write_new
from desk.documents.handover import file_name, letter_lines, letter_to_citizen, letter_to_department
from desk.rules.cases import Case
from desk.rules.handing_over import ANSWER_LENGTH, Letter
from desk.rules.refusals import Refused
from desk.screens.case_drafts import Kept, typed_in
from desk.screens.dialogs import AskDay, AskLine, AskNote, Confirm
from desk.screens.exporting import NOT_HERE, at_home, usual_folder
from desk.screens.place import Place, Trouble, trouble_of
from desk.screens.widgets.frame import KeyLine, TitleBar
from desk.screens.widgets.page_lines import PageLine, PageLines
from desk.services import drafts, handovers
from desk.services.changing import Moved
from desk.services.handovers import ForDepartment, Reply
from desk.services.seat import Seat
from desk.words import _

OUT, BACK = ("handover.ask_again",), ("handover.write", "handover.sent")
AWAY = ("handover.mail", "handover.file")
WIDEST = 90


class LetterScreen(Place[None]):
    """One letter at a time, to read, to send from one's own mail program, or to copy.

    Args:
        case: As it is shown: masked where it was not opened.
        to_citizen: Begin with the reply.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "letters.tcss"
    BINDINGS = [
        *keys.bindings("handover"),
        Binding("down", "scroll_letter(1)", show=False),
        Binding("up", "scroll_letter(-1)", show=False),
        Binding("pagedown,space", "scroll_letter(15)", show=False),
        Binding("pageup", "scroll_letter(-15)", show=False),
    ]

    def __init__(self, case: Case, *, to_citizen: bool) -> None:
        super().__init__()
        self._case = case
        self._to_citizen = to_citizen
        self._letter: Letter | None = None
        self._words = ""
        self._why = ""
        self._reply: Reply | None = None
        self._day: date | None = None
        self._kept: Kept | None = None

    def compose(self) -> ComposeResult:
        """Title, to whom and until when, the letter, keys."""
        yield TitleBar(f"{_('Letters')} · {self._case.reference}", id="title")
        yield Static("", id="about", markup=False)
        yield PageLines(id="letter")
        yield KeyLine("handover", self.program.keys_chosen, without=self._idle, id="keys")

    def on_mount(self) -> None:
        """Read it."""
        self._read()

    @property
    def _is_far(self) -> bool:
        """Whether there is no mail program and no file of the person's own here."""
        return self.program.remote or any(os.environ.get(each) for each in NOT_HERE)

    @property
    def _idle(self) -> tuple[str, ...]:
        return (*(OUT if self._to_citizen else BACK), *(AWAY if self._is_far else ()))

    # ------------------------------------------------------------------ which letter

    def _read(self) -> None:
        reference = self._case.reference
        if self._to_citizen:
            self._read_reply()
        else:
            self.ask("letter", lambda seat: handovers.to_department(seat, reference), self._show_out, self._not_there)

    def _show_out(self, about: ForDepartment) -> None:
        seat = self.program.seat
        self._day = about.follow_up
        letter = letter_to_department(about, self.program.municipality, seat.topics, self.program.zone, seat.who.name)
        self._show(letter, _("To {name}", name=about.to))

    def _read_reply(self) -> None:
        """A protected identity is opened by who may, for a reason, before anything is shown."""
        if self._case.protected and not self._why:
            question = AskLine(
                _("Protected identity. Why is it opened?"), _("The reason is written into the access log.")
            )
            self.app.push_screen(question, self._because)
            return
        reference, why, now = self._case.reference, self._why, self.program.now()
        mine = f"reply:{reference}:{self.program.seat.who.login}"

        def read(seat: Seat) -> tuple[Reply, str | None]:
            left = next((typed_in(each).get("reply") for each in drafts.mine(seat) if each.key == mine), None)
            return handovers.reply(seat, reference, why, now), None if left is None else str(left)

        self.program.tell_quietly(read, self._not_there, self._show_reply)

    def _because(self, why: str | None) -> None:
        if why is None:
            self.dismiss(None)
            return
        self._why = why
        self._read_reply()

    def _show_reply(self, found: tuple[Reply, str | None]) -> None:
        if not self.is_attached:
            return
        self._reply, left = found
        self._words = left if left is not None else self._words or self._reply.words
        self._compose_reply()
        if not self._words:
            self.action_write()

    def _compose_reply(self) -> None:
        if self._reply is None:
            return
        seat = self.program.seat
        key = keys.key_of(keys.action("handover.write"), self.program.keys_chosen)
        words = self._words or _("(nothing is written yet: {key} writes)", key=key)
        letter = letter_to_citizen(self._reply, words, self.program.municipality, seat.topics, seat.who.name)
        self._show(letter, _("Reply to the citizen"))

    def _show(self, letter: Letter, about: str) -> None:
        self._letter = letter
        far = _("Over SSH the letter is copied from here: no mail program and no file is within reach.")
        near = _("Nothing is sent from here: it is opened in the mail program, or written to a file.")
        self.query_one("#about", Static).update(f"{about}\n{far if self._is_far else near}")
        width = min(WIDEST, max(20, self.size.width - 5))
        lines = [part for line in letter_lines(letter) for part in (textwrap.wrap(line, width) or [""])]
        self.query_one(PageLines).show([PageLine(line, place < 2) for place, line in enumerate(lines)])
        self.query_one(KeyLine).leave_out(self._idle)

    def _not_there(self, trouble: Trouble) -> None:
        self.program.say_trouble(trouble)
        if self._letter is None:
            self.dismiss(None)
        else:
            self._to_citizen = not self._to_citizen

    # ------------------------------------------------------------------ keys

    def action_scroll_letter(self, rows: int) -> None:
        """Up and down."""
        self.query_one(PageLines).scroll_relative(y=rows, animate=False)

    def action_other(self) -> None:
        """The other letter."""
        self._to_citizen = not self._to_citizen
        self._read()

    def action_mail(self) -> None:
        """Open the letter in the mail program."""
        letter = self._ready()
        if letter is None:
            return
        try:
            link = letter.mailto()
        except Refused as refusal:
            self.program.say_trouble(trouble_of(refusal.problems))
            return
        if not _has_windows():
            self.app.notify(_("No mail program can be opened from this terminal. Write the letter to a file."),
                            severity="warning")  # fmt: skip
            return
        app = self.app

        def opened(_none: object) -> None:
            self._note(letter.to)
            app.notify(_("Opened in the mail program."))

        self.ask("mail", lambda _seat: app.open_url(link), opened)

    def action_file(self) -> None:
        """Write the letter to an .eml file."""
        letter = self._ready()
        if letter is not None:
            what = "reply" if self._to_citizen else "handover"
            self._ask_where(letter, str(usual_folder() / file_name(self._case.reference, what, self.program.now())))

    def _ask_where(self, letter: Letter, path: str) -> None:
        hint = _("A mail program opens the file as a draft of its own.")
        question = AskLine(_("Write the letter to a file"), hint, value=path, max_length=400)
        self.app.push_screen(question, partial(self._write_file, letter))

    def _write_file(self, letter: Letter, text: str | None) -> None:
        if text is None:
            return
        to = at_home(text)

        def written(_none: object) -> None:
            self._note(letter.to)
            self.app.notify(_("Written to {path}", path=to))

        def not_written(trouble: Trouble) -> None:
            self.program.say_trouble(trouble)
            if self.is_attached:
                self._ask_where(letter, text)

        self.ask("file", lambda _seat: _write(letter, to), written, not_written)

    def _ready(self) -> Letter | None:
        """The letter, where it is one, and may be taken away from here."""
        if self._is_far or self._letter is None or (self._to_citizen and not self._words):
            self.app.bell()
            return None
        return self._letter

    def _note(self, to: str) -> None:
        """The trail says that a letter was made."""
        reference, now = self._case.reference, self.program.now()
        self.program.tell(lambda seat: handovers.note_letter(seat, reference, to, now), None, self.program.say_trouble)

    # ------------------------------------------------------------------ asking again

    def action_ask_again(self) -> None:
        """Ask for the day."""
        if self._to_citizen or self._letter is None:
            return
        value = self._day.isoformat() if self._day is not None else ""
        text = _("Such as 3 dec, +14 or 2026-12-03.")
        question = AskDay(_("Ask again on which day?"), text, today=self.program.today(), value=value)
        self.app.push_screen(question, self._put_day)

    def _put_day(self, day: date | None) -> None:
        if day is None or day == self._day:
            return
        reference, now = self._case.reference, self.program.now()
        self.program.tell(
            lambda seat: handovers.ask_again(seat, reference, day, now), self._day_put, self.program.say_trouble
        )

    def _day_put(self, _moved: Moved) -> None:
        if self.is_attached:
            self._read()

    # ------------------------------------------------------------------ the reply

    @property
    def _draft(self) -> Kept:
        if self._kept is None:
            self._kept = Kept(self.program, "reply", self._case.reference)
        return self._kept

    def action_write(self) -> None:
        """Write what is replied; it is kept while it is typed, and until it is said to be sent."""
        if not self._to_citizen or self._reply is None:
            return
        self.app.push_screen(
            AskNote(
                _("What is replied?"),
                _("The greeting, the case's number and your name stand around it."),
                value=self._words,
                keep=lambda text: self._draft.typed({"reply": text}),
                draft=lambda text: self._draft.draft({"reply": text}),
                max_length=ANSWER_LENGTH,
            ),
            self._written,
        )

    def _written(self, text: str | None) -> None:
        if text is not None:
            self._words = text
            self._draft.typed({"reply": text})
        self._compose_reply()

    def action_sent(self) -> None:
        """Say that it was sent."""
        if self._to_citizen and self._words and self._reply is not None:
            title = _("Was the reply sent?")
            text = _("It is written into the case's trail; feedback takes its step.")
            self.app.push_screen(Confirm(title, text), self._sent)
        else:
            self.app.bell()

    def _sent(self, yes: bool | None) -> None:
        if not yes:
            return
        reference, words, now, draft = self._case.reference, self._words, self.program.now(), self._draft.key
        self.program.tell(
            lambda seat: handovers.note_reply(seat, reference, words, now, draft=draft),
            self._noted,
            self.program.say_trouble,
        )

    def _noted(self, moved: Moved) -> None:
        self.app.notify(f"{moved.case.reference}: {_('replied')}")
        if self.is_attached:
            self.dismiss(None)

    def action_back(self) -> None:
        """Back to the case."""
        self.dismiss(None)


def _has_windows() -> bool:
    """Whether a mail program has somewhere to open: a text browser would take the terminal from Desk."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _write(letter: Letter, to: Path) -> None:
    write_new(to, letter.eml(), "--to")
