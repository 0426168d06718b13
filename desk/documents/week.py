"""The follow-up of any span as a document: text for a person, JSON and CSV for machines, all from one report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from desk.documents import formats
from desk.documents.formats import OFFICE, Made
from desk.documents.week_csv import csv_text
from desk.documents.week_text import text
from desk.rules.report import WeekReport

__all__ = ["FORMATS", "csv_text", "json_text", "text", "write"]


def json_text(report: WeekReport) -> str:
    """One JSON document, keyed as the command line promises."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


FORMATS: dict[str, Callable[[WeekReport, Mapping[str, str]], str]] = {
    ".txt": text,
    ".json": lambda report, _topics: json_text(report),
    ".csv": lambda report, _topics: csv_text(report),
}
"""The formats by the ending of a file's name, as far as they are text."""
ENDINGS = (*FORMATS, *OFFICE)


def write(
    report: WeekReport,
    path: Path,
    topics: Mapping[str, str] | None = None,
    office: Mapping[str, Made] | None = None,
) -> None:
    """Write the report to a new file that its owner alone may read; its ending chooses the format.

    Args:
        topics: The topics' names by code, for the text.
        office: More forms by ending: Excel and PDF, which hold more than this report.

    Raises:
        Refused: ``format_unknown``, ``file_exists``, ``file_not_written``.
    """
    own = {ending: partial(form, report, topics or {}) for ending, form in FORMATS.items()}
    formats.write({**own, **(office or {})}, path)
