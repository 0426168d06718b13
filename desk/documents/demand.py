"""Failure demand as a document: text for a person, JSON and CSV for machines, all from one report."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from desk.documents import formats
from desk.documents.cells import columns
from desk.documents.cells import csv_text as as_csv
from desk.documents.formats import OFFICE, Made
from desk.documents.span_words import span_short, span_title
from desk.rules.cases import Cause
from desk.rules.demand import FEWEST_TIMED, Costly, DemandReport, Place, Timed
from desk.words import _, duration, number, percent

Topics = Mapping[str, str]
"""Topics' names by code; a code stands for itself where it has none."""
HEADER = ("span", "table", "name", "cause", "figure", "value")
_MOST_TOPICS = 15
_MOST_CAUSES = 3
_HEAD = 9


def cause_word(code: str) -> str:
    """A cause in the language spoken now."""
    return Cause(code).label if code else _("cause not said")


def topic_word(code: str, topics: Topics) -> str:
    """A topic in the language spoken now."""
    return topics.get(code, code) or _("without a topic")


def small(words: str) -> str:
    """Words inside a sentence: with a small letter first, and what is an abbreviation left as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def department_word(name: str) -> str:
    """A department, or that there is none."""
    return name or _("no department")


def basis() -> list[str]:
    """How time is estimated, said wherever it is shown; a sentence each."""
    return [
        _(
            "Time is an estimate: the number of contacts, times the median time from received to closed of those that"
            " were finished in the contact itself."
        ),
        _("Nobody measures working time, and the talk time of calls is tied to no case."),
        _("* Of the topic, or of all: fewer than {n} of the sort were finished at once.", n=FEWEST_TIMED),
    ]


# ------------------------------------------------------------------ text


def text(report: DemandReport, topics: Topics | None = None) -> str:
    """The report in the language spoken now."""
    named = topics or {}
    blocks = (
        _head(report),
        _share(report),
        _causes(report),
        _places(_("Department"), report.departments, department_word),
        _cross(report),
        _places(_("Topic"), report.topics[:_MOST_TOPICS], lambda code: topic_word(code, named)),
        _costly(report, named),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(report: DemandReport) -> Iterator[str]:
    title = _("Failure demand · {span}", span=span_title(report.span))
    yield f"{title} · {report.department}" if report.department else title
    yield _("{first} to {last}", first=report.first.isoformat(), last=report.last.isoformat())


def column_head(code: str) -> str:
    """A span in the head of a column: of a week its number, else with its year, ``T3/25``."""
    short = span_short(code)
    return short if "W" in code or short == code else f"{short}/{code[2:4]}"


def share_line(report: DemandReport) -> str:
    """The share, and of how many."""
    return _(
        "Failure demand {share}: {failure} of {classified} classified contacts",
        share=percent(report.share),
        failure=number(report.failure),
        classified=number(report.classified),
    )


def classified_line(report: DemandReport) -> str:
    """How many were classified."""
    return _(
        "Classified {share}: {classified} of {registered}; of {unclassified} nobody has said",
        share=percent(report.classified_share),
        classified=number(report.classified),
        registered=number(report.registered),
        unclassified=number(report.unclassified),
    )


def again_line(report: DemandReport) -> str:
    """Those who had been in contact before."""
    return _(
        "In contact again about the same: {again} (no reply, chasing, repeated), of which repeated {repeated}",
        again=number(report.again),
        repeated=number(report.repeated),
    )


def _share(report: DemandReport) -> Iterator[str]:
    yield share_line(report)
    yield classified_line(report)
    yield again_line(report)


def _causes(report: DemandReport) -> Iterator[str]:
    if not report.causes:
        return
    before = [column_head(each.span) for each in report.trend]
    if before:
        yield _("Causes: number, share of failure demand, and share of the classified in spans before")
    points = (*report.trend, report.point)
    header = (_("Cause"), _("Contacts"), _("Share"), *before, column_head(report.span))
    rows = [
        (
            cause_word(each.cause),
            number(each.n),
            percent(each.share),
            *(percent(point.share_of(each.cause)) for point in points),
        )
        for each in report.causes
    ]
    every = (_("All"), number(report.failure), "", *(percent(point.share) for point in points))
    yield from columns(header, [*rows, every])


def _places(title: str, places: tuple[Place, ...], name: Callable[[str], str]) -> Iterator[str]:
    if not places:
        return
    header = (title, _("Failure"), _("Classified"), _("Share"), _("Most frequent causes"))
    yield from columns(
        header,
        [
            (name(each.name), number(each.failure), number(each.classified), percent(each.share), most(each))
            for each in places
        ],
    )


def _cross(report: DemandReport) -> Iterator[str]:
    """Causes against departments, as a table."""
    if len(report.departments) < 2:
        return
    yield _("Causes by department")
    header = (_("Cause"), *(_narrow(department_word(each.name)) for each in report.departments))
    yield from columns(
        header,
        [
            (cause_word(cause.cause), *(number(each.causes.get(cause.cause, 0)) for each in report.departments))
            for cause in report.causes
        ],
    )


def _narrow(name: str) -> str:
    """A department's name in the head of a narrow column."""
    return name if len(name) <= _HEAD else name[: _HEAD - 1] + "…"


def most(place: Place, many: int = _MOST_CAUSES) -> str:
    """The causes that are most frequent there."""
    some = list(place.causes.items())[:many]
    return ", ".join(f"{small(cause_word(cause))} {number(n)}" for cause, n in some)


def _costly(report: DemandReport, topics: Topics) -> Iterator[str]:
    if not report.costly:
        return
    yield _("What cost most time (estimated)")
    header = (_("Cause"), _("Topic"), _("Department"), _("Contacts"), _("Share"), _("Each"), _("Time"))
    yield from columns(header, [_costly_row(each, topics) for each in report.costly])
    yield from textwrap.wrap(" ".join(basis()), 88)


def _costly_row(each: Costly, topics: Topics) -> tuple[str, ...]:
    return (
        cause_word(each.cause),
        topic_word(each.topic, topics),
        department_word(each.department),
        number(each.n),
        percent(each.share),
        each_word(each),
        time_word(each.seconds),
    )


def each_word(costly: Costly) -> str:
    """How long one is estimated to take; marked where that is not taken from contacts of the same sort."""
    borrowed = costly.timed in (Timed.TOPIC, Timed.ALL)
    return duration(costly.median_s) + ("*" if borrowed else "")


def time_word(seconds: float | None) -> str:
    """Estimated time in hours; minutes where it is less than one."""
    if seconds is None:
        return "–"
    return f"{number(seconds / 3600, 1)} h" if seconds >= 3600 else duration(seconds)


# ------------------------------------------------------------------ JSON and CSV


def document(report: DemandReport) -> dict[str, Any]:
    """The report as JSON values. What is not said is ``null``; times are seconds."""
    return {
        "span": report.span,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "department": report.department,
        "registered": report.registered,
        "classified": report.classified,
        "unclassified": report.unclassified,
        "classified_share": report.classified_share,
        "value": report.value,
        "failure": report.failure,
        "share": report.share,
        "again": report.again,
        "repeated": report.repeated,
        "causes": [{"cause": each.cause or None, "n": each.n, "share": each.share} for each in report.causes],
        "departments": [_place(each) for each in report.departments],
        "topics": [_place(each) for each in report.topics],
        "costly": [
            {
                "cause": each.cause or None,
                "topic": each.topic or None,
                "department": each.department or None,
                "n": each.n,
                "share": each.share,
                "median_s": each.median_s,
                "estimated_s": each.seconds,
                "estimated_from": str(each.timed),
            }
            for each in report.costly
        ],
        "trend": [
            {
                "span": each.span,
                "registered": each.registered,
                "classified": each.classified,
                "failure": each.failure,
                "share": each.share,
                "causes": dict(each.causes),
            }
            for each in report.trend
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name or None,
        "registered": place.registered,
        "classified": place.classified,
        "failure": place.failure,
        "share": place.share,
        "causes": dict(place.causes),
    }


def csv_text(report: DemandReport) -> str:
    """The report as CSV with a header: a line for each figure of each table. Shares are fractions of 1."""
    return as_csv(HEADER, _lines(report))


def _lines(report: DemandReport) -> Iterator[tuple[Any, ...]]:
    for name in ("registered", "classified", "value", "failure", "share", "again", "repeated"):
        yield report.span, "whole", report.department, None, name, getattr(report, name)
    for each in report.causes:
        yield report.span, "causes", None, each.cause, "n", each.n
        yield report.span, "causes", None, each.cause, "share", each.share
    for table, places in (("departments", report.departments), ("topics", report.topics)):
        for place in places:
            for name in ("registered", "classified", "failure", "share"):
                yield report.span, table, place.name, None, name, getattr(place, name)
            for cause, n in place.causes.items():
                yield report.span, table, place.name, cause, "n", n
    for place_, costly in enumerate(report.costly, 1):
        name = " · ".join(filter(None, (costly.topic, costly.department)))
        for figure in ("n", "median_s", "seconds"):
            yield report.span, f"costly {place_}", name, costly.cause, figure, getattr(costly, figure)
    for point in report.trend:
        for figure in ("registered", "classified", "failure", "share"):
            yield point.span, "trend", None, None, figure, getattr(point, figure)
        for cause, n in point.causes.items():
            yield point.span, "trend", None, cause, "n", n


FORMATS: dict[str, Callable[[DemandReport, Topics], str]] = {
    ".txt": text,
    ".json": lambda report, _topics: json.dumps(document(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n",
    ".csv": lambda report, _topics: csv_text(report),
}
"""The formats by the ending of a file's name, as far as they are text."""
ENDINGS = (*FORMATS, *OFFICE)


def write(
    report: DemandReport,
    path: Path,
    topics: Topics | None = None,
    office: Mapping[str, Made] | None = None,
) -> None:
    """Write the report to a new file that its owner alone may read; its ending chooses the format.

    Args:
        topics: The topics' names by code.
        office: More forms by ending: Excel and PDF, which hold more than this report.

    Raises:
        Refused: ``format_unknown``, ``file_exists``, ``file_not_written``.
    """
    own = {ending: partial(form, report, topics or {}) for ending, form in FORMATS.items()}
    formats.write({**own, **(office or {})}, path)
