"""A file that describes a kind: what it says, and every way in which it can be wrong, with line and reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk import words
from desk.rules.own_kinds import LONGEST_TEXT, WrongKind, read_kind
from desk.rules.sentences import SENTENCES

SHORT = """sv = "Nyckellån"
en = "Key loan"

[[fields]]
name = "key_number"
type = "text"
sv = "Nyckel"
en = "Key"

[[fields]]
name = "door"
type = "choice"
sv = "Dörr"
en = "Door"
choices = [
  { code = "front", sv = "Fram", en = "Front" },
  { code = "back", sv = "Bak", en = "Back" },
]

[[fields]]
name = "lent_on"
type = "date"
sv = "Lånad"
en = "Lent on"

[[fields]]
name = "keys"
type = "number"
sv = "Antal"
en = "How many"

[[steps]]
code = "lent"
sv = "Utlånad"
en = "Lent"

[[steps]]
code = "returned"
sv = "Åter"
en = "Returned"

[[steps]]
code = "lost"
sv = "Borta"
en = "Lost"
after = ["lent"]
"""
DEPARTMENTS = ("Samhällsbyggnad", "Miljö")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    words.use("en")
    yield
    words.use("en")


def wrong(text: str, code: str = "key_loan") -> list[tuple[int, str, str | None]]:
    with pytest.raises(WrongKind) as caught:
        read_kind(code, text, DEPARTMENTS)
    return [(each.line, each.problem.code, each.problem.field) for each in caught.value.found]


def test_the_example_is_read(key_loan: str) -> None:
    found = read_kind("key_loan", key_loan, DEPARTMENTS)
    assert (found.label, found.label.swedish) == ("Key loan", "Nyckellån")
    assert [each.name for each in found.kind.fields] == [
        "key_number", "premises", "back_by", "keys", "deposit", "collect_at", "returned_on", "remarks",
    ]  # fmt: skip
    assert found.kind.main_steps == ("ordered", "lent", "returned")
    assert {str(each.type) for each in found.kind.fields} == {
        "text", "long_text", "choice", "yes_no", "date", "instant", "number",
    }  # fmt: skip


def test_two_words_are_enough() -> None:
    found = read_kind("key_loan", 'sv = "Nyckellån"\nen = "Key loan"\n')
    assert (found.kind.fields, found.kind.steps, found.kind.retention_days) == ((), (), 730)


MARK = " # §"
"""Stands on the line that is wrong."""
AFTER_TYPE = 'type = "text"\n'
AFTER_DATE = 'type = "date"\n'
AFTER_NUMBER = 'type = "number"\n'
AFTER_CHOICE = 'type = "choice"\n'
WRONG = [
    # ---- no TOML
    ("sv = ", 'sv = Nyckel " # §', "kind_toml_value"),
    ('en = "Key loan"', 'en = "Key loan # §', "kind_toml_string"),
    ('en = "Key loan"', 'en "Key loan" # §', "kind_toml_equals"),
    ('en = "Key loan"', 'en = "Key" "loan" # §', "kind_toml_end"),
    ('en = "Key loan"', 'en = "Key loan"\nsv = "Nyckel" # §', "kind_toml_twice"),
    ("[[steps]]\ncode = \"lent\"", "[[steps] # §\ncode = \"lent\"", "kind_toml_open"),
    ('after = ["lent"]', 'after = ["lent" # §', "kind_toml_open"),
    ("[[fields]]", "[[fields]]\n\0 # §", "text_control"),
    ('en = "Key loan"', 'en = "Key loan"\n# a\u202Eb # §', "text_control"),
    # ---- the kind
    ('sv = "Nyckellån"\n', " # §", "required"),
    ('sv = "Nyckellån"', "sv = 5 # §", "invalid_text"),
    ('sv = "Nyckellån"', 'sv = " " # §', "required"),
    ('sv = "Nyckellån"', f'sv = "{"å" * 41}" # §', "too_long"),
    ('sv = "Nyckellån"', 'sv = "Nyckel\\u202Elån" # §', "text_control"),
    ('en = "Key loan"', 'en = "Key loan"\ncolour = "red" # §', "kind_word_unknown"),
    ('en = "Key loan"', 'en = "Key loan"\nhelp = "Yes" # §', "kind_wrong_shape"),
    ('en = "Key loan"', 'en = "Key loan"\nhelp.sv = "Ja" # §', "required"),
    ('en = "Key loan"', 'en = "Key loan"\ndepartment = "Rymden" # §', "department_unknown"),
    ('en = "Key loan"', 'en = "Key loan"\nworking_days = 400 # §', "number_too_large"),
    ('en = "Key loan"', 'en = "Key loan"\nworking_days = "ten" # §', "invalid_number"),
    ('en = "Key loan"', 'en = "Key loan"\nworking_days = true # §', "invalid_number"),
    ('en = "Key loan"', 'en = "Key loan"\nretention_days = 0 # §', "number_too_small"),
    ('en = "Key loan"', 'en = "Key loan"\nwithdrawn = "no" # §', "invalid_yes_no"),
    ('en = "Key loan"', 'en = "Key loan"\nvalid_until = "keys" # §', "kind_field_unknown"),
    # ---- a field
    ('name = "key_number"', 'name = "Key number" # §', "kind_code_form"),
    ('name = "key_number"', 'name = "steps" # §', "kind_name_taken"),
    ('name = "key_number"', 'name = "model_copy" # §', "kind_name_taken"),
    ('name = "key_number"', 'name = "required" # §', "kind_name_taken"),
    ('name = "door"', 'name = "key_number" # §', "kind_twice"),
    (AFTER_TYPE, 'type = "txt" # §\n', "unknown_code"),
    ('[[fields]]\nname = "key_number"\ntype = "text"\n', '[[fields]] # §\nname = "key_number"\n', "required"),
    (AFTER_TYPE, f"{AFTER_TYPE}required = 1 # §\n", "kind_required_form"),
    (AFTER_TYPE, f'{AFTER_TYPE}required = "gone" # §\n', "kind_step_unknown"),
    (AFTER_TYPE, f"{AFTER_TYPE}max_length = 0 # §\n", "number_too_small"),
    (AFTER_TYPE, f"{AFTER_TYPE}max_length = 201 # §\n", "number_too_large"),
    (AFTER_TYPE, f"{AFTER_TYPE}min = 1 # §\n", "kind_only_for"),
    (AFTER_TYPE, f'{AFTER_TYPE}earliest = "today" # §\n', "kind_only_for"),
    (AFTER_TYPE, f'{AFTER_TYPE}default = "A 12" # §\n', "kind_only_for"),
    (AFTER_TYPE, f'{AFTER_TYPE}choices = [{{ code = "a", sv = "A", en = "A" }}] # §\n', "kind_only_for"),
    (AFTER_DATE, f"{AFTER_DATE}searched = true # §\n", "kind_only_for"),
    (AFTER_DATE, f"{AFTER_DATE}max_length = 9 # §\n", "kind_only_for"),
    (AFTER_DATE, f'{AFTER_DATE}earliest = "now" # §\n', "kind_field_unknown"),
    (AFTER_DATE, f'{AFTER_DATE}latest = "lent_on" # §\n', "kind_field_unknown"),
    (AFTER_NUMBER, f"{AFTER_NUMBER}min = 5\nmax = 4 # §\n", "number_too_small"),
    (AFTER_NUMBER, f"{AFTER_NUMBER}max = 4\ndefault = 5 # §\n", "kind_default_wrong"),
    (AFTER_NUMBER, f"{AFTER_NUMBER}default = true # §\n", "kind_default_wrong"),
    (AFTER_CHOICE, f'{AFTER_CHOICE}default = "side" # §\n', "kind_default_wrong"),
    ('code = "back", sv = "Bak", en = "Back"', 'code = "front", sv = "Bak", en = "Back" # §', "kind_twice"),
    ('code = "back", sv = "Bak", en = "Back"', 'code = "back", sv = "Bak" # §', "required"),
    ('code = "back", sv = "Bak", en = "Back"', 'code = "back", sv = "Bak", en = "B", x = 1 # §', "kind_word_unknown"),
    # ---- the steps
    ('code = "returned"', 'code = "lent" # §', "kind_twice"),
    ('code = "returned"', 'code = "any" # §', "kind_name_taken"),
    ('after = ["lent"]', 'after = ["gone"] # §', "kind_step_unknown"),
    ('after = ["lent"]', 'after = ["lost"] # §', "kind_step_unknown"),
    ('after = ["lent"]', 'after = "lent" # §', "kind_wrong_shape"),
    ('after = ["lent"]', 'after = ["lent"]\nthen = "gone" # §', "kind_then_wrong"),
    ('code = "returned"', 'code = "returned"\nthen = "lent" # §', "kind_then_wrong"),
    ('code = "returned"', 'code = "returned"\nfills = "keys" # §', "kind_field_unknown"),
    ('code = "returned"', 'code = "returned"\nanswers = 1 # §', "invalid_yes_no"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), WRONG, ids=[each[2] for each in WRONG])
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, code: str) -> None:
    assert old in SHORT
    marked = SHORT.replace(old, new, 1)
    (line,) = (number for number, text in enumerate(marked.splitlines(), start=1) if MARK in text)
    found = wrong(marked.replace(MARK, ""))
    assert [(at, what) for at, what, _field in found] == [(line, code)]


def test_side_steps_alone_are_no_way() -> None:
    way = SHORT[: SHORT.index("[[steps]]")]
    assert wrong(f'{way}[[steps]]\ncode = "a"\nsv = "A"\nen = "A"\nafter = ["any"]\n') == [
        (32, "kind_side_steps_only", "steps")
    ]


def test_two_steps_do_not_both_answer() -> None:
    text = SHORT.replace('en = "Lent"\n', 'en = "Lent"\nanswers = true\n').replace(
        'en = "Returned"\n', 'en = "Returned"\nanswers = true\n'
    )
    assert wrong(text) == [(42, "kind_answers_twice", "steps.returned.answers")]


def test_a_choice_needs_choices() -> None:
    start, end = SHORT.index("choices = ["), SHORT.index("]\n", SHORT.index("choices = [")) + 2
    assert wrong(SHORT[:start] + SHORT[end:]) == [(10, "kind_choices_missing", "fields.door.choices")]


def test_too_much_is_refused() -> None:
    field = '[[fields]]\nname = "f{}"\ntype = "date"\nsv = "F"\nen = "F"\n'
    many = 'sv = "A"\nen = "A"\n' + "".join(field.format(number) for number in range(41))
    assert [(at, what) for at, what, _field in wrong(many)] == [(3, "kind_too_many")]
    assert wrong("#" * (LONGEST_TEXT + 1)) == [(1, "kind_file_unread", None)]
    assert wrong("a = " + "[" * 5000) in ([(1, "kind_toml_other", None)], [(1, "kind_toml_value", None)])


@pytest.mark.parametrize("code", ["Key", "1key", "key-loan", "", "nyckellån", "k" * 41])
def test_a_file_is_called_by_a_code(code: str) -> None:
    assert wrong(SHORT, code) == [(1, "kind_file_name", None)]


@pytest.mark.parametrize("code", ["visit", "phone", "other", "internal"])
def test_what_the_digits_of_the_desk_open_is_no_kind(code: str) -> None:
    assert wrong(SHORT, code) == [(1, "kind_code_taken", None)]


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = SHORT.replace('type = "text"', 'type = "txt"').replace('sv = "Nyckellån"\n', "").replace("lent_on", "Lent")
    assert wrong(text) == [
        (1, "required", "sv"),
        (5, "unknown_code", "fields.key_number.type"),
        (20, "kind_code_form", "fields.3.name"),
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_reason_is_said_in_both_languages(language: str) -> None:
    """Also of what ``tomllib`` refuses, whose own words are English."""
    words.use(language)
    told = []
    for old, new, code in WRONG:
        with pytest.raises(WrongKind) as caught:
            read_kind("key_loan", SHORT.replace(old, new.replace(MARK, ""), 1), DEPARTMENTS)
        problem = caught.value.problems[0]
        assert problem.reason, code
        assert problem.right, code
        assert "{" not in problem.reason + problem.right.replace("\\", ""), problem.right
        told.append(problem.reason)
        if language == "sv":
            assert problem.reason != SENTENCES[code].reason
    assert len({*told}) > 20


def test_what_may_stand_there_is_named() -> None:
    with pytest.raises(WrongKind) as caught:
        read_kind("key_loan", SHORT.replace('after = ["lent"]', 'after = ["gone"]'))
    assert str(caught.value) == "steps.lost.after.gone: There is no such step. Choose one of: lent, returned, any."
