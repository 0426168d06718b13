"""Yes or no: a box to tick, or, where nobody may have said yet, a choice of the two."""

from __future__ import annotations

from textual.content import Content

from desk.screens.widgets.answer import Answer
from desk.screens.widgets.choice import Choice, Option
from desk.words import _


class Tick(Choice):
    """``[x]`` or ``[ ]``; Space turns it, and the first letters of yes and no say it outright.

    Args:
        value: What it begins with.
        optional: ``None`` is an answer too, and yes and no stand side by side.
    """

    def __init__(
        self,
        value: bool | None = False,
        *,
        optional: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        options = [Option("true", _("yes")), Option("false", _("no"))]
        super().__init__(options, optional=optional, id=id, classes=classes)
        self.show_answer(value)

    @property
    def answer(self) -> Answer:
        """True, False, or ``None`` where that may be."""
        return None if self._value is None else self._value == "true"

    def show_answer(self, value: object) -> None:
        """Show True, False, or nothing said (which is False where it may not be)."""
        said = value if isinstance(value, bool) or value is None else str(value).casefold() == "true"
        if said is None and not self.optional:
            said = False
        super().show_answer(None if said is None else str(said).lower())

    def render(self) -> Content:
        """The box, or the two."""
        if self.optional:
            return super().render()
        return Content("[x] " + _("yes") if self._value == "true" else "[ ] " + _("no"))
