"""A period report to print, and what PDF/UA asks of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream, IndirectObject

from desk.rules.demand import CauseCount, Costly, DemandReport, Timed
from desk.rules.deviations import CauseCode
from desk.rules.feedback_report import DepartmentFeedback, FeedbackFigures, FeedbackReport, InTime, Times
from desk.rules.figures import Calls, CaseFigures, Email, FailureDemand, FirstContact, Grade, Handling, Source
from desk.rules.fulfilment import Fulfilment
from desk.rules.improvements import BoardStatus
from desk.rules.period import (
    DeviationLine,
    GoalLine,
    HourLine,
    ImprovementLine,
    MeasurementPart,
    PeriodReport,
    RecipientLine,
    ReportSort,
    TopicName,
)
from desk.rules.report import Level, Part, SpanPoint, TrendPoint, WeekReport
from desk.rules.staffing import GroupStaffing, StaffingSummary

FIRST, LAST = date(2026, 5, 1), date(2026, 8, 31)
MADE = datetime(2026, 9, 14, 7, 12, tzinfo=UTC)


def _figures(**more: Any) -> WeekReport:
    rates = {"answer_rate": 0.96, "email": 0.9}
    points = tuple(
        SpanPoint(f"2026-W{week}", FIRST, LAST, 400 + week, 370 + week if week != 20 else 300) for week in range(18, 36)
    )
    given: dict[str, Any] = {
        "span": "2026-T2",
        "first": FIRST,
        "last": LAST,
        "calls": Calls(5144, 4789, 355, 0.931, 0.81, 23.0, Source.IMPORTED),
        "cases": CaseFigures(2581, 2522, 59, 14, {"phone": 1382, "visit": 588}, {}, {"other": 207}, {"Miljö": 169}),
        "first_contact": FirstContact(1220, 2522, 0.484),
        "handling": Handling(420.0, 535680.0),
        "email": Email(394, 330, 0.838),
        "failure_demand": FailureDemand(384, 1929, 0.199, {"no_reply": 60}),
        "attitude": Grade(4.4, 85.0, 212),
        "knowledge": Grade(3.9, 72.5, 208),
        "groups": (Part(name="Växel", title="Växel", calls=Calls(900, 800, 100, 0.889, 0.7, 31.0, Source.TYPED)),),
        "trend": (TrendPoint("2026-T1", rates),),
        "points": points,
    }
    return WeekReport(**{**given, **more})


@pytest.fixture
def period_report() -> PeriodReport:
    """A tertial's report in which every part has something."""
    figures = _figures()
    views = FeedbackFigures(
        14, 6, 4, 4, 2, InTime(9, 11), InTime(10, 11), Times(9, 1, 2), Times(10, 6, 9), {"other": 14}, {}, {}, 3
    )
    department = DepartmentFeedback("Samhällsbyggnad", views, views, views, "Ny beläggning på Storgatan.", 1)
    costly = Costly("no_reply", "other", "Miljö", 60, 0.156, 480.0, Timed.OWN, 28800.0)
    return PeriodReport(
        sort=ReportSort.TERTIAL,
        span="2026-T2",
        first=FIRST,
        last=LAST,
        municipality="Östra Göinge kommun",
        made_at=MADE,
        figures=figures,
        so_far=replace(figures, span="2026-T2-ytd", first=date(2026, 1, 1)),
        goals=(
            GoalLine("answer_rate", 0.95, 0.931, -0.019, Fulfilment.MINOR, "Nämnden", date(2025, 11, 3), 0.96, 0.94),
            GoalLine("attitude", 4.3, 4.4, 0.1, Fulfilment.SATISFACTORY, before=4.2),
            GoalLine("knowledge", 4.0, 3.5, -0.5, Fulfilment.SUBSTANTIAL),
            GoalLine("email", 0.95, None),
            GoalLine("failure_demand", None, 0.199),
        ),
        deviations=(
            DeviationLine("2026-T2", "answer_rate", Level.ALL, "", 0.95, 0.931, CauseCode.SICK_LEAVE, "Juni", "Pool",
                          "Anna Lind", date(2026, 10, 1)),
            DeviationLine("2026-W26", "answer_rate", Level.GROUP, "Växel", 0.95, 0.8, CauseCode.LEAVE, "", "Hjälp"),
            DeviationLine("2026-W27", "answer_rate", Level.GROUP, "Växel", 0.95, 0.85),
        ),
        improvements=(ImprovementLine(7, "Statusbesked", "Miljö", BoardStatus.UNDER_WAY, "Bo Ek", date(2026, 12, 1)),),
        demand=DemandReport(span="2026-T2", first=FIRST, last=LAST, registered=2581, value=1545, failure=384,
                            causes=(CauseCount("no_reply", 60, 0.156),), costly=(costly,)),
        feedback=FeedbackReport(span="2026-T2", first=FIRST, last=LAST, before="2026-T1", year_before="2025-T2",
                                whole=replace(department, name=""), departments=(department,)),
        staffing=StaffingSummary(first=FIRST, last=LAST, absent=31,
                                 groups=(GroupStaffing(name="Växel", days=83, planned=332, hourly=29, short_days=8),)),
        measurement=MeasurementPart("Servicemätning 2021", date(2021, 10, 1), "", True, "Huvudnummer.",
                                    {"availability_phone": {"all": "same", "previous": "better"}}, "Analyserad.",
                                    "Coachning.", handled=True),
        hours=(HourLine(0, 9, 45, 41, 1.4), HourLine(0, 10, 44, 43), HourLine(2, 9, 40, 30, -0.5)),
        topics={"other": TopicName("Övrigt", "Other")},
        analysis="Första stycket.\n\nAndra stycket.",
        analysis_by="Anna Lind",
        recipients=(RecipientLine("Karin Ström", "kommundirektör"), RecipientLine("Presidiet")),
    )  # fmt: skip


# ------------------------------------------------------------------ PDF/UA-1


_PAINTS = frozenset({b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do"})
_STANDARD = frozenset(
    {
        "Document", "Part", "Sect", "Div", "P", "H1", "H2", "H3", "L", "LI", "Lbl", "LBody", "Table", "THead", "TBody",
        "TR", "TH", "TD", "Figure", "Caption", "Span", "Link", "TOC", "TOCI", "Reference", "NonStruct", "BlockQuote",
        "Strong", "Em",
    }
)  # fmt: skip


@pytest.fixture
def ua_problems() -> Callable[[bytes], list[str]]:
    """What is wrong with a file by PDF/UA-1, as far as a machine can see; see :class:`_Checked`."""

    def check(file: bytes) -> list[str]:
        return list(_Checked(file).problems())

    return check


class _Checked:
    """The machine's part of the Matterhorn protocol: file, metadata, tags and their tree, headings, figures, tables.

    A failure is told by its checkpoint's subject. What only a person can judge (whether an alternative text says the
    right thing) is not here.
    """

    def __init__(self, file: bytes) -> None:
        self.file = file
        self.pdf = PdfReader(BytesIO(file))
        self.root: Any = self.pdf.trailer["/Root"]
        self.seen: list[tuple[str, Any]] = []
        self.content: set[tuple[int, int]] = set()

    def problems(self) -> Iterator[str]:
        yield from self._file()
        tree = self.root.get("/StructTreeRoot")
        if tree is None:
            yield "no structure tree"
            return
        if "/ParentTree" not in tree:
            yield "the tree has no parent tree"
        self._walk(tree.get_object(), None)
        yield from self._tags()
        for number, page in enumerate(self.pdf.pages):
            yield from self._page(number, page)

    def _file(self) -> Iterator[str]:
        if not self.file.startswith(b"%PDF-1."):
            yield "not PDF 1"
        marks = self.root.get("/MarkInfo", {})
        if not _is_true(marks.get("/Marked")) or _is_true(marks.get("/Suspects")):
            yield "not marked as tagged"
        if not self.root.get("/Lang"):
            yield "no language"
        if not _is_true(self.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
            yield "the title is not shown"
        metadata = self.root["/Metadata"].get_data().decode()
        if "pdfuaid:part" not in metadata or "dc:title" not in metadata:
            yield "the metadata name no title, or not PDF/UA"
        if "/Encrypt" in self.pdf.trailer:
            yield "encrypted"

    # ---- the tree

    def _walk(self, of: Any, page: Any) -> None:
        kids = of.get("/K")
        if kids is None:
            return
        page = of.get("/Pg", page)
        for kid in kids if isinstance(kids, list) else [kids]:
            found: Any = kid.get_object() if isinstance(kid, IndirectObject) else kid
            if isinstance(found, int):
                self.content.add((self._page_number(page), found))
            elif found.get("/Type") == "/MCR":
                self.content.add((self._page_number(found.get("/Pg", page)), int(found["/MCID"])))
            elif "/S" in found:
                self.seen.append((str(found["/S"])[1:], found))
                self._walk(found, page)

    def _page_number(self, page: Any) -> int:
        wanted = page.get_object()
        return next(n for n, each in enumerate(self.pdf.pages) if each.get_object() == wanted)

    def _role(self, name: str) -> str:
        roles = self.root["/StructTreeRoot"].get("/RoleMap", {})
        for _step in range(5):
            if name in _STANDARD:
                return name
            name = str(roles.get("/" + name, "/" + name))[1:]
        return name

    def _tags(self) -> Iterator[str]:
        level = 0
        for name, each in self.seen:
            role = self._role(name)
            if role not in _STANDARD:
                yield f"no standard role: {name}"
            if role[0] == "H" and role[1:].isdigit():
                if int(role[1:]) > level + 1:
                    yield f"headings leap from {level} to {role}"
                level = int(role[1:])
            if role == "Figure" and not each.get("/Alt"):
                yield "a figure without words"
            if role == "Table":
                yield from self._table(each)
        if level == 0:
            yield "no headings"

    def _table(self, of: Any) -> Iterator[str]:
        rows = list(self._within(of, "TR"))
        widths = {sum(1 for _cell in self._cells(row)) for row in rows}
        if len(widths) != 1:
            yield f"a table whose rows have {sorted(widths)} cells"
        heads = [cell for row in rows for cell in self._cells(row) if self._role(str(cell["/S"])[1:]) == "TH"]
        if not heads:
            yield "a table without heads"
        for head in heads:
            given = head.get("/A", {})
            of_head = given if isinstance(given, list) else [given]
            if not any(each.get_object().get("/Scope") for each in of_head):
                yield "a head that does not say what it is the head of"

    def _within(self, of: Any, role: str) -> Iterator[Any]:
        for kid in self._kids(of):
            if self._role(str(kid["/S"])[1:]) == role:
                yield kid
            elif self._role(str(kid["/S"])[1:]) in ("THead", "TBody"):
                yield from self._within(kid, role)

    def _cells(self, row: Any) -> Iterator[Any]:
        return (kid for kid in self._kids(row) if self._role(str(kid["/S"])[1:]) in ("TH", "TD"))

    def _kids(self, of: Any) -> Iterator[Any]:
        kids = of.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            found: Any = kid.get_object() if isinstance(kid, IndirectObject) else kid
            if not isinstance(found, int) and "/S" in found:
                yield found

    # ---- the pages

    def _page(self, number: int, page: Any) -> Iterator[str]:
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"page {number + 1}: links are not in the order of the tree"
        for annotation in page.get("/Annots", []):
            if not annotation.get_object().get("/Contents"):
                yield f"page {number + 1}: a link without words"
        for name, font in page["/Resources"].get("/Font", {}).items():
            yield from self._font(name, font.get_object())
        within: list[str] = []
        for operands, operator in ContentStream(page["/Contents"].get_object(), self.pdf).operations:
            if operator in (b"BDC", b"BMC"):
                within.append(self._mark(number, operands))
            elif operator == b"EMC":
                within.pop()
            elif operator in _PAINTS and not any(within):
                yield f"page {number + 1}: {operator!r} is neither content nor artifact"
            if within and within[-1] == "lost":
                yield f"page {number + 1}: content that is not in the tree"
                within[-1] = "told"

    def _mark(self, number: int, operands: list[Any]) -> str:
        if operands[0] == "/Artifact":
            return "artifact"
        given = operands[1] if len(operands) > 1 else {}
        if not isinstance(given, dict) or "/MCID" not in given:
            return ""
        return "content" if (number, int(given["/MCID"])) in self.content else "lost"

    def _font(self, name: str, font: Any) -> Iterator[str]:
        if "/ToUnicode" not in font:
            yield f"{name}: its letters are not known"
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        if font.get("/Subtype") != "/Type3" and not any(each in inner["/FontDescriptor"] for each in files):
            yield f"{name}: not embedded"


def _is_true(value: Any) -> bool:
    return bool(getattr(value, "value", value))
