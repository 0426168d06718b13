"""What a file that is brought in came to, or would come to: as JSON values, and as lines to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from desk.documents.cells import columns
from desk.rules.bringing_in import Verdict
from desk.rules.calls import quoted
from desk.rules.refusals import Problem
from desk.services.bringing_in import BroughtIn, Came
from desk.words import _, n_, number


def document(done: BroughtIn, refusal: Callable[[Problem, int], dict[str, Any]]) -> dict[str, Any]:
    """What it came to, as JSON values; ``refusal`` makes those of a refused line."""
    return {
        "what": str(done.what),
        "read": len(done.lines),
        **{str(verdict): many for verdict, many in done.counts.items() if verdict is not Verdict.REFUSED},
        "refused": [refusal(problem, each.line) for each in done.refused for problem in each.problems],
        "refused_count": len(done.refused),
        "unread": list(done.unread),
        "written": done.written,
        "lines": [{"line": each.line, "verdict": str(each.verdict), "what": each.what or None} for each in done.lines],
    }


def summary(done: BroughtIn) -> str:
    """How many lines came to what."""
    counts = {str(verdict): number(many) for verdict, many in done.counts.items()}
    text = n_(
        "{read} line: {new} new, {changed} changed, {known} known, {refused} refused.",
        "{read} lines: {new} new, {changed} changed, {known} known, {refused} refused.",
        len(done.lines),
        read=number(len(done.lines)),
        **counts,
    )
    over = done.counts[Verdict.OVER]
    return text + " " + n_("{n} is too old to be kept.", "{n} are too old to be kept.", over) if over else text


def lines(done: BroughtIn, *, dry_run: bool) -> Iterator[str]:
    """What it came to, to read; a dry run tells of every line that is not known already."""
    if dry_run:
        rows = [verdict_row(each) for each in done.lines if each.verdict is not Verdict.KNOWN]
        if rows:
            yield from columns((_("Line"), _("Becomes"), _("What")), rows)
            yield ""
    yield summary(done)
    if done.unread:
        yield _(
            "Columns that nobody understood, and nothing was read of: {names}.",
            names=", ".join(map(quoted, done.unread)),
        )
    if not done.written:
        yield _("Nothing was written: this was a dry run.") if dry_run else _("Nothing was written.")


def verdict_row(came: Came) -> tuple[str, str, str]:
    """A line of the file: its number, what becomes of it, and by what it is known."""
    sign = "! " if came.verdict is Verdict.REFUSED else ""
    return str(came.line), sign + came.verdict.label, came.what or "–"
