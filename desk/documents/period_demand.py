"""What the contacts were about: cases, failure demand and what it cost, and citizens' views by department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desk.documents.paper import Block, Column, Section, Stacks, Table, Words
from desk.documents.period_words import NO_DATA, cause_word, department_word, said, topic_word
from desk.rules.cases import Channel
from desk.rules.demand import Costly, DemandReport
from desk.rules.feedback_report import DepartmentFeedback, FeedbackReport
from desk.rules.figures import rate
from desk.rules.period import PeriodReport
from desk.words import _, number, percent

_MOST_TOPICS = 3


# ------------------------------------------------------------------ cases


def cases_section(report: PeriodReport) -> Section:
    """How many contacts there were, through which channels, and for which departments."""
    figures = report.figures
    cases, handled = figures.cases, figures.handling
    words = _(
        "{registered} contacts were registered. Half of those closed took {median} at most, nine of ten {p90}; {rate}"
        " were solved at the first contact. {open} were open at the end, {overdue} of them overdue.",
        registered=number(cases.registered),
        median=said(handled.median_s, "seconds"),
        p90=said(handled.p90_s, "seconds"),
        rate=percent(figures.first_contact.rate),
        open=number(cases.open),
        overdue=number(cases.overdue),
    )
    channels = {each.value: each.label for each in Channel}
    blocks: list[Block] = [Words(words)]
    if cases.by_channel:
        blocks.append(_counted(_("Contacts by channel"), cases.by_channel, channels))
    if cases.by_department and not report.department:
        blocks.append(_counted(_("Contacts by department"), cases.by_department, {}))
    if cases.by_topic and not report.department:
        blocks.append(_topics(report))
    return Section(_("Contacts"), tuple(blocks))


def _counted(title: str, counts: Mapping[str, int], words: Mapping[str, str]) -> Stacks:
    most_first = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    total = sum(counts.values())
    labels = tuple(words.get(code, code) for code, _n in most_first)
    shares = tuple(f"{number(n)} · {percent(rate(n, total), 0)}" for _code, n in most_first)
    told = "; ".join(f"{label} {said}" for label, said in zip(labels, shares, strict=True))
    return Stacks(
        title=title,
        alt=_("Bar chart. {values}.", values=told),
        names=(title,),
        labels=labels,
        parts=tuple((float(n),) for _code, n in most_first),
        said=shares,
    )


def _topics(report: PeriodReport) -> Table:
    most_first = sorted(report.figures.cases.by_topic.items(), key=lambda each: (-each[1], each[0]))[:10]
    registered = report.figures.cases.registered
    rows = tuple((topic_word(report, code), number(n), percent(rate(n, registered))) for code, n in most_first)
    columns = (Column(_("Topic"), share=3), Column(_("Contacts"), number=True), Column(_("Share"), number=True))
    return Table(_("The ten most common topics"), columns, rows)


# ------------------------------------------------------------------ failure demand


def demand_section(report: PeriodReport) -> Iterator[Section]:
    """Contacts that need not have been: their share, their causes, and the ten that cost most time."""
    demand = report.demand
    if demand is None:
        return
    words = _(
        "{failure} of {classified} classified contacts were failure demand, {share}. {of_all} of all contacts were"
        " classified.",
        failure=number(demand.failure),
        classified=number(demand.classified),
        share=percent(demand.share),
        of_all=percent(demand.classified_share, 0),
    )
    blocks: list[Block] = [Words(words)]
    if demand.costly:
        blocks += [_costly(report, demand), _costly_table(report, demand)]
        note = _(
            "The time is estimated: the number of contacts times the median time of those that were finished at"
            " once. It ranks the causes, and is no account of hours."
        )
        blocks.append(Words(note, quiet=True))
    if demand.causes:
        columns = (Column(_("Cause"), share=3), Column(_("Contacts"), number=True), Column(_("Share"), number=True))
        rows = tuple((cause_word(each.cause), number(each.n), percent(each.share)) for each in demand.causes)
        blocks.append(Table(_("Causes of failure demand"), columns, rows))
    yield Section(_("Failure demand"), tuple(blocks))


def _costly(report: PeriodReport, demand: DemandReport) -> Stacks:
    labels = tuple(f"{cause_word(each.cause)} · {topic_word(report, each.topic)}" for each in demand.costly)
    hours = tuple(_hours(each) for each in demand.costly)
    return Stacks(
        title=_("The ten causes that cost most time"),
        alt=_("Bar chart. {values}.", values="; ".join(f"{a} {b}" for a, b in zip(labels, hours, strict=True))),
        names=(_("Estimated hours"),),
        labels=labels,
        parts=tuple(((each.seconds or 0) / 3600,) for each in demand.costly),
        said=hours,
    )


def _hours(of: Costly) -> str:
    return NO_DATA if of.seconds is None else f"{number(of.seconds / 3600, 1)} h"


def _costly_table(report: PeriodReport, demand: DemandReport) -> Table:
    columns = (
        Column(_("Cause"), share=2),
        Column(_("Topic"), share=2),
        Column(_("Department"), share=1.6),
        Column(_("Contacts"), number=True),
        Column(_("Hours"), number=True),
    )
    rows = tuple(
        (
            cause_word(each.cause),
            topic_word(report, each.topic),
            department_word(each.department),
            number(each.n),
            _hours(each),
        )
        for each in demand.costly
    )
    return Table(_("Where they arise"), columns, rows)


# ------------------------------------------------------------------ feedback


def feedback_section(report: PeriodReport) -> Iterator[Section]:
    """Citizens' views: how many, of what sort, how quickly they were met, by department. Never whose."""
    feedback = report.feedback
    if feedback is None:
        return
    now = feedback.whole.now
    words = _(
        "{n} views came in: {complaint} complaints, {praise} praise and {suggestion} suggestions; {before} in the span"
        " before. {confirmed} were confirmed in time and {answered} answered in time.",
        n=number(now.n),
        complaint=number(now.complaint),
        praise=number(now.praise),
        suggestion=number(now.suggestion),
        before=number(feedback.whole.before.n),
        confirmed=percent(now.confirmed.rate),
        answered=percent(now.answered.rate),
    )
    blocks: list[Block] = [Words(words)]
    counted = [each for each in feedback.departments if each.now.n]
    if counted:
        blocks += [_views(counted), _views_table(feedback)]
    blocks += [block for each in feedback.departments for block in _told(report, each)]
    yield Section(_("Citizens' views"), tuple(blocks))


def _views(departments: list[DepartmentFeedback]) -> Stacks:
    names = (_("Complaints"), _("Praise"), _("Suggestions"))
    labels = tuple(department_word(each.name) for each in departments)
    parts = tuple((float(d.now.complaint), float(d.now.praise), float(d.now.suggestion)) for d in departments)
    told = "; ".join(
        f"{label}: " + ", ".join(f"{name.lower()} {number(n)}" for name, n in zip(names, some, strict=True))
        for label, some in zip(labels, parts, strict=True)
    )
    said_ = tuple(" + ".join(number(n) for n in some) for some in parts)
    return Stacks(_("Views by department"), _("Bar chart. {values}.", values=told), names, labels, parts, said_)


def _views_table(feedback: FeedbackReport) -> Table:
    columns = (
        Column(_("Department"), share=2),
        Column(_("Views"), number=True),
        Column(_("Before"), number=True),
        Column(_("Confirmed in time"), number=True),
        Column(_("Answered in time"), number=True),
        Column(_("Days to answer"), number=True),
        Column(_("With an action"), number=True),
    )
    rows = tuple(
        (
            department_word(each.name),
            number(each.now.n),
            number(each.before.n),
            _rate(each.now.confirmed.rate),
            _rate(each.now.answered.rate),
            number(each.now.to_answer.median, 1) if each.now.to_answer.median is not None else NO_DATA,
            number(each.now.acted),
        )
        for each in feedback.departments
    )
    return Table(_("How views were met"), columns, rows, _("Days: median, in working days."))


def _rate(value: float | None) -> str:
    return NO_DATA if value is None else percent(value, 0)


def _told(report: PeriodReport, of: DepartmentFeedback) -> Iterator[Block]:
    """A department's most common topics, and what somebody wrote of what was done."""
    common = [(code, n) for code, n in of.now.topics.items() if code][:_MOST_TOPICS]
    if not of.text and not (common and report.department):
        return
    if common:
        topics = "; ".join(f"{topic_word(report, code)} {number(n)}" for code, n in common)
        yield Words(f"{department_word(of.name)}: {topics}.", quiet=True)
    if of.text:
        heading = _("What was done, {department}:", department=department_word(of.name))
        yield Words(f"{heading}\n{of.text}")
