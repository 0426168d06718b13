"""Search: what is stored is found by any part of it, nobody who is protected is, and no text falls over."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import on_engine
import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from desk.rules.cases import Outcome
from desk.rules.refusals import Refused
from desk.services import cases, corrections, reading, searching
from desk.services.seat import Seat
from desk.storage.database import Database
from desk.storage.engines.sqlite.engine import matched, quoted
from desk.storage.search import match

Register = Callable[..., str]
NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)


@pytest.fixture
def found(seat: Seat) -> Callable[[str], list[str]]:
    """The references that a line finds, as it is spelt."""

    def find(line: str, by: Seat = seat) -> list[str]:
        return [row.reference for row in searching.find(by, line).rows]

    return find


Found = Callable[..., list[str]]

# ------------------------------------------------------------------ any text


@pytest.fixture(scope="module")
def desk(template: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One desk for many made-up texts."""
    from desk.services import people
    from desk.settings_model import Settings

    database = Database(on_engine.copied(str(template), tmp_path_factory.mktemp("search") / "desk.db"))
    yield people.sit_down(database, Settings(), "anna")
    database.close()


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(st.characters()), st.text('"*:^(){}+-–,.0123456789 åÖaANDORTNEAkind:')))
@example("\ud800")
@example('"')
@example("kind:\0")
@example("agent:\ud800")
@example("NEAR(a b, 5)")
@example("AND OR NOT")
@example("names : karin")
@example("-" * 5000)
@example(" ".join("abc" for _ in range(5000)))
def test_no_text_falls_over(desk: Seat, line: str) -> None:
    answer = searching.find(desk, line)
    assert answer.next is None or answer.rows


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), min_size=3, max_size=30)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.data())
@example("12-34-56", None)
@example("1-2", None)
@example("a004612345", None)
@example("+46-70", None)
def test_what_is_stored_is_found_by_every_part_of_it(desk: Seat, text: str, data: st.DataObject | None) -> None:
    try:
        done = cases.register(desk, {"kind": "enquiry", "summary": text}, NOW)
    except Refused:
        reject()
    summary = reading.open_case(desk, done.reference).case.summary
    words = [word for word in summary.split() if len(word) >= 3 and ":" not in word]
    assume(words)
    word = words[0] if data is None else data.draw(st.sampled_from(words))
    for start in range(len(word) - 2):
        for end in {start + 3, len(word)}:
            part = word[start:end]
            if part.strip() != part or part.split() != [part]:
                continue
            assert done.reference in [row.reference for row in searching.find(desk, part, 10_000).rows], (word, part)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_a_token_is_read_literally(word: str) -> None:
    asked = quoted(word)
    assert asked[0] == asked[-1] == '"'
    assert asked[1:-1].replace('""', "").count('"') == 0
    expression = match([[word]])
    assert expression is not None
    assert matched(expression) == f"({{names words}} : {asked})"


# ------------------------------------------------------------------ Swedish letters


def test_letters_with_dots_are_letters_of_their_own(register: Register, seat: Seat, found: Found) -> None:
    ol = register(summary="olja läckte")
    oel = register(summary="öljett saknas")
    assert found("öljett") == [oel]
    assert found("ölj") == [oel]
    assert found("olj") == [ol]
    first = searching.find(seat, "olj")
    assert [row.reference for row in first.folded] == [oel]


def test_as_spelt_comes_first_and_without_dots_second(register: Register, seat: Seat) -> None:
    asa = register(citizen={"name": "Åsa Öberg"})
    bare = register(citizen={"name": "Asa Oberg"})
    for line, rows, folded in (("Åsa", [asa], [bare]), ("asa", [bare], [asa]), ("ÖBERG", [asa], [bare])):
        answer = searching.find(seat, line)
        assert [row.reference for row in answer.rows] == rows, line
        assert [row.reference for row in answer.folded] == folded, line


def test_capitals_do_not_matter_nor_how_a_letter_is_put_together(register: Register, found: Found) -> None:
    asa = register(citizen={"name": "Åsa Ärlig"})
    for line in ("åsa", "ÅSA", unicodedata.normalize("NFD", "Åsa"), "ärlig", unicodedata.normalize("NFD", "ÄRLIG")):
        assert found(line) == [asa], line


# ------------------------------------------------------------------ two letters


def test_two_letters_find_names_that_begin_so_and_whole_names_first(register: Register, found: Found) -> None:
    boel = register(citizen={"name": "Boel Ek"})
    bo = register(citizen={"name": "Bo Lind"})
    bosse = register(citizen={"name": "Bosse Å"})
    register(citizen={"name": "Lasse Åbo"}, summary="bo bo bo")
    assert found("bo") == [bo, bosse, boel]
    assert found("å") == []
    assert found("ek") == [boel]


def test_pages_of_two_letters_hold_everyone_exactly_once(register: Register, seat: Seat) -> None:
    every = {register(citizen={"name": ("Bo Ek", "Boel Ek", "Bosse Ek")[n % 3]}) for n in range(23)}
    seen: list[str] = []
    after = None
    while True:
        page = searching.find(seat, "bo", 4, after)
        seen += [row.reference for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == every
    names = [reading.open_case(seat, each).case.name for each in seen]
    assert names == sorted(names, key=lambda name: name != "Bo Ek")


def test_pages_of_words_and_of_narrowing_do_too(register: Register, seat: Seat) -> None:
    every = [register(summary=f"cykel {n}", kind=("enquiry", "fault")[n % 2]) for n in range(11)]
    for line, wanted in (("cykel", every), ("typ:fault", every[1::2]), ("cykel typ:fault", every[1::2])):
        seen: list[str] = []
        after = None
        while True:
            page = searching.find(seat, line, 3, after)
            seen += [row.reference for row in page.rows]
            after = page.next
            if after is None:
                break
        assert seen == wanted[::-1], line


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize("stored", ["070-174 06 05", "+46 70 174 06 05", "0701740605"])
def test_a_telephone_number_is_found_written_every_way(stored: str, register: Register, found: Found) -> None:
    reference = register(citizen={"phone": stored})
    for line in (
        "070-174 06 05", "0701740605", "070 174 06 05", "+46701740605", "+46 70 174 06 05", "0046 70 174 06 05",
        "174 06 05", "1740605", "06 05", "070-174", "0605",
    ):  # fmt: skip
        assert found(line) == [reference], line


def test_a_reference_is_found_with_and_without_its_hyphen(register: Register, found: Found) -> None:
    register()
    second = register()
    assert found(second) == found(second.replace("-", "")) == [second]


def test_the_numbers_of_cards_and_permits_are_found(register: Register, found: Found) -> None:
    card = register(kind="bus_card", details={"card_number": "K-12 345", "pupil": "Oskar Berg", "school": "Göinge"})
    permit = register(kind="parking_permit", details={"serial_number": "P 2026/17"})
    for line in ("K-12 345", "12 345", "12345", "oskar", "göinge"):
        assert found(line) == [card], line
    for line in ("2026/17", "202617"):
        assert found(line) == [permit], line


def test_a_number_in_free_text_is_found_as_it_was_written(register: Register, found: Found) -> None:
    reference = register(note="Ring hem 070-174 06 05 om bygglov 2026-0457.")
    for line in ("070-174 06 05", "2026-0457", "174 06 05", "174 06"):
        assert found(line) == [reference], line


# ------------------------------------------------------------------ who is not found, and by whom


def test_a_protected_identity_is_found_by_its_reference_only(register: Register, found: Found, seat: Seat) -> None:
    person = {"name": "Karin Ström", "phone": "070-174 06 05", "email": "karin@example.se"}
    hidden = register(citizen={**person, "protected": True}, summary="hemlig fråga", note="om Karin")
    for line in ("karin", "ström", "strom", "070-174 06 05", "karin@example.se", "hemlig", "ka"):
        answer = searching.find(seat, line)
        assert (answer.rows, answer.folded) == ((), ()), line
    assert found(hidden) == [hidden]
    assert searching.find(seat, hidden).rows[0].citizen is None


def test_who_becomes_protected_is_found_no_more(register: Register, found: Found, seat: Seat) -> None:
    reference = register(citizen={"name": "Karin Ström"})
    assert found("karin") == [reference]
    corrections.correct(seat, reference, {"citizen.protected": True}, NOW)
    assert found("karin") == []
    corrections.correct(seat, reference, {"citizen.protected": False}, NOW)
    assert found("karin") == [reference]


def test_a_confidential_case_is_found_by_its_agent_and_those_who_may(
    register: Register, found: Found, seat: Seat, seat_of: Callable[[str], Seat]
) -> None:
    reference = register(summary="lönefråga", confidential=True)
    assert found("lönefråga") == found("lönefråga", seat_of("lisa")) == [reference]
    assert found("lönefråga", seat_of("bo")) == []
    assert searching.find(seat_of("bo"), "lonefraga").folded == ()


def test_what_is_corrected_is_found_anew(register: Register, found: Found, seat: Seat) -> None:
    reference = register(summary="skolskjuts")
    corrections.correct(seat, reference, {"summary": "bygglov"}, NOW)
    assert found("bygglov") == [reference]
    assert found("skolskjuts") == []


# ------------------------------------------------------------------ narrowing


def test_lines_narrow(register: Register, found: Found, seat: Seat) -> None:
    card = register(kind="bus_card", summary="kort", channel="visit", department="Miljö")
    fault = register(summary="lampa", kind="fault", agent="bo", received_at="2026-11-02T08:00:00+00:00")
    cases.close(seat, fault, Outcome.SOLVED_LATER, NOW)
    for line, wanted in {
        "typ:busskort": [card], "kind:fault": [fault], "status:open": [card], "status:closed": [fault],
        "kanal:visit": [card], "förvaltning:miljö": [card], "agent:bo": [fault], "agent:me": [card],
        "to:2026-11-10": [fault], "from:2026-11-10": [card], "from:2026-11-01 to:2026-11-02": [fault],
        "kort kind:fault": [], "kort kind:bus_card": [card], "agent:nobody": [],
    }.items():  # fmt: skip
        assert found(line) == wanted, line


def test_an_empty_line_finds_nothing(register: Register, found: Found) -> None:
    register(summary="något")
    assert found("") == found("  ") == found("å") == []
