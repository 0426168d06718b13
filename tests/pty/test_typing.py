"""What is typed lands where it was meant, however it arrives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FormTerminal = Any  # the Terminal of conftest.py, which test modules cannot import
Open = Callable[..., FormTerminal]

WHOLE = b"sko\tAnna\t070-174 06 05\tVad\tf\tchas\ttrans\t+10\t100\ty\ty\tNot\x13"


def saved(folder: Path) -> list[dict[str, Any]]:
    """What the form program has saved."""
    file = folder / "saved.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def wait_saved(one: FormTerminal, folder: Path, many: int, timeout: float = 30.0) -> list[dict[str, Any]]:
    """Wait until ``many`` forms are saved."""
    until = time.monotonic() + timeout
    while len(saved(folder)) < many and time.monotonic() < until:
        one.read(0.02)
    return saved(folder)


def test_tabs_and_letters_in_one_packet(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tAnna\tBertil\tCarl\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert (values["name"], values["phone"], values["summary"]) == ("Anna", "Bertil", "Carl")


def test_a_whole_form_in_one_packet_fifty_times(form: Open, tmp_path: Path) -> None:
    one = form()
    for _ in range(50):
        one.send(WHOLE)
    every = wait_saved(one, tmp_path, 50)
    assert len(every) == 50
    assert all(values == every[0] for values in every)
    assert every[0] == {
        "topic": "school_bus_late",
        "name": "Anna",
        "phone": "070-174 06 05",
        "summary": "Vad",
        "demand": "failure",
        "cause": "chasing",
        "outcome": "transferred",
        "until": "2026-12-01",
        "fee": "100",
        "anonymous": True,
        "resident": True,
        "note": "Not",
    }


def test_enter_goes_on_as_tab_does(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"bygg\rAnna\r\rVad\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert (values["topic"], values["name"], values["summary"]) == ("building", "Anna", "Vad")


def test_a_screen_that_opens_and_closes_within_a_packet(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tbefore\x1bOQasked\rafter\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert (values["name"], values["summary"]) == ("beforeafter", "asked")


def test_the_palette_finds_what_was_typed_ahead(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tAnna\x10Save\r")
    (values,) = wait_saved(one, tmp_path, 1)
    assert values["name"] == "Anna"
    one.send(b"\tBo\x13")
    assert wait_saved(one, tmp_path, 2)[1]["name"] == "Bo"


def test_ten_thousand_keys(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\t\t\t" + (b"a" * 99 + b"\x7f" * 99) * 50 + b"x" * 100 + b"\x13")
    (values,) = wait_saved(one, tmp_path, 1, timeout=120)
    assert values["summary"] == "x" * 100


def test_a_byte_that_is_not_utf_8(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tSm\xe5land\tx\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert (values["name"], values["phone"]) == ("Sm\N{REPLACEMENT CHARACTER}land", "x")


@pytest.mark.parametrize(
    "noise",
    [
        b"\x1b[1114112~",
        b"\x1b[55296;;55296u",
        b"\x1b[99999999999999999999~",
        b"\x1b[48;9999999;9999999;1;1t",
        b"\x1b[<1;1",
    ],
)
def test_a_sequence_that_means_nothing(form: Open, tmp_path: Path, noise: bytes) -> None:
    one = form()
    one.send(b"\tAn" + noise)
    one.settle()
    one.send(b"na\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert values["name"].startswith("An")
    assert values["name"].endswith("na")


def test_an_arrow_that_comes_in_two_parts(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"\tba\x1b")
    one.read(0.15)
    one.send(b"[Dx\x13")
    (values,) = wait_saved(one, tmp_path, 1)
    assert values["name"] == "bxa"


def test_escape_alone_is_escape(form: Open, tmp_path: Path) -> None:
    one = form()
    one.send(b"sko")
    one.wait_for("ansökan")
    one.send(b"\x1b")
    one.gone("ansökan")
    one.send(b"\x13")
    assert wait_saved(one, tmp_path, 1)[0]["topic"] == "sko"


def test_letters_with_marks(form: Open, tmp_path: Path) -> None:
    one = form()
    for byte in "\tÅsa Öberg\x13".encode():
        one.send(bytes([byte]))
    assert wait_saved(one, tmp_path, 1)[0]["name"] == "Åsa Öberg"
