"""PINs: what a good one is, and how it is kept. A PIN unlocks a session; it is no way to log in.

What is kept is scrypt's digest with its salt and its parameters, so that they may be raised later. Nothing here
repeats a PIN: refusals say what is wrong with it, never what it was.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import unicodedata
from itertools import pairwise

from desk.rules.refusals import refuse

SHORTEST, LONGEST = 4, 20
TRIES = 5
"""Wrong PINs in a row, after which the session ends."""

_COST, _BLOCK, _LANES = 1 << 14, 8, 5
"""scrypt's N, r and p: 16 MB, and a fifth of a second for each try. One of OWASP's equals (2024)."""
_LENGTH = 32
_MOST_MEMORY = 1 << 26


def check_new(pin: str, login: str) -> None:
    """Refuse a PIN that would be guessed at once.

    Raises:
        Refused: ``pin_length``, ``pin_characters``, ``pin_all_same``, ``pin_run`` or ``pin_is_login``, at ``pin``.
    """
    plain = _plain(pin)
    if not SHORTEST <= len(plain) <= LONGEST:
        refuse("pin_length", "pin", shortest=SHORTEST, longest=LONGEST)
    if not all(each.isalnum() for each in plain):
        refuse("pin_characters", "pin")
    folded = plain.casefold()
    if len(set(folded)) == 1:
        refuse("pin_all_same", "pin")
    if _is_run(folded):
        refuse("pin_run", "pin")
    if folded == _plain(login).casefold():
        refuse("pin_is_login", "pin")


def _is_run(text: str) -> bool:
    """Whether each character follows the one before it, up or down; after 9 comes 0."""
    steps = {_step(one, other) for one, other in pairwise(text)}
    return steps in ({1}, {-1})


def _step(one: str, other: str) -> int:
    step = ord(other) - ord(one)
    wraps = one + other in ("90", "09") and abs(step) == 9
    return (1 if one == "9" else -1) if wraps else step


def digest(pin: str, salt: bytes) -> str:
    """What is kept of a PIN: ``scrypt$N$r$p$salt$digest``. Takes a fifth of a second: never for the screen's loop.

    Args:
        salt: Sixteen random bytes, new ones each time.
    """
    made = _scrypt(pin, salt, _COST, _BLOCK, _LANES)
    return "$".join(["scrypt", *map(str, (_COST, _BLOCK, _LANES)), _text(salt), _text(made)])


def matches(pin: str, kept: str) -> bool:
    """Whether ``kept`` was made of this PIN. What cannot be read was made of none. Slow, as :func:`digest`."""
    try:
        name, cost, block, lanes, salt, made = kept.split("$")
        again = _scrypt(pin, _bytes(salt), int(cost), int(block), int(lanes))
        return name == "scrypt" and hmac.compare_digest(again, _bytes(made))
    except (ValueError, binascii.Error):
        return False


def _scrypt(pin: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    plain = _plain(pin).encode("utf-8", "replace")
    return hashlib.scrypt(plain, salt=salt, n=cost, r=block, p=lanes, maxmem=_MOST_MEMORY, dklen=_LENGTH)


def _plain(text: str) -> str:
    """å typed as one character or as two is the same PIN."""
    return unicodedata.normalize("NFC", text)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
