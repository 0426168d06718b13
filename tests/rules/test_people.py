"""Personal numbers, telephone numbers and e-mail addresses: read, refused, shown and masked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from desk.rules import people

TODAY = date(2026, 11, 21)


def with_check_digit(first: str) -> str:
    """Add the check digit to eleven digits: the mod 10 sum of the last nine, every second doubled."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(first[2:]))
    return first + str(-total % 10)


def number_of(day: date, serial: int, *, coordination: bool = False) -> str:
    shown_day = day.day + (60 if coordination else 0)
    return with_check_digit(f"{day:%Y%m}{shown_day:02d}{serial:03d}")


DAYS = st.dates(date(1840, 1, 1), date(1899, 12, 31))
NUMBERS = st.builds(number_of, DAYS, st.integers(1, 999), coordination=st.booleans())


def code_of(rule: Callable[[str], object], text: str) -> str:
    with pytest.raises(PydanticCustomError) as caught:
        rule(text)
    return caught.value.type


@given(NUMBERS)
def test_every_valid_number_is_read_back(number: str) -> None:
    assert people.personal_number(number) == number
    assert people.personal_number(people.show_personal_number(number)) == number
    assert people.personal_number(f" {number[:8]} + {number[8:]} ") == number


@given(NUMBERS, st.integers(1, 9))
def test_every_wrong_last_digit_is_refused(number: str, off: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + off) % 10)
    assert code_of(people.personal_number, wrong) == "personal_number_checksum"


@given(st.dates(date(1827, 1, 1), date(1899, 12, 31)), st.integers(1, 999))
def test_ten_digits_with_plus_are_of_the_century_before(day: date, serial: int) -> None:
    number = number_of(day, serial)
    today = day + timedelta(days=150 * 365)
    assert people.personal_number(f"{number[2:8]}+{number[8:]}", today=today) == number


def test_ten_digits_without_plus_are_of_the_last_hundred_years() -> None:
    number = number_of(date(1898, 5, 1), 321)
    for text in (number[2:], f"{number[2:8]}-{number[8:]}"):
        assert people.personal_number(text, today=date(1950, 1, 1)) == number


def test_the_number_of_this_very_day_is_no_future() -> None:
    day = date(1899, 6, 1)
    number = number_of(day, 12)
    assert people.personal_number(number, today=day) == number
    assert code_of(lambda n: people.personal_number(n, today=day - timedelta(days=1)), number) == (
        "personal_number_future"
    )


def test_ten_digits_later_this_year_are_refused_with_twelve_asked_for() -> None:
    short = number_of(date(1899, 12, 24), 12)[2:]
    assert code_of(lambda n: people.personal_number(n, today=date(1899, 11, 1)), short) == "personal_number_future"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "123",
        "18900118981",
        "1890011898111",
        "189013189811",
        "189002309811",
        "18900118/9811",
        "18900118--9811",
        "١٨٩٠٠١١٨٩٨١١",
        "000001189811",
        "10900118-9811",
        "189001180000",
        "1890-01-18-9811",
        "189001609811",
        "189001929811",
        "\x00189001189811",
    ],
)
def test_what_is_no_number_is_refused_as_such(text: str) -> None:
    assert code_of(people.personal_number, text) == "personal_number_format"


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    for rule in (people.personal_number, people.phone_number, people.email_address):
        try:
            assert rule(text)
        except PydanticCustomError as refused:
            assert refused.type.startswith(("personal_number_", "phone_", "email_"))  # noqa: PT017


def test_nothing_given_is_nothing() -> None:
    assert people.personal_number(None) is None
    assert people.phone_number(None) is None
    assert people.email_address(None) is None


def test_a_number_is_shown_and_masked() -> None:
    assert people.show_personal_number("189001189811") == "18900118-9811"
    assert people.mask_personal_number("189001189811") == "18900118-••••"
    assert people.mask_personal_number("odd") == "•••"
    assert people.show_personal_number(None) == people.mask_personal_number(None) == ""


@given(NUMBERS)
def test_a_mask_hides_the_last_four(number: str) -> None:
    assert number[8:] not in people.mask_personal_number(number).replace(number[:8], "")


# ------------------------------------------------------------------ telephone


@pytest.mark.parametrize("last", range(5, 100))
def test_the_numbers_set_apart_for_fiction_are_numbers(last: int) -> None:
    shown = f"070-174 06 {last:02d}"
    assert people.phone_number(shown) == f"+467017406{last:02d}"
    assert people.show_phone(people.phone_number(shown)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "0701740605",
        "+46701740605",
        "0046 70 174 06 05",
        "+46 (0)70-174 06 05",
        " 070–174 06 05 ",
        "\u202a070-174 06 05\u202c",
    ],
)
def test_one_number_is_stored_one_way(typed: str) -> None:
    assert people.phone_number(typed) == "+46701740605"


@pytest.mark.parametrize(
    ("typed", "kept"), [("112", "112"), ("1177", "1177"), ("114 14", "11414"), ("116 117", "116117")]
)
def test_short_numbers_are_kept(typed: str, kept: str) -> None:
    assert people.phone_number(typed) == kept
    assert people.show_phone(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12",
        "070",
        "070-174",
        "070-174 06 05 ext 3",
        "070-ABC DEF",
        "123456",
        "+4670",
        "+999 1",
        "1" * 50,
        "070\x00174",
    ],
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    assert code_of(people.phone_number, text) == "phone_invalid"


def test_a_foreign_number_is_shown_with_its_country() -> None:
    assert people.phone_number("0044 1632 960605") == "+441632960605"
    assert people.show_phone("+441632960605") == "+44 1632 960605"


def test_what_is_no_number_is_shown_as_it_stands() -> None:
    assert people.show_phone(None) == ""
    assert people.show_phone("+") == "+"


# ------------------------------------------------------------------ e-mail


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("namn@example.se", "namn@example.se"),
        (" Karin.Strom@EXAMPLE.se ", "Karin.Strom@example.se"),
        ("åsa@example.se", "åsa@example.se"),
    ],
)
def test_an_address_is_read(typed: str, stored: str) -> None:
    assert people.email_address(typed) == stored


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@", "@b.se", "a@b", "a b@c.se", "a@b..se", "a@b.se\x00", "a\u202e@b.se", "a" * 300 + "@b.se"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert code_of(people.email_address, text) == "email_invalid"
