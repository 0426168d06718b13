"""A period report in every form, in the language spoken now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desk.documents import cells
from desk.documents.formats import Made
from desk.documents.paper_text import paper_text
from desk.documents.period_paper import period_paper
from desk.rules.comparing import facts
from desk.rules.issuing import kept
from desk.rules.period import PeriodReport, ReportSort
from desk.rules.report import Part
from desk.rules.spans import Span
from desk.services import periods
from desk.services.reports import Fresh
from desk.services.seat import Seat

HEADER = ("span", "part", "name", "figure", "value")
FORMATS = (".txt", ".json", ".csv", ".xlsx", ".pdf")


def forms(report: PeriodReport, individuals: Sequence[Part] = ()) -> Mapping[str, Made]:
    """The report's forms by the ending of a file's name.

    Args:
        individuals: For Excel alone: those whose figures the reader may see and has asked for.
    """
    return {
        ".txt": lambda: paper_text(period_paper(report)),
        ".json": lambda: json.dumps(document(report), ensure_ascii=False, indent=2) + "\n",
        ".csv": lambda: csv_text(report),
        ".xlsx": lambda: excel(report, individuals),
        ".pdf": lambda: pdf(report),
    }


def office(
    seat: Seat,
    sort: ReportSort,
    span: Span,
    department: str = "",
    now: datetime | None = None,
    *,
    individuals: Sequence[Part] = (),
    fresh: Fresh | None = None,
) -> Mapping[str, Made]:
    """Excel and PDF of the report of a span, gathered only when one of them is asked for. As :func:`forms`."""

    def gathered() -> PeriodReport:
        return periods.gather(seat, sort, span, department, now, fresh=fresh)

    return {".xlsx": lambda: excel(gathered(), individuals), ".pdf": lambda: pdf(gathered())}


def document(report: PeriodReport) -> dict[str, Any]:
    """The report as JSON values, as it is kept when it is issued."""
    made: dict[str, Any] = json.loads(kept(report))
    return made


def csv_text(report: PeriodReport) -> str:
    """Every figure that can be compared, a line each."""
    return cells.csv_text(HEADER, ((report.span, *place, value) for place, (value, _form) in facts(report)))


def excel(report: PeriodReport, individuals: Sequence[Part] = ()) -> bytes:
    """The report as an Excel file."""
    from desk.documents.period_workbook import period_workbook
    from desk.documents.xlsx import xlsx_bytes

    return xlsx_bytes(period_workbook(report, individuals))


def pdf(report: PeriodReport) -> bytes:
    """The report as a PDF file."""
    from desk.documents.pdf import pdf_bytes

    return pdf_bytes(period_paper(report))
