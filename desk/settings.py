"""What a municipality chooses: one model, read from a TOML file.

The screen needs a few of them before the first paint and may not wait for pydantic: :func:`glance` reads those as
they stand; :func:`load` reads and checks them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.rules.refusals import Problem, Refused

if TYPE_CHECKING:
    from desk.settings_model import Settings


def config_path(named: str | None = None) -> Path:
    """The settings file: the one named, else ``settings.toml`` in the user's configuration folder."""
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("desk") / "settings.toml"


def glance(path: Path) -> dict[str, Any]:
    """The settings file as it stands, unchecked; empty where there is none or it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def load(path: Path, *, named: bool = False) -> Settings:
    """Read and check the settings. Refused with the name of what is wrong; a file that was ``named`` must be there."""
    import tomllib

    from pydantic import ValidationError

    from desk.rules.refusals import problems_in
    from desk.settings_model import Settings

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise Refused(Problem("file_missing", "config", {"file": path})) from None
        values = {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(Problem("file_missing", "config", {"file": path})) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused(Problem("settings_invalid", "config", {"problem": str(error)})) from error
    try:
        return Settings.model_validate(values, context={"own_kinds": _own_kinds(path, values)})
    except ValidationError as error:
        raise Refused(*problems_in(error)) from error


def kinds_folder(path: Path, settings: Settings) -> Path:
    """Where the files lie that describe kinds of one's own; there may be none.

    Args:
        path: The settings file, which need not be there.
    """
    return path.parent / settings.kinds.folder


def _own_kinds(path: Path, values: dict[str, Any]) -> tuple[str, ...]:
    """The codes of the kinds of one's own, where the settings say for how long the data of any kind are kept."""
    if "retention" not in values:
        return ()
    section = values.get("kinds")
    folder = section.get("folder") if isinstance(section, dict) else None
    try:
        return tuple(sorted(each.stem for each in (path.parent / str(folder or "kinds")).glob("*.toml")))
    except (OSError, ValueError):
        return ()
