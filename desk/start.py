"""From the command line to the screen, by the shortest way: global options read by hand, nothing heavy imported.

Everything that needs the database, its models or the checked settings happens in :func:`seat_opener`'s answer,
which the program runs in a thread after the first paint.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from desk import collector
from desk.rules.refusals import Refused
from desk.settings import config_path, glance
from desk.words import preferred, use

if TYPE_CHECKING:
    from desk.services.seat import Seat
    from desk.terminal.gated import GatedApp

REFUSED = 2
WALL_SECONDS = 60
"""Seconds between the wall's looks at the figures."""


class Options(NamedTuple):
    """The global options. ``None`` is not given: then the environment, the settings or a default decides."""

    database: str | None = None
    acting_for: str | None = None
    language: str | None = None
    config: str | None = None
    mouse: bool = True
    remote: bool = False
    """A session over SSH: it has the screen, and reaches no file, no shell and nobody else."""


_NAMES = {"--database": "database", "--as": "acting_for", "--lang": "language", "--config": "config"}
_ENVIRONMENT = {
    "DESK_DATABASE": "database",
    "DESK_AS": "acting_for",
    "DESK_LANG": "language",
    "DESK_CONFIG": "config",
}


def read_options(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options | None:
    """The options where ``arguments`` holds nothing else; ``None`` where there is a command, help or a slip in it."""
    remote = is_remote(arguments, environ)
    options = Options(remote=True) if remote else from_environment(environ)
    left = list(arguments)
    while left:
        name, sign, value = left.pop(0).partition("=")
        if name == "--no-mouse" and not sign:
            options = options._replace(mouse=False)
        elif name == "--remote" and not sign:
            continue
        elif name not in _NAMES or (not sign and not left):
            return None
        else:
            options = options._replace(**{_NAMES[name]: value if sign else left.pop(0)})  # type: ignore[arg-type]
    return options if options.language in (None, "sv", "en") else None


def is_remote(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a session over SSH, which believes its command line and nothing that the environment says."""
    return "--remote" in arguments or bool(environ.get("DESK_REMOTE"))


def from_environment(environ: Mapping[str, str] = os.environ) -> Options:
    """The options that the environment gives."""
    given: dict[str, Any] = {field: environ[name] for name, field in _ENVIRONMENT.items() if environ.get(name)}
    return Options(**given)


def seat_opener(options: Options) -> Callable[[], Seat]:
    """What opens the seat: imports, settings, database, person. The first use of an unnamed database makes it.

    A database of an earlier Desk is backed up and upgraded first.

    The answer raises Refused for settings or a person, DatabaseUnusable for the database.
    """

    def open_seat() -> Seat:
        from desk.services import entrance, setup
        from desk.services.seat import now_utc
        from desk.settings import kinds_folder, load
        from desk.storage.database import Database
        from desk.storage.faults import DatabaseUnusable, Fault

        path = config_path(options.config)
        settings = load(path, named=options.config is not None)
        folder = kinds_folder(path, settings)
        try:
            return entrance.come_in(options.database, settings, options.acting_for, kinds_folder=folder)
        except DatabaseUnusable as unusable:
            if unusable.fault is not Fault.TOO_OLD:
                raise
        database = Database(options.database or entrance.default_database())
        setup.prepare(database, entrance.login_of_system(), now_utc())
        database.close()
        return entrance.come_in(options.database, settings, options.acting_for, kinds_folder=folder)

    return open_seat


def open_screen(options: Options, open_seat: Callable[[], Seat] | None = None, municipality: str = "Kommunen") -> int:
    """Open the screen and return the exit code when the person has left.

    Args:
        options: The global options.
        open_seat: Another way to the seat than :func:`seat_opener` (a made-up database, say). Runs in a thread.
        municipality: Whose desk it is, where the settings name none.
    """

    def make(seen: Mapping[str, Any], common: dict[str, Any]) -> GatedApp:
        from desk.app import DeskApp

        named = _text(seen, "municipality") or municipality
        return DeskApp(open_seat or seat_opener(options), municipality=named, **common)

    return _open(options, make)


def wants_wall(options: Options, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a session over SSH asks for the wall: ``ssh -t desk@… wall``. Nothing else that is asked is heard."""
    return options.remote and environ.get("DESK_WALL") == "1"


def open_wall(options: Options, refresh: float = WALL_SECONDS, open_seat: Callable[[], Seat] | None = None) -> int:
    """Open the wall and return the exit code when somebody has ended it. Arguments as for :func:`open_screen`.

    Args:
        refresh: Seconds between looks at the figures.
    """

    def make(seen: Mapping[str, Any], common: dict[str, Any]) -> GatedApp:
        from desk.wall import WallApp

        named = _text(seen, "municipality") or "Kommunen"
        return WallApp(open_seat or seat_opener(options), refresh=refresh, municipality=named, **common)

    return _open(options, make)


def _open(options: Options, make: Callable[[Mapping[str, Any], dict[str, Any]], GatedApp]) -> int:
    """See to the terminal, and run the program that ``make`` makes of the settings as they are glanced at."""
    collector.rest()
    seen = glance(config_path(options.config))
    use(preferred(options.language or _text(seen, "language")))

    from desk.terminal.start import clean_environment, refuse_without_terminal, shut_in

    if (sentence := refuse_without_terminal(remote=options.remote)) is not None:
        sys.stderr.write(sentence + "\n")
        return REFUSED
    clean_environment()
    if options.remote:
        shut_in()
    keymap = _keymap(seen)
    if isinstance(keymap, Refused):
        sys.stderr.write(f"{keymap}\n")
        return REFUSED

    from desk.terminal.look import Wish, choose_look

    wish = _text(seen, "theme") or "auto"
    common = {
        "zone": _text(seen, "timezone") or "Europe/Stockholm",
        "look": choose_look(wished=cast("Wish", wish), encoding=sys.stdout.encoding or "utf-8"),
        "keymap": keymap,
        "remote": options.remote,
    }
    return make(seen, common).run_desk(mouse=options.mouse)


def _keymap(seen: Mapping[str, Any]) -> dict[str, str] | Refused:
    wanted = seen.get("keys")
    if not isinstance(wanted, dict) or not all(isinstance(key, str) for key in wanted.values()):
        return {}
    from desk.keys import checked_keymap

    try:
        return checked_keymap(wanted)
    except Refused as refusal:
        return refusal


def _text(seen: Mapping[str, Any], name: str) -> str | None:
    value = seen.get(name)
    return value if isinstance(value, str) and value else None
