"""The house: who is in it, and which post waits for whom. Worked out from open cases of two kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.rules.text import in_swedish_order

VISITOR, POST = "visitor", "post"
"""The kinds of case that are looked at."""


@dataclass(frozen=True)
class Present:
    """Somebody in the house; ``arrived`` is aware and in UTC.

    Of a protected identity there is neither name, host nor badge, and what the case says is left out.
    """

    id: int
    reference: str
    name: str | None
    anonymous: bool
    protected: bool
    host: str
    badge: str
    what: str
    arrived: datetime

    def __repr__(self) -> str:
        return f"Present({self.reference})"


@dataclass(frozen=True)
class Waiting:
    """Post that waits for its recipient; ``received`` is aware and in UTC."""

    id: int
    reference: str
    recipient: str
    sender: str
    what: str
    received: datetime
    protected: bool = False

    def __repr__(self) -> str:
        return f"Waiting({self.reference})"


@dataclass(frozen=True)
class House:
    """Visitors by name and post by recipient, both in Swedish order; those without one come last.

    ``unseen`` counts visitors, and ``unseen_post`` post, of confidential cases that the person may not see.
    """

    visitors: tuple[Present, ...] = ()
    post: tuple[Waiting, ...] = ()
    unseen: int = 0
    unseen_post: int = 0

    @property
    def present(self) -> int:
        """How many visitors are in the house, those that one may not see too."""
        return len(self.visitors) + self.unseen


def by_name(each: Present) -> tuple[str, datetime]:
    """The order of visitors."""
    return _by(each.name), each.arrived


def by_recipient(each: Waiting) -> tuple[str, datetime]:
    """The order of post."""
    return _by(each.recipient), each.received


def _by(name: str | None) -> str:
    """Nobody comes last."""
    return in_swedish_order(name) if name else "\U0010ffff"
