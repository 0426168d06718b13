"""A hundred thousand cases disposed of: every report is as it was, and no byte of anybody is left in the files.

Each case that goes holds values that no other has, in every place where there is something personal; those that stay
hold none like them. So whatever is found afterwards was left behind.
"""

from __future__ import annotations

import mmap
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from crowds import findings
from figures import Figure
from seats import new_desk, seat_at

if TYPE_CHECKING:
    from desk.rules.sample.story import Story
    from desk.services.seat import Seat

CASES = 116_000
"""So many that a hundred thousand of them have come to their day."""
LEAST = 100_000
MOST = 1000
"""Traces that are told; of a disposal that takes nothing there are millions."""
DECISION = "KS 2026/114 § 45"
MARK = re.compile(rb"zq(\d{7})qz", re.IGNORECASE)
PHONE = re.compile(rb"7017406\d\d|174 06 \d\d")
TWELVE_DIGITS = re.compile(rb"(?=(18\d{10}))")


@dataclass
class Disposed:
    """What came of it.

    Attributes:
        weeks: How many weeks were compared, and ``differ`` those whose report is another now.
        left: What was found of anybody in the files.
        before: What was found before: without any, the search itself would be broken.
        seconds: How long the run took; ``part`` the longest that others waited for one part of it, ``scrub`` how long
            they waited at its end.
    """

    cases: int = 0
    weeks: int = 0
    differ: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    before: int = 0
    unclean: list[str] = field(default_factory=list)
    seconds: float = 0.0
    part: float = 0.0
    scrub: float = 0.0
    scrubbed: bool = False
    megabytes: float = 0.0


class Marking:
    """Gives made-up cases values of their own before they are written.

    Args:
        until: The day (an ordinal) on which the run takes what has come to its time.
    """

    def __init__(self, until: int) -> None:
        from desk.storage.sample import Writer

        self.numbers: set[bytes] = set()
        marking = self

        class Marked(Writer):
            def write(self, stories: Sequence[Story]) -> None:
                for story in stories:
                    ended = story.annulled_at if story.closed_at is None else story.closed_at
                    marking.mark(story, goes=ended is not None and self._retention(story, ended) <= until)
                super().write(stories)

        self.writer = Marked
        self._given = 0

    def mark(self, story: Story, *, goes: bool) -> None:
        """Put the case's own mark into everything personal, also what the trail says of it."""
        from desk.rules.sample.people import PHONES, personal_number

        self._given += 1
        word = f"zq{self._given:07d}qz" if goes else f"stays {self._given}"
        number = personal_number(self._given)
        if goes and not story.anonymous:
            story.name, story.email = f"Karin {word}", f"{word}@example.se"
            story.phone, story.personal_number = PHONES[self._given % len(PHONES)], number
            self.numbers.add(number.encode())
        elif not story.anonymous:
            story.name, story.email, story.phone = f"Siv {word}", None, None
            story.personal_number = story.personal_number and f"19{self._given:010d}"
        story.summary, story.note = f"Om {word}", f"Note: {word} {number if goes else ''}".rstrip()
        story.passed_on_to = story.passed_on_to and f"To {word}"
        story.annulled_why = story.annulled_why and f"Why {word}"
        own = _texts_of(story.kind)
        story.details.update({name: f"{word} {name}" for name in own if story.details.get(name)})
        story.trail[:] = [
            entry._replace(changes={name: _marked(name, change, own, word) for name, change in entry.changes.items()})
            for entry in story.trail
        ]


def _texts_of(kind: str) -> frozenset[str]:
    from desk.rules.fields import fields_of
    from desk.rules.kinds import kinds

    return frozenset(each.name for each in fields_of(kinds()[kind]) if each.type in ("text", "long_text"))


def _marked(name: str, change: tuple[Any, Any], own: frozenset[str], word: str) -> tuple[Any, Any]:
    from desk.rules.cases import PERSONAL

    if name not in PERSONAL and name.removeprefix("details.") not in own:
        return change
    before, after = (each and f"{word} {name.removeprefix('details.')}" for each in change)
    return before, after


# ------------------------------------------------------------------ before and after


def reports_of(seat: Seat, now: datetime, weeks: Sequence[Any]) -> dict[str, str]:
    """Every week's report with its groups and agents, as text."""
    from desk.services import reports

    found = {}
    for week in weeks:
        fresh = reports.Fresh()
        found[week.code] = repr(reports.week(seat, week, now=now, fresh=fresh))
        reports.store_cache(seat, fresh)
    return found


def found_in(path: Path, numbers: set[bytes]) -> Iterator[str]:
    """What of anybody is in the database's files, byte by byte: marks, numbers, telephone numbers."""
    for file in sorted(path.parent.glob(f"{path.name}*")):
        if not file.stat().st_size:
            continue
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for mark in MARK.finditer(data):
                yield f"{mark.group().decode()} in {file.name}"
            for _phone in PHONE.finditer(data):
                yield f"a telephone number in {file.name}"
            for number in TWELVE_DIGITS.finditer(data):
                if number[1] in numbers:
                    yield f"a personal number in {file.name}"


def words_left(seat: Seat) -> list[str]:
    """What the search index still knows of the marks: its terms are three letters long, and no bytes would show."""
    with seat.database.write() as tx:
        tx.run("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search, row)")
        rows = tx.all("SELECT term, doc FROM temp.terms WHERE term LIKE '%zq%' OR term LIKE '%qz%'")
        tx.run("DROP TABLE temp.terms")
    return [f"{term!r} of {many} in the index" for term, many in rows]


def dispose(folder: Path, cases: int, say: Callable[[str], object] = str, *, years: int = 3) -> Disposed:
    """Make so many cases of some years, dispose of those whose day has come, and compare."""
    from desk.services import reading, retention, sample
    from desk.storage import restore

    path = folder / "desk.db"
    now = datetime.now(UTC)
    new_desk(path)
    seat = seat_at(path)
    marking = Marking(now.date().toordinal())
    with mock.patch.object(sample, "Writer", marking.writer):
        sample.fill(seat, cases=cases, seed=1, first=date(now.year - years, now.month, 1), last=now.date(), now=now)
    with seat.database.read() as tx:
        some = [row[0] for row in tx.all("SELECT printf('%02d-%06d', year % 100, number) FROM cases LIMIT 20")]
        weeks = _weeks(tx.all("SELECT min(day), max(day) FROM cases")[0])
    for reference in some:
        reading.reveal(seat, reference, "zq0000000qz asked")
    done = Disposed(weeks=len(weeks), megabytes=path.stat().st_size / 1e6)
    before = reports_of(seat, now, weeks)
    done.before = sum(1 for _each in found_in(path, marking.numbers))
    say(f"         {cases} cases, {done.megabytes:.0f} MB, {done.before} traces before")
    began = last = time.monotonic()

    def watch(_done: int, _all: int) -> None:
        nonlocal last
        done.part = max(done.part, time.monotonic() - last)
        last = time.monotonic()

    ran = retention.run(seat, DECISION, now=now, progress=watch)
    done.scrub = time.monotonic() - last
    done.seconds, done.cases, done.scrubbed = time.monotonic() - began, ran.cases, bool(ran.scrubbed)
    done.left = [*islice(found_in(path, marking.numbers), MOST), *words_left(seat)]
    done.differ = _differing(before, reports_of(seat, now, weeks), "cached")
    with seat.database.write() as tx:
        restore.forget_counted(tx)
    done.differ += _differing(before, reports_of(seat, now, weeks), "counted anew")
    seat.database.close()
    done.unclean = findings(path)
    done.left += islice(found_in(path, marking.numbers), MOST)
    return done


def _weeks(days: tuple[int, int]) -> list[Any]:
    from desk.rules.calendar import Week

    first, last = (Week.of(date.fromordinal(day)) for day in days)
    weeks = []
    while first <= last:
        weeks.append(first)
        first = first.shifted(1)
    return weeks


def _differing(before: dict[str, str], after: dict[str, str], how: str) -> list[str]:
    return [f"{week} {how}" for week in before if before[week] != after[week]]


def run() -> list[Figure]:
    """Dispose of a hundred thousand."""
    with tempfile.TemporaryDirectory() as folder:
        done = dispose(Path(folder), CASES, say=print)
    each = f"{done.seconds:.0f} s, {done.seconds / max(done.cases, 1) * 1000:.2f} ms a case"
    waits = f"others waited {done.part * 1000:.0f} ms at most for a part, {done.scrub:.0f} s at the end"
    detail = f"{done.cases} cases, {each}; {waits}"
    left = f"{done.before} before; {'; '.join(done.left[:3])}".rstrip("; ")
    return [
        Figure("cases short of a hundred thousand", max(LEAST - done.cases, 0), 0, detail, unit=""),
        Figure("reports that differ", len(done.differ), 0, f"{done.weeks} weeks, whole, groups, agents", unit=""),
        Figure("values left in the files", len(done.left), 0, left, unit=""),
        Figure("findings of check", len(done.unclean), 0, "; ".join(done.unclean[:3]), unit=""),
    ]
