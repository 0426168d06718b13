"""``docs/commands.md`` says what the parser takes."""

from __future__ import annotations

from pathlib import Path

from desk.cli.commands import make_parser, parsers
from desk.cli.options import ENVIRONMENT
from desk.cli.reference import renewed
from desk.storage.faults import Fault

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_reference_is_the_parsers(bare: None) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(written) == written, "renew it: python -m desk.cli.reference docs/commands.md"


def test_every_command_and_option_is_named(bare: None) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    for command, parser in parsers(make_parser()):
        assert f"### desk {command.name}\n" in written
        for action in parser._actions:
            for option in action.option_strings if action.dest != "help" else ():
                assert option in written, f"{command.name} {option}"
    for option, variable in ENVIRONMENT.items():
        assert f"`{option}" in written
        assert f"`{variable}`" in written


def test_every_code_of_a_database_fault_is_named() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    for fault in Fault:
        assert f"`database_{fault}`" in written
