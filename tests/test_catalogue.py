"""The catalogue that is looked up says what the standard library's reader says, of every message."""

from __future__ import annotations

import gettext
import struct
from pathlib import Path

import pytest

import desk
from desk.catalogue import Catalogue

SWEDISH = Path(desk.__file__).parent / "locale" / "sv" / "LC_MESSAGES" / "desk.mo"


def both(file: Path) -> tuple[Catalogue, gettext.GNUTranslations]:
    with file.open("rb") as opened:
        return Catalogue(file), gettext.GNUTranslations(opened)


def turned(data: bytes) -> bytes:
    """A catalogue in the other byte order."""
    magic, revision, count, originals, translations, size, at = struct.unpack_from("<7I", data)
    made = bytearray(data)
    struct.pack_into(">7I", made, 0, magic, revision, count, originals, translations, size, at)
    for table in (originals, translations):
        for place in range(count):
            numbers = struct.unpack_from("<2I", data, table + 8 * place)
            struct.pack_into(">2I", made, table + 8 * place, *numbers)
    return bytes(made)


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_message_is_the_same(order: str, tmp_path: Path) -> None:
    file = tmp_path / "desk.mo"
    file.write_bytes(SWEDISH.read_bytes() if order == "<" else turned(SWEDISH.read_bytes()))
    ours, theirs = both(file)
    one = [message for message in vars(theirs)["_catalog"] if isinstance(message, str) and message]
    many = [message[0] for message in vars(theirs)["_catalog"] if isinstance(message, tuple)]
    assert len(one) > 1000
    assert [ours.gettext(each) for each in one] == [theirs.gettext(each) for each in one]
    assert [ours.gettext(each) for each in many] == [theirs.gettext(each) for each in many]


@pytest.mark.parametrize("number", [0, 1, 2, 21, 1000])
def test_numbers_choose_the_same_form(number: int) -> None:
    ours, theirs = both(SWEDISH)
    for one, many in (("{n} case", "{n} cases"), ("{n} nothing", "{n} nothings")):
        assert ours.ngettext(one, many, number) == theirs.ngettext(one, many, number)
    assert ours.ngettext("{n} case", "{n} cases", 1) != ours.ngettext("{n} case", "{n} cases", 2)


@pytest.mark.parametrize("message", ["", "There is no such message", "a", "\udc80", "zzz", "Save\0"])
def test_what_is_not_there_stays_as_it_is(message: str) -> None:
    assert Catalogue(SWEDISH).gettext(message or "?") == (message or "?")


@pytest.mark.parametrize("content", [b"", b"\xde\x12\x04\x95", b"PK\x03\x04" + bytes(40)])
def test_no_catalogue_is_told(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "desk.mo"
    file.write_bytes(content)
    with pytest.raises(OSError, match="no catalogue"):
        Catalogue(file)
