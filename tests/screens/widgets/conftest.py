"""One widget in an App, and what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from desk.screens.widgets.answer import Answered, Remark
from desk.terminal.gated import GatedApp
from desk.terminal.look import Look


@dataclass
class Bench:
    """A widget on trial."""

    pilot: Pilot[int]
    said: list[Message] = field(default_factory=list)

    async def write(self, text: str) -> None:
        """Press each letter."""
        await self.pilot.press(*(("space" if each == " " else each) for each in text))

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def paste(self, text: str) -> None:
        """Paste."""
        self.pilot.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def remarks(self) -> list[str]:
        """The sentences of all remarks."""
        return [each.text for each in self.said if isinstance(each, Remark)]

    @property
    def answers(self) -> list[object]:
        """The answers that were announced."""
        return [each.answer for each in self.said if isinstance(each, Answered)]

    def heard(self, kind: type[Message]) -> list[Message]:
        """All messages of a kind."""
        return [each for each in self.said if type(each) is kind]


class BenchApp(GatedApp):
    """Shows one widget and a second thing to focus, and keeps what they say."""

    def __init__(self, widget: Widget) -> None:
        super().__init__(look=Look("desk-dark", False, "true"))
        self.widget = widget
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def _keep(self, event: Message) -> None:
        self.said.append(event)

    on_answered = _keep
    on_remark = _keep
    on_form_changed = _keep
    on_form_submitted = _keep
    on_topic_input_chosen = _keep


Try = Callable[[Widget], AbstractAsyncContextManager[Bench]]


@pytest.fixture
def bench() -> Try:
    """Open a widget: ``async with bench(widget) as on: await on.press("a")``."""

    @asynccontextmanager
    async def one(widget: Widget) -> AsyncIterator[Bench]:
        app = BenchApp(widget)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            yield Bench(pilot, app.said)

    return one
