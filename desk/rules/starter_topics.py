"""The topics that a new reception starts with. A municipality adds, renames and rests its own."""

from __future__ import annotations

from collections.abc import Iterator

from desk.rules.organisation import Topic
from desk.rules.starter_routines import ROUTINES

# fmt: off
_TABLE = (
    # kind, department, answer group: code, Swedish, English, working days, solvable at the desk
    ("enquiry", "Kommunledning", "Reception", (
        ("town_hall_hours", "Kommunhusets öppettider", "Town hall opening hours", None, True),
        ("find_the_way", "Besök i kommunhuset – hitta rätt", "Town hall – finding the way", None, True),
        ("forms_and_eservices", "E-tjänster och blanketter", "E-services and forms", None, True),
        ("council_meetings", "Kommunfullmäktige – sammanträden", "Council meetings", None, True),
        ("job_vacancies", "Lediga jobb", "Job vacancies", None, True),
        ("civil_wedding_question", "Borgerlig vigsel – fråga", "Civil wedding – question", 2, True),
        ("damages_claim", "Skadeståndsanspråk", "Claim for damages", 2, False),
        ("other", "Övrigt", "Something else", None, True),
    )),
    ("enquiry", "Kommunledning", "Växel", (
        ("call_to_officer", "Söker handläggare", "Looking for an officer", None, False),
        ("press_contact", "Presskontakt", "Press contact", None, False),
    )),
    ("enquiry", "Kommunledning", "E-post", (
        ("public_record_request", "Allmän handling – begäran", "Public record – request", 1, False),
        ("invoice_question", "Faktura – fråga", "Invoice – question", 2, False),
    )),
    ("pool_loan", "Kommunledning", "Reception", (
        ("pool_vehicle", "Poollån – bil eller cykel", "Pool loan – car or bike", None, False),
        ("pool_equipment", "Poollån – projektor eller passerkort", "Pool loan – projector or access card", None, False),
    )),
    ("wedding", "Kommunledning", "Reception", (
        ("civil_wedding", "Borgerlig vigsel – bokning", "Civil wedding – booking", None, False),
    )),
    ("telephony", "Kommunledning", "Växel", (
        ("telephony_order", "Telefoni – ny, ändrad eller avslutad", "Telephony – new, changed or ended", 5, False),
        ("telephony_fault", "Telefoni – fel", "Telephony – fault", 2, False),
    )),
    ("post", "Kommunledning", "Reception", (
        ("post_for_somebody", "Post – mottagen åt någon", "Post – left for somebody", None, False),
    )),
    ("visitor", "Kommunledning", "Reception", (
        ("visitor_in_the_house", "Besökare – till någon i huset", "Visitor – to somebody in the house", None, False),
    )),
    ("enquiry", "Barn & utbildning", "Skola & skjuts", (
        ("school_transport_delay", "Skolskjuts – försening", "School transport – delay", None, True),
        ("school_transport_application", "Skolskjuts – ansökan", "School transport – applying", None, True),
        ("preschool_place", "Förskola – plats och kö", "Preschool – place and queue", None, True),
        ("preschool_fee", "Förskola – avgift", "Preschool – fee", 2, True),
        ("after_school_care", "Fritidshem – plats", "After-school care – place", None, True),
        ("school_choice", "Skolval och byte av skola", "Choice and change of school", 2, True),
        ("school_absence", "Frånvaroanmälan i skolan", "Reporting absence from school", None, True),
        ("school_terms", "Läsårstider och lov", "School terms and holidays", None, True),
        ("school_meals", "Skolmat – matsedel", "School meals – menu", None, True),
        ("upper_secondary", "Gymnasiet – ansökan", "Upper secondary school – application", 2, True),
        ("adult_education", "Vuxenutbildning och SFI", "Adult education and Swedish for immigrants", 2, True),
        ("copy_of_grades", "Betyg – kopia", "School grades – copy", 2, False),
    )),
    ("bus_card", "Barn & utbildning", "Skola & skjuts", (
        ("bus_card_lost", "Busskort – borttappat", "Bus card – lost", 5, False),
        ("bus_card_new", "Busskort – nytt", "Bus card – new", 5, False),
        ("bus_card_not_working", "Busskort – trasigt eller fungerar inte", "Bus card – broken", 5, False),
    )),
    ("enquiry", "Socialtjänst", "Omsorg", (
        ("financial_assistance", "Ekonomiskt bistånd – fråga", "Financial assistance – question", 2, False),
        ("child_concern", "Oro för barn – anmälan", "Concern for a child – report", 0, False),
    )),
    ("debt_advice", "Socialtjänst", "Omsorg", (
        ("debt_advice_referral", "Budget- och skuldrådgivning – hänvisning", "Debt advice", 2, False),
    )),
    ("enquiry", "Vård & omsorg", "Omsorg", (
        ("home_care", "Hemtjänst – fråga", "Home care – question", 2, False),
        ("safety_alarm", "Trygghetslarm", "Safety alarm", 1, False),
        ("care_home", "Särskilt boende – fråga", "Care home – question", 2, False),
        ("mobility_service", "Färdtjänst – ansökan", "Mobility service – application", 2, True),
        ("housing_adaptation", "Bostadsanpassning – ansökan", "Housing adaptation – application", 2, True),
    )),
    ("enquiry", "Samhällsbyggnad", "Samhällsbyggnad", (
        ("building_permit_question", "Bygglov – fråga", "Building permit – question", 2, False),
        ("building_permit_status", "Bygglov – mitt ärende", "Building permit – my case", 2, False),
        ("maps_and_plans", "Kartor och detaljplaner", "Maps and detailed plans", 2, False),
        ("land_use_question", "Marktillstånd – fråga", "Land-use permit – question", 2, False),
        ("parking_permit_question", "Parkeringstillstånd – fråga", "Parking permit – question", None, True),
        ("water_and_sewage", "Vatten och avlopp – fråga", "Water and sewage – question", 2, False),
    )),
    ("parking_permit", "Samhällsbyggnad", "Samhällsbyggnad", (
        ("parking_permit_new", "Parkeringstillstånd – ansökan", "Parking permit – application", 20, False),
        ("parking_permit_renewal", "Parkeringstillstånd – förnyelse", "Parking permit – renewal", 20, False),
        ("parking_permit_lost", "Parkeringstillstånd – borttappat", "Parking permit – lost", 5, False),
    )),
    ("land_use", "Samhällsbyggnad", "Samhällsbyggnad", (
        ("land_use_permit", "Marktillstånd – yttrande till polisen", "Land-use permit – opinion", 10, False),
    )),
    ("fault", "Samhällsbyggnad", "Samhällsbyggnad", (
        ("street_lighting", "Gatubelysning – fel", "Street lighting – fault", 5, False),
        ("road_damage", "Hål i vägen – fel", "Hole in the road – fault", 3, False),
        ("snow_and_ice", "Snöröjning och halka", "Snow and ice", 1, False),
        ("park_and_playground", "Park och lekplats – fel", "Park and playground – fault", 5, False),
        ("litter", "Nedskräpning och klotter", "Litter and graffiti", 5, False),
        ("water_leak", "Vattenläcka", "Water leak", 0, False),
    )),
    ("enquiry", "Miljö", "Samhällsbyggnad", (
        ("waste_collection", "Sophämtning – fråga", "Waste collection – question", None, True),
        ("recycling_centre_hours", "Återvinningscentralens öppettider", "Recycling centre hours", None, True),
        ("noise", "Buller och störningar", "Noise and disturbance", 2, False),
    )),
    ("fault", "Miljö", "Samhällsbyggnad", (
        ("missed_waste_collection", "Sophämtning – utebliven tömning", "Waste collection – missed", 2, False),
    )),
    ("enquiry", "Kultur & fritid", "Reception", (
        ("library_hours", "Bibliotekets öppettider", "Library opening hours", None, True),
        ("sports_hall_booking", "Idrottshall och lokal – boka", "Sports hall – booking", 2, True),
        ("swimming_pool_hours", "Simhallens öppettider", "Swimming pool opening hours", None, True),
        ("tourist_information", "Turistinformation", "Tourist information", None, True),
    )),
    ("booking", "Kultur & fritid", "Reception", (
        ("facility_booking", "Lokal eller anläggning – bokning", "Room or facility – booking", None, False),
    )),
    ("enquiry", "Kommunala bolag", "Växel", (
        ("housing_queue", "Bostadskö – fråga", "Housing queue – question", None, False),
        ("energy_and_broadband", "El, fjärrvärme och bredband", "Energy and broadband", None, False),
    )),
    ("enquiry", "Extern", "Växel", (
        ("public_transport", "Kollektivtrafik – tidtabell", "Public transport – timetable", None, True),
        ("other_authority", "Annan myndighet – hänvisning", "Another authority – referral", None, True),
    )),
    ("feedback", "Kommunledning", "E-post", (
        ("feedback_service", "Synpunkt – bemötande och service", "Feedback – service", None, False),
    )),
    ("feedback", "Samhällsbyggnad", "E-post", (
        ("feedback_streets", "Synpunkt – gata, park och trafik", "Feedback – streets", None, False),
    )),
    ("feedback", "Barn & utbildning", "E-post", (
        ("feedback_school", "Synpunkt – skola och förskola", "Feedback – school and preschool", None, False),
    )),
    ("feedback", "Vård & omsorg", "E-post", (
        ("feedback_care", "Synpunkt – vård och omsorg", "Feedback – care", None, False),
    )),
)
# fmt: on


def _topics() -> Iterator[Topic]:
    for kind, department, group, rows in _TABLE:
        for code, name, name_en, days, solvable in rows:
            routine = _numbered(ROUTINES.get(code, ()))
            yield Topic(code, name, name_en, kind, department, group, days, solvable, routine)


def _numbered(steps: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


STARTER_TOPICS: tuple[Topic, ...] = tuple(_topics())
"""In the order of departments; a form orders them by use."""
