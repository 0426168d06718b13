"""Arrows go down only, and rules stay pure: seen in fresh processes, and by the import contracts."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import desk
import desk.rules

ROOT = Path(desk.__file__).parents[1]
IMPURE = {"textual", "rich", "sqlmodel", "sqlalchemy", "sqlite3", "alembic"}
LIGHT = ("desk.rules.labels", "desk.rules.refusals", "desk.rules.sentences", "desk.words", "desk.settings")


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages, and our own modules, that importing ``modules`` loads in a fresh process."""
    code = "import sys, json, importlib\n" + "".join(f"importlib.import_module({m!r})\n" for m in modules)
    code += "print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    names = json.loads(done.stdout)
    return {name if name.startswith("desk") else name.partition(".")[0] for name in names}


def test_the_look_sees_what_is_loaded() -> None:
    assert {"sqlmodel", "sqlalchemy", "desk.storage.tables"} <= loaded_by("desk.storage.tables")


def test_rules_load_neither_screen_nor_sql() -> None:
    every = [m.name for m in pkgutil.walk_packages(desk.rules.__path__, "desk.rules.")]
    assert "desk.rules.kinds.bus_card" in every
    loaded = loaded_by(*every)
    assert not loaded & IMPURE
    above = {"desk.storage", "desk.services", "desk.screens", "desk.cli", "desk.documents", "desk.app"}
    assert not {name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in above)}


def test_what_the_first_paint_needs_of_rules_is_light() -> None:
    assert not loaded_by(*LIGHT) & (IMPURE | {"pydantic", "holidays", "phonenumbers", "babel", "dateutil"})


def test_the_services_wait_for_what_is_heavy() -> None:
    loaded = loaded_by("desk.services.cases", "desk.services.lists")
    assert not loaded & {"textual", "sqlmodel", "alembic", "holidays", "phonenumbers", "babel"}


def test_the_import_contracts_hold() -> None:
    pytest.importorskip("importlinter")
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "5 kept, 0 broken" in done.stdout
