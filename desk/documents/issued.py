"""Issued reports in a list, and what differs between two, as JSON values and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from desk.documents.cells import columns
from desk.documents.period_changes import values, what
from desk.documents.span_words import span_title
from desk.rules.comparing import Change
from desk.rules.period import ReportSort
from desk.services.issuing import Comparison, Issued
from desk.services.report_texts import Recipient
from desk.words import _, n_


def issued_document(line: Issued, zone: tzinfo) -> dict[str, Any]:
    """One issued report in the list, as JSON values."""
    return {
        "id": line.id,
        "report": line.sort,
        "span": line.span,
        "department": line.department or None,
        "number": line.number,
        "language": line.language,
        "issued_at": line.at.astimezone(zone).isoformat(),
        "issued_by": line.by,
    }


def issued_title(line: Issued) -> str:
    """What an issued report is: ``Tertial report · Tertial 3 2026, no. 2``."""
    about = f"{ReportSort(line.sort).label} · {span_title(line.span)}"
    about += f" · {line.department}" if line.department else ""
    return _("{report}, no. {n}", report=about, n=line.number)


def issued_lines(
    lines: Iterable[Issued], zone: tzinfo, names: Mapping[str, str], width: int | None = None
) -> list[str]:
    """The list to read; ``names`` are people's by login."""
    rows = [
        (
            str(each.id),
            ReportSort(each.sort).label,
            span_title(each.span),
            each.department,
            str(each.number),
            f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}",
            names.get(each.by, each.by),
        )
        for each in lines
    ]
    if not rows:
        return [_("No report has been issued.")]
    head = (_("Id"), _("Report"), _("Span"), _("Department"), _("No."), _("Issued"), _("By"))
    return columns(head, rows, 3, width)


# ------------------------------------------------------------------ what differs


def change_document(change: Change) -> dict[str, Any]:
    """One change as JSON values."""
    return {
        "part": change.part,
        "name": change.name or None,
        "figure": change.figure,
        "before": change.before,
        "after": change.after,
    }


def comparison_document(comparison: Comparison, zone: tzinfo) -> dict[str, Any]:
    """A comparison as JSON values; ``after`` is ``null`` where it is with the figures now."""
    after = comparison.after
    return {
        "before": issued_document(comparison.before, zone),
        "after": None if after is None else issued_document(after, zone),
        "changes": [change_document(each) for each in comparison.changes],
    }


def comparison_lines(comparison: Comparison, width: int | None = None) -> list[str]:
    """A comparison to read."""
    with_ = issued_title(comparison.after) if comparison.after is not None else _("the figures now")
    head = _("{one}, beside {other}", one=issued_title(comparison.before), other=with_)
    return [head, "", *change_lines(comparison.changes, width)]


def change_lines(changes: tuple[Change, ...], width: int | None = None) -> list[str]:
    """Changes to read: of what, what it was, and what it is."""
    if not changes:
        return [_("Nothing has changed.")]
    rows = [(what(each), *values(each)) for each in changes]
    told = n_(
        "{n} figure or text is other than it was.",
        "{n} figures and texts are other than they were.",
        len(changes),
    )
    return [told, "", *columns((_("What"), _("Before"), _("Now")), rows, 0, width)]


# ------------------------------------------------------------------ recipients


def recipient_document(of: Recipient) -> dict[str, Any]:
    """A recipient as JSON values."""
    return {
        "id": of.id,
        "report": of.sort,
        "department": of.department or None,
        "name": of.name,
        "title": of.title or None,
        "email": of.email,
    }


def recipient_lines(recipients: Iterable[Recipient], width: int | None = None) -> list[str]:
    """Recipients to read."""
    rows = [
        (str(each.id), ReportSort(each.sort).label, each.department, each.name, each.title, each.email or "")
        for each in recipients
    ]
    if not rows:
        return [_("No recipients are named.")]
    head = (_("Id"), _("Report"), _("Department"), _("Name"), _("Title"), _("E-mail"))
    return columns(head, rows, 2, width)
