"""``desk authorized-keys USER TYPE KEY``: what OpenSSH's ``AuthorizedKeysCommand`` calls at every login.

sshd waits for it, so that :func:`quick` goes past the parser and everything else that takes time to load. What it
prints is the whole line or nothing; where anything is wrong the exit is 3, and sshd lets nobody in.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desk.start import from_environment, is_remote
from desk.words import _

if TYPE_CHECKING:
    import argparse

    from desk.cli.session import Session

NAME = "authorized-keys"
DONE, UNUSABLE = 0, 3
_GLOBAL = ("--database", "--config")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``authorized-keys`` takes."""
    parser.add_argument("user", metavar=_("USER"), help=_("The account that somebody wants to log in to."))
    parser.add_argument("type", metavar=_("TYPE"), help=_("The type of their key."))
    parser.add_argument("key", metavar=_("KEY"), help=_("The key in base64."))


def run(session: Session) -> int:
    """Answer sshd, by way of the parser."""
    args = session.args
    return answer(args.database, args.config, args.user, args.type, args.key)


def quick(arguments: Sequence[str]) -> int | None:
    """Answer sshd, where the arguments are those it gives; ``None`` where the parser has to look at them."""
    if NAME not in arguments or is_remote(arguments):
        return None
    given = from_environment()
    options: dict[str, str | None] = {"--database": given.database, "--config": given.config}
    words: list[str] = []
    left = list(arguments)
    while left:
        word = left.pop(0)
        if word in _GLOBAL and left:
            options[word] = left.pop(0)
        elif word.startswith("-"):
            return None
        else:
            words.append(word)
    if len(words) != 4 or words[0] != NAME:
        return None
    return answer(options["--database"], options["--config"], *words[1:])


def answer(named: str | None, config: str | None, account: str, kind: str, key: str) -> int:
    """Print the line for a key, or nothing; the exit code."""
    from desk.services.keys import line_for
    from desk.storage.database import Database
    from desk.storage.faults import DatabaseUnusable

    if named is None:
        from desk.services.entrance import default_database

        named = str(default_database())
    try:
        line = line_for(Database(named), account, kind, key, config)
        if line is not None:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    except (DatabaseUnusable, ValueError, OSError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return UNUSABLE
    except KeyError:
        sys.stderr.write(_("The system has no account {login}.", login=repr(account)) + "\n")
        return UNUSABLE
    return DONE
