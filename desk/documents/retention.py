"""What a disposal did, or would do, in words."""

from __future__ import annotations

from collections.abc import Iterator

from desk.documents.case_text import kind_word
from desk.services.retention import Run
from desk.words import _, n_
from desk.words import number as written


def run_lines(done: Run, *, decision: bool = True) -> Iterator[str]:
    """What went, or would go, line by line.

    Args:
        decision: Whether to say what it rests on.
    """
    if done.dry_run:
        yield _("A dry run: nothing has been changed. This is what would go.")
    if decision:
        yield _("Decision {decision}, retention days up to {day}.", decision=done.decision, day=done.until.isoformat())
    for code, many in done.by_kind.items():
        yield f"  {kind_word(code)}: {written(many)}"
    cases = n_("{n} case", "{n} cases", done.cases)
    oldest = _(", the oldest from {day}", day=done.oldest.isoformat()) if done.oldest else ""
    yield f"{cases}{oldest}."
    if done.brought_in:
        yield n_(
            "{n} permit or card that was brought in.", "{n} permits and cards that were brought in.", done.brought_in
        )
    yield n_("{n} unfinished form.", "{n} unfinished forms.", done.drafts)
    if done.held:
        yield _("Held back: {references}.", references=", ".join(done.held))
    if done.renewed:
        yield _("The settings say other days than before; dates worked out anew: {n}.", n=written(done.renewed))
    if done.scrubbed:
        yield _("Nothing of it is left in the database's file.")
    if done.copies:
        yield _("These copies may still hold it; remove them when they are no longer needed:")
        yield from (f"  {each}" for each in done.copies)


def trouble_lines(done: Run) -> Iterator[str]:
    """What is left to be done, where something is."""
    if done.trouble is not None:
        yield str(done.trouble)
    if not done.scrubbed:
        yield _(
            "The cases are disposed of, but traces are left in the database's file: somebody was reading all the while,"
            " or there was no room. Run the same command again when nobody else has Desk open."
        )
    if not done.listed:
        yield _("The list of disposals beside the database could not be written. See that its folder can be written.")
