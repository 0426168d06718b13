"""Handing a case over to a department: what it may be told, when it is asked again, and what it answered.

A letter leaves the house by a way that nobody here guards. So it never says a personal number; of a protected identity
it says that it is one, and of a confidential case what it is about: whoever receives it asks for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from desk.rules.cases import Case
from desk.rules.kinds import kinds
from desk.rules.refusals import refuse

ANSWER_LENGTH = 5000
MAILTO_LENGTH = 2000
"""Letters of a ``mailto:`` that every mail program and system takes; a longer one is cut by some, silently."""


@dataclass(frozen=True)
class Handover:
    """A case given to somebody outside the desk.

    Attributes:
        department: Where it went, if it is one of the departments; ``to`` is what was written in any case.
        follow_up: The local day on which it is asked about, unless it is answered before.
        answer: What they answered; ``None`` also where it was disposed of.
    """

    id: int
    case_id: int
    department: str | None
    to: str
    at: datetime
    by: str
    follow_up: date | None = None
    answer: str | None = None
    answered_on: date | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody has answered."""
        return self.answered_on is None

    def __repr__(self) -> str:
        return f"Handover({self.id})"


@dataclass(frozen=True)
class Letter:
    """A text for e-mail, ready to be sent by somebody. ``to`` is empty where no address is known."""

    to: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return "Letter(…)"

    def mailto(self) -> str:
        """The letter as a ``mailto:`` address (RFC 6068), which opens it in a mail program.

        Raises:
            Refused: ``mailto_too_long``.
        """
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        text = f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={body}"
        if len(text) > MAILTO_LENGTH:
            refuse("mailto_too_long", "--mailto")
        return text

    def eml(self) -> bytes:
        """The letter as a file that a mail program opens as one of its own drafts (``X-Unsent``)."""
        from email.message import EmailMessage
        from email.policy import SMTP

        message = EmailMessage(policy=SMTP)
        if self.to:
            message["To"] = self.to
        message["Subject"] = self.subject
        message["X-Unsent"] = "1"
        message.set_content(self.body + "\n", charset="utf-8", cte="quoted-printable")
        return message.as_bytes()


def is_guarded(case: Case) -> bool:
    """Whether a letter about the case says only that it is there: a protected identity, or a confidential case."""
    return case.protected or case.confidential


def told_fields(case: Case) -> tuple[str, ...]:
    """The kind's own fields that a department is told, those that have a value, in the kind's order."""
    if is_guarded(case):
        return ()
    kind = kinds()[case.kind]
    told = kind.told
    if told is None:
        told = tuple(name for name in kind.model_fields if name not in kind.personal)
    return tuple(name for name in told if case.details.get(name) not in (None, "", False))
