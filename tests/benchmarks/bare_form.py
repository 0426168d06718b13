"""A bare Textual form with as many fields as the register form shows: the limit for keys and bytes."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

FIELDS = ("Topic", "Who", "Telephone", "What", "Demand", "Cause", "Outcome", "Passed on to")


class BareForm(App[None]):
    """Eight labelled one-row inputs."""

    CSS = "Horizontal { height: 1 } Label { width: 14 } Input { width: 1fr }"

    def compose(self) -> ComposeResult:
        """The rows."""
        with Vertical():
            for name in FIELDS:
                with Horizontal():
                    yield Label(name)
                    field = Input(compact=True)
                    field.cursor_blink = False
                    yield field


if __name__ == "__main__":
    BareForm().run()
