"""A wheel to begin with, which fits what the audits ask of a customer service. Offered, never imposed."""

from __future__ import annotations

from typing import NamedTuple

from desk.words import N_


class StarterDate(NamedTuple):
    """A date: what, when, and what is done then; untranslated. The rule's translation is a rule as well."""

    title: str
    rule: str
    text: str


STARTER_WHEEL = (
    StarterDate(
        N_("Weekly follow-up meeting"),
        N_("every Monday or the working day after"),
        N_("Availability and satisfaction in every answer group, deviations, and the walk of the improvement board."),
    ),
    StarterDate(
        N_("Dialogues with the departments"),
        N_("second Tuesday each month or the working day after"),
        N_("The department's own figures, its views, what was decided, and whether it was done."),
    ),
    StarterDate(
        N_("Disposal of personal data"),
        N_("first working day of the month"),
        N_("Run the retention on the municipality's decision."),
    ),
    StarterDate(
        N_("Tertial report"),
        N_("tenth working day of the tertial"),
        N_("Figures against goals, deviations with cause and action, improvements and feedback, to its recipients."),
    ),
    StarterDate(
        N_("Strategic dialogues with the departments"),
        N_("third Wednesday in February, May and October or the working day after"),
        N_("Two or three a year: strategic improvement with those who develop the departments."),
    ),
    StarterDate(
        N_("Annual report"),
        N_("31 January each year or the working day before"),
        N_("The past year's figures and how far the goals were reached."),
    ),
    StarterDate(
        N_("Interim report, January to August"),
        N_("15 September each year or the working day before"),
        N_("Cumulative figures and how far the goals are reached."),
    ),
    StarterDate(
        N_("Service measurement"),
        N_("first Monday in March or the working day after"),
        N_("Order or make the measurement; say whether forwarded calls are measured too."),
    ),
    StarterDate(
        N_("Analysis of the service measurement"),
        N_("15 May each year or the working day before"),
        N_("Write the analysis and the actions: only then is the measurement handled."),
    ),
    StarterDate(
        N_("Goals and action plan for the coming year"),
        N_("first working day in November"),
        N_("Targets, who decides them, activities with responsible and date."),
    ),
    StarterDate(
        N_("Review of steering documents"),
        N_("first working day in October"),
        N_("Mission, goals, rules for telephone and mail: still right, and decided by whom?"),
    ),
    StarterDate(
        N_("Staffing during holidays"),
        N_("15th of March and October or the working day before"),
        N_("Plan every answer group around leave, and see where it falls under its minimum."),
    ),
    StarterDate(
        N_("Backup restored on trial"),
        N_("first working day of the quarter"),
        N_("Restore a copy elsewhere and check it."),
    ),
)
