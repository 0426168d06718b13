"""Making the model of a described kind from every wording that its file has had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, Field, create_model

from desk.rules.cases import Day, Instant, Line, Optional
from desk.rules.kinds.base import Details
from desk.rules.labels import Code
from desk.rules.own_kind_checks import high, low
from desk.rules.own_kind_input import ANY, Choice, FieldKind, FieldOf, Step
from desk.rules.own_kind_model import OwnDetails
from desk.rules.own_kinds import Definition, WrongKind, read_kind
from desk.rules.text import clean_text
from desk.rules.wordings import Wording
from desk.words import InBoth

ORDER = 1000
"""Where kinds of one's own stand among the others when one chooses: after them."""

_codes = cast("Callable[[str, Sequence[tuple[str, tuple[str, str]]]], type[Code]]", Code)


@lru_cache(maxsize=200)
def make_kind(wordings: tuple[Wording, ...]) -> type[Details]:
    """The model of one kind.

    Args:
        wordings: All of one kind, the oldest first. One that cannot be read (a later Desk's) is passed over; where
            none can be read, the kind has no fields, and its cases show what they hold by their codes.
    """
    latest = wordings[-1]
    readable = [each for each in map(_definition, wordings) if each is not None]
    kept_on = latest.active
    if not readable:
        return _bare(latest)
    described = readable[-1].kind
    codes = tuple(each.code for each in described.steps)
    steps = _steps_of(readable)
    personal = _ever(readable, lambda field: field.is_personal)
    about: dict[str, Any] = {
        **_common(latest.code, described.label, kept_on=kept_on),
        "help": described.about,
        "steps": _steps(latest.code, steps) if steps else None,
        "side_steps": _side_steps(described.steps),
        "answers_at": next((each.code for each in described.steps if each.answers), None),
        "working_days": described.working_days,
        "department": described.department,
        "retention_days": described.retention_days,
        "valid_until": described.valid_until,
        "personal": personal,
        "searched": _ever(readable, lambda field: field.searched),
        "told": tuple(each.name for each in described.fields if _is_told(each, personal)),
        "required": {each.name: each.required for each in described.fields if each.required is not None},
        "between": {
            each.name: (each.earliest, each.latest) for each in described.fields if each.earliest or each.latest
        },
        "fills": {each.code: each.fills for each in described.steps if each.fills},
        "goes_on": {each.code: each.then for each in described.steps if each.then},
        "earlier_ways": tuple(each.kind.main_steps for each in reversed(readable)),
        "former_steps": frozenset(each.code for each in steps if each.code not in codes),
        "show": partial(_shown, wordings),
    }
    return _with(_model(f"Own_{latest.code}", described.fields, OwnDetails), about)


@lru_cache(maxsize=1000)
def _definition(wording: Wording) -> Definition | None:
    try:
        return read_kind(wording.code, wording.text)
    except WrongKind:
        return None


def _bare(latest: Wording) -> type[Details]:
    name = InBoth(latest.code, latest.code)
    about = {**_common(latest.code, name, kept_on=False), "show": partial(_shown, (latest,))}
    return _with(_model(f"Own_{latest.code}", (), OwnDetails), about)


def _common(code: str, label: InBoth, *, kept_on: bool) -> dict[str, Any]:
    return {"kind": code, "label": label, "order": ORDER, "listed": kept_on, "withdrawn": not kept_on}


def _with(model: type[BaseModel], about: Mapping[str, Any]) -> type[Details]:
    for name, value in about.items():
        setattr(model, name, value)
    return cast("type[Details]", model)


# ------------------------------------------------------------------ all wordings together


@lru_cache(maxsize=200)
def _shown(wordings: tuple[Wording, ...]) -> type[BaseModel]:
    readable = [each for each in map(_definition, wordings) if each is not None]
    return _model("Shown", _fields_of(readable), BaseModel)


def _fields_of(readable: Sequence[Definition]) -> tuple[FieldOf, ...]:
    """The fields of every wording, each as the newest that has it says, with the choices of all: those of now first."""
    found: dict[str, FieldOf] = {}
    for each in reversed(readable):
        for field in each.kind.fields:
            first = found.setdefault(field.name, field)
            known = {choice.code for choice in first.choices}
            more = tuple(choice for choice in field.choices if choice.code not in known)
            if more:
                found[field.name] = first.model_copy(update={"choices": (*first.choices, *more)})
    return tuple(found.values())


def _steps_of(readable: Sequence[Definition]) -> tuple[Step, ...]:
    found: dict[str, Step] = {}
    for each in reversed(readable):
        for step in each.kind.steps:
            found.setdefault(step.code, step)
    return tuple(found.values())


def _ever(readable: Sequence[Definition], is_so: Callable[[FieldOf], bool]) -> tuple[str, ...]:
    """The fields of which it is said, or was: what was personal once goes with the person, what search held as well."""
    fields = (field for each in reversed(readable) for field in each.kind.fields if is_so(field))
    return tuple(dict.fromkeys(field.name for field in fields))


def _is_told(field: FieldOf, personal: tuple[str, ...]) -> bool:
    return field.name not in personal if field.told is None else field.told


def _side_steps(steps: Sequence[Step]) -> dict[str, tuple[str, ...]]:
    every = tuple(each.code for each in steps)
    return {
        each.code: tuple(code for code in every if code != each.code) if ANY in each.after else each.after
        for each in steps
        if each.after
    }


# ------------------------------------------------------------------ models and codes


def _steps(code: str, steps: Iterable[Step]) -> type[Code]:
    return _codes(f"StepOf_{code}", _members(steps))


def _members(said: Iterable[Step | Choice]) -> list[tuple[str, tuple[str, str]]]:
    return [(f"C_{each.code}", (each.code, each.label)) for each in said]


def _model(name: str, fields: Iterable[FieldOf], base: type[BaseModel]) -> type[BaseModel]:
    made = {each.name: (_annotation(each), _info(each)) for each in fields}
    model: type[BaseModel] = create_model(name, __base__=base, __module__=__name__, **cast("Any", made))
    return model


def _annotation(field: FieldOf) -> Any:
    match field.type:
        case FieldKind.TEXT:
            return Annotated[Annotated[Line, Field(max_length=field.longest)] | None, Optional]
        case FieldKind.LONG_TEXT:
            long = Annotated[str, AfterValidator(clean_text), Field(max_length=field.longest)]
            return Annotated[long | None, Optional]
        case FieldKind.CHOICE:
            return Annotated[_codes(f"ChoiceOf_{field.name}", _members(field.choices)) | None, Optional]
        case FieldKind.YES_NO:
            return Annotated[bool | None, Optional]
        case FieldKind.NUMBER:
            return Annotated[Annotated[int, Field(ge=low(field), le=high(field))] | None, Optional]
        case FieldKind.DATE:
            return Day
        case FieldKind.INSTANT:
            return Instant


def _info(field: FieldOf) -> Any:
    return Field(
        default=field.default,
        title=field.label,
        description=field.about or None,
        examples=[field.example] if field.example else None,
        json_schema_extra={"type": str(field.type)},
    )
