"""The evacuation list on paper, and both lists of the house as text, JSON and CSV."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from desk import words
from desk.documents import house as document
from desk.rules.house import House, Present, Waiting
from desk.rules.refusals import Problem

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
Problems = Callable[[bytes], list[str]]
Refusal = Callable[[Callable[[], object]], Problem]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = words.language()
    words.use("en")
    yield
    words.use(before)


def visitor(number: int, name: str | None, host: str = "", **more: object) -> Present:
    at = NOW - timedelta(hours=number)
    values = {"anonymous": False, "protected": False, "badge": "", "what": "", "arrived": at, **more}
    return Present(number, f"26-{number:06}", name, host=host, **values)  # type: ignore[arg-type]


HOUSE = House(
    (
        visitor(1, "Karin [bold]Ström", "Maria Holm", badge="12", what="=Möte"),
        visitor(30, "Per Ek"),
        visitor(2, None, anonymous=True),
        visitor(3, None, protected=True),
    ),
    (Waiting(9, "26-000009", "Maria Holm", "Bokförlaget", "Paket", NOW), Waiting(10, "26-000010", "", "", "", NOW)),
    unseen=1,
    unseen_post=2,
)


def pages(file: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(file)).pages]


def forms(house: House) -> dict[str, str | bytes]:
    made = document.evacuation_forms(house, "Östra Göinge", NOW, ZONE)
    return {ending: make() for ending, make in made.items()}


def test_the_list_to_take_along_is_one_sheet_with_a_box_before_each(ua_problems: Problems) -> None:
    file = forms(HOUSE)[".pdf"]
    assert isinstance(file, bytes)
    (page,) = pages(file)
    for each in ("Evacuation list", "Östra Göinge", "5 visitors in the house", "Karin [bold]Ström", "Maria Holm",
                 "Anonymous", "Protected identity", "10:42", "2026-11-18 04:42"):  # fmt: skip
        assert each in page
    assert page.count("□") == 1 + len(HOUSE.visitors)
    assert "1 more is in a confidential case and not named here." in page
    assert ua_problems(file) == []


def test_many_visitors_go_on_on_the_next_sheet_with_the_heads_again() -> None:
    many = House(tuple(visitor(each, f"Besökare {each}") for each in range(1, 120)))
    file = forms(many)[".pdf"]
    assert isinstance(file, bytes)
    found = pages(file)
    assert len(found) > 1
    assert all("Visitor" in page and "Badge" in page for page in found)
    assert "Besökare 119" in found[-1]


def test_the_same_house_is_the_same_file() -> None:
    assert forms(HOUSE)[".pdf"] == forms(HOUSE)[".pdf"]


def test_an_empty_house_says_so() -> None:
    text = forms(House())[".txt"]
    assert isinstance(text, str)
    assert "No visitor is in the house." in text
    assert "0 visitors in the house" in text
    file = forms(House())[".pdf"]
    assert isinstance(file, bytes)
    assert "No visitor is in the house." in pages(file)[0]


def test_where_one_may_see_none_it_still_says_how_many() -> None:
    text = forms(House(unseen=2))[".txt"]
    assert isinstance(text, str)
    assert "2 more are in confidential cases and not named here." in text


def test_the_text_has_both_lists_and_marks_who_came_on_an_earlier_day() -> None:
    lines = list(document.lines(HOUSE, NOW, ZONE))
    assert lines[0] == "5 visitors in the house."
    assert any(each.startswith("Per Ek") and "! 2026-11-18 04:42" in each for each in lines)
    assert not any("! 09:42" in each for each in lines)
    assert "4 items of post wait." in lines
    assert any(each.startswith("Recipient not given") for each in lines)


def test_json_is_keyed_by_codes_and_times_have_their_offset() -> None:
    values = json.loads(str(forms(HOUSE)[".json"]))
    assert (values["in_the_house"], values["unseen"], values["unseen_post"]) == (5, 1, 2)
    assert values["visitors"][0] == {
        "reference": "26-000001", "name": "Karin [bold]Ström", "anonymous": False, "protected": False,
        "host": "Maria Holm", "badge": "12", "what": "=Möte", "arrived": "2026-11-19T09:42:00+01:00",
    }  # fmt: skip
    assert values["post"][1]["recipient"] is None


def test_csv_is_guarded_against_formulas() -> None:
    rows = list(csv.DictReader(StringIO(str(forms(HOUSE)[".csv"]))))
    assert tuple(rows[0]) == document.VISITORS
    assert rows[0]["what"] == "'=Möte"
    post = list(csv.DictReader(StringIO(document.post_csv(HOUSE, ZONE))))
    assert [each["recipient"] for each in post] == ["Maria Holm", ""]


def test_a_file_is_its_owners_alone_and_never_written_over(tmp_path: Path, refusal: Refusal) -> None:
    path = tmp_path / "list.pdf"
    document.write(HOUSE, path, "Östra Göinge", NOW, ZONE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert refusal(lambda: document.write(HOUSE, path, "Östra Göinge", NOW, ZONE)).code == "file_exists"
    other = tmp_path / "list.docx"
    assert refusal(lambda: document.write(HOUSE, other, "Östra Göinge", NOW, ZONE)).code == "format_unknown"


def test_it_is_said_in_swedish() -> None:
    words.use("sv")
    text = str(forms(HOUSE)[".txt"])
    for each in ("Utrymningslista", "5 besökare i huset", "Skyddad identitet", "Värd", "Bricka"):
        assert each in text
