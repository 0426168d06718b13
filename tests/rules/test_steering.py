"""What a steering document is: which version is in force, what differs, and texts that nobody made up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desk.rules.steering import Document, DocumentSort, Version, differences, template

AT = datetime(2026, 11, 19, tzinfo=UTC)


def version(number: int, decided: date | None = None, review: date | None = None) -> Version:
    return Version(number, f"text {number}", AT, "anna", "KS" if decided else None, decided, review)


def of(*versions: Version, active: bool = True) -> Document:
    return Document(1, DocumentSort.MISSION, "Uppdrag", active, versions)


def test_in_force_is_what_was_decided_last() -> None:
    first, second, third = version(1, date(2025, 1, 1)), version(2, date(2026, 1, 1)), version(3)
    assert of(first, second, third).in_force == second
    assert of(first, second, third).is_draft
    assert of(third).in_force is None
    assert not of(first, second).is_draft


@pytest.mark.parametrize(("today", "due"), [(date(2026, 11, 24), False), (date(2026, 11, 25), True)])
def test_it_is_due_from_the_day_of_its_review(today: date, due: bool) -> None:
    held = version(1, date(2025, 1, 1), date(2026, 11, 25))
    assert of(held).is_due(today) is due
    assert of(held, version(2)).is_due(today) is due
    assert not of(held, active=False).is_due(today)
    assert not of(version(1)).is_due(today)


def test_differences_are_told_line_by_line_with_a_little_around() -> None:
    before = "\n".join(f"rad {n}" for n in range(1, 21))
    after = before.replace("rad 3\n", "rad tre\n").replace("rad 18", "rad 18\nny rad")
    found = [(each.sign, each.line) for each in differences(before, after)]
    assert found == [
        (" ", "rad 1"), (" ", "rad 2"), ("-", "rad 3"), ("+", "rad tre"), (" ", "rad 4"), (" ", "rad 5"),
        ("@", ""), (" ", "rad 17"), (" ", "rad 18"), ("+", "ny rad"), (" ", "rad 19"), (" ", "rad 20"),
    ]  # fmt: skip
    assert differences("a\nb", "a\nb") == ()
    assert [(each.sign, each.line) for each in differences("", "a")] == [("+", "a")]
    assert [(each.sign, each.line) for each in differences("--- a\n+++ b", "--- a")] == [(" ", "--- a"), ("-", "+++ b")]


@pytest.mark.parametrize("sort", list(DocumentSort))
def test_a_text_to_begin_with_is_headings_alone(sort: DocumentSort) -> None:
    lines = [line for line in template(sort).splitlines() if line]
    assert len(lines) >= 2
    assert all(line.startswith("## ") for line in lines)
