"""Week, month, tertial, half-year, year and January–August, alone and cumulative."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import spans
from desk.rules.calendar import Week
from desk.rules.refusals import Refused
from desk.rules.spans import SpanSort

WEEKS = st.builds(spans.week_span, st.builds(Week.of, st.dates(date(1900, 1, 1), date(2030, 12, 31))))
SPANS = st.one_of(
    st.builds(spans.week_span, st.builds(Week.of, st.dates(date(2020, 1, 1), date(2030, 12, 31)))),
    st.builds(spans.month, st.integers(2020, 2030), st.integers(1, 12)),
    st.builds(spans.tertial, st.integers(2020, 2030), st.integers(1, 3)),
    st.builds(spans.half, st.integers(2020, 2030), st.integers(1, 2)),
    st.builds(spans.year, st.integers(2020, 2030)),
)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-T1", date(2026, 1, 1), date(2026, 4, 30)),
        ("2026-T2", date(2026, 5, 1), date(2026, 8, 31)),
        ("2026-T3", date(2026, 9, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-08-ytd", date(2026, 1, 1), date(2026, 8, 31)),
        ("2026-T2-ytd", date(2026, 1, 1), date(2026, 8, 31)),
        ("2026-W02-ytd", date(2025, 12, 29), date(2026, 1, 11)),
    ],
)
def test_a_code_names_its_days(code: str, first: date, last: date) -> None:
    span = spans.parse_span(code)
    assert (span.code, span.first, span.last) == (code, first, last)
    assert spans.parse_span(f" {code.lower()} ") == span


@given(SPANS)
def test_spans_of_a_sort_follow_each_other(span: spans.Span) -> None:
    assert spans.parse_span(str(span)) == span
    assert span.next.first == span.last + timedelta(days=1)
    assert span.next.previous == span
    assert span.days[0] == span.first
    assert span.days[-1] == span.last


@given(SPANS)
def test_a_cumulative_span_ends_where_its_own_does(span: spans.Span) -> None:
    whole = span.cumulative
    assert whole.is_cumulative
    assert whole.cumulative == whole
    assert whole.base == span
    assert whole.last == span.last
    assert whole.first <= span.first
    assert whole.next == span.next.cumulative
    assert whole.previous == span.previous.cumulative


def test_january_to_august() -> None:
    span = spans.january_to_august(2026)
    assert (span.first, span.last) == (date(2026, 1, 1), date(2026, 8, 31))
    assert span.previous.last == date(2026, 7, 31)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-T4", "2026-T0", "2026-H3", "2026-13", "2026-00", "0000", "2026-X1", "2026-ytd-ytd"],
)
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        spans.parse_span(text)
    assert caught.value.problems[0].code == "span_unknown"
    assert "2026-T3" in str(caught.value)


def test_a_week_that_is_none_is_refused_as_a_week() -> None:
    with pytest.raises(Refused) as caught:
        spans.parse_span("2025-W53")
    assert caught.value.problems[0].code == "week_invalid"


# ------------------------------------------------------------------ sorts, earlier spans, pieces


@pytest.mark.parametrize(
    ("sort", "day", "code"),
    [
        (SpanSort.WEEK, date(2027, 1, 3), "2026-W52"),
        (SpanSort.WEEK, date(2027, 1, 4), "2026-W53"),
        (SpanSort.MONTH, date(2026, 11, 30), "2026-10"),
        (SpanSort.TERTIAL, date(2026, 12, 31), "2026-T2"),
        (SpanSort.TERTIAL, date(2027, 1, 1), "2026-T3"),
        (SpanSort.HALF, date(2026, 7, 1), "2026-H1"),
        (SpanSort.YEAR, date(2026, 12, 31), "2025"),
    ],
)
def test_the_last_whole_span_has_ended(sort: SpanSort, day: date, code: str) -> None:
    span = spans.last_whole(sort, day)
    assert (span.code, span.sort, span.cumulative.sort) == (code, sort, sort)


def test_only_a_week_is_a_week() -> None:
    assert [spans.parse_span(code).is_week for code in ("2026-W07", "2026-W07-ytd", "2026-07")] == [True, False, False]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2026-W02", ["2025-W52", "2026-W01"]),
        ("2026-01", ["2025-11", "2025-12"]),
        ("2026-T1", ["2025-T2", "2025-T3"]),
        ("2026-08-ytd", ["2024-08-ytd", "2025-08-ytd"]),
        ("2026-W53-ytd", ["2024-W52-ytd", "2025-W52-ytd"]),
        ("2026-ytd", ["2024-ytd", "2025-ytd"]),
        ("1901", ["1900"]),
        ("1900-W01", []),
    ],
)
def test_earlier_spans_are_of_the_same_sort(code: str, before: list[str]) -> None:
    assert [each.code for each in spans.earlier(spans.parse_span(code), 2)] == before


@given(SPANS)
def test_pieces_make_up_the_span(span: spans.Span) -> None:
    for each in (span, span.cumulative):
        sort, pieces = spans.pieces(each)
        assert [day for piece in pieces for day in piece.days] == list(each.days)
        assert all(spans.parse_span(piece.code).first <= piece.first for piece in pieces)
        assert all(spans.parse_span(piece.code).sort is sort for piece in pieces)
        assert len(pieces) <= 19


@pytest.mark.parametrize(
    ("code", "first", "last", "many"),
    [
        ("2026-11", "2026-W44", "2026-W49", 6),
        ("2026-T2", "2026-W18", "2026-W36", 19),
        ("2026-H1", "2026-01", "2026-06", 6),
        ("2026-08-ytd", "2026-01", "2026-08", 8),
        ("2026-W30-ytd", "2025-12", "2026-07", 8),
    ],
)
def test_up_to_a_tertial_is_plotted_by_week(code: str, first: str, last: str, many: int) -> None:
    _, pieces = spans.pieces(spans.parse_span(code))
    assert (pieces[0].code, pieces[-1].code, len(pieces)) == (first, last, many)


@given(WEEKS)
def test_the_weeks_before_follow_upon_each_other(week: spans.Span) -> None:
    before = spans.earlier(week, 13)
    assert [each.next for each in before] == [*before[1:], week][: len(before)]
    assert len(before) == 13 or [*before, week][0].code == "1900-W01"
