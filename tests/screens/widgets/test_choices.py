"""Choices: by letter, by arrow, by list."""

from __future__ import annotations

from typing import Any

import pytest

from desk.rules.cases import Cause, Demand, Outcome
from desk.screens.widgets.answer import Answer, FieldWidget
from desk.screens.widgets.choice import Choice, Option, letters_for
from desk.screens.widgets.tick import Tick

Try = Any


def said(widget: FieldWidget) -> Answer:
    """The answer now; a call, because it changes between two looks."""
    return widget.answer


FOUR = [Option("a", "Ansökan"), Option("b", "Avslag"), Option("c", "Öppen"), Option("d", "Okänd")]


def letters(labels: list[str]) -> list[str | None]:
    """The letter that each label answers to."""
    return [None if at is None else label[at].casefold() for label, at in zip(labels, letters_for(labels), strict=True)]


def test_letters_are_initials_where_they_can_be_and_never_twice() -> None:
    assert letters(["ny", "onödig"]) == ["n", "o"]
    assert letters(["new", "lost", "damaged", "defect"]) == ["n", "l", "d", "e"]
    assert letters(["löst direkt", "löst senare"]) == ["l", "s"]
    assert letters(["a", "a"]) == ["a", None]
    for choices in (Demand, Outcome, Cause):
        given = [each for each in letters([each.label for each in choices]) if each]
        assert len(set(given)) == len(given)


async def test_a_letter_chooses_unopened(bench: Try) -> None:
    choice = Choice(tuple(Demand))
    async with bench(choice) as on:
        assert said(choice) is None
        await on.press("f")
        assert said(choice) == "failure"
        await on.press("v")
        assert said(choice) == "value"
        assert on.answers == ["failure", "value"]
        assert not choice._list.is_open


async def test_an_o_is_not_an_ö_where_both_are_there(bench: Try) -> None:
    choice = Choice(FOUR)
    async with bench(choice) as on:
        await on.press("o")
        assert said(choice) == "d"
        await on.press("ö")
        assert said(choice) == "c"


async def test_an_o_finds_ö_where_it_stands_alone(bench: Try) -> None:
    choice = Choice([Option("a", "Ansökan"), Option("c", "Öppen")])
    async with bench(choice) as on:
        await on.press("o")
        assert said(choice) == "c"


async def test_options_move_closer_before_they_take_a_second_row(bench: Try) -> None:
    choice = Choice([Option("n", "Nytt"), Option("t", "Tappat"), Option("s", "Skadat"), Option("f", "Felaktigt")])
    async with bench(choice) as on:
        await on.press("t")
        assert choice.render().plain == "( ) Nytt  (•) Tappat  ( ) Skadat  ( ) Felaktigt"
        choice.styles.width = 32
        await on.pilot.pause()
        assert choice.render().plain == "○Nytt ●Tappat ○Skadat ○Felaktigt"
        assert choice.size.height == 1


async def test_names_of_people_stand_in_the_list_however_few(bench: Try) -> None:
    choice = Choice([Option("a", "Anna Lind"), Option("b", "Bo Ek")], in_row=False)
    async with bench(choice) as on:
        assert not choice.in_a_row
        await on.press("b")
        choice.commit()
        assert said(choice) == "b"


async def test_arrows_and_space_step_and_backspace_takes_back(bench: Try) -> None:
    choice = Choice(tuple(Demand))
    async with bench(choice) as on:
        found = []
        for key in ("right", "right", "right", "left", "space", "space", "backspace"):
            await on.press(key)
            found.append(said(choice))
        assert found == ["value", "failure", None, "failure", None, "value", None]


async def test_what_must_be_answered_is_not_taken_back(bench: Try) -> None:
    choice = Choice(tuple(Demand), value="value", optional=False)
    async with bench(choice) as on:
        await on.press("backspace", "delete")
        assert said(choice) == "value"
        await on.press("right", "right")
        assert said(choice) == "value"


async def test_typing_narrows_a_long_choice(bench: Try) -> None:
    choice = Choice(tuple(Outcome))
    async with bench(choice) as on:
        await on.press("s")
        assert choice._list.is_open
        assert said(choice) is None
        await on.write("olved l")
        assert [choice.options[each].code for each in choice._matching] == ["solved_later"]
        choice.commit()
        assert said(choice) == "solved_later"
        assert not choice._list.is_open


async def test_the_beginning_of_a_later_word_is_found_too(bench: Try) -> None:
    choice = Choice(tuple(Cause))
    async with bench(choice) as on:
        await on.write("auth")
        choice.commit()
        assert said(choice) == "wrong_authority"


async def test_a_part_of_a_compound_is_found_where_no_word_begins_so(bench: Try) -> None:
    labels = ("Korttidssjukfrånvaro", "Ledighet", "Tekniskt fel", "Säsong", "Rutin saknas/följs inte")
    choice = Choice([Option(label, label) for label in labels])
    async with bench(choice) as on:
        await on.write("sju")
        choice.commit()
        assert said(choice) == "Korttidssjukfrånvaro"


async def test_a_letter_that_fits_nothing_changes_nothing(bench: Try) -> None:
    choice = Choice(tuple(Cause))
    async with bench(choice) as on:
        await on.write("chqz")
        choice.commit()
        assert said(choice) == "chasing"


async def test_down_opens_and_moves_and_escape_closes(bench: Try) -> None:
    choice = Choice(tuple(Outcome))
    async with bench(choice) as on:
        await on.press("down", "down", "down")
        await on.press("escape")
        assert said(choice) is None
        await on.press("down", "down", "down")
        choice.commit()
        assert said(choice) == list(Outcome)[2]


async def test_opened_by_space_and_left_chooses_nothing(bench: Try) -> None:
    choice = Choice(tuple(Outcome))
    async with bench(choice) as on:
        await on.press("space")
        assert choice._list.is_open
        choice.commit()
        assert said(choice) is None


async def test_other_options(bench: Try) -> None:
    choice = Choice(tuple(Cause), value="chasing")
    async with bench(choice) as on:
        choice.set_options([Cause.NEW_REQUEST, Cause.PERSONAL_CONTACT])
        assert said(choice) is None
        await on.press("n")
        assert said(choice) == "new_request"
        assert on.answers == ["new_request"]


async def test_markup_in_a_label_is_text(bench: Try) -> None:
    choice = Choice([Option("a", "[b]A[/]"), Option("b", "AA[/]BB")])
    async with bench(choice) as on:
        await on.pilot.pause()
        assert "[b]A[/]" in choice.render().plain


async def test_help_goes_on_to_the_app(bench: Try) -> None:
    choice = Choice(tuple(Demand))
    async with bench(choice) as on:
        seen: list[str] = []
        on.pilot.app.action_help = lambda: seen.append("help")
        await on.press("question_mark")
        assert seen == ["help"]


async def test_a_click(bench: Try) -> None:
    choice = Choice(tuple(Demand))
    async with bench(choice) as on:
        await on.pilot.click(choice, offset=(14, 0))
        assert said(choice) == "failure"


@pytest.mark.parametrize(
    ("keys", "answer"), [(["space"], True), (["y"], True), (["space", "space"], False), (["y", "n"], False)]
)
async def test_a_tick(bench: Try, keys: list[str], answer: bool) -> None:
    tick = Tick()
    async with bench(tick) as on:
        assert said(tick) is False
        await on.press(*keys)
        assert said(tick) is answer


async def test_a_tick_that_may_be_unsaid(bench: Try) -> None:
    tick = Tick(None, optional=True)
    async with bench(tick) as on:
        assert said(tick) is None
        await on.press("n")
        assert said(tick) is False
        await on.press("backspace")
        assert said(tick) is None
        tick.show_answer(True)
        assert said(tick) is True
        tick.show_answer("false")
        assert said(tick) is False
