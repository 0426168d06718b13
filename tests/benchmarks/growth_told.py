"""Where growth is written down: as JSON and CSV, and as a table in ``docs/performance.md``, with its plot beside."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from growth_plot import plot

if TYPE_CHECKING:
    from growth import Point

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- growth: made by the command -->", "<!-- growth: end -->"
ENGINES = {"sqlite": "SQLite", "sqlite-read": "SQLite, 5 000 000 entries", "postgres": "PostgreSQL"}


def kept(folder: Path = DOCS) -> list[Point]:
    """What was measured before."""
    from growth import Point

    file = folder / "growth.json"
    return [Point(**each) for each in json.loads(file.read_text("utf-8"))] if file.exists() else []


def keep(points: Sequence[Point], folder: Path = DOCS) -> None:
    """Write everything down anew."""
    from growth import Point

    rows = [{**asdict(each), "ours": round(each.ours, 3), "limit": round(each.limit, 3)} for each in points]
    (folder / "growth.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    with (folder / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [each.name for each in fields(Point)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures" / "growth.svg").write_text(plot(points), "utf-8")
    page = folder / "performance.md"
    if page.exists():
        before, mark, rest = page.read_text("utf-8").partition(BEGIN)
        if mark:
            after = rest.partition(END)[2]
            page.write_text(f"{before}{BEGIN}\n{table(points)}\n{END}{after}", "utf-8")


def table(points: Sequence[Point]) -> str:
    """Ours, and how many times the limit that is, for each work, engine and size."""
    sizes = sorted({each.cases for each in points})
    lines = [
        f"| work | engine | {' | '.join(f'{size:,}'.replace(',', ' ') for size in sizes)} |",
        f"|---|---|{'---|' * len(sizes)}",
    ]
    for work in dict.fromkeys(each.work for each in points):
        for engine, name in ENGINES.items():
            own = {each.cases: each for each in points if each.work == work and each.engine == engine}
            if own:
                cells = [_cell(own[size]) if size in own else "–" for size in sizes]
                lines.append(f"| {work} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(point: Point) -> str:
    return f"{_short(point.ours)} {point.unit} ({point.ours / point.limit:.2f} ×)"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
