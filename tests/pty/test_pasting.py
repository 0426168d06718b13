"""Pastes say what became of them, and never stop the program."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FormTerminal = Any
Open = Callable[..., FormTerminal]


def paste(text: str) -> bytes:
    """What a terminal sends for a paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


def one_saved(one: FormTerminal, folder: Path) -> dict[str, Any]:
    """Save, and read what was saved."""
    one.send(b"\x13")
    until = time.monotonic() + 30
    while not (folder / "saved.jsonl").exists() and time.monotonic() < until:
        one.read(0.02)
    one.read(0.05)
    values: dict[str, Any] = json.loads((folder / "saved.jsonl").read_text())
    return values


def test_several_lines_into_one(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t" + paste("Anna\r\nBerg\n\n  Carl "))
    one.wait_for("3 lines were joined into one.")
    assert one_saved(one, tmp_path)["name"] == "Anna Berg Carl"


def test_more_than_the_field_takes(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tAnna " + paste("x" * 60))
    one.wait_for("The paste was cut")
    assert one_saved(one, tmp_path)["name"] == "Anna " + "x" * 35


def test_a_megabyte(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t" * 11 + paste("a" * 1_000_000))
    one.wait_for("The paste was cut", timeout=30)
    one.send(b"\t\tAnna")
    one.wait_for("Anna", timeout=30)
    values = one_saved(one, tmp_path)
    assert len(values["note"]) == 20_000
    assert values["name"] == "Anna"


def test_a_megabyte_without_bracketed_paste(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t" + b"a" * 1_000_000)
    one.wait_for("a" * 40, timeout=60)
    assert one.child.isalive()


def test_a_paste_in_pieces(form: Open, tmp_path: Path) -> None:
    one = form()
    for piece in (b"\t\x1b[20", b"0~An", b"na\x1b", b"[201", b"~\tBo"):
        one.send(piece)
        one.read(0.05)
    values = one_saved(one, tmp_path)
    assert (values["name"], values["phone"]) == ("Anna", "Bo")


def test_control_characters_in_a_paste(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t" + paste("An\x1b]0;title\x07na\u202e\x00"))
    values = one_saved(one, tmp_path)
    assert "\x1b" not in values["name"]
    assert "\u202e" not in values["name"]
    assert values["name"].isprintable()
