"""The terminal's bytes, read so that no byte can stop the program. Windows keeps Textual's own driver.

Textual decodes strictly and trusts every escape sequence: one Latin-1 ``å``, or ``ESC[1114112~``, ends
the program with exit code 0. Here undecodable bytes become ``U+FFFD``, and what the parser cannot take is dropped.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from io import TextIOWrapper
from time import monotonic
from typing import TYPE_CHECKING

from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.keys import Keys
from textual.message import Message

from desk.terminal.escapes import ESCAPE, Escapes
from desk.terminal.paste import LONGEST_PASTE, PASTE_CUT

if TYPE_CHECKING:
    from desk.terminal.gated import GatedApp

PASTE_OVER = 5.0
"""Seconds without a byte after which a paste without an end is over."""

PASTE_LEFT = 1.0
"""Seconds after which a lone Escape in a paste without an end is the key: a terminal pastes none, people press it."""

KEY_OVER = 0.05
"""Seconds that the beginning of a paste's mark may wait for the rest before it is taken for a key."""

_RUN = re.compile(r"([^\x00-\x1f\x7f-\x9f]{500,})")
"""As many letters at once are no typing: the terminal has no bracketed paste, and this is one."""

WIDEST = 2000
"""Columns and rows beyond which a size is noise on the line."""

_MALFORMED = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RuntimeError, ParseError)


class TolerantParser(XTermParser):
    """Textual's parser, for which a key that does not exist is no key."""

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]
        try:
            return super()._parse_extended_key(sequence)
        except _MALFORMED:
            return [events.Key(Keys.Ignore, sequence)]


class Reader:
    """Turns what the terminal sends into events.

    A bracketed paste is taken out before the parser, which looks at each character on its own, and is cut at
    ``LONGEST_PASTE``. A paste whose end does not come is over after :data:`PASTE_OVER` without a byte.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._parser = TolerantParser()
        self._escapes = Escapes()
        self._paste: list[str] | None = None
        self._pasted = 0
        self._held = ""
        self._last = 0.0

    def feed(self, data: bytes, now: float) -> Iterator[Message]:
        """The events in ``data``; what is incomplete waits. ``now`` is a monotonic clock in seconds."""
        self._last = now
        text = self._held + self._decode(data)
        self._held = ""
        while text:
            if self._paste is None:
                before, start, text = text.partition(BRACKETED_PASTE_START)
                if not start:
                    before, self._held = _split_before(before, BRACKETED_PASTE_START)
                yield from self._parse(before)
                if start:
                    self._paste, self._pasted = [], 0
            else:
                inside, end, text = text.partition(BRACKETED_PASTE_END)
                if not end:
                    inside, self._held = _split_before(inside, BRACKETED_PASTE_END)
                self._keep(inside)
                if end:
                    yield self._whole_paste()

    def tick(self, now: float) -> Iterator[Message]:
        """The events due because nothing more came: an Escape that began no sequence, a paste cut short."""
        if self._paste is not None and self._held == ESCAPE and now - self._last > PASTE_LEFT:
            self._held = ""
            yield self._whole_paste()
            yield _escape()
        elif self._paste is not None and now - self._last > PASTE_OVER:
            self._keep(self._held)
            self._held = ""
            yield self._whole_paste()
        elif self._paste is None and self._held and now - self._last > KEY_OVER:
            held, self._held = self._held, ""
            yield from self._parse(held)
        if now - self._last > constants.ESCAPE_DELAY and self._escapes.overdue():
            yield _escape()
        try:
            yield from self._parser.tick()
        except _MALFORMED:
            self._parser = TolerantParser()

    def _parse(self, text: str) -> Iterator[Message]:
        for piece in self._escapes.split(text):
            if piece is None:
                yield _escape()
            else:
                yield from self._keys(piece)

    def _keys(self, text: str) -> Iterator[Message]:
        for place, stretch in enumerate(_RUN.split(text)):
            if place % 2:
                yield _cut(events.Paste(stretch))
                continue
            for character in stretch:
                try:
                    for message in self._parser.feed(character):
                        yield _cut(message) if isinstance(message, events.Paste) else message
                except _MALFORMED:
                    self._parser = TolerantParser()

    def _keep(self, text: str) -> None:
        room = LONGEST_PASTE - self._pasted
        self._pasted += len(text)
        if self._paste is not None and room > 0:
            self._paste.append(text[:room])

    def _whole_paste(self) -> events.Paste:
        text = "".join(self._paste or ()).replace("\x00", "").replace(PASTE_CUT, "")
        self._paste = None
        return events.Paste(text + PASTE_CUT if self._pasted > LONGEST_PASTE else text)


def _escape() -> events.Key:
    return events.Key("escape", ESCAPE)


def _cut(paste: events.Paste) -> events.Paste:
    """A paste that did not come between two marks, at its longest."""
    return events.Paste(paste.text[:LONGEST_PASTE] + PASTE_CUT) if len(paste.text) > LONGEST_PASTE else paste


def _split_before(text: str, mark: str) -> tuple[str, str]:
    """Split off a tail that may be the beginning of ``mark``."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if mark.startswith(text[-length:]):
            return text[:-length], text[-length:]
    return text, ""


def sensible(message: Message) -> bool:
    """Whether a message from the terminal can be meant: sizes within reason, no half characters as keys."""
    if isinstance(message, events.Resize):
        return 0 < message.size.width <= WIDEST and 0 < message.size.height <= WIDEST
    if isinstance(message, events.Key) and message.character is not None:
        return not any("\ud800" <= each <= "\udfff" for each in message.character)
    return True


def driver_class() -> type[Driver]:
    """The driver for this system."""
    if sys.platform == "win32":
        from textual.drivers.windows_driver import WindowsDriver

        return WindowsDriver
    return _posix_driver()


def _posix_driver() -> type[Driver]:
    import termios

    from textual.drivers.linux_driver import LinuxDriver

    class TolerantDriver(LinuxDriver):
        """Textual's driver with :class:`Reader` in front, and a cursor that shows where one types."""

        _app: GatedApp

        def start_application_mode(self) -> None:
            """Start; a sign that the terminal's encoding lacks must not end the thread that writes."""
            if isinstance(self._file, TextIOWrapper):
                self._file.reconfigure(errors="replace")
            super().start_application_mode()  # type: ignore[no-untyped-call]

        def _sigtstp_application(self, *args: object) -> None:
            """Stop as asked, but not in a session over SSH: there nothing is behind it, and nobody could go on."""
            if not self._app.remote:
                super()._sigtstp_application(*args)

        def _sigcont_application(self, *args: object) -> None:
            """Go on as asked; not with a line that is lost, of which the system tells by this signal too."""
            if not self._app.ends:
                super()._sigcont_application(*args)

        def run_input_thread(self) -> None:
            """Read until told to stop; a terminal that has gone away ends the program."""
            reader = Reader()
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(0.1):
                        data = self._read()
                        if not data:
                            self._app.terminal_gone()
                            return
                        self._pass_on(reader.feed(data, monotonic()))
                    self._pass_on(reader.tick(monotonic()))

        def _read(self) -> bytes:
            try:
                return os.read(self.fileno, 64 * 1024)
            except OSError:
                return b""

        def _pass_on(self, messages: Iterator[Message]) -> None:
            for message in messages:
                if sensible(message):
                    self.process_message(message)

        def _run_input_thread(self) -> None:
            self.run_input_thread()

        def show_cursor(self, show: bool) -> None:
            """Show or hide the terminal's own cursor."""
            self.write("\x1b[?25h" if show else "\x1b[?25l")

        def restore_at_once(self) -> None:
            """Give the terminal back without waiting for a thread, just before the process ends."""
            with contextlib.suppress(OSError, termios.error):
                os.write(2, b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h")
                if self.attrs_before is not None:
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    return TolerantDriver
