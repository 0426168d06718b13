"""The key gate: one key at a time, so that what is typed ahead lands where the person meant it.

Textual forwards a key to whatever has the focus when the key *arrives*, and moves the focus later. Over SSH
``Anna``, Tab and ``Bertil`` come in one packet, and the letters after the Tab would land in the first field.

Here keys and pastes queue. One is delivered, followed by a :class:`Passed` to the same target. Queues are in
order and both bubble, so when ``Passed`` reaches the App, the key has been dealt with everywhere on its way.
Where that moved the focus, changed the screen or left messages behind, another ``Passed`` follows to where
the focus is now; then the next key goes. A watch lets the gate go on when a target disappears meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from desk.terminal.gated import GatedApp

LOOK_AGAIN = 0.1
"""Seconds between looks at whether the target of the last key is still there."""

PATIENCE = 5.0
"""Seconds that a target which is still there may take over one key."""

ROUNDS = 12
"""Times that one key is followed up; a widget that posts without end must not hold the keys for ever."""

LONGEST_QUEUE = 50_000
"""Keys kept at most; where there is no bracketed paste, a paste arrives as single keys."""


class Passed(events.Event, bubble=True):
    """Follows a key on its way. The App alone handles it."""

    def __init__(self, turn: int, target: MessagePump) -> None:
        super().__init__()
        self.turn = turn
        self.target = target
        self.prevent_default()  # nobody on the way has a handler; looking for one is most of the cost

    def _bubble_to(self, widget: MessagePump) -> None:
        widget.post_message(self)


class Deliver(events.Event, bubble=False):
    """Tells the App's own task to deliver the next key."""


class Gate:
    """Queues keys and pastes of one App and releases them one by one.

    Args:
        app: The App whose keys these are.
        deliver: Textual's own way of handling a key that arrives.
    """

    def __init__(self, app: GatedApp, deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[events.Event] = deque()
        self._target: MessagePump | None = None
        self._called = False
        self._turn = 0
        self._rounds = 0
        self._since = 0.0
        self._held = False
        self._full = False
        self._watch: asyncio.TimerHandle | None = None
        self._waits_since: float | None = None
        self._again: asyncio.TimerHandle | None = None

    def put(self, event: events.Event) -> bool:
        """Queue a key or paste; False where there are too many already, and this one was dropped."""
        if len(self._waiting) >= LONGEST_QUEUE:
            if not self._full:
                self._app.bell()
            self._full = True
            return False
        self._full = False
        self._waiting.append(event)
        self._call()
        return True

    async def deliver_next(self) -> None:
        """Deliver the next key and send a follower after it. Runs in the App's task."""
        self._called = False
        if self._app._exit:
            self._waiting.clear()  # typed after leaving: there is no screen to type into
        if self._target is not None or not self._waiting or self._must_wait():
            return
        self._turn += 1
        self._rounds = 0
        self._since = asyncio.get_running_loop().time()
        self._app.regain_focus()
        target = self._target = self._where()
        await self._deliver(self._waiting.popleft())
        self._follow(target)

    async def passed(self, message: Passed) -> None:
        """A follower has come up to the App: follow up once more, or release the next key."""
        if message.turn != self._turn or message.target is not self._target:
            return
        now = self._where()
        if (now is not message.target or _unsettled(now)) and self._rounds < ROUNDS:
            self._follow(now)
        elif self._app.holds_keys() and self._waited() < PATIENCE:
            self._held = True
            self._look_in(0.01)
        else:
            self._open()
            await self.deliver_next()

    # ------------------------------------------------------------------ inside

    def _call(self) -> None:
        """Have the App deliver, unless a key is on its way or it has been told."""
        if self._target is None and not self._called and self._waiting:
            self._called = self._app.post_message(Deliver())

    def _must_wait(self) -> bool:
        """Whether even the first key has nobody to go to yet; looks again in a moment, while it has patience."""
        now = asyncio.get_running_loop().time()
        if not self._app.holds_keys():
            self._waits_since = None
            return False
        if self._waits_since is None:
            self._waits_since = now
        if now - self._waits_since >= PATIENCE:
            return False
        if self._again is not None:
            self._again.cancel()
        self._again = asyncio.get_running_loop().call_later(0.01, self._call)
        return True

    def _follow(self, target: MessagePump) -> None:
        self._rounds += 1
        self._target = target
        if not self._send(target):
            self._target = self._where()
            if self._target is target or not self._send(self._target):
                self._open()
                self._call()
                return
        if self._watch is None:
            self._look_in(LOOK_AGAIN)

    def _send(self, target: MessagePump) -> bool:
        return target.post_message(Passed(self._turn, target))

    def _open(self) -> None:
        self._target = None
        self._held = False

    def _look_in(self, seconds: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watch = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """Follow up again where the target has gone, was held, or has taken too long over its key."""
        self._watch = None
        if self._target is None or not self._app.is_running:
            return
        late = self._waited() > PATIENCE
        gone = not (self._target.is_running and self._target.is_attached)
        if late:
            self._open()
            self._call()
        elif gone or self._held:
            self._held = False
            self._follow(self._where())
        if self._target is not None and self._watch is None:
            self._look_in(LOOK_AGAIN)

    def _waited(self) -> float:
        return asyncio.get_running_loop().time() - self._since

    def _where(self) -> MessagePump:
        return self._app.focused or self._app.screen


def _unsettled(target: MessagePump) -> bool:
    """Whether messages still lie in a queue between the target and the App."""
    nodes = [target]
    while (parent := nodes[-1]._parent) is not None:
        nodes.append(parent)
    return any(node._pending_message is not None or not node._message_queue.empty() for node in nodes)
