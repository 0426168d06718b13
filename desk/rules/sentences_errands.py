"""What the errands refuse: the part of :mod:`desk.rules.sentences` about kinds, the house, bookings and registers."""

from __future__ import annotations

from desk.rules.sentence import Sentence
from desk.words import N_

ERRANDS: dict[str, Sentence] = {
    # ---- simple kinds: land use, debt advice, telephony, post, visitors
    "ends_before_begins": Sentence(N_("The end lies before the beginning."), N_("At the earliest {first}.")),
    # ---- bookings, pool and weddings
    # ---- kinds of one's own
    # ---- registers
    # ---- bringing in and taking out
    # ---- routines and the division of work
    # ---- handing over and administration
}
