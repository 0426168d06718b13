"""What goes out to the terminal: little, only text, and no more colour than it can show."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

FormTerminal = Any
Open = Callable[..., FormTerminal]

TRUE_COLOUR = re.compile(rb"\x1b\[[0-9;]*[34]8;2;")
ANY_COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:[34]8;[25];|\b(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])\b)[0-9;]*m")


def test_an_idle_form_sends_nothing(form: Open) -> None:
    one = form()
    one.send(b"\tAnna")
    one.wait_for("Anna")
    one.settle()
    assert one.idle_bytes(2.5) == 0


def test_a_key_sends_little(form: Open) -> None:
    one = form()
    one.send(b"\t")
    one.settle()
    before = one.bytes_seen
    for letter in b"Anna Berg i":
        one.send(bytes([letter]))
        one.settle(0.1)
    assert (one.bytes_seen - before) / 11 < 300


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "tmux-256color", "linux", "vt100", "dumb"])
def test_starts_on_terminals_without_true_colour(form: Open, term: str) -> None:
    one = form(TERM=term, COLORTERM="")
    one.send(b"\tAnna")
    one.wait_for("Anna")
    assert not TRUE_COLOUR.search(bytes(one.received))


def test_true_colour_where_it_is_said(form: Open) -> None:
    assert TRUE_COLOUR.search(bytes(form().received))


@pytest.mark.parametrize("term", ["xterm-256color", "xterm", "linux"])
def test_no_color_sends_no_colour(form: Open, term: str) -> None:
    one = form(NO_COLOR="1", TERM=term)
    one.send(b"sk")
    one.wait_for("ansökan")
    assert not ANY_COLOUR.search(bytes(one.received))


def test_the_marked_row_stands_out_without_colour(form: Open) -> None:
    one = form(NO_COLOR="1")
    one.send(b"sk")
    assert "▸ Skolskjuts" in one.wait_for("ansökan")


@pytest.mark.parametrize("env", [{"TERM": "linux", "COLORTERM": ""}, {"LANG": "C"}])
def test_signs_in_ascii_where_lines_cannot_be_drawn(form: Open, env: dict[str, str]) -> None:
    one = form(**env)
    one.send(b"sk")
    screen = one.wait_for("> Skolskjuts")
    assert {sign for sign in screen if not sign.isascii()} <= set("åäöÅÄÖ")


def test_an_encoding_without_our_signs(form: Open) -> None:
    one = form(PYTHONIOENCODING="ascii")
    one.send("\tÅsa→x")
    one.wait_for("?sa>x")


def test_the_cursor_stands_where_one_types(form: Open) -> None:
    one = form()
    one.send(b"\tAnna")
    one.wait_for("Anna")
    one.settle()
    assert one.cursor == (16 + 4, 2)
    one.send(b"\x1b[D")
    one.settle()
    assert one.cursor == (16 + 3, 2)


def test_the_smallest_and_a_larger_terminal(terminal: Open, form: Open) -> None:
    one = form()
    one.child.setwinsize(10, 40)
    one.settle()
    one.child.setwinsize(50, 160)
    one.settle()
    one.send(b"\tAnna")
    one.settle()
    assert one.child.isalive()
