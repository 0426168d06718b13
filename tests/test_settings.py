"""What a municipality chooses: read from a file, refused with the name of what is wrong, and as the document says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from desk.keys import checked_keymap
from desk.rules.refusals import Refused
from desk.settings import glance, load
from desk.settings_model import Settings, Theme
from desk.terminal.look import Wish

DOCUMENT = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the settings are written."""
    return tmp_path / "settings.toml"


def refused(file: Path, *, named: bool = False) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        load(file, named=named)
    return [(each.code, each.field) for each in caught.value.problems]


def test_without_a_file_everything_has_its_default(file: Path) -> None:
    assert load(file) == Settings()
    assert glance(file) == {}
    assert refused(file, named=True) == [("file_missing", "config")]


def test_the_documents_example_is_read(file: Path) -> None:
    file.write_text(DOCUMENT.partition("```toml\n")[2].partition("```")[0], "utf-8")
    settings = load(file, named=True)
    assert (settings.municipality, settings.language, settings.theme) == ("Östra Göinge", "sv", "dark")
    assert checked_keymap(settings.keys) == {"desk.search": "f3"}
    assert glance(file)["timezone"] == settings.zone.key == "Europe/Stockholm"


def test_the_document_names_every_setting_and_its_default() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| `?([^`|]+?)`? \|", DOCUMENT, re.MULTILINE))
    fields = {field.alias or name: field for name, field in Settings.model_fields.items()}
    assert said.keys() == fields.keys()
    defaults = {name: fields[name].default for name, text in said.items() if text.isdecimal()}
    assert defaults == {name: int(text) for name, text in said.items() if text.isdecimal()}
    assert len(defaults) == 7
    assert (said["municipality"], said["timezone"]) == (Settings().municipality, Settings().zone.key)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('theme = "purple"', ("unknown_code", "theme")),
        ('language = "de"', ("unknown_code", "language")),
        ('timezone = "Europe/Knäred"', ("zone_unknown", "timezone")),
        ("deadline_hour = 24", ("number_too_large", "deadline_hour")),
        ("answer_wait_s = 0", ("number_too_small", "answer_wait_s")),
        ('municipality = "' + "Å" * 61 + '"', ("too_long", "municipality")),
        ("colour = 1", ("unknown_field", "colour")),
        ("deadline_hour", ("settings_invalid", "config")),
    ],
)
def test_what_is_wrong_is_named(file: Path, text: str, wrong: tuple[str, str]) -> None:
    file.write_text(text, "utf-8")
    assert refused(file) == [wrong]


def test_a_file_that_is_no_text_is_refused_and_glanced_over(file: Path) -> None:
    file.write_bytes(b'municipality = "\xff"')
    assert refused(file) == [("file_missing", "config")]
    assert glance(file) == {}


def test_the_themes_are_those_of_the_screen() -> None:
    assert get_args(Theme) == get_args(Wish)
