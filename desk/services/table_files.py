"""A table on disk, CSV or an Excel workbook: its rows as text, whichever it is, and never more than is reasonable."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.rules.bringing_in_mapping import FileTable
from desk.rules.bringing_in_rows import Numbered
from desk.rules.calls import quoted
from desk.rules.csv_rows import Rows
from desk.rules.refusals import Problem, Refused, refuse

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_BYTES = 20_000_000
"""Of a file as it lies there: ten thousand permits are a fraction of it."""
MOST_UNPACKED = 200_000_000
"""Of a workbook's parts together; one that unpacks to more is none that a register came in."""
MOST_PARTS = 2_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
EXCEL = (".xlsx", ".xlsm")
_DELIMITERS = ";\t,|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPOILT = (
    zipfile.BadZipFile, SyntaxError, OSError, EOFError, LookupError, ValueError, TypeError, AttributeError,
    RuntimeError, NotImplementedError, ArithmeticError,
)  # fmt: skip
"""What reading a workbook that is damaged, or none, comes to, besides ``zlib.error``; XML's are ``SyntaxError``."""


def rows_of(path: Path, how: FileTable) -> list[Numbered]:
    """The rows that hold anything, each cell trimmed, with the number of the line or row where it stands.

    Days are written as ``2026-11-19``, whole numbers without a point, yes and no as ``true`` and ``false``.

    Raises:
        Refused: the file cannot be read, is too large, or is none of the two.
    """
    content = _content(path)
    if content[:4] == b"PK\x03\x04":
        return _rows_of_workbook(content, how.sheet, path.name)
    if path.suffix.casefold() in EXCEL or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        refuse("import_not_excel", "file", file=path.name)
    return _rows_of_csv(content, how)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            refuse("import_file_large", "file", most=MOST_BYTES // 1_000_000)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)[:MOST_BYTES]
    except (OSError, ValueError) as error:
        raise Refused(Problem("file_missing", "file", {"file": path.name})) from error


def _within(found: Iterator[Numbered]) -> list[Numbered]:
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        refuse("import_rows", "file", most=MOST_ROWS)
    return rows


# ------------------------------------------------------------------ CSV


def _rows_of_csv(content: bytes, how: FileTable) -> list[Numbered]:
    text = _text(content, how.encoding)
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if named:
        text = text[named.end() :]
    delimiter = how.delimiter or (named[1] if named else _delimiter(text))
    began = 1 if named else 0
    rows = ((number + began, row) for number, row in Rows(io.StringIO(text, newline=""), delimiter))
    return _within(iter(rows))


def _text(content: bytes, encoding: str | None) -> str:
    """The text: as its own mark says, as the mapping does, in UTF-8, or as spreadsheets of western Europe write it."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for name in (marked, encoding) if marked or encoding else ("utf-8", "cp1252", "iso-8859-1"):
        try:
            text = content.decode(name or "utf-8")
        except UnicodeError:
            continue
        if "\0" in text:
            refuse("import_not_text", "file")
        return text
    raise Refused(Problem("file_encoding", "file", {"encoding": marked or encoding}))


def _delimiter(text: str) -> str:
    """What parts the most cells of the first lines, whatever stands within quotes."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:12])[:20_000])
    return max(_DELIMITERS, key=head.count)


# ------------------------------------------------------------------ Excel


def _rows_of_workbook(content: bytes, sheet: str | None, name: str) -> list[Numbered]:
    from zlib import error as zlib_error

    try:
        _check_size(content)
        with closing(_opened(content)) as book:
            chosen = _sheet(book, sheet)
            chosen.reset_dimensions()
            cells = chosen.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            return _within(_numbered(cells))
    except (*_SPOILT, zlib_error) as error:
        raise Refused(Problem("import_not_excel", "file", {"file": name})) from error


def _check_size(content: bytes) -> None:
    """A small file may unpack to any size. Python reads no more of a part than its entry says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        refuse("import_file_large", "file", most=MOST_UNPACKED // 1_000_000)


def _opened(content: bytes) -> Any:
    """The workbook. Values as they were saved, never a formula; links to other files are not followed."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():  # of drawings and rules that it leaves out: nothing that is read here
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)


def _sheet(book: Any, name: str | None) -> ReadOnlyWorksheet:
    """The sheet that is named, or the first one with anything in it that can be seen."""
    sheets = [each for each in book.worksheets if each.sheet_state == "visible" or each.title == name]
    if name is not None:
        sheets = [each for each in sheets if each.title == name]
        if not sheets:
            allowed = tuple(quoted(each.title) for each in book.worksheets)
            refuse("import_sheet", "sheet", value=quoted(name), allowed=allowed)
    if not sheets:
        refuse("call_file_empty", "file")
    return sheets[0]


def _numbered(rows: Iterable[tuple[object, ...]]) -> Iterator[Numbered]:
    for number, row in enumerate(rows, start=1):
        if row.count(None) == len(row):  # a million of them may lie before a row far down
            continue
        cells = [_written(each) for each in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _written(value: object) -> str:
    """What a cell holds, as one would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value).strip()
