"""Cells of a table that leaves the house, and tables as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from desk.rules.text import shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OBEYED = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A, 0x0D})
"""What a terminal would obey, should it ever be stored; nothing of it is left in a table that may be shown on one."""


def cell(value: object) -> str:
    """A value for a CSV cell. Text that a spreadsheet would run as a formula gets an apostrophe before it.

    Numbers are written as they are, a minus sign too; ``None`` is empty, yes and no are ``true`` and ``false``.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).translate(_OBEYED)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV document as RFC 4180 has it: commas, CRLF, quoted where needed, guarded by :func:`cell`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], give: int | None = None, width: int | None = None
) -> list[str]:
    """Lines of a table with aligned columns, two spaces apart, by how wide the text is on a screen.

    Args:
        give: The column that is cut where a line would be longer than ``width``.
        width: ``None`` where nothing is to be cut.
    """
    from rich.cells import cell_len

    table = [list(header), *([shown(each) for each in row] for row in rows)]
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(header))]
    if give is not None and width is not None:
        over = sum(widths) + 2 * (len(widths) - 1) - width
        widths[give] = max(cell_len(header[give]), 8, widths[give] - max(over, 0))
    return ["  ".join(_fit(text, widths[i]) for i, text in enumerate(row)).rstrip() for row in table]


def _fit(text: str, width: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return set_cell_size(text, width - 1) + "…" if cell_len(text) > width else set_cell_size(text, width)
