"""How the figures of a period report were made: what counts, the scale of fulfilment, and who decided the goals."""

from __future__ import annotations

from desk.documents.paper import Column, Section, Table, Words
from desk.documents.period_words import in_full, of_figure, short_day, sign
from desk.rules.fulfilment import MINOR_FROM, NEEDED_FROM, Fulfilment
from desk.rules.kinds.feedback import ANSWER_WORKING_DAYS, CONFIRM_WORKING_DAYS
from desk.rules.period import PeriodReport
from desk.words import _, n_, percent


def method_section(report: PeriodReport) -> Section:
    """What the figures rest on."""
    blocks = (Words("\n\n".join(_lines(report))), _scale(), _decided(report))
    return Section(_("How the figures were made"), blocks)


def _lines(report: PeriodReport) -> tuple[str, ...]:
    basis, calls = report.figures.basis, report.figures.calls
    return (
        _("Answer rate: answered calls of those offered, which are the answered and the abandoned."),
        _("Abandoned calls that waited less than {seconds} s are left out.", seconds=basis.t_short_s)
        if basis.t_short_s
        else _("No abandoned call is left out, however short its wait."),
        _("Service level: answered within {seconds} s.", seconds=basis.t_answer_s),
        _("Telephone figures: {source}.", source=calls.source.label.lower() if calls.source else _("no data")),
        n_(
            "E-mail in time: answered within {n} working day.",
            "E-mail in time: answered within {n} working days.",
            basis.email_days,
        ),
        _("Attitude and knowledge: the mean of grades 1–5. On the scale 0–100, 4.3 is 82.5 and 4.0 is 75."),
        _("Failure demand: its share of the contacts that somebody has classified."),
        _(
            "Views are confirmed in time within {confirm} working days and answered in time within {answer}. The"
            " anonymous get no reply, and are in neither.",
            confirm=CONFIRM_WORKING_DAYS,
            answer=ANSWER_WORKING_DAYS,
        ),
        _("A figure over nothing is “no data”, never 0 % or 100 %."),
        _("Disposal of personal data changes no figure. No citizen and no individual employee is in this report."),
    )


def _scale() -> Table:
    minor, needed = percent(MINOR_FROM, 0), percent(NEEDED_FROM, 0)
    words = {
        Fulfilment.SATISFACTORY: _("the goal is reached"),
        Fulfilment.MINOR: _("at least {share} of the way", share=minor),
        Fulfilment.NEEDED: _("at least {share} of the way", share=needed),
        Fulfilment.SUBSTANTIAL: _("less than {share} of the way", share=needed),
    }
    columns = (Column(_("Step"), share=1), Column(_("How far towards the goal"), share=1))
    rows = tuple((sign(each), words[each]) for each in reversed(tuple(Fulfilment)))
    note = _("The steps are those of the audit of 2017; it set no limits, and these are Desk's own.")
    return Table(_("The scale of fulfilment"), columns, rows, note)


def _decided(report: PeriodReport) -> Table:
    columns = (
        Column(_("Figure"), share=2),
        Column(_("Goal"), number=True),
        Column(_("Decided by"), share=2),
        Column(_("Decided")),
    )
    rows = tuple(
        (
            in_full(each.figure),
            of_figure(each.figure, each.goal),
            each.decided_by or _("nobody: Desk's own proposal"),
            short_day(each.decided_on),
        )
        for each in report.goals
        if each.goal is not None
    )
    return Table(_("Who decided the goals"), columns, rows)
