"""Changing a case that others may change at the same time: what one has not seen is told before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from desk.rules.refusals import Problem
from desk.screens.conflict import Clash, Conflict, Decision, Wanted, look
from desk.screens.place import Place, Trouble, trouble_of
from desk.screens.widgets.frame import Line
from desk.services.changing import Moved
from desk.services.seat import Seat
from desk.words import _, n_

Result = TypeVar("Result")


class Seen:
    """The version of a case that the person has seen, which what they do builds on.

    Their own changes take it along, in the writing thread, so that keys typed ahead build on each other. Whoever
    begins to answer a question holds on to the one of that moment: what others do while one types was not seen.
    """

    def __init__(self, version: int) -> None:
        self.version = version

    def make(self, change: Callable[[Seat, int], Moved], seat: Seat) -> Moved:
        """Change the case as it was seen. Runs in the writing thread."""
        moved = change(seat, self.version)
        self.version = moved.case.version
        return moved


@dataclass(frozen=True)
class Question:
    """What is asked where others have changed the case.

    Attributes:
        wanted: Says what the person wanted.
        mine: The words for doing that all the same.
        typed: Whether there is a text to go back to.
        then: Called with the answer, and with what had happened; the person has seen that by then.
        given_up: Called where nobody can be asked any more: the screen is gone, or the case may not be seen.
    """

    reference: str
    seen: Seen
    wanted: Wanted
    mine: str
    typed: bool
    then: Callable[[Decision, Clash], object]
    given_up: Callable[[Trouble], object]


class SharedPlace(Place[Result]):
    """A screen on a case: it shows who else has the case open, and asks where others have changed it meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._asked = False

    # ------------------------------------------------------------------ company

    def on_company_changed(self) -> None:
        """Somebody came or went."""
        self.query_one(CompanyLine).show_company(self.company_in_words())

    def company_in_words(self) -> str:
        """Who else has the case open; empty for nobody."""
        company = self.program.company
        if company is None or not (company.names or company.oneself):
            return ""
        if not company.names:
            return _("You have the case open in another window too")
        first, *others = company.names
        if not others:
            said = _("{name} has the case open too", name=first)
        else:
            said = n_("{name} and {n} other have the case open too", "{name} and {n} others have the case open too",
                      len(others), name=first)  # fmt: skip
        return said + (_(", and so have you, in another window") if company.oneself else "")

    # ------------------------------------------------------------------ conflict

    def ask_what_to_do(self, question: Question) -> None:
        """Ask, as soon as nothing lies over this screen: what is typed there is not for this."""
        self._question = question
        if self.is_attached:
            self._ask()
        else:
            self._nobody_is_here()

    def on_unmount(self) -> None:
        """Whoever was to be asked has left."""
        self._nobody_is_here()

    def _nobody_is_here(self) -> None:
        if self._question is not None:
            self._give_up(self._question, trouble_of((Problem("case_changed", "reference"),)))

    @property
    def asking(self) -> bool:
        """Whether a question waits or is asked."""
        return self._question is not None

    def _ask(self) -> None:
        question, now = self._question, self.program.now()
        if question is None or self._asked or self.app.screen is not self:
            return
        self._asked = True
        reference, version, wanted = question.reference, question.seen.version, question.wanted
        self.ask(
            "meanwhile",
            lambda seat: look(seat, reference, version, wanted, now),
            partial(self._tell, question),
            partial(self._give_up, question),
        )

    def _tell(self, question: Question, clash: Clash) -> None:
        if self.app.screen is not self:
            self._asked = False  # once more, when this screen is the one that is looked at again
            return
        dialog = Conflict(question.reference, clash, question.mine, typed=question.typed)
        self.app.push_screen(dialog, partial(self._answered, question, clash))

    def _answered(self, question: Question, clash: Clash, choice: Decision | None) -> None:
        self._question, self._asked = None, False
        question.then(choice or Decision.THEIRS, clash)

    def _give_up(self, question: Question, trouble: Trouble) -> None:
        self._question, self._asked = None, False
        question.given_up(trouble)

    def on_screen_resume(self) -> None:
        """What lay over this screen is gone."""
        self._ask()


class CompanyLine(Line):
    """Says who else has the case open; takes no room where nobody has."""

    DEFAULT_CSS = """
    CompanyLine { display: none; color: $warning; text-style: bold; }
    CompanyLine.-there { display: block; }
    """

    def show_company(self, words: str) -> None:
        """Show who; empty hides it."""
        self.show(f"● {words}" if words else "")
        self.set_class(bool(words), "-there")
