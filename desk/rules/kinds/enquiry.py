"""Fråga: a question, the most common contact. Its topic says what it is about."""

from __future__ import annotations

from typing import ClassVar

from desk.rules.kinds.base import Details
from desk.words import N_


class Enquiry(Details):
    """A question. It has no fields of its own besides the topic that every case has."""

    kind: ClassVar[str] = "enquiry"
    label: ClassVar[str] = N_("Enquiry")
    order: ClassVar[int] = 10
    retention_days: ClassVar[int] = 90
