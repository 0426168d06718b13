"""Where a report or a list is written: a file's name asked for, and never on somebody else's machine."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desk.screens.dialogs import AskLine
from desk.screens.place import Place, Trouble
from desk.services.seat import Seat
from desk.words import _, n_

NOT_HERE = ("SSH_CONNECTION", "SSH_CLIENT")
"""Where one of these is set the file would lie on the server, out of the person's reach and within others'."""


def ask_where(
    place: Place[Any], name: str, endings: tuple[str, ...], command: str, write: Callable[[Seat, Path], object]
) -> None:
    """Ask for a file's name, and write there; over SSH say how it is done instead.

    Args:
        name: The file's name as it is proposed, with its ending.
        command: What the command line calls it, without ``--to``.
        write: Writes it. Runs in a reading thread.
    """
    if not _told_elsewhere(place, command):
        _ask(place, str(usual_folder() / name), endings, write)


# ------------------------------------------------------------------ any list


def export_list(place: Place[Any], what: str, only: Mapping[str, str]) -> None:
    """Ask for a file's name and write a list there, CSV or Excel.

    It is made in a reading thread, logged in the writing one, and written only then.
    """
    from desk.documents import exports
    from desk.documents.listing import FORMATS

    now = place.program.now()
    narrowed = "".join(f" --only {name}={shlex.quote(value)}" for name, value in only.items())
    command = f"desk export {what}{narrowed}"
    if _told_elsewhere(place, command):
        return

    def written(made: exports.Made) -> None:
        text = n_("{n} row written to {file}.", "{n} rows written to {file}.", made.rows, file=made.path)
        place.app.notify(text)

    def ask(path: str) -> None:
        def answered(text: str | None) -> None:
            if text is None:
                return

            def not_written(trouble: Trouble) -> None:
                place.program.say_trouble(trouble)
                ask(text)

            def logged(made: exports.Made) -> None:
                place.ask("export", lambda _seat: made.put(), lambda _none: written(made), not_written)

            def made_ready(made: exports.Made) -> None:
                place.program.tell_quietly(made.log, not_written, lambda _none: logged(made))

            to = at_home(text)
            place.ask("export", lambda seat: exports.make(seat, what, only, to, now), made_ready, not_written)

        hint = _("The ending chooses the form: {endings}.", endings=" ".join(FORMATS))
        place.app.push_screen(AskLine(_("Write the list to a file"), hint, value=path, max_length=400), answered)

    ask(str(usual_folder() / exports.file_name(what, place.program.today())))


def elsewhere(place: Place[Any]) -> bool:
    """Whether the machine's files are not the person's own: a session over SSH."""
    return place.program.remote or any(os.environ.get(each) for each in NOT_HERE)


def _told_elsewhere(place: Place[Any], command: str) -> bool:
    """Whether a file would lie on somebody else's machine; then how it is done instead is said."""
    if not elsewhere(place):
        return False
    how = _("Over SSH no file is written. Whoever looks after the server can: {command} --to FILE", command=command)
    place.app.notify(how, severity="warning", timeout=10)
    return True


# ------------------------------------------------------------------ where


def _ask(place: Place[Any], path: str, endings: tuple[str, ...], write: Callable[[Seat, Path], object]) -> None:
    def answered(text: str | None) -> None:
        if text is None:
            return
        to = at_home(text)

        def not_written(trouble: Trouble) -> None:
            place.program.say_trouble(trouble)
            _ask(place, text, endings, write)

        def written(_done: object) -> None:
            place.app.notify(_("Written to {path}", path=to))

        place.ask("export", lambda seat: write(seat, to), written, not_written)

    hint = _("The ending chooses the form: {endings}.", endings=" ".join(endings))
    place.app.push_screen(AskLine(_("Write the report to a file"), hint, value=path, max_length=400), answered)


def at_home(text: str) -> Path:
    """The path, ``~`` read as one's home; somebody unknown's is a folder of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def usual_folder() -> Path:
    """Where people look for what they have just written."""
    home = Path.home()
    downloads = home / "Downloads"
    return downloads if downloads.is_dir() else home
