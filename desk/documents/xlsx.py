"""Workbooks as Excel files. Text is written as text, whatever it begins with: nothing in it is ever a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from desk.documents.workbook import Chart, Column, Form, Formed, Sheet, Value, Workbook
from desk.rules.refusals import refuse
from desk.rules.text import shown
from desk.words import _

if TYPE_CHECKING:
    from xlsxwriter import Workbook as File
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Characters that a cell holds; Excel repairs away what is longer."""
_FORMATS: Mapping[Form, str] = {
    "text": "@",
    "count": "#,##0",
    "rate": "0.0%",
    "decimal": "0.0",
    "points": "+0.0;-0.0;0.0",
    "day": "yyyy-mm-dd",
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_HEAD_ROW = 3
"""Above it stand the title, a note, and an empty row."""
_INK, _ACCENT, _MIDDLE, _LIGHT, _WARM = "#1F2A33", "#0B4A63", "#5B93AD", "#C3D9E3", "#B3521C"
_COLOURS = (_ACCENT, _LIGHT, _MIDDLE, "#8A97A0")
_CHART_HEIGHT = 16
"""Rows that a chart takes."""


def xlsx_bytes(workbook: Workbook) -> bytes:
    """The workbook as an Excel file.

    Raises:
        Refused: ``xlsxwriter_missing`` where the library that writes it is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        refuse("xlsxwriter_missing", "to")
    written = BytesIO()
    file = xlsxwriter.Workbook(written, _OPTIONS)
    made = workbook.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = {"title": workbook.title, "subject": workbook.subject, "author": workbook.author, "created": made}
    file.set_properties({name: _clean(each) if isinstance(each, str) else each for name, each in properties.items()})
    styles = _Styles(file)
    names: set[str] = set()
    for place, sheet in enumerate(workbook.sheets, start=1):
        _write_sheet(file, styles, sheet, _sheet_name(sheet.name, names), place)
    file.close()
    return written.getvalue()


class _Styles:
    """The formats of a file, each made once."""

    def __init__(self, file: File) -> None:
        plain = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top"}
        self.title: Format = file.add_format({**plain, "bold": True, "font_size": 16, "font_color": _ACCENT})
        self.note: Format = file.add_format({**plain, "italic": True})
        self.head: Format = file.add_format(
            {**plain, "bold": True, "font_color": "#FFFFFF", "bg_color": _ACCENT, "text_wrap": True}
        )
        self.by_form: dict[Form, Format] = {
            form: file.add_format({**plain, "num_format": code, "text_wrap": form == "text"})
            for form, code in _FORMATS.items()
        }


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts: 31 characters, without its signs, once."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", _clean(name)).strip()[:31] or "Sheet"
    n = 2
    while bare.casefold() in taken:
        bare, n = f"{bare[:28]} {n}", n + 1
    taken.add(bare.casefold())
    return bare


# ------------------------------------------------------------------ a sheet


def _write_sheet(file: File, styles: _Styles, sheet: Sheet, name: str, place: int) -> None:
    made = file.add_worksheet(name)
    made.hide_gridlines(2)
    made.write_string(0, 0, _clean(sheet.title), styles.title)
    made.write_string(1, 0, _clean(sheet.note) if sheet.note else _("Empty cells are no data."), styles.note)
    rows = sheet.rows or ((_("no data"), *[None] * (len(sheet.columns) - 1)),)
    last = _HEAD_ROW + len(rows)
    made.add_table(_HEAD_ROW, 0, last, len(sheet.columns) - 1, _table(styles, sheet, place))
    for down, row in enumerate(rows, start=_HEAD_ROW + 1):
        for across, value in enumerate(row):
            _write_cell(made, down, across, value, styles, sheet.columns[across])
    for across, column in enumerate(sheet.columns):
        made.set_column(across, across, _width(column, [row[across] for row in rows]))
    made.freeze_panes(_HEAD_ROW + 1, 1)
    _for_print(made)
    for n, chart in enumerate(sheet.charts):
        at = _HEAD_ROW + n * (_CHART_HEIGHT + 1)
        _insert_chart(file, made, chart, sheet, (name, last), (at, len(sheet.columns) + 1))


def _table(styles: _Styles, sheet: Sheet, place: int) -> dict[str, Any]:
    """A table of Excel's own: its heads are heads for a screen reader, and each column can be filtered."""
    heads: list[str] = []
    for column in sheet.columns:
        head = _clean(column.head) or " "
        while head in heads:
            head += " "
        heads.append(head)
    columns = [{"header": head, "header_format": styles.head} for head in heads]
    return {"columns": columns, "name": f"Table_{place}", "style": "Table Style Light 1"}


def _write_cell(made: Worksheet, down: int, across: int, value: Value, styles: _Styles, column: Column) -> None:
    if isinstance(value, Formed):
        column, value = Column(column.head, value.form), value.value
    if value is None or value == "":
        made.write_blank(down, across, None, styles.by_form[column.form])
    elif isinstance(value, bool):
        made.write_boolean(down, across, value, styles.by_form["text"])
    elif isinstance(value, int | float):
        made.write_number(down, across, value, styles.by_form[column.form])
    elif isinstance(value, date):
        made.write_datetime(down, across, datetime(value.year, value.month, value.day), styles.by_form["day"])  # noqa: DTZ001
    else:
        made.write_string(down, across, _clean(value), styles.by_form["text"])


def _clean(text: str) -> str:
    """The text without what a terminal or Excel would obey, its lines kept; cut where Excel would break."""
    lines = "\n".join(shown(line) for line in text.splitlines())
    return lines if len(lines) <= LONGEST else lines[: LONGEST - 1] + "…"


def _width(column: Column, values: list[Value]) -> float:
    longest = max((len(line) for value in values for line in _shown_as(value).splitlines()), default=0)
    if column.form != "text":
        longest = min(longest, 10)
    words = max((len(word) for word in column.head.split()), default=0)
    return min(column.widest, max(9, longest + 2, words + 4))


def _shown_as(value: Value) -> str:
    """About as wide as the value is shown."""
    if isinstance(value, Formed):
        return "000.0%"
    return "" if value is None else str(value)


def _for_print(made: Worksheet) -> None:
    made.set_landscape()
    made.set_paper(9)  # A4
    made.fit_to_pages(1, 0)
    made.repeat_rows(_HEAD_ROW)
    made.set_footer("&L&A&R&P / &N")


# ------------------------------------------------------------------ charts


def _insert_chart(
    file: File, made: Worksheet, chart: Chart, sheet: Sheet, where: tuple[str, int], at: tuple[int, int]
) -> None:
    if not sheet.rows:
        return
    kinds: dict[str, dict[str, str]] = {
        "line": {"type": "line"},
        "column": {"type": "column"},
        "bar": {"type": "bar"},
        "stacked": {"type": "bar", "subtype": "stacked"},
    }
    drawn = file.add_chart(kinds[chart.kind])
    if drawn is None:
        return
    drawn_rows = where if chart.rows is None else (where[0], _HEAD_ROW + chart.rows)
    for place, series in enumerate(chart.series):
        drawn.add_series(_series(chart, series.column, place, drawn_rows, dashed=series.dashed))
    drawn.set_title({"name": _clean(chart.title), "name_font": {"size": 12, "color": _ACCENT}})
    lying = chart.kind in ("bar", "stacked")
    values = {"num_format": _FORMATS[chart.form], "name": chart.axis, "min": chart.lowest}
    values = {name: each for name, each in values.items() if each not in (None, "")}
    drawn.set_x_axis(values if lying else {})
    drawn.set_y_axis({"reverse": True} if lying else values)
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.show_na_as_empty_cell()
    tall = max(_CHART_HEIGHT, len(sheet.rows) + 6) if lying else _CHART_HEIGHT
    drawn.set_size({"width": 760, "height": 20 * min(tall, 40)})
    made.insert_chart(*at, drawn, {"description": _clean(chart.alt)[:2000], "object_position": 3})


def _series(chart: Chart, column: int, place: int, where: tuple[str, int], *, dashed: bool) -> dict[str, Any]:
    name, last = where
    colour = _WARM if dashed else _COLOURS[place % len(_COLOURS)]
    first = _HEAD_ROW + 1
    found: dict[str, Any] = {
        "name": [name, _HEAD_ROW, column],
        "categories": [name, first, chart.categories, last, chart.categories],
        "values": [name, first, column, last, column],
    }
    if chart.kind == "line":
        line = {"color": colour, "width": 2.25}
        found["line"] = {**line, "dash_type": "dash"} if dashed else line
        found["marker"] = {"type": "none"} if dashed else {"type": "circle", "size": 5, "fill": {"color": colour}}
    else:
        found["fill"] = {"color": colour}
        found["border"] = {"color": _MIDDLE}
        found["gap"] = 60
        if chart.kind == "column":
            found["overlap"] = 100
    return found
