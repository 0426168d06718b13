"""What differs between two reports of the same span, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from desk.rules.period import PeriodReport
    from desk.rules.report import Part, Whole

Form = Literal["count", "rate", "grade", "seconds", "text", "long"]
Value = int | float | str | None
_SAME = 1e-12
"""Less than this is the noise of binary fractions."""


@dataclass(frozen=True)
class Change:
    """One figure that is other than it was.

    Attributes:
        part: What it belongs to: ``whole``, ``so_far``, ``group``, ``department``, ``goal``, ``deviation``,
            ``within`` (of the weeks within), ``improvement``, ``cause``, ``feedback``, ``staffing``, ``measurement``,
            ``report`` or ``basis``.
        name: Which one of those; empty for the whole desk.
        figure: The figure's code, or the field's name.
        before, after: ``None`` is no data, or that there was none. Of a long text, its length in characters.
    """

    part: str
    name: str
    figure: str
    before: Value
    after: Value
    form: Form = "count"


Place = tuple[str, str, str]
Fact = tuple[Value, Form]


def changes(before: PeriodReport, after: PeriodReport) -> tuple[Change, ...]:
    """What is other in ``after``, in the report's order; what was only there before comes after its like."""
    was, now = dict(facts(before)), dict(facts(after))
    long = _texts(before), _texts(after)
    found = []
    for place in _in_order(was, now):
        old, form = was.get(place, (None, now[place][1] if place in now else "text"))
        new = now.get(place, (None, form))[0]
        if not _same(old, new) or (form == "long" and long[0].get(place) != long[1].get(place)):
            found.append(Change(*place, old, new, form))
    return tuple(found)


def _in_order(was: Mapping[Place, Fact], now: Mapping[Place, Fact]) -> list[Place]:
    parts = list(dict.fromkeys(place[0] for place in (*now, *was)))
    return sorted({**now, **was}, key=lambda place: parts.index(place[0]))


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return one == other
    return abs(one - other) <= _SAME * max(1.0, abs(one), abs(other))


# ------------------------------------------------------------------ what there is to compare

WHOLE: tuple[tuple[str, Form], ...] = (
    ("calls.offered", "count"),
    ("calls.answered", "count"),
    ("calls.abandoned", "count"),
    ("calls.answer_rate", "rate"),
    ("calls.service_level", "rate"),
    ("calls.wait_median_s", "seconds"),
    ("calls.source", "text"),
    ("cases.registered", "count"),
    ("cases.closed", "count"),
    ("cases.open", "count"),
    ("cases.overdue", "count"),
    ("first_contact.rate", "rate"),
    ("handling.median_s", "seconds"),
    ("handling.p90_s", "seconds"),
    ("email.received", "count"),
    ("email.in_time", "count"),
    ("email.rate", "rate"),
    ("failure_demand.failure", "count"),
    ("failure_demand.classified", "count"),
    ("failure_demand.share", "rate"),
    ("attitude.mean", "grade"),
    ("attitude.n", "count"),
    ("knowledge.mean", "grade"),
    ("knowledge.n", "count"),
    ("feedback.complaint", "count"),
    ("feedback.praise", "count"),
    ("feedback.suggestion", "count"),
    ("feedback.confirmed_in_time", "rate"),
    ("feedback.answered_in_time", "rate"),
)
"""The figures of the whole desk, as their paths in a report."""
SO_FAR = tuple(each for each in WHOLE if each[1] in ("rate", "grade") or each[0] == "calls.offered")
GROUP = tuple(each for each in WHOLE if each[0].partition(".")[0] in ("calls", "cases", "first_contact"))


def facts(report: PeriodReport) -> Iterator[tuple[Place, Fact]]:
    """Everything in a report that can be compared, each at its place."""
    yield from _at("whole", "", report.figures, WHOLE)
    if report.so_far is not None:
        yield from _at("so_far", "", report.so_far, SO_FAR)
    for part in report.figures.groups:
        yield from _at("group", part.name, part, GROUP)
    for name, n in report.figures.cases.by_department.items():
        yield ("department", name, "cases.registered"), (n, "count")
    for goal in report.goals:
        yield ("goal", goal.figure, "goal"), (goal.goal, _form(goal.goal))
        yield ("goal", goal.figure, "fulfilment"), (_code(goal.fulfilment), "text")
    yield from _deviations(report)
    for improvement in report.improvements:
        name = f"{improvement.number} {improvement.proposal}"
        for figure in ("status", "responsible", "due", "result"):
            yield ("improvement", name, figure), (_code(getattr(improvement, figure)), "text")
    yield from _demand_and_feedback(report)
    yield from _staffing(report)
    for place, text in _texts(report).items():
        yield place, (len(text) or None, "long")
    yield ("report", "", "recipients"), ("; ".join(map(str, report.recipients)) or None, "text")
    for figure in ("t_short_s", "t_answer_s", "email_days"):
        yield ("basis", "", figure), (getattr(report.figures.basis, figure), "count")


def _at(part: str, name: str, of: Whole | Part, paths: Iterable[tuple[str, Form]]) -> Iterator[tuple[Place, Fact]]:
    for path, form in paths:
        group, _dot, figure = path.partition(".")
        value = getattr(getattr(of, group, None), figure, None)
        yield (part, name, path), (_code(value) if form == "text" else value, form)


def _deviations(report: PeriodReport) -> Iterator[tuple[Place, Fact]]:
    """The span's own one by one; those of the weeks and months within it as counts by figure and place."""
    times: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for each in report.deviations:
        name = f"{each.figure} {each.name}".strip()
        if each.span == report.span:
            yield ("deviation", name, "actual"), (each.actual, _form(each.goal))
            for figure in ("cause_code", "cause", "action", "responsible", "due", "done_on"):
                yield ("deviation", name, figure), (_code(getattr(each, figure)), "text")
        else:
            times[name] += 1
            lacking[name] += each.open
    for name, n in times.items():
        yield ("within", name, "times"), (n, "count")
        yield ("within", name, "lacking"), (lacking[name], "count")


def _demand_and_feedback(report: PeriodReport) -> Iterator[tuple[Place, Fact]]:
    for cause in report.demand.causes if report.demand else ():
        yield ("cause", cause.cause, "n"), (cause.n, "count")
    for department in report.feedback.departments if report.feedback else ():
        now = department.now
        for figure in ("n", "complaint", "praise", "suggestion", "acted"):
            yield ("feedback", department.name, figure), (getattr(now, figure), "count")
        yield ("feedback", department.name, "confirmed_in_time"), (now.confirmed.rate, "rate")
        yield ("feedback", department.name, "answered_in_time"), (now.answered.rate, "rate")


def _staffing(report: PeriodReport) -> Iterator[tuple[Place, Fact]]:
    if report.staffing is not None:
        yield ("staffing", "", "absent"), (report.staffing.absent, "count")
        for group in report.staffing.groups:
            for figure in ("planned", "present", "hourly", "short_days"):
                yield ("staffing", group.name, figure), (getattr(group, figure), "count")
    made = report.measurement
    if made is not None:
        for parameter, results in made.results.items():
            for against, result in results.items():
                yield ("measurement", made.name, f"{parameter}.{against}"), (result, "text")


def _texts(report: PeriodReport) -> dict[Place, str]:
    """Texts too long to repeat: that they were written anew is told, not what they were."""
    found = {("report", "", "analysis"): report.analysis}
    if report.measurement is not None:
        found["measurement", report.measurement.name, "analysis"] = report.measurement.analysis
        found["measurement", report.measurement.name, "actions"] = report.measurement.actions
    for department in report.feedback.departments if report.feedback else ():
        found["feedback", department.name, "text"] = department.text
    return found


def _code(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _form(goal: float | None) -> Form:
    return "grade" if goal is not None and goal > 1 else "rate"
