"""A service measurement as text (the table as the audit prints it) and CSV, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType

from desk.documents import cells
from desk.rules.measurements import NOTE, Against, Measurement, Parameter, Result, Text
from desk.words import _

CSV_COLUMNS = ("id", "name", "made_on", "forwarded", "handled", "parameter", "against", "result")
NOBODY: Mapping[str, str] = MappingProxyType({})


def text_lines(made: Measurement, zone: tzinfo = UTC, names: Mapping[str, str] = NOBODY) -> list[str]:
    """The whole measurement to read: its table, its scope, its analysis and actions, and whether it is handled."""
    return [*table_lines(made), "", *about_lines(made), *_written(made), "", state(made, zone, names)]


def table_lines(made: Measurement) -> list[str]:
    """The legend, the heading and the table, and the note where there is no data for something."""
    header = (_("Parameter measured"), *(each.label for each in Against))
    rows = [
        (parameter.label, *(made.result(parameter, against).sign for against in Against)) for parameter in Parameter
    ]
    note = ["", f"{NOTE} {Result.NO_DATA.label}"] if lacks_data(made) else []
    return [*legend(), "", title(made), "", *cells.columns(header, rows), *note]


def legend() -> list[str]:
    """What the arrows mean."""
    return [f"{each.sign} {each.label}" for each in (Result.BETTER, Result.SAME, Result.WORSE)]


def title(made: Measurement) -> str:
    """The table's heading; the name goes on within a sentence."""
    name = made.name[:1].lower() + made.name[1:] if made.name[1:2].islower() else made.name
    return _("Table: Summary of {name}", name=name)


def lacks_data(made: Measurement) -> bool:
    """Whether some comparison has no data."""
    return any(made.result(parameter, against) is Result.NO_DATA for parameter in Parameter for against in Against)


def about_lines(made: Measurement) -> list[str]:
    """When it was made, by whom, and of what."""
    when = made.made_on.isoformat()
    by = _("Made {day} by {by}.", day=when, by=made.made_by) if made.made_by else _("Made {day}.", day=when)
    scope = [f"{_('Scope')}: {made.scope}"] if made.scope else []
    return [by, f"{_('Forwarded contacts measured too')}: {forwarded(made)}", *scope]


def forwarded(made: Measurement) -> str:
    """Whether what was passed on was measured too, in words."""
    return _("unknown") if made.forwarded is None else _("yes") if made.forwarded else _("no")


def _written(made: Measurement) -> Iterable[str]:
    for each in Text:
        yield ""
        yield each.label
        yield from (made.text(each) or _("Not written yet.")).splitlines()


def state(made: Measurement, zone: tzinfo = UTC, names: Mapping[str, str] = NOBODY) -> str:
    """Whether it is handled, by whom (``names`` by login), and what is missing before it can be."""
    if made.handled_at is not None:
        by = made.handled_by or ""
        on = made.handled_at.astimezone(zone).date().isoformat()
        return _("Handled {day} by {by}.", day=on, by=names.get(by, by))
    if made.missing:
        return _("Not handled. Missing: {missing}.", missing=", ".join(each.label for each in made.missing))
    return _("Not handled yet; everything is written.")


def short_state(made: Measurement) -> str:
    """The same in a word or two, for a list."""
    if made.handled:
        return _("handled")
    return _("not handled")


def list_lines(every: Sequence[Measurement]) -> list[str]:
    """The list of them, to read."""
    if not every:
        return [_("There is no service measurement yet.")]
    header = (_("Number"), _("Made"), _("Name"), "↗", "→", "↘", ".", _("State"))
    return cells.columns(header, [_row(each) for each in every])


def _row(made: Measurement) -> tuple[str, ...]:
    counts = counted(made)
    return (
        str(made.id), made.made_on.isoformat(), made.name, *(str(counts[each]) for each in Result), short_state(made)
    )  # fmt: skip


def counted(made: Measurement) -> dict[Result, int]:
    """How many comparisons came to each result."""
    found = [made.result(parameter, against) for parameter in Parameter for against in Against]
    return {each: found.count(each) for each in Result}


def csv_text(every: Iterable[Measurement]) -> str:
    """A line for each comparison, with codes."""
    return cells.csv_text(
        CSV_COLUMNS,
        [
            (m.id, m.name, m.made_on.isoformat(), m.forwarded, m.handled, str(p), str(a), str(m.result(p, a)))
            for m in every
            for p in Parameter
            for a in Against
        ],
    )
