"""Public keys of OpenSSH: which are taken, how one is known, and the line that lets its owner in and nowhere else.

The forms are those of RFC 4253 section 6.6 (RSA), RFC 5656 section 3.1 (ECDSA), RFC 8709 section 4 (Ed25519) and
OpenSSH's PROTOCOL.u2f (security keys, ``sk-``). A certificate is not taken: who signs it would decide who comes in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from desk.rules.refusals import refuse
from desk.rules.text import shown

SHORTEST_RSA = 2048
"""Bits below which an RSA key is refused."""
LONGEST_RSA = 16384
LONGEST_LINE = 16_384
"""Characters; OpenSSH reads no longer line either."""
LONGEST_COMMENT = 80

ED25519, SK_ED25519 = "ssh-ed25519", "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
RSA = "ssh-rsa"
_CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}
"""Bytes of one coordinate."""
TYPES = (ED25519, SK_ED25519, *(f"ecdsa-sha2-{curve}" for curve in _CURVES), SK_ECDSA, RSA)

_WORD = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_ADDRESS = re.compile(r"[a-zA-Z0-9@.-]+")


@dataclass(frozen=True)
class PublicKey:
    """One public key.

    Attributes:
        type: One of :data:`TYPES`.
        key: The key itself in base64, as it stands in a ``.pub`` file.
        comment: What its owner calls it, at most :data:`LONGEST_COMMENT` characters.
    """

    type: str
    key: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """``SHA256:…``, as ``ssh-keygen -lf`` prints it."""
        told = hashlib.sha256(base64.b64decode(self.key)).digest()
        return "SHA256:" + base64.b64encode(told).decode().rstrip("=")


def read_key(text: str) -> PublicKey:
    """The one key in the text of a ``.pub`` file.

    Raises:
        Refused: at ``key``, saying what the text is instead: a private key, several keys, a line with options, a key
            of another form or type, a short one, one that is cut off.
    """
    line = _the_line(text)
    words = line.split(maxsplit=2)
    if words[0] not in TYPES:
        _refuse_first(words)
    if len(words) < 2:
        refuse("ssh_key_invalid", "key")
    comment = shown(words[2]).strip()[:LONGEST_COMMENT] if len(words) == 3 else ""
    return key_of(words[0], words[1], comment)


def key_of(kind: str, key: str, comment: str = "") -> PublicKey:
    """The key with this type and base64 text, checked to its last byte. Refused at ``key``."""
    if kind not in TYPES:
        refuse("ssh_key_type", "key", type=_name(kind), allowed=TYPES)
    blob = _decoded(key)
    parts = _Parts(blob)
    if parts.next() != kind.encode():
        refuse("ssh_key_other_type", "key", type=kind)
    _check(kind, parts)
    if parts.left:
        refuse("ssh_key_invalid", "key")
    return PublicKey(kind, key, comment)


def is_fingerprint(text: str) -> bool:
    """Whether the text has the form of a fingerprint."""
    return bool(_FINGERPRINT.fullmatch(text))


# ------------------------------------------------------------------ what a file may hold


def _the_line(text: str) -> str:
    if "PRIVATE KEY" in text or text.lstrip().startswith("PuTTY-User-Key-File"):
        refuse("ssh_key_private", "key")
    if "BEGIN SSH2 PUBLIC KEY" in text or "BEGIN PUBLIC KEY" in text or "BEGIN RSA PUBLIC KEY" in text:
        refuse("ssh_key_other_form", "key")
    lines = [each.strip() for each in text.removeprefix("\ufeff").splitlines()]
    lines = [each for each in lines if each and not each.startswith("#")]
    if not lines:
        refuse("ssh_key_missing", "key")
    if len(lines) > 1:
        refuse("ssh_key_several", "key")
    if len(lines[0]) > LONGEST_LINE:
        refuse("ssh_key_invalid", "key")
    return lines[0]


def _refuse_first(words: Sequence[str]) -> NoReturn:
    """Say what the first word is instead of a type: options before one, or a type that is not taken."""
    if any(each in TYPES for text in words[1:] for each in text.split()):
        refuse("ssh_key_options", "key")
    if len(words) > 1 and _ADDRESS.fullmatch(words[0]) and words[1].startswith("AAAA"):
        refuse("ssh_key_type", "key", type=_name(words[0]), allowed=TYPES)
    refuse("ssh_key_invalid", "key")


def _name(kind: str) -> str:
    return shown(kind)[:60]


# ------------------------------------------------------------------ the key itself


class _Parts:
    """The parts of a key: each its length in four bytes, then so many bytes."""

    def __init__(self, blob: bytes) -> None:
        self.left = blob

    def next(self) -> bytes:
        """The next part; a key that is cut off is refused."""
        length = int.from_bytes(self.left[:4], "big")
        if len(self.left) < 4 + length:
            refuse("ssh_key_invalid", "key")
        part, self.left = self.left[4 : 4 + length], self.left[4 + length :]
        return part

    def number(self) -> int:
        """The next part as a positive number, written the shortest way (RFC 4251, ``mpint``)."""
        part = self.next()
        number = int.from_bytes(part, "big")
        if not part or part != number.to_bytes(number.bit_length() // 8 + 1, "big"):
            refuse("ssh_key_invalid", "key")
        return number


def _decoded(key: str) -> bytes:
    """The bytes of base64 in the one way that it is written; so that one key has one text."""
    try:
        blob = base64.b64decode(key, validate=True) if _WORD.fullmatch(key) else b""
    except binascii.Error:
        blob = b""
    if not blob or base64.b64encode(blob).decode() != key:
        refuse("ssh_key_invalid", "key")
    return blob


def _check(kind: str, parts: _Parts) -> None:
    if kind == RSA:
        _check_rsa(parts)
    elif kind in (ED25519, SK_ED25519):
        _demand(len(parts.next()) == 32)
    else:
        curve = "nistp256" if kind == SK_ECDSA else kind.removeprefix("ecdsa-sha2-")
        _demand(parts.next() == curve.encode())
        point = parts.next()
        _demand(point[:1] == b"\x04" and len(point) == 1 + 2 * _CURVES[curve])
    if kind in (SK_ED25519, SK_ECDSA):
        _demand(bool(parts.next()))


def _check_rsa(parts: _Parts) -> None:
    exponent, modulus = parts.number(), parts.number()
    _demand(exponent > 1 and exponent % 2 == 1)
    bits = modulus.bit_length()
    if bits < SHORTEST_RSA:
        refuse("ssh_key_short", "key", bits=bits, least=SHORTEST_RSA)
    _demand(bits <= LONGEST_RSA)


def _demand(true: bool) -> None:
    if not true:
        refuse("ssh_key_invalid", "key")


# ------------------------------------------------------------------ the line for sshd

_FROM_TERMINAL = ("TERM", "LANG", "LC_ALL")
"""What the client says of itself, and Desk believes: the terminal's kind and the language, as text and no more."""

_WALL = 'test "$SSH_ORIGINAL_COMMAND" = wall && set -- DESK_WALL=1; '
"""The one word that a client may ask for: the wall, which shows counts alone. Nothing else of it reaches Desk."""


def session_command(program: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the service account's shell runs in place of anything that the client asks for.

    Args:
        program: The program and its arguments, the program with its whole path.
        environment: All of the environment that is not the client's.

    Raises:
        ValueError: a word holds a line's end or another character that cannot be shown.
    """
    words = [*(f"{name}={value}" for name, value in environment.items()), *program]
    if not all(each.isprintable() for each in words):
        raise ValueError("a path holds a character that cannot be shown")
    given = [f'{name}="${name}"' for name in _FROM_TERMINAL]
    return _WALL + " ".join(["exec /usr/bin/env -i", *given, '"$@"', *map(shlex.quote, words)])


def authorized_line(key: PublicKey, command: str) -> str:
    """The line for ``AuthorizedKeysCommand``: a terminal for this one command, and nothing else (sshd(8))."""
    quoted = command.replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {key.type} {key.key}'
