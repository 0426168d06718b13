"""The settings themselves; see ``docs/settings.md`` for what each does."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, ValidationInfo

from desk.rules.refusals import wrong

Theme = Literal["auto", "light", "dark", "contrast", "mono"]
"""As :data:`desk.terminal.look.Wish`, which cannot be imported here without the screen's library."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise wrong("zone_unknown") from error
    return name


def _known_kinds(chosen: dict[str, int], info: ValidationInfo) -> dict[str, int]:
    from desk.rules.retention import check_chosen  # the kinds take time to load, and few settings name any

    return check_chosen(chosen, (info.context or {}).get("own_kinds", ()))


class KindSettings(BaseModel):
    """Where kinds of one's own are described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: str = Field("kinds", min_length=1, max_length=1000)
    """The folder of their files; seen from the settings file, where it is not written from the root."""


class Settings(BaseModel):
    """What a municipality chooses. Seconds, working days and hours as the names say; all have a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipality: str = Field("Kommunen", max_length=60)
    language: Literal["sv", "en"] | None = None
    theme: Theme | None = None
    zone_name: Annotated[str, AfterValidator(_known_zone)] = Field("Europe/Stockholm", alias="timezone")
    deadline_hour: int = Field(17, ge=0, le=23)
    short_wait_s: int = Field(0, ge=0, le=600)
    """Abandoned calls with a shorter wait are left out (``T_short``)."""
    answer_wait_s: int = Field(60, ge=1, le=3600)
    """Service level: answered within this wait (``T_answer``)."""
    after_call_s: int = Field(30, ge=0, le=3600)
    """After-work of a call, added to its talk where it is reckoned how many people calls need."""
    shrinkage_percent: int = Field(30, ge=0, le=90)
    """Share of working time that goes to other things than the telephone, in the same reckoning."""
    email_working_days: int = Field(1, ge=1, le=30)
    lock_minutes: int = Field(10, ge=0, le=720)
    """Minutes without a key after which a session locks; 0 never locks."""
    retention: Annotated[dict[str, StrictInt], AfterValidator(_known_kinds)] = Field(default_factory=dict)
    """Days from closing until a kind's personal data goes, where it is not the kind's own default."""
    kinds: KindSettings = KindSettings()
    keys: dict[str, str] = Field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The municipality's own time zone."""
        return ZoneInfo(self.zone_name)
