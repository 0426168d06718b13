"""The list of cases as a widget of its own."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from desk.screens.widgets.case_table import CaseLine, CaseTable


class Listed(App[None]):
    """A table alone."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield CaseTable()


@pytest.mark.parametrize("key", ["up", "end", "pagedown", "home"])
async def test_no_key_leads_out_of_an_empty_list(key: str) -> None:
    async with Listed().run_test() as pilot:
        table = pilot.app.query_one(CaseTable)
        table.focus()
        await pilot.press(key)
        assert table.current is None
        table.show([])
        table.show([CaseLine(1, "26-000001", {}, False)])
        await pilot.pause()
        assert table.current == CaseLine(1, "26-000001", {}, False)
