"""Kinds as JSON values, CSV, and lines to read; and what is wrong in the files of the municipality's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from desk.documents.cells import columns, csv_text
from desk.rules.fields import Field, fields_of
from desk.rules.labels import Code
from desk.rules.own_kind_input import FieldKind
from desk.rules.own_kind_model import ALWAYS, OwnDetails
from desk.words import _, n_, speaking

if TYPE_CHECKING:
    from desk.rules.kinds import Details
    from desk.rules.own_kinds import Wrong
    from desk.services.own_kinds import KindRow, WrongFile
    from desk.storage.own_kinds import Written

LISTED = (
    "code", "sv", "en", "own", "in_use", "wording", "department", "working_days", "retention_days", "fields", "steps",
    "open_cases",
)  # fmt: skip
TOLD = 3
"""Problems of a file that a warning tells; `kinds check` tells them all."""


# ------------------------------------------------------------------ as values


def kind_document(row: KindRow, days: Mapping[str, int]) -> dict[str, Any]:
    """A kind as JSON values; ``days`` are those for which personal data are kept, by kind."""
    model = row.model
    return {
        "code": row.code,
        **_said(model.label),
        "own": row.wording is not None,
        "in_use": not model.withdrawn,
        "wording": row.wording,
        "department": model.department,
        "working_days": model.working_days,
        "retention_days": days[row.code],
        "fields": [each.name for each in fields_of(model)],
        "steps": _steps(model),
        "open_cases": row.open_cases,
    }


def whole_document(row: KindRow, days: Mapping[str, int], wordings: Sequence[Written], zone: tzinfo) -> dict[str, Any]:
    """A kind with its fields, its steps and its wordings, the newest first."""
    steps = [
        {"code": code, **_said(_step(row.model, code).message), "after": list(row.model.side_steps.get(code, ()))}
        for code in _steps(row.model)
    ]
    written = [
        {"number": each.wording.number, "at": each.at.astimezone(zone).isoformat(), "by": each.by,
         "text": each.wording.text}
        for each in wordings
    ]  # fmt: skip
    fields = [_field_document(row.model, each) for each in fields_of(row.model)]
    return {**kind_document(row, days), "fields": fields, "steps": steps, "wordings": written}


def _field_document(model: type[Details], field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        **_said(field.title),
        "required": _required(model).get(field.name),
        "max_length": field.max_length,
        "choices": [str(each) for each in field.choices],
        "personal": field.name in model.personal,
        "searched": field.name in model.searched,
    }


def _said(message: str) -> dict[str, str]:
    words = {}
    for language in ("sv", "en"):
        with speaking(language):
            words[language] = _(message)
    return words


def _required(model: type[Details]) -> Mapping[str, str]:
    """The fields that are required, and from which step on; always: ``always``."""
    found = model.required if issubclass(model, OwnDetails) else {}
    return {name: "always" if since == ALWAYS else since for name, since in found.items()}


def _steps(model: type[Details]) -> list[str]:
    """The steps in the order of the way, then the side steps; none that are no more."""
    return [*model.main_steps(), *model.side_steps]


def _step(model: type[Details], code: str) -> Code:
    if model.steps is None:
        raise ValueError(code)
    return model.steps(code)


def kinds_csv(rows: Iterable[KindRow], days: Mapping[str, int]) -> str:
    """The kinds as CSV; several fields or steps with spaces between them."""
    documents = [kind_document(row, days) for row in rows]
    return csv_text(LISTED, [[_cell(each[name]) for name in LISTED] for each in documents])


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def problem_document(file: str, wrong: Wrong) -> dict[str, Any]:
    """One thing that is wrong in a file."""
    problem = wrong.problem
    where = {"file": file, "line": wrong.line, "code": problem.code, "field": problem.field}
    return {**where, "reason": problem.reason, "right": problem.right}


# ------------------------------------------------------------------ what is wrong


def wrong_line(wrong: Wrong) -> str:
    """One thing that is wrong: its line, where, what, and what would be right."""
    return _("Line {line}: {problem}", line=wrong.line, problem=str(wrong.problem))


def warnings(files: Sequence[WrongFile], most: int = TOLD) -> list[str]:
    """What is told when somebody sits down: of each file its first problems, and that what was there before holds.

    Args:
        most: How many problems of a file; a toast has room for one.
    """
    lines = []
    for each in files:
        lines += [f"{each.name}: {wrong_line(wrong)}" for wrong in each.found[:most]]
        if (more := len(each.found) - most) > 0:
            said = n_("and {n} problem more", "and {n} problems more", more)
            lines.append(f"{each.name}: {said}")
    return [*lines, _("Until that is mended, the kinds are as they were.")] if lines else []


# ------------------------------------------------------------------ to read


def state(row: KindRow) -> str:
    """Where it comes from, and whether it takes new cases."""
    if row.wording is None:
        return _("built in")
    return _("own, withdrawn") if row.model.withdrawn else _("own")


def list_lines(rows: Sequence[KindRow], days: Mapping[str, int], width: int | None) -> list[str]:
    """The kinds to read."""
    header = (_("Code"), _("Kind"), _("State"), _("Fields"), _("Steps"), _("Deadline"), _("Kept"), _("Open"))
    table = [
        (
            row.code,
            _(row.model.label),
            state(row),
            str(len(fields_of(row.model))),
            str(len(_steps(row.model))),
            deadline(row.model),
            n_("{n} day", "{n} days", days[row.code]),
            str(row.open_cases),
        )
        for row in rows
    ]
    return columns(header, table, 1, width)


def deadline(model: type[Details]) -> str:
    """The deadline in working days, or that there is none."""
    return "–" if model.working_days is None else n_("{n} working day", "{n} working days", model.working_days)


def kind_lines(model: type[Details], days: int) -> Iterator[str]:
    """What a kind is: what it asks, which way its cases go, how long they may take and are kept."""
    if model.help:
        yield _(model.help)
        yield ""
    facts = [(_("Code"), model.kind), (_("Deadline"), deadline(model))]
    if model.department:
        facts.append((_("Department"), model.department))
    facts.append((_("Kept"), n_("{n} day after it was closed", "{n} days after it was closed", days)))
    if model.withdrawn:
        facts.append((_("State"), _("withdrawn: no new cases; those that there are go on")))
    widest = max(len(name) for name, _value in facts)
    yield from (f"{name:<{widest}}  {value}" for name, value in facts)
    yield ""
    yield from _field_lines(model)
    yield from _step_lines(model)


def _field_lines(model: type[Details]) -> Iterator[str]:
    fields = fields_of(model)
    if not fields:
        yield _("It asks nothing of its own.")
        return
    yield _("Fields:")
    rows = [(f"  {each.name}", each.label, FieldKind(each.type).label, _about(model, each)) for each in fields]
    yield from columns(("", "", "", ""), rows)[1:]


def _about(model: type[Details], field: Field) -> str:
    since = _required(model).get(field.name)
    said = [
        _("required") if since == "always" else "",
        _("required from {step}", step=_step(model, since).label) if since and since != "always" else "",
        ", ".join(each.label for each in field.choices),
        _("goes with the person") if field.name in model.personal else "",
        _("found by search") if field.name in model.searched else "",
    ]
    return " · ".join(each for each in said if each)


def _step_lines(model: type[Details]) -> Iterator[str]:
    if not model.main_steps():
        return
    yield ""
    yield _("Steps:")
    yield "  " + " → ".join(_step(model, code).label for code in model.main_steps())
    for code, after in model.side_steps.items():
        names = ", ".join(_step(model, each).label for each in after)
        yield "  " + _("{step} (after {steps})", step=_step(model, code).label, steps=names)


def wording_line(written: Written, names: Mapping[str, str], zone: tzinfo) -> str:
    """Which wording it is, when it was brought in and by whom."""
    at = f"{written.at.astimezone(zone):%Y-%m-%d %H:%M}"
    by = names.get(written.by or "", written.by or "")
    return _("Wording {number}, brought in {at} by {name}", number=written.wording.number, at=at, name=by)


def accepted_line(code: str, model: type[Details]) -> str:
    """That a file describes a kind."""
    words = " / ".join(dict.fromkeys((_said(model.label)["sv"], _said(model.label)["en"])))
    fields = n_("{n} field", "{n} fields", len(fields_of(model)))
    steps = n_("{n} step", "{n} steps", len(_steps(model)))
    return _("{code} is a kind that Desk can use: {words}, {fields}, {steps}.",
             code=code, words=words, fields=fields, steps=steps)  # fmt: skip


def changed_lines(before: type[Details], after: type[Details]) -> Iterator[str]:
    """What a new wording takes away, and that nothing of it is lost."""
    gone = [each.label for each in fields_of(before) if each.name not in after.model_fields]
    if gone:
        yield _("Not asked any more: {fields}. Cases that hold it keep it.", fields=", ".join(gone))
    steps = [_step(before, code).label for code in _steps(before) if code not in _steps(after)]
    if steps:
        yield _("No steps any more: {steps}. Cases that stand there go on from where they stand.",
                steps=", ".join(steps))  # fmt: skip
