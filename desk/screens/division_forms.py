"""Forms of the division of work: who answers for a topic and who covers, and that somebody is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from textual.app import App
from textual.widget import Widget

from desk.documents import division as words
from desk.rules.division import NAME_LENGTH, Away
from desk.rules.fields import Field
from desk.rules.rights import Right
from desk.rules.topics import Topic
from desk.screens.division import DivisionScreen, people_at_work
from desk.screens.division_page import Shown
from desk.screens.follow_form import Answers, FollowForm
from desk.screens.place import Program
from desk.screens.text_drafts import KeptForm, TextDraft
from desk.screens.widgets.choice import Choice, Option
from desk.services import division
from desk.services.division import Set
from desk.services.seat import Seat
from desk.words import N_, _

AWAY = ".away"
"""Under which place a form about somebody's being away is kept; of a topic it is the topic's code."""
COVERS = ("cover", "cover2", "cover3")
THIS, FREE, WHOLE = "this", "free", "department"


class DivisionForm(FollowForm[tuple[Set, ...]]):
    """Who answers for a topic and who covers.

    Args:
        shown: The division as it was read.
        topic: The topic.
        able: People at this desk to choose from.
    """

    LABEL_WIDTH = 20

    def __init__(self, program: Program, shown: Shown, topic: Topic, able: tuple[Option, ...]) -> None:
        hint = _("An open case of the topic becomes that of who answers; while they are away, of the first who covers"
                 " and is at work. With somebody outside the desk it stays with who registers it.")  # fmt: skip
        super().__init__(topic.label, hint, KeptForm(program, "division", topic.code, topic.label))
        self._topic = topic
        self._began = [each.login or each.name for each in shown.division.of(topic.code)]
        outside = [each.name for each in shown.division.of(topic.code) if each.login is None]
        gone = [each for each in shown.division.of(topic.code) if each.login not in [None, *(one.code for one in able)]]
        self._people = (
            *able,
            *(Option(each.login or each.name, each.name) for each in gone),
            *(Option(name, name) for name in outside),
        )
        near = [each for each in shown.topics if each.department == topic.department and each.code != topic.code]
        self._near = {
            THIS: (),
            FREE: tuple(each.code for each in near if not shown.division.of(each.code)),
            WHOLE: tuple(each.code for each in near),
        }

    def fields(self) -> list[Field]:
        """Who answers, who covers, and whether it holds for more than this topic."""
        covers = (N_("Covers"), N_("Covers then"), N_("Covers last"))
        asked = [
            Field("who", "choice", N_("Answers for it")),
            *(Field(name, "choice", title) for name, title in zip(COVERS, covers, strict=True)),
            Field("outside", "text", N_("Outside the desk"), max_length=NAME_LENGTH),
        ]
        return [*asked, Field("also", "choice", N_("Holds for"))]

    def widgets(self) -> dict[str, Widget]:
        """People as lists; which topics, with how many there are."""
        people: dict[str, Widget] = {name: Choice(self._people, in_row=False) for name in ("who", *COVERS)}
        department = self._topic.department or "–"
        also = [Option(THIS, _("this topic"))]
        if free := self._near[FREE]:
            also.append(Option(FREE, _("{department}: also its {n} others without anybody", department=department,
                                       n=len(free))))  # fmt: skip
        if whole := self._near[WHOLE]:
            also.append(Option(WHOLE, _("{department}: also its {n} others, all", department=department,
                                        n=len(whole))))  # fmt: skip
        return {**people, "also": Choice(also, value=THIS, optional=False, in_row=False)}

    def begins_with(self) -> dict[str, Any]:
        """Who it is now."""
        who, *covers = self._began or [""]
        return {"who": who or None, "also": THIS, **dict(zip(COVERS, covers, strict=False))}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], tuple[Set, ...]]:
        """Send who answers and who covers; those whom the form has no room for cover after them.

        Somebody outside the desk stands last, and answers where nobody else is named.
        """
        del changed
        now, began = self.program.now(), self._began
        named = [values["who"], *(values[name] for name in COVERS), *began[1 + len(COVERS) :], values["outside"]]
        people = [str(each) for each in named if each]
        topics = [self._topic.code, *self._near[str(values["also"] or THIS)]]
        return lambda seat: division.set_topics(seat, topics, people, now, began)

    def said(self, done: tuple[Set, ...]) -> str:
        """Who answers now."""
        name = words.answers_word(done[0].people)
        if len(done) > 1:
            return _("{n} topics: {name} answers.", n=len(done), name=name)
        return _("{topic}: {name} answers.", topic=self._topic.label, name=name)


class AwayForm(FollowForm[Away]):
    """That somebody is away.

    Args:
        able: Whom one may say it of.
    """

    LABEL_WIDTH = 14

    def __init__(self, program: Program, able: tuple[Option, ...]) -> None:
        title = _("Away")
        hint = _("New cases go to who covers meanwhile, and what is open can be taken over. Without a last day it is"
                 " until further notice. Never why.")  # fmt: skip
        super().__init__(title, hint, KeptForm(program, "division", AWAY, title))
        self._able = able

    def fields(self) -> list[Field]:
        """Until when, and since when; who, where it may be another."""
        days = [Field("last", "date", N_("Last day")), Field("first", "date", N_("First day"), required=True)]
        return [Field("login", "choice", N_("Who"), required=True), *days] if len(self._able) > 1 else days

    def widgets(self) -> dict[str, Widget]:
        """People as a list."""
        return {"login": Choice(self._able, optional=False, in_row=False)}

    def begins_with(self) -> dict[str, Any]:
        """Oneself, from today."""
        who = {"login": self.program.seat.who.login} if len(self._able) > 1 else {}
        return {**who, "first": self.program.today().isoformat()}

    def saving(self, values: Answers, changed: frozenset[str]) -> Callable[[Seat], Away]:
        """Send it."""
        del changed
        now, login = self.program.now(), str(values.get("login") or "") or None
        first, last = _day(values["first"]), _day(values["last"])
        return lambda seat: division.away(seat, login, first, last, now)

    def said(self, done: Away) -> str:
        """Who is away and until when."""
        name = next((each.label for each in self._able if each.code == done.login), done.login)
        return f"{name}: {words.away_words(done, self.program.today())}"


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


# ------------------------------------------------------------------ opening them


def open_division(screen: DivisionScreen, shown: Shown, topic: Topic) -> None:
    """Open the form of a topic, when it is known whom one chooses among."""

    def show(able: tuple[Option, ...]) -> None:
        form = DivisionForm(screen.program, shown, topic, able)
        screen.app.push_screen(form, lambda _done: screen.reread())

    screen.ask("able", people_at_work, show, screen.program.say_trouble)


def open_away(screen: DivisionScreen) -> None:
    """Open the form about somebody's being away: of oneself, or of anybody where one may."""
    who = screen.program.seat.who

    def show(able: tuple[Option, ...]) -> None:
        mine = able if who.may(Right.ROUTINES) else tuple(each for each in able if each.code == who.login)
        screen.app.push_screen(AwayForm(screen.program, mine), lambda _done: screen.reread())

    if who.may(Right.HANDLE):
        screen.ask("able", people_at_work, show, screen.program.say_trouble)
    else:
        screen.app.notify(_("Only those who handle cases are away here."), severity="warning")


def resumed(app: App[Any], of: TextDraft) -> None:
    """Go on with a form that was left half filled in."""
    screen = DivisionScreen("away" if of.place == AWAY else "topics")
    app.push_screen(screen)
    if of.place == AWAY:
        open_away(screen)
        return

    def show(shown: Shown) -> None:
        topic = next((each for each in shown.topics if each.code == of.place), None)
        if topic is not None:
            open_division(screen, shown, topic)

    from desk.screens.division_page import read

    now = screen.program.now()
    screen.ask("resumed", lambda seat: read(seat, now), show, screen.program.say_trouble)
