"""Fields of a model as a form or a command line sees them."""

from __future__ import annotations

from desk import words
from desk.rules.cases import Cause, Channel, Registration
from desk.rules.fields import Field, fields_of
from desk.rules.kinds.bus_card import BusCard
from desk.rules.kinds.feedback import Feedback
from desk.rules.kinds.parking_permit import ParkingPermit


def named(model: type[Registration] | type[BusCard] | type[Feedback] | type[ParkingPermit]) -> dict[str, Field]:
    return {field.name: field for field in fields_of(model)}


def test_each_field_has_the_type_that_a_form_needs() -> None:
    fields = named(Registration)
    types = {name: field.type for name, field in fields.items()}
    assert types["summary"] == "text"
    assert types["note"] == "long_text"
    assert types["channel"] == types["cause"] == "choice"
    assert types["received_at"] == types["due"] == "instant"
    assert types["citizen.anonymous"] == types["confidential"] == "yes_no"
    cards = named(BusCard)
    assert cards["fee"].type == "number"
    assert cards["paid_on"].type == "date"
    assert named(ParkingPermit)["resident"].type == "yes_no"
    assert named(Feedback)["answer"].type == "long_text"


def test_fields_of_a_model_within_follow_with_dotted_names() -> None:
    assert [name for name in named(Registration) if name.startswith("citizen.")] == [
        "citizen.name", "citizen.phone", "citizen.email", "citizen.personal_number", "citizen.anonymous",
        "citizen.protected",
    ]  # fmt: skip
    assert "documents.police_report" in named(ParkingPermit)
    assert next(field.name for field in fields_of(BusCard, "details.")) == "details.reason"


def test_the_shortest_length_that_is_said_holds() -> None:
    assert named(Registration)["summary"].max_length == 200
    assert named(Registration)["note"].max_length == 20_000
    assert named(Registration)["citizen.name"].max_length == 120
    assert named(BusCard)["grade"].max_length == 10
    assert named(BusCard)["card_number"].max_length == 40
    assert named(ParkingPermit)["serial_number"].max_length == 40
    assert named(Registration)["citizen.phone"].max_length is None


def test_choices_are_the_codes_in_their_order() -> None:
    assert named(Registration)["channel"].choices == tuple(Channel)
    assert named(Registration)["cause"].choices == tuple(Cause)
    assert named(Registration)["summary"].choices == ()


def test_words_are_translated_when_they_are_asked_for() -> None:
    field = named(Registration)["citizen.personal_number"]
    assert (field.label, field.help) == ("Personal number", "Ten or twelve digits.")
    words.use("sv")
    assert field.label == "Personnummer"


def test_a_field_without_words_is_called_by_its_name() -> None:
    field = named(Registration)["key"]
    assert (field.label, field.help, field.example) == ("key", "", "")


def test_examples_and_defaults_are_handed_on() -> None:
    assert named(Registration)["citizen.name"].example == "Karin Ström"
    assert named(Registration)["channel"].default is Channel.PHONE
    assert named(Feedback)["reply_wanted"].default is False
    assert not any(field.required for field in fields_of(Registration))


def test_a_field_says_among_what_it_is_chosen() -> None:
    from desk.rules.kinds import kinds

    among = {code: {f.name: f.among for f in fields_of(kinds()[code]) if f.among} for code in kinds()}
    assert {code: names for code, names in among.items() if names} == {
        "pool_loan": {"item": "pool"},
        "booking": {"facility": "facility"},
        "wedding": {"place": "facility", "officiant": "officiant"},
    }
