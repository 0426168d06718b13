"""Made-up texts of the follow-up, in the municipality's own language as topics and routines are."""

from __future__ import annotations

from typing import NamedTuple

from desk.rules.deviations import CauseCode
from desk.rules.dialogues import DialogueSort
from desk.rules.goals import GoalSpan
from desk.rules.improvements import BoardStatus
from desk.rules.measurements import Parameter, Result
from desk.rules.steering import DocumentSort

DECIDED_BY = "Kommunstyrelsen § 112"


class MadeGoal(NamedTuple):
    """A goal for the whole desk, and what is done to reach it: the activity, done or not, days from the last one."""

    figure: str
    target: float
    span: GoalSpan
    activities: tuple[tuple[str, str, int], ...] = ()


GOALS = (
    MadeGoal("answer_rate", 0.95, GoalSpan.WEEK, (
        ("Plan för bemanning vid ledigheter i varje svarsgrupp", "Klar i alla svarsgrupper.", -60),
        ("Avtal om timanställda", "", 25),
    )),
    MadeGoal("attitude", 4.3, GoalSpan.MONTH, (
        ("Medlyssning och återkoppling varje månad", "Görs sedan i våras.", -90),
        ("Utbildning i svåra samtal", "", -5),
    )),
    MadeGoal("knowledge", 4.0, GoalSpan.MONTH, (("Genomgång av rutiner med varje förvaltning", "", 40),)),
    MadeGoal("email", 0.95, GoalSpan.WEEK),
    MadeGoal("first_contact", 0.5, GoalSpan.TERTIAL),
    MadeGoal("failure_demand", 0.22, GoalSpan.TERTIAL, (("Två möten per förvaltning om onödig efterfrågan", "", 30),)),
)  # fmt: skip

CAUSES: dict[str, tuple[tuple[CauseCode, str, str], ...]] = {
    "answer_rate": (
        (CauseCode.SICK_LEAVE, "Två sjuka samma dag", "Timanställd ringdes in; schemat ses över"),
        (CauseCode.LOAD, "Fler samtal än väntat efter utskick", "Förvaltningarna meddelar utskick en vecka före"),
        (CauseCode.TECHNICAL, "Avbrott i telefonin en förmiddag", "Leverantören har åtgärdat; rutin vid avbrott"),
        (CauseCode.RECRUITMENT, "Vakant tjänst", "Rekrytering pågår; timanställd tills vidare"),
    ),
    "attitude": (
        (CauseCode.LOAD, "Långa köer gav kortare samtal", "Återkoppling i gruppen; medlyssning"),
        (CauseCode.TRAINING, "Nyanställd under upplärning", "Handledning två veckor till"),
    ),
    "knowledge": (
        (CauseCode.ROUTINE, "Ny taxa utan rutin", "Rutinen skriven tillsammans med förvaltningen"),
        (CauseCode.TRAINING, "Nytt ärendeslag", "Genomgång på veckomötet"),
    ),
    "email": ((CauseCode.LEAVE, "Semester i e-postgruppen", "Reserv utsedd vid ledighet"),),
    "first_contact": ((CauseCode.ROUTINE, "Saknad behörighet i bygglov", "Läsbehörighet beställd"),),
    "failure_demand": ((CauseCode.INFORMATION, "Brev som inte gick att förstå", "Förvaltningen skriver om brevet"),),
}
"""Why a figure fell short, and what is done about it."""
OTHER = ((CauseCode.SEASON, "Skolstart", "Extra bemanning planeras nästa år"),)


class MadeImprovement(NamedTuple):
    """An entry on the board: where it stands, how many days ago it was proposed, and its date from the last day."""

    proposal: str
    background: str
    department: str | None
    status: BoardStatus
    proposed: int
    due: int | None = None
    result: str = ""


IMPROVEMENTS = (
    MadeImprovement("Tydligare brev om avgifter i hemtjänsten", "Många ringer och frågar vad fakturan gäller.",
                    "Vård & omsorg", BoardStatus.DONE, 140, -50, "Nytt brev sedan i höst; hälften så många samtal."),
    MadeImprovement("E-tjänst för förlorat busskort", "Nio av tio kommer till receptionen bara för att anmäla.",
                    "Barn & utbildning", BoardStatus.UNDER_WAY, 95, 20),
    MadeImprovement("Svar om handläggningstid på webben", "Samtal som jagar besked om bygglov.",
                    "Samhällsbyggnad", BoardStatus.UNDER_WAY, 70, -6),
    MadeImprovement("Snöröjningskarta på startsidan", "Samma fråga hela vintern.", "Samhällsbyggnad",
                    BoardStatus.DECIDED, 35, 12),
    MadeImprovement("Gemensam kalender för frånvaro", "Kopplade samtal får inget svar.", None, BoardStatus.DECIDED,
                    30, 45),
    MadeImprovement("Kölapp i receptionen", "Trångt vid skolstarten.", None, BoardStatus.NOT_DONE, 110, None,
                    "För få besökare utom en vecka om året."),
    MadeImprovement("Färdiga svar om p-tillstånd", "Samma e-post skrivs om och om igen.", None,
                    BoardStatus.PROPOSED, 9),
    MadeImprovement("Talsvar på arabiska och engelska", "", None, BoardStatus.PROPOSED, 3),
)  # fmt: skip

DOCUMENTS = (
    (DocumentSort.MISSION, "Uppdragsbeskrivning för kundtjänst",
     "## Uppdrag\n\nKundtjänst är kommunens första kontakt: besök, telefon och e-post. Det som går att svara på direkt"
     " besvaras direkt; resten lämnas till rätt förvaltning med allt den behöver.\n", 300, 20),
    (DocumentSort.GOALS, "Mål för kundtjänst",
     "## Tillgänglighet\n\nSvarsfrekvensen är minst 95 %.\n\n## Bemötande och kunskap\n\nBetyget är minst 4,3 för"
     " bemötande och 4,0 för kunskap.\n", 300, 200),
    (DocumentSort.CONTACT, "Spelregler för telefon och e-post",
     "## Telefon\n\nHänvisa telefonen när du inte är på plats.\n\n## E-post\n\nE-post besvaras inom en arbetsdag.\n",
     None, None),
)  # fmt: skip
"""Sort, title, text, days ago when it was decided (``None`` is a draft), and in how many days it is looked at again."""


class MadeDialogue(NamedTuple):
    """A dialogue: days ago, and what it decided: what, due from the last day, and what came of it where it is done."""

    department: str
    sort: DialogueSort
    ago: int
    views: str
    decisions: tuple[tuple[str, int, str], ...]


DIALOGUES = (
    MadeDialogue("Barn & utbildning", DialogueSort.MONTHLY, 65, "Skolskjutsarna går bättre sedan linjerna lades om.",
                 (("Utskick om busskort aviseras en vecka före", -40, "Görs sedan i september."),)),
    MadeDialogue("Samhällsbyggnad", DialogueSort.STRATEGY, 50, "Förvaltningen vill möta frågor om bygglov på webben.",
                 (("Kundtjänst får läsbehörighet i bygglov", -12, ""), ("Gemensam mall för besked", 60, ""))),
    MadeDialogue("Vård & omsorg", DialogueSort.MONTHLY, 33, "Nöjda med hur ärenden lämnas över.",
                 (("Brevet om avgifter skrivs om", -10, "Nytt brev från och med nästa utskick."),)),
    MadeDialogue("Barn & utbildning", DialogueSort.MONTHLY, 12, "Oro inför terminsstarten.",
                 (("Extra bemanning i svarsgruppen vecka 33–34", 90, ""),)),
)  # fmt: skip

_BETTER, _SAME, _WORSE, _NO_DATA = Result
RESULTS = {
    Parameter.AVAILABILITY_PHONE: (_SAME, _SAME, _BETTER),
    Parameter.QUALITY_PHONE: (_WORSE, _WORSE, _BETTER),
    Parameter.ATTITUDE_PHONE: (_WORSE, _WORSE, _SAME),
    Parameter.IMPRESSION_PHONE: (_SAME, _SAME, _NO_DATA),
    Parameter.TIME_EMAIL: (_BETTER, _BETTER, _BETTER),
    Parameter.QUALITY_EMAIL: (_SAME, _SAME, _BETTER),
}
"""Of the service measurement, against all, similar, and the one before; as the analysis below has it."""
ANALYSIS = (
    "Svarstid via e-post är bättre än i andra kommuner. Svarskvalitet och bemötande i telefon är sämre än hos andra."
    " Även vidarekopplade samtal är med i mätningen, så resultatet avser inte bara kundtjänsten: i samtal som"
    " kundtjänst själv besvarade var bemötandet i nivå med andras."
)
ACTIONS = (
    "Medlyssning varje månad från och med januari (gruppledaren).\n"
    "Spelregler för telefon och e-post till alla förvaltningar (kundtjänstchefen, mars).\n"
    "Nästa mätning skiljer på egna och vidarekopplade samtal."
)
SCOPE = "Samtal till huvudnumret och e-post till kommunens officiella adress; båda kan ha skickats vidare."
MADE_BY = "Ett mätföretag"
