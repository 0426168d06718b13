"""The topic: found by a few letters."""

from __future__ import annotations

from typing import Any, NamedTuple

from desk.screens.widgets.answer import Answer, FieldWidget
from desk.screens.widgets.topic_input import TopicInput

Try = Any


def said(widget: FieldWidget) -> Answer:
    """The answer now; a call, because it changes between two looks."""
    return widget.answer


class Subject(NamedTuple):
    """A topic, as far as the field knows."""

    code: str
    name: str


ALL = [
    Subject(f"t{n}", name) for n, name in enumerate(["Bygglov", "Bibliotek", "Skolskjuts", "Vatten", "[b]Vigsel[/]"])
]


def match(text: str) -> list[Subject]:
    """Those whose name begins as typed."""
    return [each for each in ALL if each.name.casefold().startswith(text.casefold())]


def field() -> TopicInput[Subject]:
    """A topic field over the five."""
    return TopicInput(ALL, match)


async def test_the_first_match_is_taken(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.write("b")
        assert topic._list.is_open
        assert on.heard(TopicInput.Chosen) == []
        topic.commit()
        await on.pilot.pause()
        assert topic.topic == ALL[0]
        assert said(topic) == "t0"
        (chosen,) = on.heard(TopicInput.Chosen)
        assert chosen.topic == ALL[0]
        assert on.answers[-1] == "t0"


async def test_down_moves_and_up_moves_back(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.press("b", "down", "down", "down")
        topic.commit()
        assert said(topic) == "t1"


async def test_nothing_typed_takes_nothing(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        topic.commit()
        assert said(topic) is None
        await on.press("down", "escape")
        topic.commit()
        assert said(topic) is None
        assert on.heard(TopicInput.Chosen) == []


async def test_opened_by_an_arrow_the_marked_topic_is_meant(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.press("down")
        assert topic._list.is_open
        topic.commit()
        assert said(topic) == "t0"


async def test_moved_without_typing_takes_the_marked(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.press("down", "down", "down")
        topic.commit()
        assert said(topic) == "t2"


async def test_what_matches_nothing_stays_as_text(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.write("zz")
        assert not topic._list.is_open
        topic.commit()
        assert said(topic) == "zz"


async def test_escape_closes_the_list_first(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.press("b", "escape")
        assert not topic._list.is_open
        topic.commit()
        assert topic.topic is None


async def test_typing_after_choosing_begins_anew(bench: Try) -> None:
    topic = TopicInput(ALL, match, value="t0")
    async with bench(topic) as on:
        assert topic._line.value == "Bygglov"
        await on.write("s")
        assert topic._line.value == "s"
        assert topic._list.is_open
        topic.commit()
        assert said(topic) == "t2"


async def test_emptied_is_no_topic(bench: Try) -> None:
    topic = TopicInput(ALL, match, value="t0")
    async with bench(topic) as on:
        await on.press("backspace")
        topic.commit()
        assert said(topic) is None
        assert on.answers == [None]


async def test_topics_that_come_late(bench: Try) -> None:
    topic: TopicInput[Subject] = TopicInput([], match)
    async with bench(topic) as on:
        await on.write("v")
        topic.set_topics(ALL)
        topic.commit()
        assert said(topic) == "t3"


async def test_a_name_is_text(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.press("left_square_bracket")
        await on.pilot.pause()
        assert "[b]Vigsel[/]" in topic._list.render().plain


async def test_a_click_takes_a_row(bench: Try) -> None:
    topic = field()
    async with bench(topic) as on:
        await on.write("b")
        await on.pilot.pause()
        await on.pilot.click(topic._list, offset=(3, 1))
        assert said(topic) == "t1"
