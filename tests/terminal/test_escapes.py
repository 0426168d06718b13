"""Escape and the next key in one packet are two keys; sequences, whole or split, stay what they are."""

from __future__ import annotations

import pytest
from textual import constants, events

from desk.terminal.driver import Reader


def keys(*packets: bytes, wait: float = 10.0) -> list[str]:
    """The keys read from packets that come right after each other, and then nothing."""
    reader = Reader()
    found = [m for turn, packet in enumerate(packets) for m in reader.feed(packet, turn / 1000)]
    found += reader.tick(wait)
    return [message.key for message in found if isinstance(message, events.Key)]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"\x1b/", ["escape", "slash"]),
        (b"\x1b2", ["escape", "2"]),
        ("\x1bå".encode(), ["escape", "å"]),
        (b"\x1b\x13", ["escape", "ctrl+s"]),
        (b"\x1b\r", ["escape", "enter"]),
        (b"\x1b\x1b1", ["escape", "escape", "1"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"a\x1bb", ["a", "escape", "b"]),
        (b"\x1b", ["escape"]),
        (b"\x1b[A", ["up"]),
        (b"\x1bOP", ["f1"]),
        (b"\x1b[Z", ["shift+tab"]),
        (b"\x1b[1;3A", ["alt+up"]),
        (b"\x1b]11;rgb:0000/0000/0000\x1b\\q", ["q"]),
    ],
)
def test_what_is_sent_in_one_packet(sent: bytes, read: list[str]) -> None:
    assert keys(sent)[-len(read) :] == read


def test_in_two_packets_it_is_the_same() -> None:
    assert keys(b"\x1b", b"[A") == ["up"]
    assert keys(b"\x1b", b"/") == ["escape", "slash"]


def test_escape_alone_waits_for_the_rest_of_a_sequence_and_no_longer() -> None:
    assert keys(b"\x1b", wait=constants.ESCAPE_DELAY / 2) == []
    assert keys(b"\x1b", wait=constants.ESCAPE_DELAY * 1.1) == ["escape"]


def test_a_string_that_never_ends_does_not_swallow_what_is_typed_later() -> None:
    reader = Reader()
    found = list(reader.feed(b"\x1bP", 0.0))
    found += reader.tick(1.0)
    found += reader.tick(2.0)
    found += reader.feed(b"\x1b2", 3.0)
    assert [m.key for m in found if isinstance(m, events.Key)][-2:] == ["escape", "2"]
