"""The line of every value of a TOML text."""

from __future__ import annotations

import tomllib

import pytest

from desk.rules.toml_lines import lines_of, nearest

TEXT = '''# what comes first is on line 2
sv = "a # ] } b"
help.en = """
more
lines"""
numbers = [
  1, 2,   # two on a line
  3,
]

[[fields]]
name = 'x'
choices = [
  { code = "a", sv = "A" },
  { code = "b", sv = "B" } ]

[[fields]]
"name" = "y"
[fields.help]
sv = "Hjälp"
[[fields.choices]]
code = "q"
[[fields.choices]]
code = "r"
[last]
on = 2026-11-19 10:42:00
'''


def every(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in every(each, (*path, key)))]


def test_every_value_has_a_line() -> None:
    lines = lines_of(TEXT)
    assert {*every(tomllib.loads(TEXT))} - {*lines} == {()}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("sv",), 2),
        (("help", "en"), 3),
        (("numbers", 2), 8),
        (("fields", 0), 11),
        (("fields", 0, "choices", 0, "sv"), 14),
        (("fields", 0, "choices", 1, "code"), 15),
        (("fields", 1), 17),
        (("fields", 1, "name"), 18),
        (("fields", 1, "help", "sv"), 20),
        (("fields", 1, "choices", 1, "code"), 24),
        (("last", "on"), 26),
    ],
)
def test_it_is_the_line_where_it_stands(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT)[path] == line
    assert lines_of(TEXT.replace("\n", "\r\n"))[path] == line


def test_what_is_missing_is_where_it_should_stand() -> None:
    lines = lines_of(TEXT)
    assert nearest(lines, ("fields", 1, "type")) == 17
    assert nearest(lines, ("nothing", "there")) == 1


@pytest.mark.parametrize("text", ["", "[", "[[[", "a", "= 1", "a = [1, {", 'a = "', "a = ]", "[a]]\nb = {c = [", "\0"])
def test_what_is_no_toml_ends(text: str) -> None:
    assert all(line >= 1 for line in lines_of(text).values())
