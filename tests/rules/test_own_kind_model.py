"""What a described kind becomes: held to its rules, and readable in whichever wording a case was registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from desk import words
from desk.rules import wordings
from desk.rules.case_fields import case_fields, instant_in
from desk.rules.cases import Citizen
from desk.rules.fields import fields_of
from desk.rules.kinds import Details, built_in, is_known, kind, kinds, kinds_in_use
from desk.rules.kinds.base import Circumstances
from desk.rules.own_kind_making import make_kind
from desk.rules.refusals import Problem, Refused
from desk.rules.wordings import Wording

NOW = datetime(2026, 11, 19, 9, 42, tzinfo=UTC)
AT = Circumstances(date(2026, 11, 19), date(2026, 11, 19), Citizen(), NOW, NOW)
HEAD = 'sv = "Nyckellån"\nen = "Key loan"\n'
WHOLE: dict[str, Any] = {"key_number": "A 12", "premises": "hall"}


def made(*texts: str, active: bool = True) -> type[Details]:
    return make_kind(tuple(Wording("key_loan", number, text, active) for number, text in enumerate(texts, start=1)))


def problems(call: Callable[[], object]) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        call()
    return [(each.code, each.field) for each in caught.value.problems]


def field(name: str, type_: str = "text", more: str = "") -> str:
    return f'[[fields]]\nname = "{name}"\ntype = "{type_}"\nsv = "{name} sv"\nen = "{name} en"\n{more}\n'


def step(code: str, more: str = "") -> str:
    return f'[[steps]]\ncode = "{code}"\nsv = "{code} sv"\nen = "{code} en"\n{more}\n'


# ------------------------------------------------------------------ one wording


def test_the_example_is_a_kind_like_any(key_loan: str) -> None:
    model = made(key_loan)
    assert (model.kind, model.label, model.department) == ("key_loan", "Key loan", "Samhällsbyggnad")
    assert (model.working_days, model.retention_days, model.answers_at) == (10, 365, "lent")
    assert model.personal == ("remarks",)
    assert model.searched == ("key_number",)
    assert "remarks" not in (model.told or ())
    assert (model.first_step(), model.main_steps()) == ("ordered", ("ordered", "lent", "returned"))
    assert model.side_steps == {"lost": ("lent",)}
    fields = {each.name: each for each in fields_of(model)}
    assert {name: each.type for name, each in fields.items()} == {
        "key_number": "text", "premises": "choice", "back_by": "date", "keys": "number", "deposit": "yes_no",
        "collect_at": "instant", "returned_on": "date", "remarks": "long_text",
    }  # fmt: skip
    assert (fields["key_number"].max_length, fields["remarks"].max_length) == (20, 20_000)
    assert fields["keys"].default == 1
    assert [str(each) for each in fields["premises"].choices] == ["hall", "library", "other"]


@pytest.mark.parametrize(("language", "word"), [("sv", "Nyckel"), ("en", "Key")])
def test_its_words_are_in_both_languages(key_loan: str, language: str, word: str) -> None:
    model = made(key_loan)
    with words.speaking(language):
        fields = {each.name: each for each in fields_of(model)}
        assert fields["key_number"].label == word
        assert fields["premises"].choices[0].label == {"sv": "Idrottshallen", "en": "Sports hall"}[language]
        assert fields["key_number"].help == {"sv": "Numret på brickan.", "en": "The number on its tag."}[language]
        assert model.steps is not None
        assert model.steps("lent").label == {"sv": "Utlånad", "en": "Lent"}[language]
    assert {*words.everywhere(model.label)} == {"Nyckellån", "Key loan"}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"key_number": "A" * 21}, "string_too_long"),
        ({"premises": "cellar"}, "enum"),
        ({"keys": 0}, "greater_than_equal"),
        ({"keys": "many"}, "int_parsing"),
        ({"deposit": "perhaps"}, "bool_parsing"),
        ({"back_by": "20261119"}, "invalid_date"),
        ({"collect_at": "2026-11-20T10:00:00"}, "timezone_aware"),
        ({"colour": "red"}, "extra_forbidden"),
        ({"remarks": "a\u202eb"}, "text_control"),
    ],
)
def test_a_field_takes_what_it_holds(key_loan: str, values: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        made(key_loan).model_validate({**WHOLE, **values})
    found = caught.value.errors()[0]["type"]
    assert found in (wrong, "too_long" if wrong == "string_too_long" else wrong)


def test_what_is_required_is_told_all_at_once(key_loan: str) -> None:
    details = made(key_loan).model_validate({"key_number": " "})
    assert problems(lambda: details.check(AT)) == [
        ("required", "details.key_number"), ("required", "details.premises"),
    ]  # fmt: skip
    made(key_loan).model_validate(WHOLE).check(AT)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"back_by": "2026-11-18"}, ("kind_too_early", "details.back_by")),
        ({"returned_on": "2026-11-18"}, ("kind_too_early", "details.returned_on")),
        ({"returned_on": "2026-11-20"}, ("kind_too_late", "details.returned_on")),
        ({"collect_at": "2026-11-19T09:41:00Z"}, ("kind_too_early", "details.collect_at")),
    ],
)
def test_dates_and_times_lie_where_they_may(key_loan: str, values: dict[str, Any], wrong: tuple[str, str]) -> None:
    details = made(key_loan).model_validate({**WHOLE, **values})
    assert problems(lambda: details.check(AT)) == [wrong]


def test_a_date_may_be_held_against_another() -> None:
    model = made(HEAD + field("begins", "date") + field("ends", "date", 'earliest = "begins"'))
    model.model_validate({"ends": "2026-11-01"}).check(AT)
    model.model_validate({"begins": "2026-11-01", "ends": "2026-11-01"}).check(AT)
    details = model.model_validate({"begins": "2026-11-02", "ends": "2026-11-01"})
    with pytest.raises(Refused) as caught:
        details.check(AT)
    assert str(caught.value) == "details.ends: That is too early. At the earliest 2026-11-02."


def test_a_time_is_named_as_the_clock_says_it() -> None:
    model = made(HEAD + field("at", "instant", 'latest = "now"'))
    with pytest.raises(Refused) as caught:
        model.model_validate({"at": "2026-11-19T10:00:00Z"}).check(AT)
    assert caught.value.problems[0].values == {"day": "2026-11-19 10:42"}


def test_the_way_of_a_case(key_loan: str) -> None:
    details = made(key_loan).model_validate(WHOLE)
    assert details.next_steps("ordered", AT) == ("lent",)
    assert details.next_steps("lent", AT) == ("returned", "lost")
    assert details.next_steps("lost", AT) == ("returned",)
    assert details.next_steps("returned", AT) == ()
    assert details.on_step("returned", AT.today) == {"returned_on": AT.today}
    assert details.on_step("lent", AT.today) == {}
    assert details.at_step("returned", NOW) == {}
    with pytest.raises(Refused) as caught:
        details.take_step("ordered", "returned", AT)
    assert caught.value.problems == (Problem("step_not_allowed", "step", {"allowed": ("lent",)}),)


def test_a_step_needs_what_the_file_says(key_loan: str) -> None:
    details = made(key_loan).model_validate(WHOLE)
    assert problems(lambda: details.take_step("lent", "lost", AT)) == [("required", "details.remarks")]
    details.model_copy(update={"remarks": "Borta"}).take_step("lent", "lost", AT)
    details.take_step("lent", "returned", AT)
    model = made(HEAD + field("number", more='required = "b"') + step("a") + step("b") + step("c"))
    assert problems(lambda: model.model_validate({}).check_step("c", AT)) == [("required", "details.number")]
    model.model_validate({}).check_step("a", AT)


def test_a_step_may_fill_in_the_time() -> None:
    model = made(HEAD + field("at", "instant") + step("a") + step("b", 'fills = "at"'))
    assert model.model_validate({}).at_step("b", NOW.replace(microsecond=5)) == {"at": NOW}
    assert model.model_validate({"at": "2026-11-01T10:00:00Z"}).at_step("b", NOW) == {}


def test_a_side_step_after_any() -> None:
    model = made(HEAD + step("a") + step("b") + step("off", 'after = ["any"]') + step("more", 'after = ["off"]'))
    assert model.side_steps == {"off": ("a", "b", "more"), "more": ("off",)}
    assert model.model_validate({}).next_steps("a", AT) == ("b", "off")


def test_retention_may_count_from_a_day(key_loan: str) -> None:
    assert made(key_loan).model_validate({**WHOLE, "back_by": "2027-01-01"}).last_day() == date(2027, 1, 1)
    assert made(key_loan).model_validate(WHOLE).last_day() is None


# ------------------------------------------------------------------ another wording

OLD = (
    HEAD
    + field("number", more="searched = true")
    + field("colour")
    + field(
        "size",
        "choice",
        'choices = [{ code = "s", sv = "Liten", en = "Small" }, { code = "l", sv = "Stor", en = "Large" }]',
    )
    + field("many", "number", "max = 100")
    + step("first")
    + step("middle")
    + step("last")
    + step("aside", 'after = ["middle"]')
)
NEW = (
    HEAD
    + field("number", more="required = true")
    + field(
        "size",
        "choice",
        'choices = [{ code = "l", sv = "Stor", en = "Big" }, { code = "x", sv = "Störst", en = "Biggest" }]',
    )
    + field("many", "number", "max = 10")
    + field("fresh", more="required = true")
    + step("first")
    + step("last")
    + step("end")
)
HELD = {"number": "A 1", "colour": "red", "size": "s", "many": 50}


def test_nothing_of_a_case_is_lost() -> None:
    details = made(OLD, NEW).remembered(HELD)
    assert details.stored() == HELD
    assert details.model_copy().stored() == HELD
    details.check(AT)


def test_what_it_holds_has_words_still() -> None:
    wordings.know((Wording("key_loan", 1, OLD), Wording("key_loan", 2, NEW)))
    known = case_fields("key_loan")
    assert known["details.colour"].label == "colour en"
    assert {str(each): each.label for each in known["details.size"].choices} == {
        "l": "Big", "x": "Biggest", "s": "Small",
    }  # fmt: skip
    model = kind("key_loan")
    assert model.steps is not None
    assert model.steps("middle").label == "middle en"
    assert [each.name for each in fields_of(model)] == ["number", "size", "many", "fresh"]


def test_only_what_is_changed_is_held_against_the_wording_of_now() -> None:
    model = made(OLD, NEW)
    corrected = model.corrected(HELD, {**HELD, "number": "B 2"})
    corrected.check(AT)
    corrected.check_step("last", AT)
    assert corrected.stored() == {**HELD, "number": "B 2"}
    assert model.corrected(HELD, {**HELD, "many": 7, "size": "x"}).stored() == {**HELD, "many": 7, "size": "x"}
    for values in ({"many": 11}, {"size": "m"}, {"fresh": "a\u202eb"}):
        with pytest.raises(ValidationError):
            model.corrected(HELD, {**HELD, **values})


def test_what_is_required_may_not_be_emptied() -> None:
    model = made(OLD, NEW)
    assert problems(lambda: model.corrected(HELD, {**HELD, "number": None}).check(AT)) == [
        ("required", "details.number")
    ]
    assert problems(lambda: model.model_validate({"number": "1"}).check(AT)) == [("required", "details.fresh")]


def test_a_field_that_is_no_more_may_be_emptied_not_changed() -> None:
    model = made(OLD, NEW)
    assert "colour" not in model.corrected(HELD, {**HELD, "colour": None}).stored()
    assert problems(lambda: model.corrected(HELD, {**HELD, "colour": "blue"})) == [
        ("kind_field_former", "details.colour")
    ]
    assert problems(lambda: model.corrected(HELD, {**HELD, "taste": "sour"})) == [("unknown_field", "details.taste")]


def test_a_case_goes_on_from_a_step_that_is_no_more() -> None:
    details = made(OLD, NEW).remembered(HELD)
    assert details.main_steps() == ("first", "last", "end")
    assert details.next_steps("middle", AT) == ("last",)
    assert details.next_steps("aside", AT) == ()
    assert details.next_steps(None, AT) == ("first",)
    details.take_step("middle", "last", AT)
    assert problems(lambda: details.take_step("first", "middle", AT)) == [("step_not_allowed", "step")]


def test_a_kind_without_steps_any_more() -> None:
    details = made(OLD, HEAD).remembered(HELD)
    assert (details.first_step(), details.next_steps("middle", AT)) == (None, ())
    assert details.stored() == HELD


def test_a_department_is_told_what_is_not_personal_or_is_said_to_be_for_it() -> None:
    fields = field("a") + field("b", more="told = true") + field("c", "number") + field("d", "number", "told = false")
    assert made(HEAD + fields).told == ("b", "c")
    assert made(HEAD + field("e"), HEAD + field("e", more="personal = false")).told == ()


def test_what_was_personal_or_searched_once_is_so_for_ever() -> None:
    model = made(OLD, NEW.replace('name = "number"\n', 'name = "number"\npersonal = false\n'))
    assert {*model.personal} == {"number", "colour", "fresh"}
    assert model.searched == ("number",)


def test_a_field_of_another_type_keeps_what_it_held() -> None:
    model = made(HEAD + field("x"), HEAD + field("x", "instant") + step("a") + step("b", 'fills = "x"'))
    assert model.remembered({"x": "in May"}).stored() == {"x": "in May"}
    assert model.remembered({"x": "in May"}).at_step("b", NOW) == {}
    wordings.know((Wording("k", 1, HEAD + field("x")), Wording("k", 2, HEAD + field("x", "instant"))))
    assert instant_in("details.x", "in May", "k") is None
    assert instant_in("details.x", "2026-11-19T09:42:00Z", "k") == NOW
    number = made(HEAD + field("x"), HEAD + field("x", "number"))
    assert number.remembered({"x": "5"}).stored() == {"x": "5"}


def test_defaults_are_for_new_cases() -> None:
    model = made(HEAD, HEAD + field("x", "yes_no", "default = true"))
    assert model.model_validate({}).stored() == {"x": True}
    assert model.remembered({}).stored() == {}


def test_a_wording_that_cannot_be_read_is_passed_over() -> None:
    """A later Desk's, say: what was there before holds, and without that the kind shows what its cases hold."""
    assert made(OLD, "from_the_future = 1").label == "Key loan"
    bare = made("from_the_future = 1")
    assert (bare.label, bare.withdrawn) == ("key_loan", True)
    assert bare.remembered(HELD).stored() == HELD


# ------------------------------------------------------------------ among the others


def test_it_stands_after_those_that_desk_comes_with(key_loan: str) -> None:
    wordings.know((Wording("key_loan", 1, key_loan), Wording("a_kind", 1, HEAD, active=False)))
    assert [*kinds()][-2:] == ["a_kind", "key_loan"]
    assert [*kinds()][:-2] == [*built_in()]
    assert [*kinds_in_use()] == [*built_in(), "key_loan"]
    assert not kinds()["a_kind"].listed


def test_what_is_asked_about_kinds_is_asked_anew_when_they_change(key_loan: str) -> None:
    assert "details.premises" not in case_fields()
    wordings.know((Wording("key_loan", 1, key_loan),))
    assert "details.premises" in case_fields()
    assert kinds() is kinds()
    wordings.know(())
    assert kinds() is built_in()
    assert "details.premises" not in case_fields()


def test_one_of_the_same_code_that_desk_came_with_later_does_not_hide_it() -> None:
    wordings.know((Wording("fault", 1, HEAD),))
    assert kinds()["fault"].label == "Key loan"


def test_nothing_is_made_of_ones_own_until_it_is_asked_for(key_loan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that taking a seat, and registering what Desk comes with, cost what they cost without."""
    asked: list[str] = []

    def make(of: tuple[Wording, ...]) -> type[Details]:
        asked.append(of[0].code)
        return make_kind(of)

    monkeypatch.setattr("desk.rules.own_kind_making.make_kind", make)
    wordings.know(tuple(Wording(f"key_loan_{number}", 1, key_loan) for number in range(3)))
    assert kind("fault") is built_in()["fault"]
    assert is_known("key_loan_0")
    assert not is_known("key_loan_9")
    assert asked == []
    assert kind("key_loan_1").label == "Key loan"
    assert asked == ["key_loan_0", "key_loan_1", "key_loan_2"]
