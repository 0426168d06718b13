"""What follows from the table of keys: bindings, footer, palette and help page, and keys of one's own.

Light on purpose: it is imported before the first paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from desk.actions import ACTIONS, PLACES, Action, Where
from desk.words import _

__all__ = [
    "ACTIONS", "PLACES", "RESERVED", "Action", "Hint", "Row", "Section", "Where", "action", "actions_in", "bindings",
    "checked_keymap", "help_page", "hints", "is_local", "key_of", "shown", "without_local",
]  # fmt: skip

if TYPE_CHECKING:
    from textual.binding import BindingType

RESERVED = frozenset({"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+b", "ctrl+a", "ctrl+c", "ctrl+at"})
"""On old terminals these are Backspace, Tab and Enter; tmux and screen take ctrl+b and ctrl+a."""

_BEFORE_FIELDS = frozenset({"any.lock", "any.quit", "search.export_list"})
"""What a key does before a field gets it."""
_BY_ID = {each.id: each for each in ACTIONS}

_SIGNS = {
    "enter": "↵",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "comma": ",",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "space": "␣",
    "backspace": "⌫",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


def action(name: str) -> Action:
    """Return the action with this id. Raises KeyError where there is none."""
    return _BY_ID[name]


def is_local(name: str) -> bool:
    """Whether the action with this id is not offered in a session over SSH."""
    return name in _BY_ID and _BY_ID[name].local


def without_local(keymap: Mapping[str, str] | None = None) -> dict[str, str]:
    """A keymap for the footer and the help page of a session over SSH: what is not offered there has no key."""
    return {**(keymap or {}), **{each.id: "" for each in ACTIONS if each.local}}


def actions_in(*wanted: str) -> tuple[Action, ...]:
    """The actions named, in the table's order; each of ``wanted`` is a place (``desk``) or an id."""
    return tuple(each for each in ACTIONS if each.where in wanted or each.id in wanted)


def bindings(*wanted: str) -> list[BindingType]:
    """Textual bindings for places or ids, each with its id and tooltip; few come before what a field does.

    The words are those of the language spoken when this is called.
    """
    from textual.binding import Binding

    return [
        Binding(
            ",".join(each.keys),
            each.action,
            _(each.label),
            show=each.footer > 0,
            key_display=shown(each.keys[0]),
            tooltip=_(each.help),
            priority=each.id in _BEFORE_FIELDS,
            id=each.id,
        )
        for each in actions_in(*wanted)
    ]


# ------------------------------------------------------------------ words about keys


class Hint(NamedTuple):
    """One entry of the footer: the key as shown, its word, and the action it stands for."""

    key: str
    label: str
    id: str

    def __str__(self) -> str:
        return f"{self.key} {self.label}"


class Row(NamedTuple):
    """One row of the help page."""

    key: str
    label: str
    help: str


class Section(NamedTuple):
    """One place on the help page, with its keys."""

    title: str
    rows: tuple[Row, ...]


def hints(where: Where, keymap: Mapping[str, str] | None = None, width: int = 0) -> tuple[Hint, ...]:
    """The footer of a place, the most needed first; with a ``width`` in cells, only those that fit.

    Help and the palette are kept before others, so that everything else can be found.
    """
    offered = (each for each in actions_in(where, "any") if each.footer and _offered(each, keymap))
    ranked = sorted(offered, key=lambda each: each.footer)
    every = [Hint(key_of(each, keymap), _(each.label), each.id) for each in ranked]
    if width <= 0:
        return tuple(every)
    while every and sum(len(str(hint)) + 2 for hint in every) - 2 > width:
        every.pop(_least_needed(every))
    return tuple(every)


def _least_needed(every: list[Hint]) -> int:
    ids = [hint.id for hint in every]
    if "any.quit" in ids:
        return ids.index("any.quit")
    own = [place for place, name in enumerate(ids) if not name.startswith("any.")]
    return own[-1] if len(own) > 1 else len(ids) - 1


def help_page(keymap: Mapping[str, str] | None = None, first: Where | None = None) -> tuple[Section, ...]:
    """Every action with its key and sentence, place by place; the place one is in comes first."""
    return tuple(
        Section(
            _(title),
            tuple(
                Row(key_of(each, keymap), _(each.label), _(each.help))
                for each in ACTIONS
                if each.where == where and _offered(each, keymap)
            ),
        )
        for where, title in sorted(PLACES.items(), key=lambda each: each[0] != first)
    )


def _offered(each: Action, keymap: Mapping[str, str] | None) -> bool:
    return (keymap or {}).get(each.id) != ""


def shown(key: str) -> str:
    """A key as one reads it: ``ctrl+s`` is ``^S``, ``enter`` is ``↵``."""
    if key in _SIGNS:
        return _SIGNS[key]
    if key.startswith("ctrl+") and key.count("+") == 1:
        return "^" + shown(key.removeprefix("ctrl+")).upper()
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def key_of(each: Action, keymap: Mapping[str, str] | None = None) -> str:
    """The key of an action as one reads it, with keys of one's own."""
    chosen = (keymap or {}).get(each.id)
    return shown(chosen.split(",")[0].strip() if chosen else each.keys[0])


# ------------------------------------------------------------------ keys of one's own


def checked_keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the keymap for ``App.set_keymap`` from a settings table (action id to key).

    Raises:
        Refused: an unknown action, a key that terminals keep for themselves, one that would be typed into a
            field, or one that already does something else in the same place.
    """
    from desk.rules.refusals import refuse

    for name, keys in wanted.items():
        if name not in _BY_ID:
            refuse("key_action_unknown", "keys", action=name)
        for key in _split(keys):
            if key in RESERVED or (len(key) == 1 and _BY_ID[name].where == "form"):
                refuse("key_reserved", f"keys.{name}", key=key)
    taken: dict[tuple[str, str], str] = {}
    for each in ACTIONS:
        for key in _split(wanted[each.id]) if each.id in wanted else each.keys:
            for where in _overlapping(each.where):
                other = taken.setdefault((where, _long(key)), each.id)
                if other != each.id:
                    refuse("key_taken", f"keys.{each.id}", key=key, other=other)
    return dict(wanted)


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip()) or (",",)


def _long(key: str) -> str:
    return next((name for name, sign in _SIGNS.items() if sign == key), key)


def _overlapping(where: Where) -> Iterable[str]:
    return PLACES if where == "any" else (where,)
