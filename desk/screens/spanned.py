"""A screen of figures over a span: earlier and later with the arrows, and another sort of span with a key."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from desk.rules.refusals import Refused
from desk.rules.spans import Span, SpanSort, last_whole, span_of
from desk.screens.dialogs import Choose, Option
from desk.screens.place import Place
from desk.words import _

Result = TypeVar("Result")


class Spanned(Place[Result]):
    """Begins with the last whole span of :attr:`BEGINS`; no later than the one that is going on."""

    BEGINS: ClassVar[SpanSort] = SpanSort.WEEK

    def __init__(self) -> None:
        super().__init__()
        self._span: Span | None = None

    @property
    def span(self) -> Span:
        """The span shown."""
        return self._span or last_whole(self.BEGINS, self.program.today())

    def span_changed(self) -> None:
        """Called when another span is to be shown."""

    def action_span(self, by: int) -> None:
        """The span before, or after."""
        try:
            wanted = self.span.next if by > 0 else self.span.previous
        except Refused:
            self.app.bell()
            return
        if wanted.first > self.program.today():
            self.app.bell()
            return
        self._span = wanted
        self.span_changed()

    def action_pick_sort(self) -> None:
        """Ask for another sort of span."""
        options = [Option(str(each), each.label) for each in SpanSort]
        self.app.push_screen(Choose(_("Which span?"), options, preselected=str(self.span.sort)), self._picked)

    def _picked(self, code: str | None) -> None:
        """The span of that sort that holds the last day of the one shown, or today."""
        if code is not None:
            self._span = span_of(SpanSort(code), min(self.span.last, self.program.today()))
            self.span_changed()

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
