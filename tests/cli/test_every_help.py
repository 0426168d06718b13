"""Every command says in both languages what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from desk import words
from desk.cli.commands import COMMANDS, make_parser
from desk.cli.parser import speak


@pytest.fixture(scope="module")
def parser_in() -> Callable[[str], Any]:
    """The parser of a language; each is made once."""

    @cache
    def made(language: str) -> Any:
        words.use(language)
        speak()
        return make_parser()

    return made


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Other tests are spoken to in English."""
    yield
    words.use("en")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", [each.name for each in COMMANDS])
def test_it_says_what_it_takes(
    name: str, language: str, parser_in: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = parser_in(language)
    words.use(language)
    speak()
    with pytest.raises(SystemExit) as ended:
        parser.read([*name.split(), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"desk {name}" in " ".join(said.split())
    assert "%%" not in said
