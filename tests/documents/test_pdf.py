"""Period reports as PDF: what stands in it, that it can be listened to, and that no text is ever obeyed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from io import BytesIO

import pytest
from pypdf import PdfReader

from desk import words
from desk.documents.dialogue_office import office
from desk.documents.paper import Paper, Section, Words
from desk.documents.pdf import pdf_bytes
from desk.documents.pdf.letters import _HAS, LACKING, printable
from desk.documents.period_file import pdf
from desk.documents.period_paper import period_paper
from desk.rules.dialogue_report import DepartmentFigures, DialogueReport, EarlierDecision
from desk.rules.dialogues import Decision
from desk.rules.fulfilment import Fulfilment
from desk.rules.improvements import Improvement
from desk.rules.period import GoalLine, PeriodReport, ReportSort
from desk.rules.refusals import Problem

Problems = Callable[[bytes], list[str]]
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture(autouse=True)
def _swedish() -> Iterator[None]:
    before = words.language()
    words.use("sv")
    yield
    words.use(before)


def _text(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


def _paper(text: str) -> Paper:
    return Paper("sv", "Kommunen", "Rapport", "2026", "2026", 0, sections=(Section("Analys", (Words(text),)),))


def test_a_report_can_be_listened_to(period_report: PeriodReport, ua_problems: Problems) -> None:
    assert ua_problems(pdf(period_report)) == []


def test_the_check_finds_what_is_wrong(ua_problems: Problems) -> None:
    import typst

    source = b"= One\n=== Three\n#rect(width: 1cm)\n#table(columns: 2, [a], [b])"
    untagged = typst.compile(source, pdf_tags=False)
    assert "no structure tree" in ua_problems(untagged)
    found = ua_problems(typst.compile(source))
    assert "headings leap from 1 to H3" in found
    assert "a table without heads" in found
    assert "the metadata name no title, or not PDF/UA" in found


@pytest.mark.parametrize("sort", [ReportSort.WEEK, ReportSort.FEEDBACK, ReportSort.DEMAND, ReportSort.YEAR])
def test_so_can_every_sort_and_one_with_next_to_nothing(
    sort: ReportSort, period_report: PeriodReport, ua_problems: Problems
) -> None:
    bare = PeriodReport(
        sort=sort,
        span="2026-T2",
        first=period_report.first,
        last=period_report.last,
        municipality="Kommunen",
        made_at=period_report.made_at,
        figures=replace(period_report.figures, points=(), trend=(), groups=()),
    )
    assert ua_problems(pdf(bare)) == []
    assert ua_problems(pdf(replace(period_report, sort=sort, department="Miljö"))) == []


def test_so_can_a_dialogues_figures(period_report: PeriodReport, ua_problems: Problems) -> None:
    first, last = period_report.first, period_report.last
    figures = DepartmentFigures("2026-T2", first, last, cases=period_report.figures.cases)
    hostile = '#panic() [*x*] "$'
    decision = EarlierDecision(first, Decision(1, 1, hostile, "anna"))
    report = DialogueReport(
        department=hostile,
        span="2026-T2",
        first=first,
        last=last,
        as_of=last,
        now=figures,
        before=figures,
        year_before=figures,
        improvements=(Improvement(1, hostile),),
        decisions=(decision,),
    )
    forms = office(report, "Kommunen", period_report.made_at, UTC, {}, {"anna": "Anna Lind"})
    file = forms[".pdf"]()
    assert isinstance(file, bytes)
    assert ua_problems(file) == []
    assert _text(file).count(hostile) >= 3
    assert "Anna Lind" in _text(file)
    assert forms[".xlsx"]()


def test_what_a_director_reads_stands_in_it(period_report: PeriodReport) -> None:
    text = _text(pdf(period_report))
    for told in (
        "Östra Göinge kommun",
        "Tertialrapport",
        "Tertial 2 2026",
        "1 maj till 31 augusti 2026",
        "Karin Ström, kommundirektör",
        "93,1 %",
        "Tillfredsställande, mindre iakttagelser",
        "Erfordrar väsentliga förbättringar",
        "Nämnden",
        "Korttidssjukfrånvaro: Juni",
        "Anna Lind, 2026-10-01",
        "Statusbesked",
        "Första stycket.",
        "Ny beläggning på Storgatan.",
        "Servicemätning 2021",
        "↗ Bättre än/högre",
        "31 persondagar gick bort i frånvaro",
        "8,0 h",
    ):
        assert told in text, told


def test_the_language_is_the_one_spoken(period_report: PeriodReport) -> None:
    swedish = pdf(period_report)
    with words.speaking("en"):
        english = pdf(period_report)
    assert PdfReader(BytesIO(swedish)).trailer["/Root"]["/Lang"] == "sv"  # type: ignore[index]
    assert PdfReader(BytesIO(english)).trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert "Satisfactory, minor observations" in _text(english)
    assert "Other" in _text(english)
    assert "Övrigt" in _text(swedish)


def test_the_file_has_its_title(period_report: PeriodReport) -> None:
    about = PdfReader(BytesIO(pdf(period_report))).metadata
    assert about is not None
    assert about.title == "Tertialrapport Tertial 2 2026"
    assert about.author == "Östra Göinge kommun"


def test_the_same_report_is_the_same_file(period_report: PeriodReport) -> None:
    assert pdf(period_report) == pdf(period_report)
    assert pdf(period_report) != pdf(replace(period_report, analysis="Annat."))


@pytest.mark.parametrize(
    "text",
    [
        '#import "x.typ"',
        "#panic()",
        '#read("/etc/passwd")',
        "= Rubrik",
        "*fet* _kursiv_ $x^2$ `kod` <etikett> @ref",
        "#sys.inputs",
        "]#panic()[",
        "\\u{41}",
        "http://example.se // kommentar /* och */",
        "~ -- --- ...",
        "a\\",
    ],
)
def test_text_is_never_markup(text: str, period_report: PeriodReport, ua_problems: Problems) -> None:
    """It stands in the file as it was written, wherever it came from."""
    deviation = replace(period_report.deviations[0], cause=text, action=text, responsible=text)
    file = pdf(
        replace(
            period_report,
            municipality=text,
            department=text,
            analysis=text,
            deviations=(deviation,),
            improvements=(replace(period_report.improvements[0], proposal=text, result=text),),
        )
    )
    assert "".join(text.split()) in "".join(_text(file).split())
    assert ua_problems(file) == []
    assert "".join(text.split()) in "".join(_text(pdf_bytes(_paper(text))).split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("före\x07\x1b[31mefter", "före[31mefter"),
        ("a\u202eb\x00c", f"a{LACKING}b{LACKING}c"),
        ("å ä ö é ñ ł ß", "å ä ö é ñ ł ß"),
        ("a\u030a", "å"),
        ("漢字 😀", f"{LACKING}{LACKING} {LACKING}"),
        ("x\u0301", "x"),
        ("rad\rrad\u2028rad", "rad rad rad"),
    ],
)
def test_what_no_typeface_has_is_shown_as_lacking(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_right_to_left_is_written_and_read(ua_problems: Problems) -> None:
    file = pdf_bytes(_paper("Ord: שלום مرحبا och svenska."))
    assert ua_problems(file) == []
    assert "svenska" in _text(file)


def test_every_letter_that_is_said_to_be_there_is(ua_problems: Problems) -> None:
    """PDF/UA forbids letters that no typeface has: Typst would refuse the file."""
    every = [
        chr(point)
        for each in _HAS.split()
        for point in range(int(each.partition("-")[0], 16), int(each.rpartition("-")[2], 16) + 1)
    ]
    assert len(every) > 3500
    rng = random.Random(5)
    mixed = ["".join(rng.choice(every) for _ in range(40)) for _ in range(400)]
    pdf_bytes(_paper("\n\n".join([*(f"a{each}b" for each in every), *mixed])))


def test_long_texts_go_on_over_pages(period_report: PeriodReport, ua_problems: Problems) -> None:
    long = "Ett långt ord " + "x" * 600 + " " + "och en mening till. " * 990
    deviation = replace(period_report.deviations[0], cause=long[:4000], action="y" * 4000)
    file = pdf(replace(period_report, analysis=long[:20_000], deviations=(deviation,) * 3))
    assert ua_problems(file) == []
    assert _text(file).count("och en mening till.") > 900


def test_many_of_everything_fit(period_report: PeriodReport, ua_problems: Problems) -> None:
    part = period_report.figures.groups[0]
    many = tuple(replace(part, name=f"Grupp {n}", title=f"Svarsgrupp med ett långt namn {n}") for n in range(60))
    weeks = tuple(replace(period_report.deviations[1], span=f"2026-W{1 + n % 52:02d}") for n in range(500))
    report = replace(
        period_report,
        figures=replace(period_report.figures, groups=many),
        deviations=(*period_report.deviations, *weeks),
        improvements=period_report.improvements * 80,
        recipients=period_report.recipients * 25,
    )
    assert ua_problems(pdf(report)) == []


def test_the_scale_says_each_step_in_boxes_and_words(period_report: PeriodReport) -> None:
    goals = tuple(GoalLine("answer_rate", 0.95, 0.9, -0.05, each) for each in Fulfilment)
    paper = period_paper(replace(period_report, goals=goals))
    signs = [row[-1] for block in paper.sections[0].blocks if block.kind == "table" for row in block.rows]
    assert [each.step for each in signs if not isinstance(each, str)] == [1, 2, 3, 4]
    assert len({each.word for each in signs if not isinstance(each, str)}) == 4


def test_without_the_library_it_is_said_what_to_install(
    period_report: PeriodReport, monkeypatch: pytest.MonkeyPatch, refusal: Refusal
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    assert refusal(lambda: pdf(period_report)).code == "typst_missing"
