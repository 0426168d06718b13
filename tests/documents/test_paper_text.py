"""Papers as text: what stands in the PDF, folded to the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.cells import cell_len

from desk import words
from desk.documents.paper import Column, Notice, Paper, Section, Sign, Table, Words
from desk.documents.paper_text import paper_text
from desk.documents.period_paper import period_paper
from desk.documents.period_words import against
from desk.rules.period import PeriodReport


@pytest.fixture(autouse=True)
def _swedish() -> Iterator[None]:
    before = words.language()
    words.use("sv")
    yield
    words.use(before)


def _text(*blocks: Words | Notice | Table, width: int = 40) -> str:
    paper = Paper("sv", "Kommunen", "Rapport", "2026", "2026", 0, sections=(Section("Del", tuple(blocks)),))
    return paper_text(paper, width).partition("---\n")[2]


def test_what_the_pdf_says_the_text_says(period_report: PeriodReport) -> None:
    text = paper_text(period_paper(period_report))
    for told in (
        "Tertialrapport · Tertial 2 2026",
        "Karin Ström, kommundirektör",
        "■■■□ Tillfredsställande, mindre iakttagelser",
        "■□□□ Erfordrar väsentliga förbättringar",
        "Första stycket.",
        "Ny beläggning på Storgatan.",
    ):
        assert told in text, told


@pytest.mark.parametrize("width", [60, 80, 96])
def test_nothing_is_wider_than_there_is_room(width: int, period_report: PeriodReport) -> None:
    long = replace(period_report, analysis="ord " * 400, recipients=())
    assert max(cell_len(line) for line in paper_text(period_paper(long), width).splitlines()) <= width


def test_numbers_stand_to_the_right() -> None:
    table = Table("T", (Column("Namn"), Column("Antal", number=True)), (("a", "1"), ("b", "1 000")))
    assert _text(table).splitlines()[1:4] == ["Namn  Antal", "a         1", "b     1 000"]


def test_a_table_that_is_too_wide_has_its_last_column_below_or_its_rows_one_by_one() -> None:
    columns = (Column("Namn"), Column("Antal", number=True), Column("Läge"))
    sign = Sign(2, "Erfordrar förbättringar i det mesta")
    assert _text(Table("T", columns, (("a", "1", sign),))).splitlines()[2:4] == [
        "a         1", "    ■■□□ Erfordrar förbättringar i det",
    ]  # fmt: skip
    text = _text(Table("T", columns, (("ord " * 30, "1", "x"),)))
    assert "• ord ord" in text
    assert "  Antal: 1" in text


def test_a_number_and_its_sign_stay_together() -> None:
    text = _text(Words("Svarsfrekvensen var under tertialet 93,1\N{NO-BREAK SPACE}% i genomsnitt."), width=41)
    assert text.splitlines()[0].endswith("tertialet")
    assert "93,1 %" in text


def test_what_a_terminal_would_obey_is_not_said() -> None:
    text = _text(Words("a\x1b[31mb\u202ec"), Notice("d\x07", ("e\x00",)))
    assert not any(each in text for each in "\x1b\x07\x00\u202e")


def test_a_grade_short_of_its_goal_by_little_is_not_told_as_the_goal() -> None:
    assert against("knowledge", 3.97, 4.0) == ("3,97", "4,00")
    assert against("attitude", 4.1, 4.3) == ("4,1", "4,3")
    assert against("answer_rate", 0.9497, 0.95) == ("94,97\u00a0%", "95,00\u00a0%")
    assert words.duration(562461, 1) == "6,51 d"
