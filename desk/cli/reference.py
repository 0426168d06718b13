"""The reference of every command in ``docs/commands.md``, written from the parser itself.

``python -m desk.cli.reference docs/commands.md`` renews it; a test says when that was forgotten.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from desk import words
from desk.cli.commands import make_parser, parsers
from desk.cli.options import GLOBAL

BEGIN, END = "<!-- commands: written by desk.cli.reference -->", "<!-- /commands -->"


def reference() -> str:
    """The commands, their arguments and options, in Markdown and in English."""
    spoken = words.language()
    words.use("en")
    try:
        return "\n".join(_all()) + "\n"
    finally:
        words.use(spoken)


def _all() -> Iterator[str]:
    parser = make_parser()
    yield "### desk"
    yield ""
    yield from _one(parser, parser.description or "")
    for command, each in parsers(parser):
        yield f"### desk {command.name}"
        yield ""
        yield from _one(each, each.description or "")


def _one(parser: argparse.ArgumentParser, text: str) -> Iterator[str]:
    outer = set(GLOBAL) if parser.get_default("command") else set[str]()
    actions = [each for each in parser._actions if not _left_out(each, outer)]
    yield f"`{' '.join([parser.prog, *map(_usage, actions)])}`"
    yield ""
    yield text
    yield ""
    if actions:
        yield "| | |"
        yield "|---|---|"
        yield from (f"| `{_name(each)}` | {each.help} |" for each in actions)
        yield ""
    if parser.epilog and parser.get_default("command"):
        yield "```"
        yield parser.epilog
        yield "```"
        yield ""


def _left_out(action: argparse.Action, outer: set[str]) -> bool:
    if (
        action.help == argparse.SUPPRESS
        or isinstance(action, argparse._SubParsersAction)
        or "--help" in action.option_strings
    ):
        return True
    return bool(outer.intersection(action.option_strings))


def _name(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or "")
    return f"{action.option_strings[-1]} {value}".strip() if action.option_strings else value


def _usage(action: argparse.Action) -> str:
    name = _name(action)
    if action.option_strings:
        more = "…" if isinstance(action, argparse._AppendAction) else ""
        return f"{name}{more}" if action.required else f"[{name}]{more}"
    return {"?": f"[{name}]", "+": f"{name}…"}.get(str(action.nargs), name)


def renewed(document: str) -> str:
    """``document`` with what stands between the marks written anew."""
    head, _begin, rest = document.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{reference()}\n{END}{tail}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
