"""Written routines to start from, by the code of their topic; each step a line.

A municipality writes its own. These name no telephone numbers, which differ from place to place, and never tell
one to ask about health, debts or a child's needs.
"""

from __future__ import annotations

from collections.abc import Mapping

ROUTINES: Mapping[str, tuple[str, ...]] = {
    "find_the_way": (
        "Fråga vem besöket gäller och ring värden.",
        "Be besökaren vänta i receptionen.",
    ),
    "call_to_officer": (
        "Fråga vad ärendet gäller: kan vi svara själva?",
        "Se efter i kalendern om personen är inne och koppla.",
        "Annars: erbjud mejl eller att bli uppringd.",
    ),
    "press_contact": (
        "Koppla till pressansvarig.",
        "Svara inte själv i sakfrågan.",
    ),
    "public_record_request": (
        "Fråga inte vem personen är eller varför.",
        "Skicka begäran till registrator samma dag.",
        "Handlingen lämnas ut skyndsamt.",
    ),
    "damages_claim": (
        "Lämna blanketten för skadestånd.",
        "Lova inget om utgången.",
        "Skicka till kommunens försäkringshandläggare.",
    ),
    "invoice_question": (
        "Be om fakturans nummer.",
        "Anstånd och delbetalning beslutas av ekonomi: skicka dit.",
    ),
    "civil_wedding_question": (
        "Hindersprövningen görs av Skatteverket och gäller i fyra månader.",
        "Två vittnen behövs.",
        "Ge lediga tider.",
    ),
    "school_transport_delay": (
        "Fråga efter linje och hållplats.",
        "Se trafikläget hos trafikbolaget.",
        "Står bussen still: ring trafikbolaget och meddela skolan.",
    ),
    "school_transport_application": (
        "Ansökan görs i e-tjänsten av vårdnadshavare.",
        "Skriv inget om barnets behov i ärendet.",
        "Beslut kommer med brev.",
    ),
    "preschool_place": (
        "Ansökan görs i e-tjänsten av vårdnadshavare.",
        "Plats erbjuds inom fyra månader (skollagen 8 kap. 14 §).",
        "Frågor om köplats: hänvisa till placeringshandläggaren.",
    ),
    "school_absence": (
        "Anmälan görs i skolans app eller talsvar.",
        "Fråga inte om orsaken.",
    ),
    "bus_card_lost": (
        "Spärra det gamla kortet.",
        "Ta betalt för ett nytt, om det inte är läsårets första.",
        "Lämna ett tillfälligt kort, det gäller i tio dagar.",
        "Beställ kortet och säg när det kan hämtas.",
    ),
    "bus_card_new": (
        "Kontrollera att eleven har rätt till kort.",
        "Beställ kortet.",
        "Lämna ett tillfälligt kort om det behövs.",
    ),
    "bus_card_not_working": (
        "Prova kortet i läsaren.",
        "Ett defekt kort byts utan avgift.",
        "Spärra det gamla och beställ ett nytt.",
    ),
    "financial_assistance": (
        "Koppla till mottagningen på telefontid.",
        "Skriv inget om ekonomi eller hälsa i ärendet.",
    ),
    "debt_advice_referral": (
        "Ge tid eller koppla till rådgivaren.",
        "Skriv inget om skulderna.",
    ),
    "child_concern": (
        "Koppla genast till socialtjänstens mottagning.",
        "Efter kontorstid: socialjouren.",
        "Fråga inte mer än nödvändigt, skriv inget om barnet.",
    ),
    "home_care": (
        "Koppla till biståndshandläggare på telefontid.",
        "Skriv inget om hälsa i ärendet.",
    ),
    "safety_alarm": (
        "Larm som inte fungerar: koppla till larmgruppen genast.",
        "Ansökan: biståndshandläggare eller e-tjänsten.",
    ),
    "mobility_service": (
        "Ansökan görs i e-tjänsten eller på blankett.",
        "Bokning av resor görs hos trafikbolaget.",
    ),
    "building_permit_question": (
        "Fråga efter fastighetens beteckning eller adress.",
        "Visa sidan om vad som kräver lov.",
        "Rådgivning: koppla på telefontid eller boka tid.",
    ),
    "building_permit_status": (
        "Be om ärendets nummer.",
        "Koppla till handläggaren eller skicka en förfrågan.",
    ),
    "parking_permit_question": (
        "Söks i den kommun där man är folkbokförd.",
        "Ges för varaktig funktionsnedsättning, högst fem år.",
        "Läkarintyg får vara högst tre månader gammalt.",
    ),
    "parking_permit_new": (
        "Kontrollera folkbokföringen.",
        "Gå igenom foto, underskrift och läkarintyg.",
        "Fråga inte om diagnos. Är något ofullständigt: begär komplettering.",
    ),
    "parking_permit_renewal": (
        "Förnyas tidigast två månader före sista dag.",
        "Gå igenom foto, underskrift och läkarintyg.",
    ),
    "parking_permit_lost": (
        "Polisanmälan behövs: anteckna numret.",
        "Spärra det gamla tillståndet.",
        "Det nya behåller slutdatum och får nytt serienummer.",
    ),
    "street_lighting": (
        "Fråga efter gata och närmaste nummer, eller stolpens nummer.",
        "Flera släckta i rad: ring driften.",
    ),
    "road_damage": (
        "Fråga var: gata och närmaste nummer.",
        "Fara för trafiken: ring jouren genast.",
        "Statlig väg: hänvisa till Trafikverket.",
    ),
    "snow_and_ice": (
        "Fråga var, och om det är gata, gångväg eller hållplats.",
        "Enskild eller statlig väg: hänvisa till väghållaren.",
        "Fara: ring jouren.",
    ),
    "water_leak": (
        "Ring VA-jouren genast.",
        "Fråga efter adress och om vatten rinner på gatan.",
    ),
    "missed_waste_collection": (
        "Stod kärlet rätt och ute i tid?",
        "Låt kärlet stå kvar.",
        "Skicka till renhållningen: tömning inom två arbetsdagar.",
    ),
    "waste_collection": (
        "Tömningsdag och abonnemang finns på adressen i e-tjänsten.",
        "Hjälp till att söka.",
    ),
    "library_hours": (
        "Öppettider finns på webben, även meröppet.",
        "Lån om i appen eller med lånekort och kod.",
    ),
    "sports_hall_booking": (
        "Lediga tider finns i bokningssystemet.",
        "Förening: bokas av föreningens ombud.",
    ),
    "housing_queue": (
        "Kön sköts av bostadsbolaget: koppla dit.",
        "Hjälp till att hitta webbsidan.",
    ),
    "public_transport": (
        "Sök resan tillsammans i reseplaneraren.",
        "Synpunkter på trafiken går till trafikbolaget.",
    ),
    "other_authority": (
        "Ta reda på vilken myndighet det gäller.",
        "Ge webbadress och telefontid.",
    ),
    "feedback_service": (
        "Skriv ned med invånarens egna ord.",
        "Fråga om svar önskas och hur.",
        "Bekräfta inom 2 arbetsdagar, svar inom 10.",
    ),
    "feedback_streets": (
        "Är något trasigt? Registrera en felanmälan i stället.",
        "Fråga om svar önskas.",
        "Bekräfta inom 2 arbetsdagar, svar inom 10.",
    ),
    "feedback_school": (
        "Fråga vilken skola.",
        "Skriv inget om enskilda barn.",
        "Bekräfta inom 2 arbetsdagar, svar inom 10.",
    ),
    "feedback_care": (
        "Fråga vilken verksamhet.",
        "Skriv inget om hälsa.",
        "Bekräfta inom 2 arbetsdagar, svar inom 10.",
    ),
    "land_use_permit": (
        "Notera vem, var, vilka dagar och polisens diarienummer.",
        "Be gatuenheten om yttrande: tillstyrks, med villkor eller avstyrks.",
        "Skicka svaret till polisen, som beslutar.",
        "Fakturera enligt taxan när platsen använts.",
    ),
    "telephony_order": (
        "Fråga vem abonnemanget gäller och vad som ska ändras.",
        "Beställ hos leverantören och notera deras referens.",
    ),
    "telephony_fault": (
        "Fråga vad som inte fungerar och sedan när.",
        "Felanmäl hos leverantören och notera deras referens.",
    ),
    "post_for_somebody": (
        "Notera mottagare och avsändare.",
        "Meddela mottagaren att posten väntar i receptionen.",
    ),
    "visitor_in_the_house": (
        "Fråga vem besöket gäller och ring värden.",
        "Lämna en besöksbricka och notera numret.",
        "Ta tillbaka brickan när besökaren går.",
    ),
    "pool_vehicle": (
        "Fråga vem som lånar, vad och till när.",
        "Boka, och lämna ut nyckeln när lånet börjar.",
        "Vid återlämning: fråga om skador, skriv ner dem.",
    ),
    "pool_equipment": (
        "Fråga vem som lånar, vad och till när.",
        "Visa vad som hör till, räkna vid återlämning.",
    ),
    "civil_wedding": (
        "Föreslå dag, plats och vigselförrättare.",
        "Hindersprövningen görs av Skatteverket och gäller i fyra månader.",
        "Två vittnen som fyllt 18 år.",
    ),
    "facility_booking": (
        "Fråga vilken lokal, dag och tid, och för vilken förening.",
        "Bekräfta bokningen och berätta om nycklar.",
    ),
}
