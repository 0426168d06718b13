"""What was left half typed, offered at the desk. Light: it is imported before the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.screens.place import Place
from desk.words import _

if TYPE_CHECKING:
    from desk.storage.drafts import Draft


class DraftsOffered(Place[None]):
    """The part of the desk that offers drafts: at the start, when a colleague's terminal is lost, and when asked."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[Draft] = []
        self.more_drafts = False
        """Whether there are drafts that a running session is typing on."""
        self._offered: set[str] = set()

    def look_for_drafts(self) -> None:
        """Look, in a reading thread, where drafts are to be offered at all."""
        if self.program.offer_drafts:
            from desk.screens.desk_again import left_behind

            now = self.program.now()
            self.ask("drafts", lambda seat: left_behind(seat, now), self._found_drafts)

    def _found_drafts(self, found: tuple[list[Draft], bool]) -> None:
        drafts, self.more_drafts = found
        self.drafts = [each for each in drafts if each.key not in self._offered]
        drafts = self.drafts
        if drafts and self.app.screen is self:
            self.offer_left()

    def action_drafts(self) -> None:
        """Go on with a form that was left, in this session too."""
        from desk.screens.desk_again import left_behind

        program, now = self.program, self.program.now()
        # Asked where drafts are written, after the one that was left just before this key.
        program.tell_quietly(
            lambda seat: left_behind(seat, now, program.session), program.say_trouble, self._show_drafts
        )

    def _show_drafts(self, found: tuple[list[Draft], bool]) -> None:
        self.drafts, self.more_drafts = found
        if not self.drafts:
            self.app.notify(_("No form has been left."))
        elif self.app.screen is self:
            self.offer_left()

    def offer_left(self) -> None:
        """Show what was found, if nothing lies above."""
        from desk.screens.drafts import DraftsDialog

        drafts, self.drafts = self.drafts, []
        self._offered.update(each.key for each in drafts)
        dialog = DraftsDialog(drafts, self.program.zone, self.program.now())
        self.app.push_screen(dialog, self._picked_up)

    def _picked_up(self, draft: Draft | None) -> None:
        if draft is None:
            return
        from desk.screens.case_drafts import about
        from desk.screens.text_drafts import go_on

        left = about(draft)
        if go_on(self.app, draft):
            return
        if left is not None:
            from desk.screens.case import CaseScreen

            self.app.push_screen(CaseScreen(left.reference, draft))
        else:
            from desk.screens.register import RegisterScreen

            self.app.push_screen(RegisterScreen.resumed(draft))
