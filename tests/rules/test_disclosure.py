"""Masks in running text: what goes, what stays, and that a mask tells nothing of what is under it."""

from __future__ import annotations

import pytest

from desk.rules.disclosure import MASK, Hidden, Masker, maskable


@pytest.mark.parametrize(
    "text",
    [
        "18900118-9811", "189001189811", "900118-9811", "9001189811", "900118+9811", "900118–9811", "18900118 9811",
        "900118 - 9811", "18900178-9811",  # a coordination number
        "18900118-9810",  # a slip in the last digit still says who it is
    ],
)  # fmt: skip
def test_a_personal_number_is_masked_however_written(text: str) -> None:
    masker = Masker()
    assert masker.text(f"Hon har {text}, sade hon") == f"Hon har {MASK}, sade hon"
    assert masker.found == {Hidden.PERSONAL_NUMBER}


@pytest.mark.parametrize(
    "text",
    [
        "26-000123",
        "2026-11-19",
        "070-174 06 05",
        "18901318-9811",
        "kl 09.42",
        "100 kr",
        "112",
        "card 400118",
        "0701740605",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    masker = Masker()
    assert masker.text(text) == text
    assert not masker.found


@pytest.mark.parametrize(
    "text",
    ["070-174 06 05", "0701740605", "+46 70 174 06 05", "+46701740605", "0046701740605", "070 174 06 99", "08-12 34 56",
     "+46 (0)70-174 06 05", "karin@example.se", "Karin.Strom+1@mail.example.se", "Karin", "karin ström", "KARIN STRÖM",
     "Ström, Karin"],
)  # fmt: skip
def test_of_a_protected_identity_every_way_to_it_goes(text: str) -> None:
    masker = Masker(protected=True, names=("Karin Ström",))
    left = masker.text(f"Ring {text} i morgon")
    assert left.replace(MASK, "").strip(" ,") in ("Ring  i morgon", "Ring ,  i morgon")
    assert masker.found == {Hidden.IDENTITY}


def test_who_is_not_protected_can_be_reached_in_a_public_record() -> None:
    masker = Masker(names=("Karin Ström",))
    assert masker.text("Karin, 070-174 06 05, karin@example.se") == "Karin, 070-174 06 05, karin@example.se"
    assert masker.person("Karin Ström") == "Karin Ström"
    assert masker.number("189001189811") == MASK


def test_names_within_other_words_stay() -> None:
    masker = Masker(protected=True, names=("Bo Ek",))
    assert masker.text("Boken om eken, sade Bo") == f"Boken om eken, sade {MASK}"


def test_nothing_of_a_confidential_case_is_left() -> None:
    masker = Masker(confidential=True)
    assert masker.text("Något helt vanligt") == MASK
    assert masker.person("Karin") == MASK
    assert masker.value({"photo": True}, personal=True) == MASK
    assert masker.value("lost", personal=False) == "lost"
    assert masker.text("") == ""
    assert masker.found == {Hidden.CONFIDENTIAL}


def test_the_length_of_a_mask_tells_nothing() -> None:
    masker = Masker(protected=True, names=("Karin Ström", "Bo"), chosen=("en mycket lång fras om någon",))
    texts = ("Karin Ström", "Bo", "+46701740605", "karin@example.se", "en mycket lång fras om någon", "18900118-9811")
    assert {masker.text(each) for each in texts} == {MASK}
    assert masker.person("x" * 90) == masker.person("y") == MASK


def test_chosen_words_go_in_any_case_and_across_lines() -> None:
    masker = Masker(chosen=("grannen  Nils", "Ågatan"))
    assert masker.text("GRANNEN\nnils bor på ågatan 4") == f"{MASK} bor på {MASK} 4"
    assert masker.found == {Hidden.CHOSEN}
    assert masker.missed() == ()


def test_a_chosen_word_that_stands_nowhere_is_told() -> None:
    masker = Masker(chosen=("Nils", "Ågatan", "Siv"))
    masker.text("Nils ringde")
    assert masker.missed() == (2, 3)
    hidden = Masker(protected=True, names=("Nils",), chosen=("Nils",))
    hidden.person("Nils")
    assert hidden.missed() == ()


@pytest.mark.parametrize(("word", "may"), [("a", False), ("-", False), ("", False), ("å ", False), ("Bo", True)])
def test_one_letter_stands_everywhere(word: str, may: bool) -> None:
    assert maskable(word) is may
    assert Masker(chosen=(word,), names=(word,), protected=True).text("en annan Text") == "en annan Text"
