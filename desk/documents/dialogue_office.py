"""A department's figures for its dialogue as PDF and Excel; the text, JSON and CSV are in ``dialogue_report``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from desk.documents.dialogue_report import BREAKDOWNS, FIGURES, Words, code_words, heads, most_common
from desk.documents.dialogues import state
from desk.documents.formats import Made
from desk.documents.paper import Block, Column, Paper, Section, Stacks, Table
from desk.documents.paper import Words as Paragraphs
from desk.documents.period_words import days, moment, short_day
from desk.documents.span_words import span_title
from desk.documents.workbook import Chart, Form, Formed, Series, Sheet, Value, Workbook
from desk.documents.workbook import Column as Place
from desk.rules.dialogue_report import DialogueReport
from desk.words import _, language, number, percent


def office(
    report: DialogueReport, municipality: str, at: datetime, zone: tzinfo, topics: Words, names: Words
) -> Mapping[str, Made]:
    """Excel and PDF, made when one of them is asked for.

    Args:
        at: When its figures were counted.
        topics: The topics' names by code.
        names: People's names by login.
    """

    def excel() -> bytes:
        from desk.documents.xlsx import xlsx_bytes

        return xlsx_bytes(dialogue_workbook(report, municipality, at, topics, names))

    def pdf() -> bytes:
        from desk.documents.pdf import pdf_bytes

        return pdf_bytes(dialogue_paper(report, municipality, at, zone, topics, names))

    return {".xlsx": excel, ".pdf": pdf}


# ------------------------------------------------------------------ paper


def dialogue_paper(
    report: DialogueReport, municipality: str, at: datetime, zone: tzinfo, topics: Words, names: Words
) -> Paper:
    """The report in the language spoken now."""
    return Paper(
        language=language(),
        municipality=municipality,
        title=_("Dialogue"),
        span=report.department,
        days=f"{span_title(report.span)} · {days(report.first, report.last)}",
        made_at=int(at.timestamp()),
        about=_("Customer service"),
        recipients=None,
        facts=((_("Figures"), _("as they were counted {moment}", moment=moment(at, zone))),),
        sections=tuple(_sections(report, topics, names)),
    )


def _sections(report: DialogueReport, topics: Words, names: Words) -> Iterator[Section]:
    columns = (Column(_("Figure"), share=2.4), *(Column(each, number=True) for each in heads(report)))
    rows = tuple((_(each.label), *(each.write(each.read(of)) for of in report.compared)) for each in FIGURES)
    yield Section(_("The department's figures"), (Table(_("Beside the span before and a year before"), columns, rows),))
    counted = tuple(_breakdowns(report, topics))
    if counted:
        yield Section(_("What the contacts were about"), counted)
    yield Section(_("Improvements that concern the department"), (_improvements(report, names),))
    yield Section(_("What dialogues decided, and whether it was done"), (_decisions(report, names),))


def _breakdowns(report: DialogueReport, topics: Words) -> Iterator[Block]:
    for each in BREAKDOWNS:
        counts = each.read(report.now)
        codes = most_common([counts])
        if not codes:
            continue
        words, total = code_words(each.code, topics), sum(counts.values())
        labels = tuple(words.get(code, code) or _("not said") for code in codes)
        said = tuple(f"{number(counts[code])} · {percent(counts[code] / total, 0)}" for code in codes)
        told = "; ".join(f"{label} {n}" for label, n in zip(labels, said, strict=True))
        title = _(each.label)
        parts = tuple((float(counts[code]),) for code in codes)
        yield Stacks(title, _("Bar chart. {values}.", values=told), (title,), labels, parts, said)


def _improvements(report: DialogueReport, names: Words) -> Block:
    if not report.improvements:
        return Paragraphs(_("None."))
    columns = (
        Column(_("Improvement"), share=3),
        Column(_("Status"), share=1),
        Column(_("Responsible, by"), share=1.5),
        Column(_("Result"), share=2),
    )
    rows = tuple(
        (
            each.proposal,
            each.status.label,
            ", ".join(part for part in (_name(each.responsible, names), short_day(each.due)) if part),
            each.result or "–",
        )
        for each in report.improvements
    )
    return Table(_("Improvements"), columns, rows)


def _name(login: str | None, names: Words) -> str:
    return names.get(login, login) if login else ""


def _decisions(report: DialogueReport, names: Words) -> Block:
    if not report.decisions:
        return Paragraphs(_("None."))
    columns = (
        Column(_("Decided")),
        Column(_("What"), share=3),
        Column(_("By whom"), share=1.4),
        Column(_("Stands"), share=1.6),
    )
    rows = tuple(
        (
            each.held_on.isoformat(),
            each.decision.what,
            _name(each.decision.by_whom, names) or "–",
            state(each.decision, report.as_of),
        )
        for each in report.decisions
    )
    return Table(_("Decisions"), columns, rows)


# ------------------------------------------------------------------ workbook


def dialogue_workbook(report: DialogueReport, municipality: str, at: datetime, topics: Words, names: Words) -> Workbook:
    """The report in the language spoken now: every figure as a number."""
    title = _("Dialogue · {department} · {span}", department=report.department, span=span_title(report.span))
    sheets = (_figures_sheet(report, title), *_counts_sheets(report, topics), *_follow_sheets(report, names))
    return Workbook(title, days(report.first, report.last), municipality, at, sheets)


def _figures_sheet(report: DialogueReport, title: str) -> Sheet:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (_label(each.code, _(each.label)), *(Formed(each.read(of), _form(each.code)) for of in report.compared))
        for each in FIGURES
    )
    return Sheet(_("Figures"), title, (Place(_("Figure")), *(Place(each, "count") for each in heads(report))), rows)


def _form(code: str) -> Form:
    shares = ("first_contact", "failure_share", "classified_share", "confirmed_in_time", "answered_in_time")
    return "rate" if code in shares else "count"


def _label(code: str, word: str) -> str:
    return _("{figure} (s)", figure=word) if code.endswith("_s") else word


def _counts_sheets(report: DialogueReport, topics: Words) -> Iterator[Sheet]:
    for each in BREAKDOWNS:
        counted = [each.read(of) for of in report.compared]
        words, codes = code_words(each.code, topics), list(dict.fromkeys(code for some in counted for code in some))
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (words.get(code, code) or _("not said"), *(some.get(code, 0) for some in counted)) for code in codes
        )
        columns = (Place(_("Name")), *(Place(head, "count") for head in heads(report)))
        alt = _("Bar chart of the span beside the one before and a year before.")
        chart = Chart("bar", _(each.label), alt, (Series(1), Series(2), Series(3)), lowest=0)
        yield Sheet(_(each.label), _(each.label), columns, rows, charts=(chart,))


def _follow_sheets(report: DialogueReport, names: Words) -> Iterator[Sheet]:
    columns = (
        Place(_("No."), "count"),
        Place(_("Improvement")),
        Place(_("Status")),
        Place(_("Responsible")),
        Place(_("Expected"), "day"),
        Place(_("Result")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (each.id, each.proposal, each.status.label, _name(each.responsible, names), each.due, each.result or None)
        for each in report.improvements
    )
    yield Sheet(_("Improvements"), _("Improvements that concern the department"), columns, rows)
    columns = (
        Place(_("Decided"), "day"),
        Place(_("What")),
        Place(_("By whom")),
        Place(_("Due"), "day"),
        Place(_("Done"), "day"),
        Place(_("Stands")),
    )
    rows = tuple(
        (
            each.held_on,
            each.decision.what,
            _name(each.decision.by_whom, names) or None,
            each.decision.due,
            each.decision.done_on,
            state(each.decision, report.as_of),
        )
        for each in report.decisions
    )
    yield Sheet(_("Decisions"), _("What dialogues decided, and whether it was done"), columns, rows)
