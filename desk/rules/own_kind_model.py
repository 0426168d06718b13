"""What a described kind becomes: a model of details like a built-in kind's, and readable in all its wordings.

A case keeps what it was registered with. What a later wording has no field for, or would not take any more, is shown
and kept as it stands; only what is changed is held against the wording of now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, PrivateAttr, ValidationError

from desk.rules.kinds.base import Circumstances, Details
from desk.rules.refusals import Problem, Refused

ALWAYS = ""
"""When a field is required, where it always is; otherwise from which step on."""


class OwnDetails(Details):
    """The fields of a kind of one's own. What else it says stands in its class attributes.

    ``_loaded`` is what a remembered case held, ``None`` of a new one; ``_kept`` what of it the wording of now has no
    place for; ``_corrected`` whether somebody corrects it just now.
    """

    required: ClassVar[Mapping[str, str]] = {}
    between: ClassVar[Mapping[str, tuple[str | None, str | None]]] = {}
    """Of dates and times: what they lie between, by word or by field."""
    fills: ClassVar[Mapping[str, str]] = {}
    goes_on: ClassVar[Mapping[str, str]] = {}
    """Side steps after which the way goes on, and where."""
    earlier_ways: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The main steps of every wording, the newest first."""
    former_steps: ClassVar[frozenset[str]] = frozenset()
    valid_until: ClassVar[str | None] = None
    show: ClassVar[Callable[[], type[BaseModel]]]
    """Makes the model of the fields of every wording."""

    _loaded: dict[str, Any] | None = PrivateAttr(None)
    _kept: dict[str, Any] = PrivateAttr(default_factory=dict)
    _corrected: bool = PrivateAttr(False)

    # ------------------------------------------------------------------ reading what was remembered

    @classmethod
    def every_field(cls) -> type[BaseModel]:
        """The fields of every wording, with every choice there has been."""
        return cls.show()

    @classmethod
    def remembered(cls, stored: Mapping[str, Any]) -> Self:
        """The details of a remembered case, of whichever wording it is."""
        nothing = dict.fromkeys(cls.model_fields)
        fits = {name: value for name, value in stored.items() if name in nothing}
        while True:
            try:
                made = cls.model_validate({**nothing, **fits})
                break
            except ValidationError as error:
                for each in error.errors(include_url=False, include_input=False):
                    del fits[str(each["loc"][0])]
        written = made.stored()
        kept = {name: value for name, value in stored.items() if name not in fits or written.get(name) != value}
        if again := [name for name in kept if name in fits]:
            made = made.model_copy(update=dict.fromkeys(again))
        made._loaded, made._kept = dict(stored), kept
        return made

    @classmethod
    def corrected(cls, stored: Mapping[str, Any], values: Mapping[str, Any]) -> Self:
        """The details as they become, when a remembered case is corrected: only what is changed must fit.

        Raises:
            ValidationError: a value that the field does not take.
            Refused: another value for a field that is no more; one may empty it.
        """
        changed = {name: value for name, value in values.items() if value != stored.get(name)}
        wrong = [
            Problem("kind_field_former" if name in stored else "unknown_field", f"details.{name}")
            for name, value in changed.items()
            if name not in cls.model_fields and value not in (None, "")
        ]
        if wrong:
            raise Refused(*wrong)
        new = cls.model_validate({name: value for name, value in changed.items() if name in cls.model_fields})
        before = cls.remembered({name: value for name, value in stored.items() if name not in changed})
        made = before.model_copy(update={name: getattr(new, name) for name in changed if name in cls.model_fields})
        made._loaded, made._corrected = dict(stored), True
        return made

    def stored(self) -> dict[str, Any]:
        """The fields as JSON values, with what the wording of now has no place for."""
        own = super().stored()
        return {**{name: value for name, value in self._kept.items() if name not in own}, **own}

    # ------------------------------------------------------------------ rules

    def check(self, at: Circumstances) -> None:
        """What is required is there, dates lie where they may; of a remembered case what was changed since."""
        found = [*self._missing(at), *self._out_of_time(at)]
        if found:
            raise Refused(*found)

    def check_step(self, step: str, at: Circumstances) -> None:
        """What the step needs is there."""
        del at
        way = self.main_steps()
        gone_through = way[: way.index(step) + 1] if step in way else (step,)
        wanted = (name for name, since in self.required.items() if since in gone_through)
        missing = [name for name in wanted if self._is_missing(name)]
        if self._corrected:
            missing = [name for name in missing if self._loaded and name in self._loaded]
        if missing:
            raise Refused(*(Problem("required", f"details.{name}") for name in missing))

    def _missing(self, at: Circumstances) -> Iterator[Problem]:
        del at
        for name, since in self.required.items():
            emptied = self._loaded is None or name in self._loaded
            if since == ALWAYS and emptied and self._is_missing(name):
                yield Problem("required", f"details.{name}")

    def _is_missing(self, name: str) -> bool:
        return getattr(self, name) is None and name not in self._kept

    def _out_of_time(self, at: Circumstances) -> Iterator[Problem]:
        new = self._changed()
        for name, (first, last) in self.between.items():
            value = getattr(self, name)
            for word, before in ((first, True), (last, False)):
                if value is None or word is None or not new.intersection((name, word)):
                    continue
                against = self._against(word, value, at)
                if against is not None and (value < against if before else value > against):
                    code = "kind_too_early" if before else "kind_too_late"
                    yield Problem(code, f"details.{name}", {"day": _written(against, at)})

    def _changed(self) -> set[str]:
        """The fields that hold something else than what was remembered."""
        loaded = self._loaded or {}
        return {name for name, value in self.stored().items() if loaded.get(name) != value}

    def _against(self, word: str, value: date | datetime, at: Circumstances) -> Any:
        """What a date or time is held against, of the same type; ``None`` where there is nothing."""
        of_time = isinstance(value, datetime)
        if word == "received":
            return at.received_at if of_time else at.received
        if word == "now":
            return at.now
        return at.today if word == "today" else getattr(self, word, None)

    def on_step(self, step: str, today: date) -> Mapping[str, Any]:
        """The date that the step fills in."""
        return self._filled(step, "date", today)

    def at_step(self, step: str, now: datetime) -> Mapping[str, Any]:
        """The time that the step fills in."""
        return self._filled(step, "instant", now.replace(microsecond=0))

    def _filled(self, step: str, of_type: str, value: object) -> Mapping[str, Any]:
        name = self.fills.get(step)
        if name is None or not self._is_missing(name) or self.type_of(name) != of_type:
            return {}
        return {name: value}

    @classmethod
    def type_of(cls, name: str) -> str:
        """What a field holds, as the file says it."""
        extra = cls.model_fields[name].json_schema_extra
        return str(extra.get("type", "")) if isinstance(extra, dict) else ""

    def last_day(self) -> date | None:
        """The day until which the case's thing is valid."""
        return getattr(self, self.valid_until) if self.valid_until else None

    # ------------------------------------------------------------------ steps

    @classmethod
    def main_steps(cls) -> tuple[str, ...]:
        """The steps of the wording of now, in their order, side steps left out."""
        return tuple(step for step in super().main_steps() if step not in cls.former_steps)

    def next_steps(self, now: str | None, at: Circumstances) -> tuple[str, ...]:
        """The steps that may follow; from a step that is no more, those that came after it and are still there."""
        way = self.main_steps()
        if now is None:
            return way[:1]
        if now in self.goes_on:
            return way[way.index(self.goes_on[now]) :][:1]
        if now in self.former_steps:
            earlier = next((each for each in self.earlier_ways if now in each), ())
            ahead = earlier[earlier.index(now) + 1 :] if now in earlier else ()
            return tuple(step for step in ahead if step in way)[:1]
        return super().next_steps(now, at)


def _written(value: date | datetime, at: Circumstances) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(at.zone):%Y-%m-%d %H:%M}"
    return value.isoformat()
