"""What is written for reports: the analysis of a span, and to whom reports go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.rules.events import Happening
from desk.rules.people import email_address
from desk.rules.period import ANALYSIS_LENGTH, RECIPIENT_LENGTH, ReportSort
from desk.rules.refusals import NotFound, Problem, refuse
from desk.rules.rights import Right
from desk.rules.spans import Span
from desk.services import board
from desk.services.people import demand_now
from desk.services.registration import clean
from desk.services.seat import Seat, moment_of
from desk.storage import report_texts, trail
from desk.storage.database import Transaction
from desk.storage.report_texts import Recipient, ReportText

__all__ = ["Recipient", "ReportText", "add_recipient", "analysis", "recipients", "remove_recipient", "write_analysis"]


def analysis(seat: Seat, sort: ReportSort, span: Span, department: str = "") -> ReportText | None:
    """What somebody has written for the report; ``None`` where nobody has."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        return report_texts.text(tx, str(sort), span.code, _named(tx, department))


def write_analysis(
    seat: Seat,
    sort: ReportSort,
    span: Span,
    text: str,
    department: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> int:
    """Write the analysis of a report over what it was; its version. What it was stays in the trail, but for feedback's.

    Args:
        version: The version the person saw, 0 where there was none; ``None`` writes over whatever there is.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``department_unknown``, ``too_long``, ``text_changed``.
    """
    seat.demand(Right.FOLLOW_UP)
    said = clean(text, "text", many_lines=True) if text.strip() else ""
    if len(said) > ANALYSIS_LENGTH:
        refuse("too_long", "text", max_length=ANALYSIS_LENGTH)
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        named = _named(tx, department)
        before = report_texts.text(tx, str(sort), span.code, named)
        there = 0 if before is None else before.version
        if version is not None and version != there:
            refuse("text_changed", "text")
        old = "" if before is None else before.text
        if said == old:
            return there
        made = report_texts.put_text(tx, str(sort), span.code, named, said, at, seat.who.login)
        subject = ":".join(each for each in ("analysis", str(sort), span.code, named) if each)
        secret = sort is ReportSort.FEEDBACK  # it is about what citizens wrote, and the trail is for ever
        changes = {"written": (None, ["text"])} if secret else {"text": (old or None, said or None)}
        trail.add(tx, None, at, seat.who.login, Happening.CHANGED, changes, subject=subject)
        return made


# ------------------------------------------------------------------ recipients


def recipients(seat: Seat, sort: ReportSort | None = None, department: str | None = None) -> tuple[Recipient, ...]:
    """To whom reports go, in the order in which they were added; an empty ``department`` is the whole desk's."""
    seat.demand(Right.SEE_FIGURES)
    with seat.database.read() as tx:
        named = _named(tx, department) if department else department
        return report_texts.recipients(tx, None if sort is None else str(sort), named)


def add_recipient(
    seat: Seat,
    sort: ReportSort,
    name: str,
    title: str = "",
    email: str | None = None,
    department: str = "",
    now: datetime | None = None,
) -> Recipient:
    """Add somebody to whom reports of a sort go: a name or a function, with their title.

    Raises:
        NotAllowed: the person does not keep the follow-up.
        Refused: ``required``, ``too_long``, ``email_invalid``, ``department_unknown``, ``recipient_known``.
    """
    seat.demand(Right.FOLLOW_UP)
    said = _line(name, "name")
    if not said:
        refuse("required", "name")
    described = _line(title, "title")
    address = _address(email)
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        new = Recipient(0, str(sort), _named(tx, department), said, described, address)
        if any(each.name == said for each in report_texts.recipients(tx, new.sort, new.department)):
            refuse("recipient_known", "name", name=said)
        added = replace(new, id=report_texts.add_recipient(tx, new))
        _tell(tx, seat, added, Happening.ADDED, at)
        return added


def remove_recipient(seat: Seat, number: int, now: datetime | None = None) -> Recipient:
    """Take a recipient away; reports that were issued keep theirs.

    Raises:
        NotFound: there is none of this number.
    """
    seat.demand(Right.FOLLOW_UP)
    at = int(moment_of(now).timestamp())
    with seat.database.write() as tx:
        demand_now(tx, seat, Right.FOLLOW_UP)
        gone = report_texts.recipient(tx, number)
        if gone is None:
            raise NotFound(Problem("recipient_unknown", "number", {"number": number}))
        report_texts.remove_recipient(tx, number)
        _tell(tx, seat, gone, Happening.REMOVED, at)
        return gone


def _tell(tx: Transaction, seat: Seat, of: Recipient, what: Happening, at: int) -> None:
    values = {
        "name": of.name,
        "title": of.title or None,
        "email": of.email,
        "report": of.sort,
        "department": of.department or None,
    }
    added = what is Happening.ADDED
    changes = {name: (None, value) if added else (value, None) for name, value in values.items() if value is not None}
    trail.add(tx, None, at, seat.who.login, what, changes, subject=f"recipient:{of.id}")


def _named(tx: Transaction, department: str) -> str:
    return board.department_named(tx, department) if department else ""


def _line(text: str, field: str) -> str:
    said = clean(text, field) if text.strip() else ""
    if len(said) > RECIPIENT_LENGTH:
        refuse("too_long", field, max_length=RECIPIENT_LENGTH)
    return said


def _address(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    from pydantic_core import PydanticCustomError

    try:
        return email_address(text)
    except PydanticCustomError:
        refuse("email_invalid", "email")
