"""Every screen and dialog of Desk: how one gets there, and what stands there (in English, where it does not change)."""

from __future__ import annotations

from dataclasses import dataclass

UP, DOWN, RIGHT, LEFT, END = (f"\x1b[{each}" for each in "ABCDF")


@dataclass(frozen=True)
class Place:
    """A screen or dialog: how one gets there from the desk, and what stands there.

    Attributes:
        sign: What stands there when it has been read; empty where it hangs on what was pressed before whether one
            gets there.
        after: The place from which one goes on, where not from the desk.
        kept: Only those who keep the follow-up get there.
        changed: What is typed after a colleague has changed the case that is open.
        before: What stands there before that.
    """

    keys: str
    sign: str
    after: str = ""
    kept: bool = False
    changed: str = ""
    before: str = ""


CASES = {
    "desk": Place("", "Same again"),
    "visit": Place("1", "Visit"),
    "call": Place("2", "Call"),
    "e-mail": Place("3", "E-mail"),
    "bus card": Place("4", "Bus card"),
    "parking permit": Place("5", "Parking permit"),
    "feedback": Place("6", "Feedback"),
    "other": Place("7", "Other"),
    "drafts": Place("d", "Drafts"),
    "again": Place(".", "Same again"),
    "annul last": Place(".\x1a", "Annul"),
    "search": Place("/sak", "Search"),
    "search, its list": Place(f"/sak{DOWN}", "Search"),
    "help": Place("?", "Register a visit"),
    "palette": Place("\x10", "What do you want"),
    "palette on a case": Place("\r\x10", "What do you want"),
    "case": Place("\r", "Channel"),
    "case found": Place("/sak\r", "Next step"),
    "step": Place("\rs", ""),
    "note": Place("\rn", "Nothing about health"),
    "outcome": Place("\ro", "How was it closed"),
    "forward": Place("f", "To whom?", "case"),
    "until": Place("\ru", "Park until"),
    "take over": Place("\rm", ""),
    "correct": Place("c", "Correct 2", "case"),
    "reveal": Place("\rv", ""),
    "annul": Place("\rx", "Annul 2"),
    "administration": Place("a", "What is there"),
    "people": Place("ap", "can log in", kept=True),
    "a person": Place("apn", ""),
    "somebody's role": Place(f"ap{DOWN}\r", ""),
    "rest": Place(f"ap{DOWN}r", ""),
    "keys": Place("apk", "Keys of"),
    "a key": Place("apkn", "Paste the public key"),
    "clear PIN": Place(f"ap{DOWN}p", ""),
    "lock": Place("\x0c", ""),
    "conflict of a move": Place("Miljö", "meanwhile", "forward", changed="\r", before="Miljö"),
    "conflict of a correction": Place("\tigen", "meanwhile", "correct", changed="\x13", before="igen"),
}
"""Cases, and who works with them."""

REPORTS = {
    "reports": Place("r", "weeks"),
    "month": Place("rl", "13 months"),
    "tertial": Place("rll", "6 tertials"),
    "half-year": Place("rlll", "4 half-years"),
    "year": Place("rllll", "5 years"),
    "from new year": Place("rc", "13 years"),
    "groups": Place("r\t", "[Groups]"),
    "individuals": Place("r\t\t", "[Individuals]"),
    "which span": Place("rv", "Which week, month"),
    "export": Place("rx", "Write the report to"),
    "wall": Place("rw", "this week"),
    "issued": Place("ru", "Goes to"),
    "analysis of a report": Place("w", "What the figures mean", "issued", kept=True),
    "preview": Place("p", "Draft: not issued", "issued"),
    "issue": Place("i", "kept as it is now", "issued", kept=True),
    "which report": Place("v", "Which report?", "issued"),
    "department of a report": Place("d", "For which department", "issued"),
    "an issued report": Place(f"{END}\r", "Edition:", "issued"),
    "compare": Place("c", "", "issued"),
    "export of a report": Place("x", "The ending chooses", "issued"),
    "recipients": Place("m", "Recipients ·", "issued"),
    "recipient": Place("n", "A name or a function", "recipients", kept=True),
}
"""Reports of every span, and what becomes of them."""

GOALS = {
    "deviations": Place("rd", "[Every level]"),
    "deviation": Place("\r", "open until it has", "deviations", kept=True),
    "deviation done": Place("d", "On which day", "deviations", kept=True),
    "deviation to the board": Place("b", "Put it on the improvement", "deviations", kept=True),
    "deviations of people": Place("\t\t\t", "[Individuals]", "deviations"),
    "coaching": Place("o", "", "deviations of people", kept=True),
    "open deviations": Place(RIGHT, "[Open]", "deviations"),
    "causes": Place(LEFT, "[Causes]", "deviations"),
    "goals": Place("rg", "[Hold today]"),
    "every goal": Place("h", "[Every goal decided]", "goals"),
    "goal": Place("\r", "never forgotten", "goals", kept=True),
    "new goal": Place("n", "never forgotten", "goals", kept=True),
    "end of a goal": Place("x", "End goal", "goals", kept=True),
    "new activity": Place("a", "New activity ·", "goals", kept=True),
    "activity": Place("\t\r", "Activity ", "goals", kept=True),
    "activity done": Place("\td", "On which day", "goals", kept=True),
    "activity dropped": Place("\tx", "Why is it not done", "goals", kept=True),
    "board": Place("t", "Not done"),
    "new card": Place("tn", "New improvement"),
    "card": Place("\r", "History", "board"),
    "move": Place(">", "", "board", kept=True),
    "status of a card": Place("s", "Move ", "board", kept=True),
    "date of a card": Place("d", "when is it expected", "board", kept=True),
    "note on a card": Place("a", "Note on", "board", kept=True),
    "change of a card": Place("c", "What is decided needs", "board", kept=True),
    "walk": Place("w", "Weekly walk ·", "board"),
    "move on the walk": Place(">", "", "walk", kept=True),
    "end of the walk": Place("\x1b", "what it changed", "walk"),
    "calendar": Place("k", "Calendar ·"),
    "new date": Place("n", "New date in the wheel", "calendar", kept=True),
    "suggested dates": Place("s", "Begin with the suggested", "calendar", kept=True),
    "what is due": Place("\r", "", "calendar"),
    "date": Place(f"{END}\r", "Comes on:", "calendar", kept=True),
    "date seen to": Place(f"{END}d", "A word about it", "calendar", kept=True),
    "date at rest": Place(f"{END}x", "come no more?", "calendar", kept=True),
}
"""What is to be reached, and what is done about it."""

FIGURES = {
    "telephone": Place("rh", "gave up"),
    "figure of the map": Place("\r", "Which figure?", "telephone"),
    "map of a group": Place("\t", "· Reception", "telephone"),
    "people needed": Place("n", "How many people does it", "telephone"),
    "map of somebody": Place("p", "Whose calls?", "telephone", kept=True),
    "span of the map": Place("v", "Which span?", "telephone"),
    "staffing": Place("rs", "least "),
    "numbers": Place(f"45{RIGHT}3", "", "staffing", kept=True),
    "away": Place("a", "Away ·", "staffing", kept=True),
    "least": Place("m", "at least?", "staffing", kept=True),
    "take away": Place("x", "", "staffing", kept=True),
    "week of staffing": Place("v", "Which week?", "staffing"),
    "copy of a week": Place("c", "", "staffing", kept=True),
    "absence": Place("o", "of absence at", "staffing", kept=True),
    "satisfaction": Place("rn", "Satisfaction ·"),
    "typing answers": Place("n", "A digit from 1 to 5", "satisfaction", kept=True),
    "answers": Place("r", "Reception", "satisfaction", kept=True),
    "answer": Place("\r", "keeps both values", "answers", kept=True),
    "answer taken out": Place("x", "out of every figure", "answers", kept=True),
    "measurements": Place("rm", "handled"),
    "new measurement": Place("n", "New service measurement", "measurements", kept=True),
    "measurement": Place("\r", "contacts measured", "measurements"),
    "result": Place("b", "", "measurement", kept=True),
    "about a measurement": Place("e", "Where calls and mail", "measurement", kept=True),
    "analysis": Place("a", "What do the results say", "measurement", kept=True),
    "actions": Place("d", "What is done because", "measurement", kept=True),
    "demand": Place("rf", "Classified "),
    "improvement of demand": Place("b", "", "demand"),
    "demand by time": Place("\x1b[Z", "[Time]", "demand"),
    "views": Place("rb", "Confirmed within 2"),
    "views of a department": Place("\r", "What was done", "views"),
    "text on views": Place("e", "No names, and nothing", "views", kept=True),
}
"""What the reports are made of."""

ORGANISATION = {
    "topics": Place("at", "in use", kept=True),
    "a topic": Place("\r", "what commands call it", "topics", kept=True),
    "new topic": Place("n", "New topic", "topics", kept=True),
    "rest of a topic": Place("r", "to rest?", "topics", kept=True),
    "removal of a topic": Place("d", "nothing has ever named", "topics", kept=True),
    "departments": Place("ad", "in use", kept=True),
    "a department": Place("\r", "the past is told", "departments", kept=True),
    "new department": Place("n", "New department", "departments", kept=True),
    "order of departments": Place("+", "", "departments", kept=True),
    "answer groups": Place("ag", "in use", kept=True),
    "an answer group": Place("\r", "Files of calls", "answer groups", kept=True),
    "new answer group": Place("n", "New answer group", "answer groups", kept=True),
    "retention": Place("as", "Days from closing", kept=True),
    "decision on retention": Place("\r", "before a disposal is run", "retention", kept=True),
    "what would go": Place("t", "", "retention", kept=True),
    "disposal": Place("d", "By which decision?", "retention", kept=True),
    "letter": Place("e", "", "case"),
    "answer of a department": Place("a", "", "case"),
    "day to ask again": Place("eu", "", "case"),
    "other letter": Place("e\t", "", "case"),
    "reply": Place("e\te", "", "case"),
}
"""What the desk stands on, and what leaves it."""

DOCUMENTS = {
    "documents": Place("ro", "Next review"),
    "new document": Place("n", "What is it?", "documents", kept=True),
    "its title": Place("\r", "Its title", "new document", kept=True),
    "its text": Place("\r", "Write under the headings", "its title", kept=True),
    "document": Place("\r", "version ", "documents"),
    "next version": Place("e", "It is saved as version", "document", kept=True),
    "decided": Place("b", "Decided by", "document", kept=True),
    "reviewed": Place("g", "looked at and stands", "document", kept=True),
    "differences": Place("d", "What differs from", "document"),
    "out of use": Place("x", "out of use?", "document", kept=True),
    "dialogues": Place("ri", "On strategy in"),
    "new dialogue": Place("n", "Present: by function", "dialogues", kept=True),
    "dialogue": Place("\r", "The department's views", "dialogues"),
    "what was said": Place("e", "Present: by function", "dialogue", kept=True),
    "decision": Place("b", "by whom, and by when", "dialogue", kept=True),
    "decision done": Place("d", "", "dialogue", kept=True),
    "decision dropped": Place("x", "", "dialogue", kept=True),
    "decision to the board": Place("t", "", "dialogue", kept=True),
    "figures of a department": Place("r", "Registered", "dialogue"),
}
"""What is written and decided."""

KINDS = {
    "kinds": Place("ak", "describes a kind of one"),
    "kind": Place("\r", "", "kinds"),
    "new kind": Place("n", "The kind's code", "kinds"),
    "text of a kind": Place("spare_key\r", "", "new kind"),
}
"""The kinds of cases."""

HOUSE = {
    "house": Place("v", "Visitors and post"),
    "visitor": Place("n", "In the house until", "house"),
    "post": Place("m", "It waits until", "house"),
    "out": Place("o", "", "house"),
    "taken back": Place("o\x1a", "", "house"),
    "other list of the house": Place("\to", "", "house"),
    "evacuation list": Place("p", "", "house"),
}
"""Who is in the house, and which post waits."""

REGISTERS = {
    "permits": Place("g", "[Parking permits]"),
    "cards": Place("g\t", "[Bus cards]"),
    "appeals": Place(f"g{RIGHT}{RIGHT}{RIGHT}", "[Appeals]"),
    "looked up": Place("g/70", "Nothing found."),
    "errand about a card": Place("n", "", "cards"),
    "history of a card": Place("h", "", "cards"),
    "blocking a card": Place("b", "", "cards"),
}
"""Permits and cards."""

POOL = {
    "pool": Place("p", "◆ booked"),
    "rooms": Place("p\t", "[Rooms]"),
    "officiants": Place("p\t\t", "[Officiants]"),
    "hours of the pool": Place("h", "", "pool"),
    "hours of one thing": Place("hh", "", "pool"),
    "next week of the pool": Place(".", "", "pool"),
    "booking": Place("n", "", "pool"),
    "booking of a room": Place("n", "", "rooms"),
    "booking of an officiant": Place("n", "", "officiants"),
    "many days": Place("\x1b[1;2C\x1b[1;2C\r", "", "pool"),
    "lend": Place("l", "", "pool"),
    "return": Place("r", "", "pool"),
    "cancel": Place("c", "", "pool"),
    "out of service": Place("o", "", "pool"),
    "day of the pool": Place("d", "Which day?", "pool"),
    "find in the pool": Place("/", "Find what?", "pool"),
    "resources": Place("e", "What can be booked", "pool"),
    "new resource": Place("n", "", "resources"),
    "resource": Place("\r", "", "resources"),
    "resource at rest": Place("r", "", "resources"),
    "resource out of service": Place("o", "", "resources"),
}
"""What can be booked."""

ROUTINES = {
    "routines": Place("ar", "in use"),
    "routine": Place("\r", "version ", "routines"),
    "new routine": Place("n", "A topic's routine", "routines", kept=True),
    "next text of a routine": Place("e", "A step a line", "routine", kept=True),
    "about a routine": Place("c", "A topic's routine", "routine", kept=True),
    "routine out of use": Place("x", "", "routine", kept=True),
    "routine looked through": Place("g", "", "routine", kept=True),
    "routine beside a form": Place("1skolskjuts\t\x12", ""),
    "routine of a case": Place("\rr", ""),
    "division": Place("c", "Division of work"),
    "who answers": Place("\r", "", "division", kept=True),
    "who is away": Place(RIGHT, "", "division"),
    "being away": Place("n", "Never why", "division", kept=True),
    "at work again": Place("b", "", "division", kept=True),
    "left to cover": Place(LEFT, "", "division"),
}
"""How errands are handled, and by whom."""

FILES = {
    "export of a list": Place("x", "Write the list to a file"),
    "export of what is found": Place("/sak\x05", "Write the list to a file"),
    "bring in": Place("ai", "What does the file hold?", kept=True),
    "bring in topics": Place("i", "Bring in: Topics", "topics", kept=True),
    "what a file would do": Place("nowhere.csv\r", "Read again", "bring in topics", kept=True),
    "other file": Place("f", "Bring in: Topics", "what a file would do", kept=True),
    "mapping": Place("m", "A TOML file", "what a file would do", kept=True),
}
"""Lists as files, out and in."""

PLACES = {
    **CASES,
    **ORGANISATION,
    **ROUTINES,
    **REPORTS,
    **GOALS,
    **FIGURES,
    **DOCUMENTS,
    **KINDS,
    **HOUSE,
    **REGISTERS,
    **POOL,
    **FILES,
}
