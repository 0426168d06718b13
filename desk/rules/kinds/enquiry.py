"""Fråga: a question, the most common contact. Its topic says what it is about."""

from __future__ import annotations

from desk.rules.kinds.base import Details
from desk.words import N_


class Enquiry(Details):
    """A question. It has no fields of its own besides the topic that every case has."""

    kind = "enquiry"
    label = N_("Enquiry")
    order = 10
    retention_days = 90
