"""What a command is. The commands themselves are in :mod:`desk.cli.commands`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desk.cli.session import Session


@dataclass(frozen=True)
class Command:
    """One command. What it takes and does stands in a module of ``desk.cli``, loaded when it is asked for.

    Attributes:
        name: Its word, or two: a noun and a verb.
        help: What it does, in one sentence, untranslated.
        takes: ``module:function``, which adds its arguments to a parser.
        does: ``module:function``, which runs it.
        more: What else there is to know, untranslated.
    """

    name: str
    help: str
    takes: str
    does: str
    more: str = ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what it takes."""
        _loaded(self.takes)(parser)

    def run(self, session: Session) -> int:
        """Do it; the exit code."""
        code: int = _loaded(self.does)(session)
        return code


def _loaded(where: str) -> Callable[..., Any]:
    module, _colon, function = where.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"desk.cli.{module}"), function)
    return found
