"""The first field of every form: what the contact is about, found by a few letters.

All that happens here happens at the key, with no delay: what is typed ahead finds what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message

from desk.rules.refusals import Problem
from desk.screens.widgets.answer import Answer, Answered
from desk.screens.widgets.line_input import LineInput
from desk.screens.widgets.row_list import RowList


class HasName(Protocol):
    """What a topic is to this field."""

    @property
    def code(self) -> str:
        """Its stable code."""
        ...

    @property
    def name(self) -> str:
        """Its name, as the reception says it."""
        ...


T = TypeVar("T", bound=HasName)


class TopicInput(Vertical, Generic[T]):
    """A line with the matching topics below it.

    Up and Down move among them. :meth:`commit`, which a form calls on Tab, Enter and saving, takes the marked one,
    but only where something was typed or moved. Escape closes the list before it leaves anything.

    Args:
        topics: All topics, to find the name of one by its code.
        match: From what was typed to the topics that it may mean, the best first; called at each key.
        value: The code of the topic to begin with.
    """

    BINDINGS = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("escape", "close", show=False),
    ]

    DEFAULT_CSS = """
    TopicInput { height: 1; width: 100%; }
    """

    class Chosen(Message):
        """A topic was taken."""

        def __init__(self, control: TopicInput[Any], topic: HasName) -> None:
            super().__init__()
            self._control = control
            self.topic = topic

        @property
        def control(self) -> TopicInput[Any]:
            """The field."""
            return self._control

    def __init__(
        self,
        topics: Sequence[T],
        match: Callable[[str], Sequence[T]],
        *,
        value: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._topics = tuple(topics)
        self._match = match
        self._found: tuple[T, ...] = ()
        self._topic: T | None = None
        self._touched = False
        self._line = LineInput(max_length=100, select_on_focus=True)
        self._list = RowList()
        self.show_answer(value)

    def compose(self) -> ComposeResult:
        """The line, and the list below it."""
        yield self._line
        yield self._list

    # ------------------------------------------------------------------ as a field

    @property
    def topic(self) -> T | None:
        """The topic taken."""
        return self._topic

    @property
    def answer(self) -> Answer:
        """The topic's code, ``None`` where the line is empty, or the text where it means no topic."""
        return self._topic.code if self._topic else self._line.value.strip() or None

    def show_answer(self, value: object) -> None:
        """Show the topic with this code; a text that is no code stands as it is."""
        self._topic = next((each for each in self._topics if each.code == value), None)
        self._line.show_answer(self._topic.name if self._topic else value)
        self._forget()

    def row_of(self, topic: T) -> str:
        """A topic as the list shows it."""
        return topic.name

    def set_topics(self, topics: Sequence[T]) -> None:
        """Use other topics: they have been read meanwhile. What is typed stays, and is looked up again."""
        self._topics = tuple(topics)
        if self._list.is_open:
            self._look()

    def commit(self) -> None:
        """Take the marked topic, where something was typed or moved."""
        if self._touched:
            if not self._list.is_open:
                self._look()
            marked = self._list.marked
            if marked is not None:
                self._take(self._found[marked])
        self._forget()

    def complaint(self) -> Problem | None:
        """None: whether there is such a topic is asked when it is saved."""
        return None

    # ------------------------------------------------------------------ keys

    def on_answered(self, event: Answered) -> None:
        """Look for what is typed, each time it changes."""
        if event.control is not self._line:
            return
        event.stop()
        self._topic = None
        self._touched = bool(self._line.value.strip())
        if self._touched:
            self._look()
        else:
            self._list.close()
        self.post_message(Answered(self, self.answer))

    def action_move(self, by: int) -> None:
        """Open the list, or move in it; what is marked then is meant."""
        if self._list.is_open:
            self._list.move(by)
        else:
            self._look()
        self._touched = True

    def action_close(self) -> None:
        """Close the list; where it is closed, Escape is the form's."""
        if not self._list.is_open:
            raise SkipAction
        self._list.close()
        self._touched = False

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Take what was typed, unless it is only the window that lost the focus."""
        if self.app.app_focus:
            self.commit()

    def on_row_list_picked(self, event: RowList.Picked) -> None:
        """Take the row that was clicked."""
        event.stop()
        self._take(self._found[event.row])
        self._forget()

    def _look(self) -> None:
        text = "" if self._topic else self._line.value.strip()
        self._found = tuple(self._match(text))
        self._list.open([self.row_of(each) for each in self._found])

    def _take(self, topic: T) -> None:
        self._topic = topic
        self._line.show_answer(topic.name)
        self.post_message(self.Chosen(self, topic))
        self.post_message(Answered(self, topic.code))

    def _forget(self) -> None:
        self._touched = False
        self._list.close()
