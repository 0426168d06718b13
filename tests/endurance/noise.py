"""What a hand, a cat or a bad line can send: keys, sequences that no terminal sends, pastes, sizes, random bytes.

Everything comes from the ``rng`` that is handed in, so that a seed repeats it.
"""

from __future__ import annotations

import random
import re

QUIT = b"\x11"
PASTE, PASTE_END = b"\x1b[200~", b"\x1b[201~"
KEYS = """\t \r \x7f \x1b[Z \x1b[A \x1b[B \x1b[C \x1b[D \x1b[H \x1b[F \x1b[5~ \x1b[6~ \x1b[3~ \x1bOP \x1b\x7f \x1b[1;5C
\x1b[1;2B \x13 \x0f \x14 \x10 \x1a \x15 \x0b \x17 \x01 \x03 \x05 \x04 \x16 \x18 \x19 \x1b[200~in\rklistrat\x1b[201~"""
SPECIAL = re.split("[ \n]", KEYS)
"""Keys that are no letters: Tab, Enter, arrows, Ctrl with a letter, and a paste of two lines, which counts as one."""
LETTERS = "abcdefghijklmnopqrstuvwxyzåäö0123456789/?.,-+@:'\"[]()<>=*ÅÄÖ€😀 "
PARTS = (*(str(each).encode() for each in (0, 1, 9, 200, 201, 99999999999, 1114112)), *b"; : < ? > = $ - !".split())
FINALS = (*(bytes([each]) for each in b"~umMRAZctyIOn@_"), b"")
AT_ONCE = 25
"""Keys in one packet, at most."""
SEQUENCES = 3
"""Sequences in one packet of noise."""


def some_keys(rng: random.Random, count: int = 0) -> bytes:
    """So many keys, or one to twenty-five, as a hand or a cat presses them."""
    keys = (rng.choice(SPECIAL if rng.random() < 0.4 else LETTERS) for _each in range(count or rng.randint(1, AT_ONCE)))
    return "".join(keys).encode()


def some_noise(rng: random.Random) -> bytes:
    """Three sequences that no terminal sends, or not so."""
    return b"".join(_sequence(rng) for _each in range(SEQUENCES))


def _sequence(rng: random.Random) -> bytes:
    numbers = bytes(rng.randrange(256) for _each in range(rng.randrange(20)))
    kinds = (
        b"\x1b[" + b"".join(rng.choices(PARTS, k=rng.randrange(7))) + rng.choice(FINALS),
        b"\x1b]" + numbers + rng.choice((b"\x07", b"\x1b\\")),
        rng.choice((b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX")) + numbers + b"\x1b\\",
        PASTE + numbers + PASTE_END,
        b"\x1b[<%d;%d;%d" % (rng.randrange(200), rng.randint(-3, 300), rng.randint(-3, 300)) + rng.choice((b"M", b"m")),
        b"\x1b[%d;%d:3u" % (rng.choice((0, 27, 97, 57358, 55296, 1114112)), rng.randrange(300)),
        b"\x1b[M" + numbers[:3],
        "".join(map(chr, numbers)).encode() + bytes([rng.choice((0xE5, 0xC3, 0xFF, 0xED, 0xF4))]),
        numbers,
    )
    return rng.choice(kinds)


def some_paste(rng: random.Random) -> bytes:
    """A paste: long, of many lines, of bytes that are no text, or one that never ends."""
    text = (
        "\r".join(some_keys(rng).decode().replace("\x1b", "") for _each in range(rng.randint(1, 40))).encode(),
        "å".encode() * rng.choice((1, 500, 30_000)),
        bytes(rng.randrange(256) for _each in range(rng.randint(1, 400))),
        b"\x1b[31m[/bold][link=x]\x00\xe2\x80\xae",
    )
    return PASTE + rng.choice(text).replace(QUIT, b"") + (PASTE_END if rng.random() < 0.9 else b"")


def some_size(rng: random.Random) -> tuple[int, int]:
    """Rows and columns of a window: usual ones, and such as only a mistake makes."""
    usual = ((24, 80), (40, 140), (60, 200), (25, 80), (50, 100))
    odd = ((1, 1), (2, 200), (100, 2), (5, 20), (rng.randint(1, 80), rng.randint(1, 240)))
    return rng.choice(usual if rng.random() < 0.6 else odd)
