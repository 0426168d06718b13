"""The words of made-up cases, in Swedish, as a reception writes them. ``{place}`` and ``{school}`` are filled in."""

from __future__ import annotations

from collections.abc import Mapping

FEEDBACK = {"complaint": 6, "praise": 2, "suggestion": 3}
"""Types of feedback, and how often each comes."""

FIRST_NAMES = (
    "Anna", "Erik", "Karin", "Lars", "Maria", "Anders", "Eva", "Johan", "Birgitta", "Per", "Åsa", "Östen", "Ärla",
    "Kristina", "Nils", "Elin", "Oskar", "Sara", "Gunnar", "Märta", "Björn", "Ingrid", "Håkan", "Maja", "Göran",
    "Amira", "Yusuf", "Leyla", "Milan", "Sofia", "Bo", "Siv", "Åke", "Frida", "Olof", "Ebba", "Viktor", "Selma",
    "Hampus", "Alva", "Torsten", "Linnéa", "Malin", "Jonas", "Helene", "Mattias", "Josefin", "Emil", "Tuva", "Sven",
)  # fmt: skip
SURNAMES = (
    "Ström", "Berg", "Lind", "Nyström", "Åkesson", "Öberg", "Ek", "Sjögren", "Dahlgren", "Holm", "Björk", "Lundqvist",
    "Hägg", "Wallin", "Norén", "Söderlund", "Engdahl", "Fors", "Grönvall", "Hedlund", "Isaksson", "Järnefelt", "Kvist",
    "Löfgren", "Mård", "Nordin", "Oxelgren", "Palm", "Rosenqvist", "Skoglund", "Tegnér", "Ulvsten", "Vinter", "Ståhl",
    "Älgqvist", "Broman", "Ceder", "Dufva", "Ekelöf", "Falk", "Gyllensten", "Hallström", "Ilic", "Jaber", "Kaya",
    "Lönn", "Moberg", "Nåhl", "Ost", "Påhlman",
)  # fmt: skip
SCHOOLS = (
    "Göingeskolan", "Björkskolan", "Åsens skola", "Mölleskolan", "Centralskolan", "Ängsskolan", "Västra skolan",
    "Södra skolan",
)  # fmt: skip
PLACES = (
    "Storgatan 4", "Järnvägsgatan 12", "Kyrkogatan 7", "Ängsvägen 3", "Åvägen 18", "Östra Ringgatan 22", "Torget",
    "Skolgatan 9", "Björkvägen 14", "Industrigatan 31", "Parkgatan 5", "Hantverksgatan 2", "Kvarngatan 11",
    "busstationen", "badplatsen", "lekplatsen vid Åparken", "rondellen vid infarten", "gångtunneln", "Södra vägen 40",
    "Stationsgatan 1",
)  # fmt: skip

SUMMARIES: Mapping[str, tuple[str, ...]] = {
    "town_hall_hours": ("Undrade över öppettiderna", "När har kommunhuset öppet på lovet?"),
    "find_the_way": ("Hittade inte till mötesrummet", "Besökare till plan 3, visad vägen"),
    "forms_and_eservices": ("Ville ha blankett på papper", "Hjälp att logga in i e-tjänsten"),
    "council_meetings": ("När är nästa fullmäktige?", "Ville ha handlingarna till mötet"),
    "job_vacancies": ("Undrade om sommarjobb", "Söker kontakt om en utannonserad tjänst"),
    "civil_wedding_question": ("Vill boka borgerlig vigsel", "Vilka papper behövs för vigsel?"),
    "damages_claim": ("Skada på bil vid {place}", "Ville lämna skadeståndsanspråk"),
    "other": ("Allmän fråga", "Ville veta vem som ansvarar för {place}", "Tappad nyckel vid {place}"),
    "call_to_officer": ("Sökte handläggare på bygg", "Sökte sin handläggare", "Ville bli uppringd"),
    "press_contact": ("Journalist sökte ansvarig chef", "Frågor om budgeten från lokaltidningen"),
    "public_record_request": ("Begär ut protokoll", "Begär ut diarielista", "Vill läsa avtal om {place}"),
    "invoice_question": ("Faktura stämmer inte", "Vill ha anstånd med faktura", "Hittar inte fakturan"),
    "school_transport_delay": ("Bussen till {school} kom inte", "Skolskjutsen 20 minuter sen vid {place}"),
    "school_transport_application": ("Ansöka om skolskjuts till {school}", "Hur långt måste man bo från skolan?"),
    "preschool_place": ("Undrar över köplats till förskolan", "När får vi besked om plats?"),
    "preschool_fee": ("Fel avgift för förskolan", "Ändrad inkomst, avgiften"),
    "after_school_care": ("Plats på fritids, {school}", "Säga upp plats på fritids"),
    "school_choice": ("Vill byta till {school}", "Sista dag för skolvalet?"),
    "school_absence": ("Anmälde frånvaro, {school}", "Kom inte fram till {school}"),
    "school_terms": ("När börjar sportlovet?", "Läsårstider för nästa år"),
    "school_meals": ("Matsedel {school}", "Frågade om specialkost, hänvisad till köket"),
    "upper_secondary": ("Hur söker man till gymnasiet?", "Omval till gymnasiet"),
    "adult_education": ("Vill läsa svenska på kvällstid", "Ansökan till vuxenutbildningen"),
    "copy_of_grades": ("Behöver kopia på betyg från {school}", "Slutbetyg från {school}"),
    "bus_card_lost": ("Tappat busskort", "Busskortet borta sedan i går, {school}"),
    "bus_card_new": ("Nytt busskort till {school}", "Har flyttat, behöver busskort"),
    "bus_card_not_working": ("Busskortet fungerar inte", "Kortet går inte att läsa på bussen"),
    "financial_assistance": ("Undrar hur man ansöker", "Söker sin handläggare"),
    "debt_advice_referral": ("Hänvisad till rådgivningen", "Vill boka tid hos rådgivare"),
    "child_concern": ("Kopplad till mottagningen", "Vill tala med mottagningen"),
    "home_care": ("Hemtjänsten har inte kommit", "Undrar över tider för hemtjänst"),
    "safety_alarm": ("Larmet piper", "Vill beställa trygghetslarm"),
    "care_home": ("Undrar över kö till boende", "Besökstider på boendet"),
    "mobility_service": ("Ansöka om färdtjänst", "Färdtjänsten kom inte till {place}"),
    "housing_adaptation": ("Hur ansöker man om bostadsanpassning?", "Ramp vid entrén, {place}"),
    "building_permit_question": ("Behövs bygglov för altan?", "Bygglov för garage, {place}", "Får jag bygga plank?"),
    "building_permit_status": ("Hur går det med mitt bygglov?", "Väntar på beslut, {place}"),
    "maps_and_plans": ("Karta över {place}", "Detaljplan för {place}"),
    "land_use_question": ("Uteservering vid {place}", "Container på gatan, {place}"),
    "parking_permit_question": ("Vad krävs för parkeringstillstånd?", "Var får man stå med tillståndet?"),
    "water_and_sewage": ("Vattnet är brunt, {place}", "Avläsning av vattenmätare"),
    "parking_permit_new": ("Ansökan om parkeringstillstånd", "Ansökan lämnad i receptionen"),
    "parking_permit_renewal": ("Förnyelse av parkeringstillstånd", "Tillståndet går snart ut"),
    "parking_permit_lost": ("Borttappat parkeringstillstånd", "Stulet ur bilen vid {place}"),
    "street_lighting": ("Lampa trasig vid {place}", "Mörkt på gångvägen, {place}"),
    "road_damage": ("Stort hål i vägen, {place}", "Trottoaren har rasat vid {place}"),
    "snow_and_ice": ("Inte plogat vid {place}", "Mycket halt vid {place}"),
    "park_and_playground": ("Gungan trasig, {place}", "Nedfallet träd vid {place}"),
    "litter": ("Klotter vid {place}", "Full papperskorg, {place}"),
    "water_leak": ("Vatten på gatan, {place}", "Läcka vid {place}"),
    "waste_collection": ("Vilken dag hämtas soporna?", "Byte av kärl, {place}"),
    "recycling_centre_hours": ("Har återvinningen öppet i dag?", "Vad kostar det att lämna däck?"),
    "noise": ("Hög musik på nätterna, {place}", "Buller från fläkt, {place}"),
    "missed_waste_collection": ("Soporna inte hämtade, {place}", "Kärlet inte tömt på två veckor"),
    "library_hours": ("Har biblioteket öppet i kväll?", "Öppettider på biblioteket i jul"),
    "sports_hall_booking": ("Vill boka sporthallen, {school}", "Avboka tid i hallen"),
    "swimming_pool_hours": ("Simhallens öppettider", "Är bassängen öppen på söndag?"),
    "tourist_information": ("Vandringsleder i närheten", "Karta över kommunen"),
    "housing_queue": ("Hur ställer man sig i bostadskö?", "Köpoäng stämmer inte"),
    "energy_and_broadband": ("När kommer fiber till {place}?", "Strömavbrott vid {place}"),
    "pool_vehicle": ("Elbil till hembesök", "Cykel över dagen"),
    "pool_equipment": ("Projektor till informationsmöte", "Passerkort till vikarie"),
    "civil_wedding": ("Vigsel i juni", "Vigsel på lördag"),
    "facility_booking": ("Träning i {school}", "Möte i hembygdsgården"),
    "land_use_permit": ("Uteservering vid {place}", "Torghandel, {place}"),
    "telephony_order": ("Ny mobil till en kollega", "Byter efternamn i växeln"),
    "telephony_fault": ("Telefonen tappar samtal", "Ingen ton i luren"),
    "post_for_somebody": ("Paket", "Rekommenderat brev"),
    "visitor_in_the_house": ("Möte", "Intervju", "Hantverkare"),
    "public_transport": ("Buss till Hässleholm?", "Tidtabell för linje 545"),
    "other_authority": ("Sökte Skatteverket", "Hänvisad till Försäkringskassan"),
    "feedback_service": ("Fick vänta länge i växeln", "Tack för fin hjälp i receptionen", "Skyltningen kan bli bättre"),
    "feedback_streets": ("För höga farter vid {place}", "Fina blommor vid {place}", "Önskar fler bänkar, {place}"),
    "feedback_school": ("Mörkt på skolgården, {school}", "Beröm till personalen, {school}", "Cykelställ, {school}"),
    "feedback_care": ("Svårt att nå enheten på telefon", "Beröm till hemtjänsten", "Önskar träffar på kvällstid"),
}
"""What stands on the line *What*, by topic; a topic that is not here goes by its own name.

A topic of feedback has a complaint, praise and a suggestion, in this order (:data:`FEEDBACK`)."""

NOTES = (
    "Ringer tillbaka i eftermiddag.", "Har sökt flera gånger.", "Vill ha svar skriftligt.", "Informerad om e-tjänsten.",
    "Kollegan på förvaltningen är på möte till 15.", "Nås säkrast på förmiddagen.", "Har varit i kontakt förut.",
    "Gav numret till växeln.", "Skickade länk till blanketten.", "Återkommer med bilder.",
)  # fmt: skip
LATER_NOTES = (
    "Sökt handläggaren, inget svar.", "Handläggaren återkommer i veckan.", "Ringt invånaren, inget svar.",
    "Fått kompletteringen.", "Påmint förvaltningen.", "Lämnat besked.",
)  # fmt: skip
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "complaint": ("Tack för din synpunkt. Vi har tagit upp den i arbetsgruppen.", "Tack! Vi har åtgärdat felet."),
    "praise": ("Tack för berömmet, det är framfört.",),
    "suggestion": ("Vi tar med förslaget i nästa års planering.",),
}
"""What a department answers, by type of feedback."""
ANNULLED = ("Registrerat två gånger", "Fel ärende", "Provregistrering")
