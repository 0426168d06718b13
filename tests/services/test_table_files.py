"""Tables on disk: CSV however it was saved, workbooks, and files that are neither."""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from desk.rules.bringing_in_mapping import FileTable
from desk.rules.bringing_in_rows import Numbered
from desk.rules.refusals import Refused
from desk.services import table_files
from desk.services.table_files import rows_of


def read(path: Path, content: bytes, **how: str) -> list[Numbered]:
    path.write_bytes(content)
    return rows_of(path, FileTable.model_validate(how))


def refused(path: Path, content: bytes, **how: str) -> str:
    with pytest.raises(Refused) as error:
        read(path, content, **how)
    assert str(error.value)
    return error.value.problems[0].code


def workbook(*rows: Sequence[object], name: str = "Blad1") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = name
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


TEXT = 'Namn;Ort\r\nÅsa;"Sm;ed"\r\n\r\nÖsten;Ängen\r\n'
ROWS = [(1, ["Namn", "Ort"]), (2, ["Åsa", "Sm;ed"]), (4, ["Östen", "Ängen"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path / "a.csv", TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_whatever_parts_the_cells(tmp_path: Path, delimiter: str) -> None:
    text = f"a{delimiter}b\n1{delimiter}2\n"
    assert read(tmp_path / "a.csv", text.encode()) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_excels_own_first_line_says_what_parts_them(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"sep=|\r\na|b;c\r\n") == [(2, ["a", "b;c"])]


def test_a_mapping_says_otherwise(tmp_path: Path) -> None:
    content = "a,b;å\n".encode("cp865")
    assert read(tmp_path / "a.csv", content, delimiter=",", encoding="cp865") == [(1, ["a", "b;å"])]
    assert refused(tmp_path / "b.csv", "å".encode("cp1252"), encoding="utf-8") == "file_encoding"


def test_cells_of_a_workbook_as_one_would_have_typed_them(tmp_path: Path) -> None:
    content = workbook(
        ["Register"], [], ["Nr", "Dag", "Tid", "Ja", "Tal"],
        [700001, date(2026, 11, 19), datetime(2026, 11, 19, 10, 42), True, 1.5], [" a ", None, None, False, 0],  # noqa: DTZ001
    )  # fmt: skip
    assert read(tmp_path / "a.xlsx", content) == [
        (1, ["Register"]),
        (3, ["Nr", "Dag", "Tid", "Ja", "Tal"]),
        (4, ["700001", "2026-11-19", "2026-11-19 10:42:00", "true", "1.5"]),
        (5, ["a", "", "", "false", "0"]),
    ]


def test_the_sheet_that_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["första"])
    book.create_sheet("Kort").append(["andra"])
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    assert read(tmp_path / "b.xlsx", content) == [(1, ["första"])]
    assert read(tmp_path / "c.xlsx", content, sheet="Kort") == [(1, ["andra"])]
    assert refused(tmp_path / "d.xlsx", content, sheet="Bilar") == "import_sheet"


def test_a_formula_is_read_as_the_value_it_was_saved_with(tmp_path: Path) -> None:
    assert read(tmp_path / "a.xlsx", workbook(["Nr"], ["=1+1"])) == [(1, ["Nr"])]


def test_what_is_no_table(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.xlsx", b"hej") == "import_not_excel"
    assert refused(tmp_path / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "import_not_excel"
    assert refused(tmp_path / "a.csv", b"a\0b") == "import_not_text"
    with pytest.raises(Refused) as error:
        rows_of(tmp_path / "gone.csv", FileTable())
    assert error.value.problems[0].code == "file_missing"


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "MOST_BYTES", 100)
    assert refused(tmp_path / "a.csv", b"a\n" * 51) == "import_file_large"


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "MOST_ROWS", 10)
    assert len(read(tmp_path / "a.csv", b"a\n" * 10)) == 10
    assert refused(tmp_path / "b.csv", b"a\n" * 11) == "import_rows"
    assert refused(tmp_path / "c.xlsx", workbook(*[["a"]] * 11)) == "import_rows"


def test_a_small_workbook_that_would_unpack_to_much(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", bytes(table_files.MOST_UNPACKED // 2))
    assert len(packed.getvalue()) < table_files.MOST_BYTES
    assert refused(tmp_path / "a.xlsx", packed.getvalue()) == "import_file_large"


def test_a_sheet_that_claims_to_be_wide_and_far_down(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>x</t></is></c><c r="XFD1048576"><v>1</v></c></row>'
    end = b"</sheetData>"
    content = with_sheet(workbook(["Namn"]), lambda sheet: sheet.replace(end, far + end))
    assert read(tmp_path / "a.xlsx", content) == [(1, ["Namn"]), (1048576, ["", "x"])]


def with_sheet(whole: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its first sheet's XML changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(written, "w") as made:
        for name in archive.namelist():
            content = archive.read(name)
            made.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return written.getvalue()


@pytest.mark.parametrize(
    "dtd",
    [
        '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghijk")),
        '<!ENTITY k SYSTEM "file:///etc/hostname">',
    ],
    ids=["grows", "reaches"],
)
def test_a_workbook_whose_text_would_grow_or_reach_for_a_file(tmp_path: Path, dtd: str) -> None:
    def change(sheet: bytes) -> bytes:
        cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&k;</t></is></c></row></sheetData>'
        return f"<!DOCTYPE x [{dtd}]>".encode() + sheet.replace(b"</sheetData>", cell)

    (tmp_path / "a.xlsx").write_bytes(with_sheet(workbook(["Namn"]), change))
    assert _come_to(tmp_path / "a.xlsx") == "import_not_excel"


def test_a_workbook_that_was_damaged_anyhow_is_refused_or_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(*[[f"n{n}", n, date(2026, 1, 1)] for n in range(20)]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rng = random.Random(5)
    came_to: Counter[str] = Counter()
    for _attempt in range(300):
        broken = {name: bytearray(content) for name, content in parts.items()}
        part = broken[rng.choice([*broken])]
        for _each in range(rng.randint(1, 8)):
            part[rng.randrange(len(part))] = rng.choice(b'<>"/=&;0129AaRst\xff')
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            for name, content in broken.items():
                archive.writestr(name, bytes(content))
        came_to[_come_to(tmp_path / "a.xlsx")] += 1
    assert set(came_to) <= {"read", "empty", "import_not_excel", "import_sheet", "call_file_empty"}
    assert came_to["read"] > 20
    assert came_to["import_not_excel"] > 20


def _come_to(path: Path) -> str:
    try:
        return "read" if rows_of(path, FileTable()) else "empty"
    except Refused as error:
        return error.problems[0].code
