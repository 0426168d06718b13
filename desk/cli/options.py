"""Options that every command takes, before or after it, and what stands for them in the environment."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk import settings
from desk.cli.parser import one_of
from desk.words import LANGUAGES, _, preferred

FORMATS = ("text", "json", "csv")
GLOBAL = ("--database", "--as", "--lang", "--config")
ENVIRONMENT = {name: "DESK_" + name.removeprefix("--").upper() for name in GLOBAL}


@dataclass(frozen=True)
class Early:
    """What has to be known before the command line is read: the language to refuse in, and in which form."""

    language: str
    output: str


def early(words: Sequence[str], environment: Mapping[str, str]) -> Early:
    """Look through the command line for the language and the form of the answer, without refusing anything."""
    asked = _given(words, "--lang") or environment.get(ENVIRONMENT["--lang"])
    if asked not in LANGUAGES:
        named = _given(words, "--config") or environment.get(ENVIRONMENT["--config"])
        asked = settings.glance(settings.config_path(named)).get("language")
    output = _given(words, "--output")
    return Early(preferred(asked, dict(environment)), output if output in FORMATS else "text")


def _given(words: Sequence[str], name: str) -> str | None:
    found = None
    for place, word in enumerate(words):
        if word == "--":
            break
        if word.startswith(name + "="):
            found = word.partition("=")[2]
        elif word == name and place + 1 < len(words):
            found = words[place + 1]
    return found


def from_environment(given: argparse.Namespace, environment: Mapping[str, str]) -> None:
    """Fill in from the environment what the command line leaves out. An empty variable is none."""
    for name, variable in ENVIRONMENT.items():
        place = _DEST[name]
        value = environment.get(variable)
        if getattr(given, place) is None and value:
            setattr(given, place, one_of(variable, LANGUAGES)(value) if name == "--lang" else value)


_DEST = {"--database": "database", "--as": "acting_for", "--lang": "lang", "--config": "config"}


def add_global(parser: argparse.ArgumentParser, *, outermost: bool = False, noun: bool = False) -> None:
    """Add the options that every command takes. Only the outermost parser gives them a default.

    Before the command, at the program and at a ``noun``, the answer's form is one of them.
    """
    default = None if outermost else argparse.SUPPRESS
    group = parser.add_argument_group(_("options of every command"))
    group.add_argument(
        "--database",
        metavar=_("PATH"),
        default=default,
        help=_("Uses this database instead of your own. It has to be there: `desk init` makes one."),
    )
    group.add_argument(
        "--as",
        dest="acting_for",
        metavar=_("LOGIN"),
        default=default,
        help=_("Acts for somebody else, where your own login may do that."),
    )
    group.add_argument(
        "--lang",
        metavar="{sv,en}",
        type=one_of("--lang", LANGUAGES),
        default=default,
        help=_("Speaks Swedish or English."),
    )
    group.add_argument(
        "--config",
        metavar=_("FILE"),
        default=default,
        help=_("Reads the settings from this file instead of your own."),
    )
    if outermost or noun:
        form = one_of("--output", FORMATS)
        group.add_argument("--output", type=form, default=default, help=argparse.SUPPRESS)


def add_output(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS[:2]) -> None:
    """Add the choice of the answer's form to a command that answers in ``formats``."""
    parser.add_argument(
        "--output",
        metavar="{" + ",".join(formats) + "}",
        type=one_of("--output", formats),
        default=argparse.SUPPRESS,
        help=_("Answers as text for people, which is the default, or in a form for programs."),
    )
    parser.set_defaults(formats=formats)


def check_output(given: argparse.Namespace) -> None:
    """Refuse a form that was asked for before a command which does not answer in it."""
    if given.output is not None:
        one_of("--output", getattr(given, "formats", FORMATS))(given.output)
