"""The starter topics fit the starter organisation, and are found as one types."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import words
from desk.rules.kinds import built_in
from desk.rules.organisation import ANSWER_GROUPS, DEPARTMENTS
from desk.rules.starter_routines import ROUTINES
from desk.rules.text import clean_line, clean_text
from desk.rules.topics import STARTER_TOPICS, Topic, match_topics

BY_CODE = {each.code: each for each in STARTER_TOPICS}


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    before = words.language()
    words.use("sv")
    yield
    words.use(before)


def codes(typed: str, usage: dict[str, int] | None = None) -> list[str]:
    return [each.code for each in match_topics(typed, STARTER_TOPICS, usage)]


def test_the_starter_list_fits_the_organisation() -> None:
    assert 55 <= len(STARTER_TOPICS) <= 80
    assert {each.department for each in STARTER_TOPICS} == set(DEPARTMENTS)
    assert {each.group for each in STARTER_TOPICS} == set(ANSWER_GROUPS)
    assert {each.kind for each in STARTER_TOPICS} == set(built_in())


def test_every_topic_can_be_told_from_the_others() -> None:
    assert len(BY_CODE) == len(STARTER_TOPICS)
    for names in ([each.name for each in STARTER_TOPICS], [each.name_en for each in STARTER_TOPICS]):
        assert len({name.casefold() for name in names}) == len(STARTER_TOPICS)


@pytest.mark.parametrize("topic", STARTER_TOPICS, ids=lambda topic: topic.code)
def test_a_topic_is_written_as_it_should(topic: Topic) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", topic.code)
    for name in (topic.name, topic.name_en):
        assert name == clean_line(name)
        assert 0 < len(name) <= 50
    assert topic.working_days is None or topic.working_days >= 0
    assert topic.routine == clean_text(topic.routine)
    assert len(topic.routine.splitlines()) <= 4
    assert not re.search(r"[0-9]{3}", topic.routine)


def test_every_routine_belongs_to_a_topic() -> None:
    assert set(ROUTINES) <= set(BY_CODE)
    assert len(ROUTINES) >= 30


def test_only_what_the_desk_can_solve_proposes_an_outcome() -> None:
    assert BY_CODE["library_hours"].proposed_outcome == "solved_first"
    assert BY_CODE["bus_card_lost"].proposed_outcome is None


def test_a_name_is_in_the_language_spoken() -> None:
    assert BY_CODE["library_hours"].label == "Bibliotekets öppettider"
    words.use("en")
    assert BY_CODE["library_hours"].label == "Library opening hours"


# ------------------------------------------------------------------ type to narrow


def test_typing_narrows() -> None:
    assert codes("skolsk") == ["school_transport_application", "school_transport_delay"]
    assert codes("skolsk för") == ["school_transport_delay"]
    assert codes("FÖR skolsk") == ["school_transport_delay"]
    assert codes("xyz") == []


def test_what_is_used_most_comes_first() -> None:
    assert codes("skolsk", {"school_transport_delay": 3})[0] == "school_transport_delay"
    assert codes("", {"litter": 9, "noise": 10})[:2] == ["noise", "litter"]


def test_the_beginning_of_a_word_goes_before_its_middle_however_used() -> None:
    found = codes("hall", {"swimming_pool_hours": 100})
    assert "swimming_pool_hours" in found
    assert codes("boka", {"copy_of_grades": 100})[0] == "sports_hall_booking"
    assert codes("sim")[0] == "swimming_pool_hours"
    assert codes("ning", {"school_transport_delay": 5})[0] == "school_transport_delay"


@pytest.mark.parametrize("typed", ["oppettider", "ÖPPETTIDER", "öppettider"])
def test_case_and_accents_do_not_matter(typed: str) -> None:
    assert set(codes(typed)) >= {"library_hours", "town_hall_hours", "recycling_centre_hours"}


def test_the_other_language_is_found_last() -> None:
    assert codes("library") == ["library_hours"]
    assert codes("bus_card") == ["bus_card_lost", "bus_card_new", "bus_card_not_working"]


def test_names_are_in_swedish_order() -> None:
    assert codes("")[-2:] == ["recycling_centre_hours", "other"]


def test_nothing_typed_is_every_topic() -> None:
    assert sorted(codes("")) == sorted(BY_CODE)
    assert sorted(codes("  ")) == sorted(BY_CODE)


@given(st.sampled_from(STARTER_TOPICS), st.integers(1, 12))
def test_a_topic_is_found_by_how_it_begins(topic: Topic, letters: int) -> None:
    assert topic.code in codes(topic.name[:letters])


@given(st.text(max_size=12))
def test_anything_may_be_typed(typed: str) -> None:
    assert set(codes(typed)) <= set(BY_CODE)


def test_topics_load_without_pydantic() -> None:
    program = "import sys, desk.rules.topics; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
