"""Bytes from a terminal, read without one."""

from __future__ import annotations

import random

import pytest
from textual import events

pytest.importorskip("termios")

from desk.terminal.driver import PASTE_OVER, Reader, sensible
from desk.terminal.paste import LONGEST_PASTE, PASTE_CUT, cut_paste


def keys_in(*packets: bytes) -> list[str]:
    """The keys that packets a tenth of a second apart become."""
    reader = Reader()
    found = []
    for place, packet in enumerate(packets):
        found += [*reader.feed(packet, place * 0.1), *reader.tick(place * 0.1 + 0.09)]
    return [each.key for each in found if isinstance(each, events.Key)]


def pastes_in(*packets: bytes) -> list[str]:
    """The pastes in packets that come at once."""
    reader = Reader()
    return [each.text for packet in packets for each in reader.feed(packet, 0.0) if isinstance(each, events.Paste)]


def test_keys() -> None:
    assert keys_in(b"a\x1b[A\t\x13") == ["a", "up", "tab", "ctrl+s"]


def test_a_letter_of_two_bytes_in_two_packets() -> None:
    assert keys_in(b"\xc3", b"\xa5") == ["å"]


def test_bytes_that_are_no_letters() -> None:
    assert len(keys_in(b"a\xe5b")) == 3


@pytest.mark.parametrize("at", range(1, 6))
def test_the_mark_of_a_paste_in_two_packets(at: int) -> None:
    whole = b"\x1b[200~Anna\x1b[201~"
    assert pastes_in(whole[:at], whole[at:]) == ["Anna"]
    assert pastes_in(whole[:-at], whole[-at:]) == ["Anna"]


def test_a_long_paste_is_cut_and_marked() -> None:
    (text,) = pastes_in(b"\x1b[200~" + b"a" * 1_000_000 + b"\x1b[201~")
    assert text == "a" * LONGEST_PASTE + PASTE_CUT
    assert cut_paste(text) == ("a" * LONGEST_PASTE, True)


def test_a_paste_of_the_longest_is_whole() -> None:
    (text,) = pastes_in(b"\x1b[200~" + b"a" * LONGEST_PASTE + b"\x1b[201~")
    assert cut_paste(text) == ("a" * LONGEST_PASTE, False)


def test_many_letters_at_once_are_a_paste() -> None:
    assert pastes_in(b"x" * 4000 + b"\r") == ["x" * 4000]


def test_a_paste_without_an_end_is_over_some_time() -> None:
    reader = Reader()
    assert list(reader.feed(b"\x1b[200~Anna", 0.0)) == []
    assert list(reader.tick(PASTE_OVER - 1)) == []
    (paste,) = reader.tick(PASTE_OVER + 1)
    assert isinstance(paste, events.Paste)
    assert paste.text == "Anna"
    (key,) = reader.feed(b"x", PASTE_OVER + 2)
    assert isinstance(key, events.Key)


def test_escape_leaves_a_paste_whose_end_was_lost() -> None:
    reader = Reader()
    assert list(reader.feed(b"\x1b[200~Anna", 0.0)) == []
    assert list(reader.feed(b"\x1b", 1.0)) == []
    assert list(reader.tick(1.5)) == []
    paste, key = reader.tick(2.1)
    assert isinstance(paste, events.Paste)
    assert paste.text == "Anna"
    assert isinstance(key, events.Key)
    assert key.key == "escape"
    (letter,) = reader.feed(b"x", 2.2)
    assert isinstance(letter, events.Key)


def test_sizes_that_are_noise() -> None:
    reader = Reader()
    (resize,) = reader.feed(b"\x1b[48;9999999;9999999;1;1t", 0.0)
    assert not sensible(resize)
    (resize,) = reader.feed(b"\x1b[48;24;80;480;800t", 0.0)
    assert sensible(resize)


def test_any_bytes_survive() -> None:
    rng = random.Random(6456)
    alphabet = [b"\x1b", b"\x1b[", b"\x1b[<", b";", b":", b"~", b"u", b"M", b"R", b"t", b"$y", b"?", b"9", b"1114112"]
    alphabet += [bytes([each]) for each in range(256)]
    for _ in range(3000):
        reader = Reader()
        for _each in reader.feed(b"".join(rng.choices(alphabet, k=30)), 0.0):
            sensible(_each)
        list(reader.tick(1.0))
        list(reader.feed(b"\x1b[201~", 9.0))
        list(reader.tick(99.0))
