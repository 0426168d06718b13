"""``argparse``, taught to speak through Desk's catalogues and to refuse the way Desk does."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from desk.rules.refusals import Problem, Refused
from desk.words import N_, _

_REQUIRED = N_("the following arguments are required: %s")

WORDS_OF_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("expected %s argument"),
    N_("expected %s arguments"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ignored explicit argument %r"),
    N_("unrecognized arguments: %s"),
    _REQUIRED,
)
"""What argparse says by itself and we let it say, so that the catalogue has it."""


def speak() -> None:
    """Let argparse's own words come from Desk's catalogue. Translated when they are said."""
    vars(argparse).update(_=_, ngettext=_by_number)


def _by_number(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are refusals with a stable code; options are never abbreviated."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        settings.setdefault("exit_on_error", False)
        settings.setdefault("formatter_class", Help)
        super().__init__(add_help=False, **settings)
        self.add_argument("-h", "--help", action="help", help=_("Prints this help."))
        self._fill: Callable[[], None] | None = None

    def fill_later(self, fill: Callable[[], None]) -> None:
        """Have ``fill`` add the arguments when they are needed: a command's own code is loaded only for itself."""
        self._fill = fill

    def fill(self) -> None:
        """Add the arguments now, if they are not there yet."""
        fill, self._fill = self._fill, None
        if fill is not None:
            fill()

    def error(self, message: str) -> NoReturn:
        """Refuse wrong use, naming the argument where argparse does."""
        raise Refused(self.problem(message))

    def problem(self, message: str, name: str | None = None) -> Problem:
        """Wrong use as a problem; ``name`` is the argument's."""
        start = _(_REQUIRED).partition("%s")[0]
        if message.startswith(start):
            return Problem("option_missing", message.removeprefix(start), {"command": self.prog})
        return Problem("wrong_use", name, {"problem": _sentence(message), "command": self.prog})

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, but what it raises is refused here, where the command's own name is known."""
        self.fill()
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            if error.argument_name == _(COMMAND):
                raise Refused(Problem("command_unknown", "command", {"command": self.prog})) from None
            raise Refused(self.problem(error.message, error.argument_name)) from None

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse ``words``.

        Raises:
            Refused: wrong use; nothing was done.
            SystemExit: help or version was asked for, and has been printed.
        """
        given: argparse.Namespace
        given, left = self.parse_known_args(list(words))
        if left:
            named = getattr(given, "command", None)
            command = f"{self.prog} {named.name}" if named else self.prog
            raise Refused(Problem("option_unknown", left[0][:60], {"command": command}))
        return given


class Help(argparse.HelpFormatter):
    """Help whose paragraphs and tables keep their lines; long ones go on below, under what they belong to."""

    def _expand_help(self, action: argparse.Action) -> str:
        """The help as it is written: a per cent sign in it is one."""
        return self._get_help_string(action) or ""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(_folded(line, width, indent) for line in text.split("\n"))


_ROW = re.compile(r" +\S+ +")


def _folded(line: str, width: int, indent: str) -> str:
    row = _ROW.match(line)
    hang = " " * len(row[0]) if row else ""
    return textwrap.fill(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_on_hyphens=False,
        break_long_words=False,
    )


COMMAND = N_("COMMAND")
Commands = argparse._SubParsersAction


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:].rstrip(".") + "."


# ------------------------------------------------------------------ values


def number(name: str, low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number from ``low`` to ``high`` for the option ``name``."""

    def read(text: str) -> int:
        bare = text.strip()
        if not (bare.isascii() and bare.lstrip("-").isdigit() and len(bare) <= 18):
            raise Refused(Problem("invalid_number", name))
        value = int(bare)
        if value < low:
            raise Refused(Problem("number_too_small", name, {"ge": low}))
        if value > high:
            raise Refused(Problem("number_too_large", name, {"le": high}))
        return value

    return read


def one_of(name: str, allowed: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of the codes in ``allowed`` for the option ``name``."""

    def read(text: str) -> str:
        if text not in allowed:
            raise Refused(Problem("unknown_code", name, {"allowed": tuple(map(str, allowed))}))
        return text

    return read
