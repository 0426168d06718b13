"""Files that are brought in: columns by any name, a mapping, and rows that say what is wrong with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk.rules.bookings import ResourceSort
from desk.rules.bringing_in import MODELS, USUAL, Brought, CardRow, PermitRow, ResourceRow, TopicRow
from desk.rules.bringing_in_mapping import BringMapping, bring_mapping
from desk.rules.bringing_in_rows import Heading, ReadRow, RefusedRow, read_rows
from desk.rules.refusals import Problem, Refused

PERSON, OTHER = "189001189811", "189001189829"
Read = list[ReadRow | RefusedRow]


def read(what: Brought, *rows: str, mapping: BringMapping | None = None) -> tuple[Heading, Read]:
    numbered: list[tuple[int, list[str] | Problem]] = [(n, row.split(";")) for n, row in enumerate(rows, start=1)]
    return read_rows(numbered, what, mapping or BringMapping())


def one(what: Brought, header: str, row: str, mapping: BringMapping | None = None) -> object:
    (found,) = read(what, header, row, mapping=mapping)[1]
    assert isinstance(found, ReadRow), found
    return found.row


def codes(what: Brought, header: str, row: str) -> list[tuple[str, str | None]]:
    (found,) = read(what, header, row)[1]
    assert isinstance(found, RefusedRow), found
    return [(each.code, each.field) for each in found.problems]


# ------------------------------------------------------------------ columns


def test_swedish_names_of_columns_are_understood_as_the_register_has_them() -> None:
    row = one(
        Brought.PERMITS,
        "Tillståndsnr;Personnummer;Namn;Tel.;Giltigt fr.o.m.;Giltigt t.o.m.;Spärrat",
        "P17;18900118-9811;Karin Ström;070-174 06 05;2024-02-01;2029-01-31;nej",
    )
    assert row == PermitRow(
        serial_number="P17", person=PERSON, name="Karin Ström", phone="+46701740605", valid_from=date(2024, 2, 1),
        valid_to=date(2029, 1, 31),
    )  # fmt: skip


def test_english_names_and_codes_are_understood() -> None:
    row = one(Brought.CARDS, "card_number,Pupil,School".replace(",", ";"), "700001;Oskar Berg;Björkskolan")
    assert row == CardRow(card_number="700001", name="Oskar Berg", school="Björkskolan")


def test_titles_above_the_header_are_passed_over_and_unknown_columns_are_named() -> None:
    heading, rows = read(Brought.POOL, "Vår bilpool", "Uppdaterad 2026", "Namn;Typ;Mätarställning", "Volvo;Bil;12000")
    assert heading.unread == ("Mätarställning",)
    assert [each.row for each in rows if isinstance(each, ReadRow)] == [ResourceRow(name="Volvo", type="Bil")]
    assert rows[0].line == 4


def test_a_file_without_a_needed_column_is_told_which_it_has() -> None:
    with pytest.raises(Refused) as refused:
        read(Brought.PERMITS, "Personnr;Giltigt till", f"{PERSON};2027-01-01")
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["code"]) == ("import_column", "serial_number")
    assert "“Personnr”, “Giltigt till”" in problem.right


def test_two_columns_that_may_be_the_same_are_not_chosen_between() -> None:
    with pytest.raises(Refused) as refused:
        read(Brought.CARDS, "Kortnummer;Kort;Elev", "1;2;Oskar")
    assert refused.value.problems[0].code == "import_column_twice"
    chosen = bring_mapping('[columns]\ncard_number = "Kort"', Brought.CARDS)
    row = one(Brought.CARDS, "Kortnummer;Kort;Elev", "1;2;Oskar", chosen)
    assert isinstance(row, CardRow)
    assert row.card_number == "2"


def test_an_empty_file_has_no_columns() -> None:
    with pytest.raises(Refused) as refused:
        read_rows([], Brought.TOPICS, BringMapping())
    assert refused.value.problems[0].code == "call_file_empty"


def test_usual_names_belong_to_fields() -> None:
    assert set(USUAL) == {name for model in MODELS.values() for name in model.model_fields}
    assert all(name == name.casefold() for names in USUAL.values() for name in names)


# ------------------------------------------------------------------ a mapping


def test_a_mapping_says_columns_formats_words_and_what_is_always_so() -> None:
    mapping = bring_mapping(
        """
        [columns]
        serial_number = "A"
        person = "B"
        valid_to = "C"
        name = ""
        [formats]
        date = "%d/%m/%y"
        [values.blocked]
        S = "ja"
        [defaults]
        phone = "070-174 06 06"
        """,
        Brought.PERMITS,
    )
    row = one(Brought.PERMITS, "A;B;C;Namn;Spärr", f"P1;{PERSON};31/01/29;Karin;S", mapping)
    assert row == PermitRow(
        serial_number="P1", person=PERSON, valid_to=date(2029, 1, 31), blocked=True, phone="+46701740606"
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[columns]\nserial = "A"', "columns.serial"),
        ('[values.colour]\nr = "red"', "values.colour"),
        ('[defaults]\ncolour = "red"', "defaults.colour"),
        ('[formats]\ndate = "%Y-%m"', "formats.date"),
        ('[file]\ndelimiter = ";;"', "file.delimiter"),
        ("[unknown]\n", "unknown"),
        ("[columns", None),
    ],
)
def test_a_mapping_that_is_wrong_is_told_at_its_key(text: str, field: str | None) -> None:
    with pytest.raises(Refused) as refused:
        bring_mapping(text, Brought.PERMITS)
    assert [(each.code, each.field) for each in refused.value.problems] == [("mapping_invalid", field)]


def test_a_mapping_that_names_a_column_which_is_not_there() -> None:
    mapping = bring_mapping('[columns]\nnote = "Anm"', Brought.POOL)
    with pytest.raises(Refused) as refused:
        read(Brought.POOL, "Namn;Typ", "Volvo;Bil", mapping=mapping)
    assert refused.value.problems[0].field == "columns.note"
    assert "“Namn”, “Typ”" in str(refused.value)


# ------------------------------------------------------------------ rows


def test_noughts_that_a_spreadsheet_took_away_come_back() -> None:
    row = one(Brought.CARDS, "Kort;Namn;Telefon", "700001;Oskar;701740605")
    assert isinstance(row, CardRow)
    assert row.phone == "+46701740605"


def test_everything_that_is_wrong_with_a_row_is_told_at_the_files_own_columns() -> None:
    found = codes(Brought.PERMITS, "Serienr;Personnr;Giltigt t.o.m.;Spärrat", ";18900118-9812;31/1 2029;kanske")
    assert found == [
        ("import_day", "Giltigt t.o.m."),
        ("import_yes_no", "Spärrat"),
        ("required", "Serienr"),
        ("personal_number_checksum", "Personnr"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2026-01-01", "2031-01-02", "permit_too_long"), ("2026-01-01", "2025-12-31", "permit_ends_before")],
)
def test_a_permit_lasts_five_years_at_most(first: str, last: str, code: str) -> None:
    header = "Serienr;Personnr;Giltigt från;Giltigt till"
    assert codes(Brought.PERMITS, header, f"P1;{PERSON};{first};{last}") == [(code, "Giltigt till")]


def test_a_card_is_somebodys() -> None:
    assert codes(Brought.CARDS, "Kort;Skola;Elev", "700001;Björkskolan;") == [("card_holder_missing", "Elev")]


@pytest.mark.parametrize("word", ["facility", "Rooms and facilities"])
def test_a_choice_is_read_by_code_or_word(word: str) -> None:
    row = one(Brought.POOL, "Namn;Slag", f"Stora salen;{word}")
    assert isinstance(row, ResourceRow)
    assert row.sort is ResourceSort.FACILITY
    assert codes(Brought.POOL, "Namn;Slag", "Stora salen;slott") == [("unknown_code", "Slag")]


@pytest.mark.parametrize("day", ["2026-11-19", "20261119", "2026/11/19", "19.11.2026", "2026-11-19 00:00:00"])
def test_days_as_registers_write_them(day: str) -> None:
    row = one(Brought.CARDS, "Kort;Namn;Utlämnad", f"1;Oskar;{day}")
    assert isinstance(row, CardRow)
    assert row.handed_out == date(2026, 11, 19)


def test_a_day_that_may_be_two_is_none() -> None:
    assert codes(Brought.CARDS, "Kort;Namn;Utlämnad", "1;Oskar;03/04/2026") == [("import_day", "Utlämnad")]


def test_a_topic_needs_no_more_than_its_name() -> None:
    row = one(Brought.TOPICS, "Ämne;Förvaltning;Arbetsdagar;Löses vid disken", "Bygglov;Samhällsbyggnad;5;nej")
    assert row == TopicRow(name="Bygglov", department="Samhällsbyggnad", working_days=5, solvable=False)


def test_what_cannot_be_shown_is_refused_and_what_is_long_too() -> None:
    assert codes(Brought.POOL, "Namn", "a\u202eb") == [("text_control", "Namn")]
    assert codes(Brought.POOL, "Namn", "x" * 121) == [("too_long", "Namn")]


def test_the_mapping_that_is_described_can_be_used() -> None:
    page = (Path(__file__).parents[2] / "docs/errands.md").read_text("utf-8")
    block = next(each for each in page.split("```toml\n") if 'serial_number = "Kort nr"' in each).partition("```")[0]
    mapping = bring_mapping(block, Brought.PERMITS)
    row = one(Brought.PERMITS, "Kort nr;Pnr;Slut;Namn;Spärrat", f"P1;{PERSON};31/01/2029;Karin;S", mapping)
    assert row == PermitRow(
        serial_number="P1", person=PERSON, valid_to=date(2029, 1, 31), blocked=True, phone="+46701740605"
    )
