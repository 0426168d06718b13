"""Every command: its name, its help, what it takes and what it does. The parser and the reference follow from it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from desk import __version__
from desk.cli.command import Command
from desk.cli.commands_cases import CASES
from desk.cli.commands_errands import ERRANDS
from desk.cli.commands_follow_up import FOLLOW_UP
from desk.cli.commands_upkeep import UPKEEP
from desk.cli.options import add_global
from desk.cli.parser import COMMAND, Commands, Parser
from desk.words import N_, _

COMMANDS: tuple[Command, ...] = (*CASES, *ERRANDS, *FOLLOW_UP, *UPKEEP)

NOUNS = {
    "dialogues": N_("Keeps the dialogues with departments, and what they decided."),
    "documents": N_("Keeps the steering documents."),
    "improvements": N_("Keeps the improvement board."),
    "wheel": N_("Keeps the annual wheel of dates."),
    "permits": N_("Looks up parking permits: who has what, what expires, what is blocked."),
    "cards": N_("Looks up bus cards: who has what, and what is blocked."),
    "routines": N_("Keeps the routines: how errands are handled here."),
    "division": N_("Keeps who answers for what, who is away, and who covers."),
    "pool": N_("Books, lends and takes back items of the pool, rooms and officiants."),
    "house": N_("Knows who is in the house, and which post waits."),
    "visitors": N_("Lets visitors in and out."),
    "post": N_("Takes in post, and hands it over."),
    "kinds": N_("Keeps the kinds of cases, and those of one's own."),
    "import": N_("Brings in what one has from CSV or Excel."),
    "report": N_("Prints follow-ups."),
    "report issued": N_("Shows reports as they were issued."),
    "recipients": N_("Looks after to whom reports go."),
    "calls": N_("Brings in telephone figures."),
    "goals": N_("Looks after goals."),
    "activities": N_("Looks after what is done to reach goals."),
    "deviations": N_("Follows what falls short of its goal."),
    "survey": N_("Keeps what people answered about attitude and knowledge."),
    "measurements": N_("Keeps service measurements, with their analysis and actions."),
    "staffing": N_("Keeps how many are planned and present."),
    "person": N_("Tells what is held on a person."),
    "retention": N_("Looks after how long personal data are kept."),
    "departments": N_("Looks after the departments."),
    "groups": N_("Looks after the answer groups."),
    "topics": N_("Looks after the topics."),
    "agents": N_("Looks after the people at the desk."),
    "access": N_("Shows who has seen what."),
    "trail": N_("Shows what was done to the desk itself, and how far its trail has come."),
}


def make_parser() -> Parser:
    """The parser of everything, in the language spoken now."""
    parser = Parser(
        prog="desk",
        description=_(
            "Registers a municipal reception's contacts and follows the week. Without a command the screen opens."
        ),
        epilog=_("`desk COMMAND --help` says what a command takes. docs/commands.md is the whole reference."),
    )
    version = f"desk {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("Prints the version."))
    parser.add_argument("--no-mouse", action="store_true", help=_("Leaves the mouse to the terminal."))
    remote = _("Opens the screen of a session over SSH: no files, no commands, nothing from the environment.")
    parser.add_argument("--remote", action="store_true", help=remote)
    commands = _subcommands(parser, required=False)
    nouns: dict[str, Commands[Parser]] = {}
    for each in COMMANDS:
        noun, _space, verb = each.name.rpartition(" ")
        _add(_under(noun, commands, nouns) if noun else commands, verb, each)
    add_global(parser, outermost=True)
    return parser


def _under(noun: str, commands: Commands[Parser], nouns: dict[str, Commands[Parser]]) -> Commands[Parser]:
    """The commands of a noun, which may itself stand under another."""
    if noun not in nouns:
        outer, _space, word = noun.rpartition(" ")
        parent = _under(outer, commands, nouns) if outer else commands
        inner = parent.add_parser(word, help=_(NOUNS[noun]), description=_(NOUNS[noun]))
        add_global(inner, noun=True)
        nouns[noun] = _subcommands(inner, required=True)
    return nouns[noun]


def _subcommands(parser: argparse.ArgumentParser, *, required: bool) -> Commands[Parser]:
    return parser.add_subparsers(
        title=_("commands"), metavar=_(COMMAND), dest="noun", parser_class=Parser, required=required
    )


def _add(to: Commands[Parser], name: str, command: Command) -> None:
    words = " ".join(_(each) for each in (command.help, command.more) if each)
    parser = to.add_parser(name, help=_(command.help), description=words)
    parser.set_defaults(command=command)

    def fill() -> None:
        command.add_arguments(parser)
        add_global(parser)

    parser.fill_later(fill)


def parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[Command, argparse.ArgumentParser]]:
    """Every command with its parser, in the order of :data:`COMMANDS`."""
    found = {}
    for each in _within(parser):
        if isinstance(each, Parser):
            each.fill()
        command = each.get_default("command")
        if isinstance(command, Command):
            found[command.name] = each
    for command in COMMANDS:
        yield command, found[command.name]


def _within(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, Commands):
            for each in action.choices.values():
                yield each
                yield from _within(each)
