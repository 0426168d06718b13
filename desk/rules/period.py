"""The period report: everything that a report to a municipal director holds, as one value.

It is gathered by ``desk.services.periods``, printed by ``desk.documents``, and kept as it was when it is issued. It
holds figures and what people at the desk have written; nothing of any citizen, and nothing of any individual agent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from desk.rules.comparing import Change
from desk.rules.demand import DemandReport
from desk.rules.deviations import CauseCode
from desk.rules.feedback_report import FeedbackReport
from desk.rules.fulfilment import Fulfilment
from desk.rules.improvements import BoardStatus
from desk.rules.labels import Code
from desk.rules.refusals import refuse
from desk.rules.report import Level, WeekReport
from desk.rules.spans import Span, SpanSort, january_to_august, last_whole, parse_span, span_of
from desk.rules.staffing import StaffingSummary
from desk.words import N_

ANALYSIS_LENGTH = 20_000
RECIPIENT_LENGTH = 100


class ReportSort(Code):
    """What reports there are: of a span of their own sort, alone or cumulative; the last two of one subject."""

    WEEK = "week", N_("Weekly report")
    MONTH = "month", N_("Monthly report")
    TERTIAL = "tertial", N_("Tertial report")
    HALF = "half", N_("Half-year report")
    INTERIM = "interim", N_("Interim report")
    YEAR = "year", N_("Annual report")
    FEEDBACK = "feedback", N_("Citizens' views")
    DEMAND = "demand", N_("Failure demand")

    @property
    def of_one_subject(self) -> bool:
        """Whether it is of one subject alone, over whatever span."""
        return self in (ReportSort.FEEDBACK, ReportSort.DEMAND)

    @property
    def spans(self) -> tuple[SpanSort, ...]:
        """Of what sorts of span it can be; the first is the usual one."""
        if self.of_one_subject:
            return (SpanSort.TERTIAL, SpanSort.WEEK, SpanSort.MONTH, SpanSort.HALF, SpanSort.YEAR)
        return (SpanSort.YEAR, SpanSort.MONTH) if self is ReportSort.INTERIM else (SpanSort(str(self)),)


def sort_of(span: Span) -> ReportSort:
    """The report that a span has: January to August is the interim report's."""
    interim = january_to_august(int(span.code[:4]))
    return ReportSort.INTERIM if span.code == interim.code else ReportSort(str(span.sort))


def span_for(sort: ReportSort, text: str) -> Span:
    """The span that ``text`` names, as a report of this sort has it; the interim report's year is January–August.

    Raises:
        Refused: ``span_unknown``, ``week_invalid``, or ``span_of_other_sort``.
    """
    span = parse_span(text)
    if span.sort not in sort.spans:
        refuse("span_of_other_sort", "span", sort=str(sort), example=_EXAMPLES[sort])
    if sort is not ReportSort.INTERIM:
        return span
    interim = january_to_august(int(span.code[:4]))
    if span.sort is SpanSort.MONTH and span != interim:
        refuse("span_of_other_sort", "span", sort=str(sort), example=interim.code)
    return interim


_EXAMPLES = {
    ReportSort.WEEK: "2026-W47",
    ReportSort.MONTH: "2026-11",
    ReportSort.TERTIAL: "2026-T3",
    ReportSort.HALF: "2026-H1",
    ReportSort.INTERIM: "2026",
    ReportSort.YEAR: "2026",
    ReportSort.FEEDBACK: "2026-T3",
    ReportSort.DEMAND: "2026-T3",
}


def last_span(sort: ReportSort, today: date) -> Span:
    """The latest whole span that a report of this sort can be of."""
    if sort is ReportSort.INTERIM:
        ended = today.year if today >= date(today.year, 9, 1) else today.year - 1
        return january_to_august(ended)
    return last_whole(sort.spans[0], today)


def moved_span(sort: ReportSort, span: Span, by: int) -> Span:
    """The span ``by`` steps later, or earlier, of the same report."""
    for _step in range(abs(by)):
        if sort is ReportSort.INTERIM:
            span = january_to_august(int(span.code[:4]) + (1 if by > 0 else -1))
        else:
            span = span.next if by > 0 else span.previous
    return span


def current_span(sort: ReportSort, today: date) -> Span:
    """The span that holds today: the latest that there is anything to say of."""
    if sort is ReportSort.INTERIM:
        return january_to_august(today.year)
    return span_of(sort.spans[0], today)


# ------------------------------------------------------------------ its lines


@dataclass(frozen=True)
class GoalLine:
    """A figure of the whole desk: its goal, what it came to, and how far the goal is fulfilled.

    Attributes:
        goal: ``None`` where no goal is set; then there is no deviation and no fulfilment either.
        decided_by: Who decided the goal; empty where it is Desk's own, which nobody decided.
        before: The figure in the span of the same sort before; ``year_before`` in the same span a year before.
        so_far: The figure from the year's first day on.
    """

    figure: str
    goal: float | None = None
    actual: float | None = None
    deviation: float | None = None
    fulfilment: Fulfilment | None = None
    decided_by: str = ""
    decided_on: date | None = None
    before: float | None = None
    so_far: float | None = None


@dataclass(frozen=True)
class DeviationLine:
    """What fell short, why, and what is done. ``name`` is the answer group's, empty for the whole desk.

    ``span`` is where it was found: the report's own, or a week within it.
    """

    span: str
    figure: str
    level: Level
    name: str
    goal: float
    actual: float
    cause_code: CauseCode | None = None
    cause: str = ""
    action: str = ""
    responsible: str = ""
    due: date | None = None
    done_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether it still lacks a cause or an action."""
        return not ((self.cause_code or self.cause) and self.action)


@dataclass(frozen=True)
class ImprovementLine:
    """An improvement as it stood at the end of the span."""

    number: int
    proposal: str
    department: str
    status: BoardStatus
    responsible: str = ""
    due: date | None = None
    ended_on: date | None = None
    result: str = ""


@dataclass(frozen=True)
class MeasurementPart:
    """The latest service measurement: its table, and the analysis and actions that it requires.

    ``results`` is by parameter and comparison, each better, same, worse or no_data.
    """

    name: str
    made_on: date
    made_by: str = ""
    forwarded: bool | None = None
    scope: str = ""
    results: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    analysis: str = ""
    actions: str = ""
    handled: bool = False


@dataclass(frozen=True)
class HourLine:
    """An hour of a weekday over the span; ``weekday`` 0 is Monday. ``lacking`` is how many people short, if known."""

    weekday: int
    hour: int
    offered: int
    answered: int
    lacking: float | None = None


@dataclass(frozen=True)
class TopicName:
    """What a topic is called, in the languages that a report may be printed in."""

    sv: str
    en: str


@dataclass(frozen=True)
class RecipientLine:
    """To whom the report goes."""

    name: str
    title: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name


@dataclass(frozen=True)
class Issue:
    """That the report was issued: the how-manyeth of the same, by whom, and what changed since the one before."""

    number: int
    at: datetime
    by: str
    before: int | None = None
    before_at: datetime | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """A report over a span.

    Attributes:
        department: The one it is made for; empty for the whole desk.
        zone: The municipality's time zone, by name.
        made_at: When its figures were counted, UTC.
        ended: Whether the span had ended by then.
        figures: The span's figures, of the whole and its answer groups.
        so_far: The same figures from the year's first day on; ``None`` where the span is cumulative itself.
        topics: The topics' names by code, as they were.
        analysis: What somebody wrote; ``analysis_by`` is who, by name.
        deviation_causes: How often each sort of cause lay behind a deviation in the span, by code.
    """

    sort: ReportSort
    span: str
    first: date
    last: date
    department: str = ""
    municipality: str
    zone: str = "Europe/Stockholm"
    made_at: datetime
    ended: bool = True
    figures: WeekReport
    so_far: WeekReport | None = None
    goals: tuple[GoalLine, ...] = ()
    deviations: tuple[DeviationLine, ...] = ()
    deviation_causes: Mapping[CauseCode, int] = field(default_factory=dict)
    improvements: tuple[ImprovementLine, ...] = ()
    demand: DemandReport | None = None
    feedback: FeedbackReport | None = None
    staffing: StaffingSummary | None = None
    measurement: MeasurementPart | None = None
    hours: tuple[HourLine, ...] = ()
    topics: Mapping[str, TopicName] = field(default_factory=dict)
    analysis: str = ""
    analysis_by: str = ""
    recipients: tuple[RecipientLine, ...] = ()
    issue: Issue | None = None
