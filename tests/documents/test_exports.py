"""Lists as files: the same rows as the screen's, masked, guarded, logged, and readable by what brings them in."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desk.documents import exports
from desk.documents.listing import as_csv, columns_of, workbook
from desk.documents.listing_words import head
from desk.rules.bookings import ResourceSort
from desk.rules.bringing_in import Brought, Verdict
from desk.rules.refusals import NotAllowed, Refused
from desk.rules.rights import Right
from desk.services import access, bringing_in, cases, resources
from desk.services.sample import fill
from desk.services.seat import Seat
from desk.words import speaking

KARIN = "189001189811"
AUDITORS = {"access", "trail"}


@pytest.fixture
def export(tmp_path: Path, now: datetime) -> Callable[..., list[list[str]]]:
    def do(seat: Seat, what: str, **only: str) -> list[list[str]]:
        path = tmp_path / f"{what}.csv"
        path.unlink(missing_ok=True)
        many = exports.write(seat, what, only, path, now)
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert len(rows) == many + 1
        return rows

    return do


Exported = Callable[..., list[list[str]]]


def register(seat: Seat, now: datetime, **values: Any) -> str:
    kind = values.pop("kind", "enquiry")
    return cases.register(seat, {"kind": kind, "channel": "phone", **values}, now).reference


def column(rows: list[list[str]], name: str) -> list[str]:
    return [row[rows[0].index(name)] for row in rows[1:]]


# ------------------------------------------------------------------ every list


@pytest.mark.parametrize("what", [*exports.every()])
def test_every_list_has_words_and_can_be_written_both_ways(
    what: str, seat: Seat, seat_of: Callable[[str], Seat], tmp_path: Path, now: datetime
) -> None:
    with seat.database.write() as tx:
        assert tx.value("SELECT count(*) FROM cases") == 0
    fill(seat, 60, 1, date(2026, 9, 1), date(2026, 11, 18), now)
    by = seat_of("rut") if what in AUDITORS else seat
    found = exports.listing(by, what, {}, now)
    assert all(set(found.columns) <= set(row) for row in found.rows)
    assert all(head(each) for each in found.columns)
    assert len(exports.every()[what].title) > 3
    for ending in (".csv", ".xlsx"):
        assert exports.write(by, what, {}, tmp_path / f"a{ending}", now) >= len(found.rows)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.worksheets[0].max_column == len(found.columns)


@pytest.mark.parametrize(("login", "kept"), [("bo", AUDITORS), ("lisa", AUDITORS), ("anna", AUDITORS)])
def test_the_trail_is_for_the_auditor(
    login: str, kept: set[str], seat_of: Callable[[str], Seat], now: datetime, tmp_path: Path
) -> None:
    for what in kept:
        with pytest.raises(NotAllowed):
            exports.write(seat_of(login), what, {}, tmp_path / "a.csv", now)
        assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("what", ["cases", "visitors", "post", "permits", "cards", "bookings"])
def test_an_auditor_takes_no_citizens_out(
    what: str, seat_of: Callable[[str], Seat], now: datetime, tmp_path: Path
) -> None:
    rut = seat_of("rut")
    assert not rut.who.may(Right.SEE_CASES)
    with pytest.raises(NotAllowed):
        exports.write(rut, what, {}, tmp_path / "a.csv", now)


# ------------------------------------------------------------------ cases


def test_what_is_protected_or_confidential_stays_hidden(
    seat: Seat, seat_of: Callable[[str], Seat], export: Exported, now: datetime
) -> None:
    register(seat, now, summary="Öppen", citizen={"name": "Karin Ström", "personal_number": KARIN})
    register(seat, now, summary="Hemlig plats", citizen={"name": "Oskar Berg", "protected": True})
    register(seat, now, summary="Förtroligt", confidential=True)
    rows = export(seat_of("bo"), "cases")
    text = "\n".join(map(",".join, rows))
    assert "Karin Ström" in text
    assert not any(each in text for each in (KARIN, "Oskar", "Hemlig", "Förtroligt"))
    assert sorted(column(rows, "protected")) == ["false", "true"]


def test_cases_are_narrowed_as_on_the_desk(
    seat: Seat, seat_of: Callable[[str], Seat], export: Exported, now: datetime
) -> None:
    mine = register(seat, now, summary="Min")
    other = register(seat_of("bo"), now, summary="Bos skrivbord")
    closed = register(seat, now, summary="Klar", outcome="solved_first")
    fault = register(seat, now, summary="Hål", kind="fault")
    assert set(column(export(seat, "cases"), "reference")) == {mine, other, fault}
    assert set(column(export(seat, "cases", scope="mine"), "reference")) == {mine, fault}
    assert set(column(export(seat, "cases", state="all"), "reference")) == {mine, other, closed, fault}
    assert column(export(seat, "cases", kind="fault"), "reference") == [fault]
    assert column(export(seat, "cases", words="skrivbord"), "reference") == [other]
    late = column(export(seat, "cases", state="overdue"), "reference")
    assert late == []


def test_a_list_longer_than_a_page_is_written_whole(
    seat: Seat, export: Exported, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [register(seat, now, summary=f"Nummer {n}") for n in range(7)]
    monkeypatch.setattr("desk.documents.exports_errands._PAGE", 3)
    assert sorted(column(export(seat, "cases", state="all"), "reference")) == made
    assert sorted(column(export(seat, "cases", words="nummer"), "reference")) == made
    monkeypatch.setattr(exports, "MOST_ROWS", 6)
    with pytest.raises(Refused) as refused:
        exports.listing(seat, "cases", {}, now)
    assert refused.value.problems[0].code == "export_rows"


def test_what_a_spreadsheet_would_run_is_text(seat: Seat, export: Exported, now: datetime, tmp_path: Path) -> None:
    register(seat, now, summary="=HYPERLINK(1)", citizen={"name": "+46"})
    assert column(export(seat, "cases"), "summary") == ["'=HYPERLINK(1)"]
    exports.write(seat, "cases", {}, tmp_path / "a.xlsx", now)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]


# ------------------------------------------------------------------ the file and the log


def test_a_list_that_was_taken_out_is_in_the_access_log_and_never_who_was_looked_for(
    seat: Seat, seat_of: Callable[[str], Seat], export: Exported, now: datetime
) -> None:
    register(seat, now, summary="Hål i vägen", citizen={"name": "Karin Ström"})
    export(seat_of("bo"), "cases", words="Karin")
    (entry,) = access.page(seat_of("rut")).rows
    assert (entry.by, entry.what, entry.subject) == ("bo", "exported", "list:cases")
    assert entry.changes == {"rows": (None, 1), "narrowed": (None, ["words"])}
    with seat.database.read() as tx:
        assert not tx.value("SELECT count(*) FROM events WHERE changes LIKE '%Karin%'")


def test_the_file_is_its_owners_and_never_over_another(seat: Seat, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "a.csv"
    exports.write(seat, "topics", {}, path, now)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    for to, code in ((path, "file_exists"), (tmp_path / "a.pdf", "format_unknown")):
        with pytest.raises(Refused) as refused:
            exports.write(seat, "topics", {}, to, now)
        assert refused.value.problems[0].code == code
    assert path.read_bytes() == before
    with seat.database.read() as tx:
        assert tx.value("SELECT count(*) FROM events WHERE what = 'exported'") == 1


@pytest.mark.parametrize(
    ("what", "only", "code"),
    [
        ("horses", {}, "export_unknown"),
        ("topics", {"state": "open"}, "export_only"),
        ("cases", {"state": "lost"}, "unknown_code"),
        ("bookings", {"from": "igårkväll"}, "invalid_date"),
        ("bookings", {"from": "2026-01-01", "to": "2028-01-01"}, "export_days"),
        ("wheel", {"year": "nitton"}, "invalid_number"),
    ],
)
def test_what_there_is_no_list_of(what: str, only: Mapping[str, str], code: str, seat: Seat, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        exports.listing(seat, what, only, now)
    assert refused.value.problems[0].code == code


# ------------------------------------------------------------------ in words, and back in


def test_a_workbook_says_codes_in_words_and_days_as_days(seat: Seat, now: datetime) -> None:
    register(seat, now, summary="Hål", kind="fault", topic="road_damage", due=(now + timedelta(days=3)).isoformat())
    before = seat.settings.municipality
    with speaking("sv"):
        book = workbook(exports.listing(seat, "cases", {}, now))
        issued = workbook(exports.listing(seat, "topics", {}, now))
    (sheet,) = book.sheets
    row = dict(zip([each.head for each in sheet.columns], sheet.rows[0], strict=True))
    assert (row["Ärendetyp"], row["Kanal"], row["Skyddad identitet"]) == ("Felanmälan", "Samtal", "nej")
    assert row["Ämne"] == "Hål i vägen" or "väg" in str(row["Ämne"]).casefold()
    assert before in sheet.note
    assert "Namn" in [each.head for each in issued.sheets[0].columns]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_topics_and_what_can_be_booked_come_in_again_as_they_went_out(
    seat: Seat, tmp_path: Path, now: datetime, ending: str, language: str
) -> None:
    for sort, name in ((ResourceSort.POOL, "Volvo"), (ResourceSort.FACILITY, "Stora salen")):
        resources.add_resource(seat, sort, name, type="Bil", note="Nycklar i skåpet", now=now)
    with speaking(language):
        for what in (Brought.TOPICS, Brought.POOL):
            path = tmp_path / f"{what}{ending}"
            exports.write(seat, str(what), {}, path, now)
            done = bringing_in.bring_in(seat, what, path, now=now)
            assert {each.verdict for each in done.lines} == {Verdict.KNOWN}, done.refused
            assert len(done.lines) > 1


def test_rows_as_csv_leave_out_what_is_an_object_and_join_lists() -> None:
    rows = ({"a": 1, "b": {"c": 2}, "d": ["x", "y"]}, {"a": None, "e": True})
    assert columns_of(rows) == ("a", "d", "e")
    assert as_csv(columns_of(rows), rows).splitlines() == ["a,d,e", '1,"x, y",', ",,true"]
