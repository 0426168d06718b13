"""Bring the Swedish catalogue in line with the code: ``python tools/catalogue.py``.

Reads every marked message in ``desk/``, adds new ones to ``desk.po`` with an empty translation, takes away those
that are no longer used, and compiles ``desk.mo``. Exits 1 while something is left to translate.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "desk" / "locale" / "sv" / "LC_MESSAGES" / "desk.po"
MO = PO.with_suffix(".mo")
CHANGING = (b'"POT-Creation', b'"PO-Revision', b'"Last-Tr', b'"Report-M', b'"Language-T', b'"Generated', b'"Project')
KEYWORDS = {"_": 1, "N_": 1, "n_": 2}
"""The functions that mark, and how many of their first arguments are texts."""


def marked(source: str) -> Iterator[str | tuple[str, str]]:
    """Every marked text of a file, in its order. Read from the syntax tree, to find those within f-strings too."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            texts = [each.value for each in call.args[: KEYWORDS[call.func.id]] if isinstance(each, ast.Constant)]
            if len(texts) == KEYWORDS[call.func.id] and all(texts):
                yield (str(texts[0]), str(texts[1])) if len(texts) == 2 else str(texts[0])


def messages() -> Catalog:
    """Every message marked in the code, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for file in sorted((ROOT / "desk").rglob("*.py")):
        for message in marked(file.read_text(encoding="utf-8")):
            found.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return found


def translated() -> Catalog:
    """The Swedish catalogue as it stands."""
    if not PO.exists():
        return Catalog(locale="sv", domain="desk", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="sv", domain="desk")


def merged() -> Catalog:
    """The messages of the code, with the translations that there are."""
    old = translated()
    new = Catalog(locale="sv", domain="desk", charset="utf-8", header_comment="# Desk in Swedish.", fuzzy=False)
    for message in messages():
        if message.id:
            known = old.get(message.id)
            text = known.string if known is not None else ("", "") if message.pluralizable else ""
            new.add(message.id, text, locations=sorted({(name, 0) for name, _ in message.locations}))
    return new


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as it is written: sorted by file, without dates and line numbers, which change with every edit."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_by_file=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(CHANGING))


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it: the same bytes whenever it is compiled."""
    catalogue.creation_date = datetime.fromtimestamp(0, UTC)  # Babel writes the minute of reading into the header
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The messages that are not translated."""
    return [str(m.id) for m in catalogue if m.id and not all(_forms(m.string))]


def _forms(text: object) -> list[str]:
    return [str(each) for each in text] if isinstance(text, (list, tuple)) else [str(text or "")]


def main() -> int:
    """Write both files and say what is left."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue = merged()
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(translated()))
    left = missing(translated())
    for message in left:
        print(f"not translated: {message}")
    print(f"{len(catalogue)} messages, {len(left)} left")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
