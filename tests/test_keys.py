"""The table of keys, and what follows from it."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from desk import keys
from desk.rules.refusals import Refused


def test_every_id_once() -> None:
    assert len({each.id for each in keys.ACTIONS}) == len(keys.ACTIONS)


def test_no_key_twice_in_one_place() -> None:
    keys.checked_keymap({})


def test_no_key_that_terminals_take() -> None:
    assert not {key for each in keys.ACTIONS for key in each.keys} & keys.RESERVED


def test_digits_register() -> None:
    found = [each.action for each in keys.ACTIONS if each.keys[0].isdigit()]
    assert found == [
        f"register('{kind}')" for kind in ("visit", "phone", "email", "bus_card", "parking_permit", "feedback", "other")
    ]


def test_bindings_carry_id_and_tooltip_and_saving_has_no_priority() -> None:
    made = keys.bindings("form", "any.help")
    assert all(isinstance(each, Binding) and each.id and each.tooltip for each in made)
    save = next(each for each in made if isinstance(each, Binding) and each.id == "form.save")
    assert (save.key, save.action, save.priority) == ("ctrl+s", "save", False)


def test_a_footer_that_fits_keeps_help_and_the_palette() -> None:
    whole = keys.hints("case")
    fitting = keys.hints("case", width=60)
    assert len(fitting) < len(whole)
    assert sum(len(str(hint)) + 2 for hint in fitting) - 2 <= 60
    assert {"any.help", "any.palette"} <= {hint.id for hint in fitting}


def test_the_footer_and_the_help_page_follow_the_keymap() -> None:
    keymap = keys.checked_keymap({"desk.search": "s"})
    assert next(hint.key for hint in keys.hints("desk", keymap) if hint.id == "desk.search") == "s"
    desk = keys.help_page(keymap)[0]
    assert ("s", "Search") in {(row.key, row.label) for row in desk.rows}


def test_the_help_page_has_every_action() -> None:
    assert sum(len(section.rows) for section in keys.help_page()) == len(keys.ACTIONS)


def test_the_help_page_begins_with_the_place_one_is_in() -> None:
    titles = [section.title for section in keys.help_page(first="staffing")]
    assert titles[:2] == ["Staffing", "Desk"]
    assert sorted(titles) == sorted(section.title for section in keys.help_page())


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"desk.fly": "f"}, "key_action_unknown"),
        ({"desk.search": "ctrl+h"}, "key_reserved"),
        ({"form.save": "s"}, "key_reserved"),
        ({"desk.search": "r"}, "key_taken"),
        ({"any.help": "s"}, "key_taken"),
        ({"case.step": "?"}, "key_taken"),
    ],
)
def test_a_keymap_that_cannot_work(wanted: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        keys.checked_keymap(wanted)
    assert refused.value.problems[0].code == code


def test_keys_may_change_places() -> None:
    wanted = {"desk.search": "r", "desk.reports": "slash"}
    assert keys.checked_keymap(wanted) == wanted


@pytest.mark.parametrize(
    ("key", "sign"), [("ctrl+s", "^S"), ("enter", "↵"), ("slash", "/"), ("f1", "F1"), ("v", "v"), ("shift+tab", "⇧Tab")]
)
def test_keys_as_one_reads_them(key: str, sign: str) -> None:
    assert keys.shown(key) == sign
