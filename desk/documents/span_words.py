"""What a span is called: in a heading, and in the head of a narrow column."""

from __future__ import annotations

from datetime import date

from desk.rules.spans import Span, SpanSort, parse_span
from desk.words import _, month_name, month_short


def span_title(span: Span | str) -> str:
    """A span as a heading says it: ``Week 46 2026``, ``November 2026``, ``January–August 2026``."""
    span = parse_span(span) if isinstance(span, str) else span
    year = span.code[:4]
    if span.sort is SpanSort.WEEK:
        week = int(span.code[6:8])
        if span.is_cumulative:
            return _("Weeks 1–{week} {year}", week=week, year=year)
        return _("Week {week} {year}", week=week, year=year)
    if span.is_cumulative and span.last.month > 1:
        return _("{first}–{last} {year}", first=_month(span.first, 0), last=_month(span.last, 1), year=year)
    if span.sort is SpanSort.MONTH or span.is_cumulative:
        return f"{_month(span.last, 0)} {year}"
    if span.sort is SpanSort.TERTIAL:
        return _("Tertial {number} {year}", number=span.code[6], year=year)
    if span.sort is SpanSort.HALF:
        return _("Half-year {number} {year}", number=span.code[6], year=year)
    return year


def span_short(span: Span | str) -> str:
    """A span in at most six cells: ``w.46``, ``Nov``, ``T3``, ``H1``, ``2026``; a cumulative one by its year."""
    span = parse_span(span) if isinstance(span, str) else span
    if span.is_cumulative or span.sort is SpanSort.YEAR:
        return span.code[:4]
    if span.sort is SpanSort.WEEK:
        return _("w.{week}", week=int(span.code[6:8]))
    if span.sort is SpanSort.MONTH:
        return month_short(span.first)
    return span.code[5:7]


def _month(day: date, place: int) -> str:
    """The month's name, with a capital where it begins the words or the language wants it."""
    name = month_name(day)
    return name[:1].upper() + name[1:] if place == 0 else name
