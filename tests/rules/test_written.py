"""Days and times as people write them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from desk.rules.refusals import Refused
from desk.rules.written import read_day, read_instant

TODAY = date(2026, 11, 21)  # a Saturday
ZONE = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-19", "2026-11-19"),
        ("20261119", "2026-11-19"),
        ("261119", "2026-11-19"),
        ("19/11", "2026-11-19"),
        ("19.11.", "2026-11-19"),
        ("19/11 2025", "2025-11-19"),
        ("19.11.25", "2025-11-19"),
        ("19 nov", "2026-11-19"),
        (" 19  November 2027 ", "2027-11-19"),
        ("1 maj", "2027-05-01"),
        ("1 oct", "2026-10-01"),
        ("3/1", "2027-01-03"),
        ("29/2", "2028-02-29"),
        ("idag", "2026-11-21"),
        ("i går", "2026-11-20"),
        ("tomorrow", "2026-11-22"),
        ("+10", "2026-12-01"),
        ("-1", "2026-11-20"),
        ("sön", "2026-11-22"),
        ("lördag", "2026-11-28"),
    ],
)
def test_days(text: str, day: str) -> None:
    today = date(2027, 11, 21) if text == "29/2" else TODAY
    assert read_day(text, today).isoformat() == day


@pytest.mark.parametrize("text", ["", "32/1", "19/13", "hej", "2026-02-29", "+99999", "19", "261332", "-", "1 xyz"])
def test_no_days(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_day(text, TODAY)
    assert refused.value.problems[0].code == "invalid_date"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("10:42", "2026-11-21T10:42:00+01:00"),
        ("9.05", "2026-11-21T09:05:00+01:00"),
        ("igår 16:00", "2026-11-20T16:00:00+01:00"),
        ("19/7 16:00", "2026-07-19T16:00:00+02:00"),
        ("2026-11-19 10:42", "2026-11-19T10:42:00+01:00"),
        ("2026-11-19T10:42:00+00:00", "2026-11-19T10:42:00+00:00"),
        ("9.15", "2026-11-21T09:15:00+01:00"),
        ("0915", "2026-11-21T09:15:00+01:00"),
        ("kl 9:15", "2026-11-21T09:15:00+01:00"),
        ("igår kl. 16.00", "2026-11-20T16:00:00+01:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_moments(text: str, iso: str) -> None:
    assert read_instant(text, TODAY, ZONE).isoformat() == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25:00", "invalid_time"),
        ("10", "invalid_time"),
        ("2575", "invalid_time"),
        ("19 nov 2026", "invalid_time"),
        ("hej 10:42", "invalid_date"),
    ],
)
def test_no_moments(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_instant(text, TODAY, ZONE)
    assert refused.value.problems[0].code == code
