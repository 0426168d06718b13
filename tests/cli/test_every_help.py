"""Every command says in both languages what it takes."""

from __future__ import annotations

import pytest

from desk import words
from desk.cli.commands import COMMANDS, make_parser
from desk.cli.parser import speak


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", [each.name for each in COMMANDS])
def test_it_says_what_it_takes(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    words.use(language)
    try:
        speak()
        with pytest.raises(SystemExit) as ended:
            make_parser().read([*name.split(), "--help"])
    finally:
        words.use("en")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"desk {name}" in " ".join(said.split())
    assert "%%" not in said
