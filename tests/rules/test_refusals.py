"""Every code that is raised has its sentence, every sentence is raised, and is given the values that it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import desk
from desk.rules.refusals import NotAllowed, NotFound, Problem, Refused, problems_in, refuse, wrong
from desk.rules.sentences import SENTENCES, Sentence

HOME = Path(desk.__file__).parent
RAISING = {"refuse", "wrong", "Problem"}


def sources() -> Iterator[tuple[Path, str]]:
    """Every file of the program but the sentences' own. Their trees are not kept: a million objects slow every test."""
    for path in HOME.rglob("*.py"):
        if path.name != "sentences.py":
            yield path, path.read_text("utf-8")


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a code is raised by name, the code, and the values given; ``None`` where they cannot be read here."""
    for path, text in sources():
        if not any(f"{word}(" in text for word in RAISING):
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not node.args or called(node) not in RAISING:
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield f"{path.relative_to(HOME)}:{node.lineno}", code.value, values_of(node)


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def values_of(call: ast.Call) -> set[str] | None:
    given = {word.arg for word in call.keywords}
    if None in given:
        return None
    if called(call) != "Problem":
        return {name for name in given if name}
    values = call.args[2] if len(call.args) > 2 else next((w.value for w in call.keywords if w.arg == "values"), None)
    if values is None:
        return set()
    if not isinstance(values, ast.Dict):
        return None
    keys = values.keys
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def placeholders(sentence: Sentence) -> set[str]:
    return {name for text in sentence for _, name, _, _ in string.Formatter().parse(text) if name}


RAISED = list(raised())


def test_the_scan_finds_what_is_raised() -> None:
    found = {code for _, code, _ in RAISED}
    assert len(RAISED) > 80
    assert {"fee_range", "text_control", "case_unknown", "not_allowed"} <= found


@pytest.mark.parametrize(("where", "code", "values"), RAISED, ids=[f"{code}@{where}" for where, code, _ in RAISED])
def test_what_is_raised_has_its_sentence_and_its_values(where: str, code: str, values: set[str] | None) -> None:
    assert code in SENTENCES, f"{where} raises {code}, which has no sentence"
    if values is not None:
        missing = placeholders(SENTENCES[code]) - values
        assert not missing, f"{where} raises {code} without {missing}"


def test_every_sentence_is_raised_somewhere() -> None:
    missing = set(SENTENCES)
    for _path, text in sources():
        if any(code in text for code in missing):
            missing -= {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    assert missing == set()


@pytest.mark.parametrize("code", list(SENTENCES))
def test_a_sentence_is_a_sentence(code: str) -> None:
    sentence = SENTENCES[code]
    for text in sentence:
        if text:
            assert text[0].isupper() or text[0] in "{`“0123456789", text
            assert text.endswith((".", "…", "{problem}")), text
            assert all(name.isidentifier() for name in placeholders(Sentence(text))), text
    assert sentence.reason


# ------------------------------------------------------------------ putting them into words


def test_values_stand_in_their_places_and_many_are_listed() -> None:
    problem = Problem("kind_unknown", "kind", {"allowed": ("enquiry", "fault")})
    assert str(problem) == "kind: There is no such kind of case. Choose one of: enquiry, fault."
    assert str(Problem("phone_invalid")).startswith("That is not a telephone number.")


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    assert "{allowed}" in Problem("case_unknown", None, {"reference": "{allowed}{0}"}).reason


def test_a_sentence_without_its_value_is_still_said() -> None:
    assert Problem("kind_unknown").right == "Choose one of: {allowed}."


def test_several_problems_are_told_together() -> None:
    refusal = Refused(Problem("required", "a"), Problem("required", "b"))
    assert str(refusal) == "a: A value is missing. Fill it in.\nb: A value is missing. Fill it in."
    assert refusal.args == ("required", "required")


def test_the_siblings_are_refusals() -> None:
    assert issubclass(NotAllowed, Refused)
    assert issubclass(NotFound, Refused)
    with pytest.raises(Refused) as caught:
        refuse("fee_range", "details.fee", low=50, high=150)
    assert caught.value.problems == (Problem("fee_range", "details.fee", {"low": 50, "high": 150}),)


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int = Field(0, ge=1, le=9)


class Outer(BaseModel):
    inner: Inner = Inner.model_construct()
    text: str = ""


@pytest.mark.parametrize(
    ("values", "field", "code", "right"),
    [
        ({"inner": {"number": 0}}, "x.inner.number", "number_too_small", "At least 1."),
        ({"inner": {"number": 10}}, "x.inner.number", "number_too_large", "At most 9."),
        ({"inner": {"number": "ett"}}, "x.inner.number", "invalid_number", "Write digits only, such as 100."),
        ({"inner": {"other": 1}}, "x.inner.other", "unknown_field", "Check the name; `--help` lists the fields."),
        ({"inner": "nothing"}, "x.inner", "invalid_value", "Check how it is written."),
        ({"text": 1}, "x.text", "invalid_text", "Write it as text."),
    ],
)
def test_what_pydantic_says_becomes_ours(values: dict[str, object], field: str, code: str, right: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(values)
    (problem,) = problems_in(caught.value, "x")
    assert (problem.field, problem.code, problem.right) == (field, code, right)


def test_a_rules_own_code_survives_a_validator() -> None:
    error = wrong("year_out_of_range", first=1, last=2)
    assert error.type == "year_out_of_range"
    assert error.context == {"first": 1, "last": 2}
