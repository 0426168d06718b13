"""Survey answers: means and indexes, what is not shown of an individual, mappings, and rows of a file."""

from __future__ import annotations

from datetime import date

import pytest

from desk.rules.calls import Ignored, LineRefused
from desk.rules.figures import index
from desk.rules.refusals import Problem, Refused
from desk.rules.survey_mapping import survey_mapping, usual_mapping
from desk.rules.survey_rows import Known, Read, ReadAnswer, read_answers
from desk.rules.surveys import Answer, Counts, asked, mean_of, part, survey_week

TODAY = date(2026, 11, 19)
KNOWN = Known({"reception": "Reception", "växel": "Växel"}, {"bo": "bo", "bo ek": "bo", "lisa": "lisa"}, TODAY)
MAP = """
[columns]
day = "Datum"
attitude = "Bemötande"
knowledge = "Kunskap"
group = "Kö"
agent = "Vem"
"""


@pytest.mark.parametrize(("mean", "hundred"), [(1, 0), (2, 25), (4.0, 75), (4.3, 82.5), (5, 100)])
def test_the_index_goes_both_ways(mean: float, hundred: float) -> None:
    assert index(mean) == pytest.approx(hundred)
    assert mean_of(hundred) == pytest.approx(mean)


def test_a_question_by_how_many_gave_each_grade() -> None:
    found = asked((1, 0, 0, 2, 7), 4.3, individual=False)
    assert (found.mean, found.n, found.counts) == (4.4, 10, (1, 0, 0, 2, 7))
    assert found.index == pytest.approx(85)
    assert (found.deviation, found.met) == (0.1, True)
    assert asked((0, 0, 0, 7, 3), 4.3, individual=False).met is True
    assert asked((0, 0, 0, 8, 2), 4.3, individual=False).met is False
    assert asked((0,) * 5, 4.3, individual=False) == type(found)(goal=4.3, counts=(0,) * 5)


def test_four_answers_about_somebody_show_only_that_they_are_four() -> None:
    few, enough = asked((4, 0, 0, 0, 0), 4.3, individual=True), asked((5, 0, 0, 0, 0), 4.3, individual=True)
    assert (few.n, few.mean, few.index, few.counts, few.deviation, few.met) == (4, None, None, None, None, None)
    assert (enough.mean, enough.counts, enough.met) == (1, (5, 0, 0, 0, 0), False)
    assert asked((4, 0, 0, 0, 0), 4.3, individual=False).mean == 1


def test_each_question_has_its_own_number() -> None:
    made = part("bo", "Bo Ek", Counts((0, 0, 0, 0, 5), (0, 4, 0, 0, 0)), {"attitude": 4.3}, individual=True)
    assert (made.attitude.mean, made.attitude.met, made.knowledge.n, made.knowledge.mean) == (5, True, 4, None)
    assert made.knowledge.goal is None


def test_a_week_of_a_trend_hides_few_answers_too() -> None:
    assert survey_week("2026-W46", (20, 4, 25, 5), individual=True).attitude.mean is None
    assert survey_week("2026-W46", (20, 4, 25, 5), individual=True).knowledge.mean == 5
    assert survey_week("2026-W46", None).attitude.n == 0


# ------------------------------------------------------------------ mappings


def problems(text: str) -> list[tuple[str | None, str]]:
    with pytest.raises(Refused) as caught:
        survey_mapping(text)
    return [(each.field, _inner(each)) for each in caught.value.problems]


def _inner(problem: Problem) -> str:
    inner = problem.values["problem"]
    assert isinstance(inner, Problem)
    return inner.code


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("[columns\n", None, "mapping_toml"),
        ('[columns]\nday = "d"\n', "columns", "mapping_grades"),
        ('[columns]\nattitude = "a"\n', "columns.day", "required"),
        ('[columns]\nday = "d"\nattitude = "a"\ntext = "Fritext"\n', "columns.text", "unknown_field"),
        ('[columns]\nday = "d"\nattitude = "a"\n[formats]\nday = "%H:%M"\n', "formats.day", "mapping_format"),
        ('[columns]\nday = "d"\nattitude = "a"\n[grades]\nscale = "1-10"\n', "grades.scale", "unknown_code"),
        ('[columns]\nday = "d"\nattitude = "a"\n[grades.words]\nBra = 6\n', "grades.words.Bra", "number_too_large"),
        ('[columns]\nday = "d"\nattitude = "a"\n[file]\ndelimiter = ";;"\n', "file.delimiter", "mapping_delimiter"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where(text: str, field: str | None, code: str) -> None:
    assert (field, code) in problems(text)


def test_grades_in_words_and_on_the_other_scale() -> None:
    words = survey_mapping(MAP + '[grades]\nnone = ["Vet ej"]\n[grades.words]\n"Mycket bra" = 5\n')
    assert [words.grade(text) for text in ("Mycket bra", "Vet ej", "", "3", "4,0")] == [5, None, None, 3, 4]
    hundred = survey_mapping(MAP + '[grades]\nscale = "0-100"\n')
    assert [hundred.grade(text) for text in ("0", "25", "50", "75", "100")] == [1, 2, 3, 4, 5]
    for mapping, text in ((words, "6"), (words, "0"), (words, "3,5"), (words, "nan"), (words, "x"), (hundred, "60")):
        with pytest.raises((ValueError, OverflowError)):
            mapping.grade(text)


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("day,attitude,knowledge", {"day": "day", "attitude": "attitude", "knowledge": "knowledge"}),
        ('\ufeff"Datum";"Bemötande";"Fritext"\n', {"day": "Datum", "attitude": "Bemötande"}),
        ("Datum\tKunskap\tSvarsgrupp\tid", {"day": "Datum", "knowledge": "Kunskap", "group": "Svarsgrupp"}),
        ("attitude,knowledge", None),
        ("day,group", None),
        ("", None),
    ],
)
def test_the_usual_columns_need_no_mapping(line: str, columns: dict[str, str] | None) -> None:
    found = usual_mapping(line)
    named = None if found is None else found.columns.model_dump(exclude={"id"}, exclude_none=True)
    assert named == columns


# ------------------------------------------------------------------ rows


def read(*rows: str, mapping: str = MAP) -> list[Read]:
    return list(read_answers([f"{each}\n" for each in ("Datum,Bemötande,Kunskap,Kö,Vem,Fritext", *rows)],
                             survey_mapping(mapping), KNOWN))  # fmt: skip


def answers(found: list[Read]) -> list[Answer]:
    return [each.answer for each in found if isinstance(each, ReadAnswer)]


def test_rows_become_answers() -> None:
    (first, second, third) = answers(read(
        "2026-11-19,5,4,växel,Bo Ek,hej", "2026-11-18,,3,,,", "2026-11-18,2,,Reception,LISA,",
    ))  # fmt: skip
    assert (first.day, first.attitude, first.knowledge, first.group, first.agent) == (TODAY, 5, 4, "Växel", "bo")
    assert (second.attitude, second.knowledge, second.group, second.agent) == (None, 3, None, None)
    assert (third.attitude, third.knowledge, third.group, third.agent) == (2, None, "Reception", "lisa")


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("2026-11-20,5,4,Växel,bo,", "survey_future", "Datum"),
        ("19/11 2026,5,4,Växel,bo,", "survey_day", "Datum"),
        ("2026-11-19,6,4,Växel,bo,", "survey_grade", "Bemötande"),
        ("2026-11-19,5,0,Växel,bo,", "survey_grade", "Kunskap"),
        ("2026-11-19,5,4,Rymden,bo,", "survey_group", "Kö"),
        ("2026-11-19,5,4,Växel,Eva,", "survey_agent", "Vem"),
        ("2026-11-19,5,4", "call_columns", None),
        ('2026-11-19,5,"4"x,Växel,bo,', "call_quotes", None),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_where(row: str, code: str, field: str | None) -> None:
    (first, refused, last) = read("2026-11-19,5,5,,,", row, "2026-11-19,4,4,,,")
    assert isinstance(refused, LineRefused)
    assert (refused.line, refused.code, refused.field) == (3, code, field)
    assert isinstance(first, ReadAnswer)
    assert isinstance(last, ReadAnswer)


def test_unknown_names_are_named() -> None:
    (refused,) = read("2026-11-19,5,4,Rymden,bo,")
    assert isinstance(refused, LineRefused)
    assert "“Rymden”" in refused.problem.reason


def test_a_row_without_grades_is_ignored() -> None:
    assert read("2026-11-19,,,Växel,bo,hej") == [Ignored(2)]


def test_equal_rows_are_told_apart_and_known_again() -> None:
    rows = ["2026-11-19,5,4,Växel,bo,", "2026-11-19,5,4,Växel,bo,", "2026-11-19,5,5,Växel,bo,"]
    keys = [each.key for each in answers(read(*rows))]
    assert len({*keys}) == 3
    assert keys == [each.key for each in answers(read(*rows))]
    assert [each.key for each in answers(read(rows[2], *rows[:2]))] == [keys[2], keys[0], keys[1]]


def test_an_id_of_the_file_is_the_key() -> None:
    mapping = MAP.replace("[columns]", '[columns]\nid = ["Fritext", "Kö"]')
    found = answers(read("2026-11-19,5,4,Växel,bo,a|b", "2026-11-19,1,1,Växel,bo,a|b", mapping=mapping))
    assert [each.key for each in found] == ["csv|a\\|b|Växel", "csv|a\\|b|Växel"]
    (refused,) = read("2026-11-19,5,4,,bo,", mapping=mapping)
    assert isinstance(refused, LineRefused)
    assert refused.code == "required"


def test_other_names_and_nobody() -> None:
    mapping = MAP + '[groups]\nNE = "Växel"\nXX = ""\n[agents]\nANON = ""\n'
    found = answers(read("2026-11-19,5,4,NE,ANON,", "2026-11-19,5,4,XX,bo,", mapping=mapping))
    assert [(each.group, each.agent) for each in found] == [("Växel", None), (None, "bo")]


def test_a_file_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        list(read_answers(["Datum,Kunskap\n"], survey_mapping(MAP), KNOWN))
    assert [each.field for each in caught.value.problems] == ["columns.attitude", "columns.group", "columns.agent"]
