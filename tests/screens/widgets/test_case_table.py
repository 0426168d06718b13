"""The list of cases as a widget of its own."""

from __future__ import annotations

from textual.app import App, ComposeResult

from desk.screens.widgets.case_table import CaseLine, CaseTable


class Listed(App[None]):
    """A table alone."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield CaseTable()


async def test_up_in_an_empty_list_leads_nowhere() -> None:
    async with Listed().run_test() as pilot:
        table = pilot.app.query_one(CaseTable)
        table.focus()
        await pilot.press("up", "pageup")
        assert table.current is None
        table.show([])
        table.show([CaseLine(1, "26-000001", {}, False)])
        await pilot.pause()
        assert table.current == CaseLine(1, "26-000001", {}, False)
