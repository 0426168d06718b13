"""A small picture of growth: a panel for each work, sizes and times both on scales of tens, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from growth import Point

WIDE, HIGH, LEFT, TOP, BETWEEN = 250, 150, 52, 44, 62
ACROSS = 3
COLOURS = {"sqlite": "#2a6f97", "postgres": "#b5542b"}
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def plot(points: Sequence[Point]) -> str:
    """The picture: whole lines for Desk, broken ones for plain SQL (or an empty app) in the same run."""
    points = [each for each in points if each.engine in COLOURS]
    works = list(dict.fromkeys(each.work for each in points))
    rows = math.ceil(len(works) / ACROSS)
    width, height = LEFT + ACROSS * (WIDE + BETWEEN), TOP + rows * (HIGH + BETWEEN)
    sizes = sorted({each.cases for each in points}) or [1]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="11" role="img">',
        "<title>Growth: Desk against plain SQL, by the number of cases</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_legend(),
    ]
    for place, work in enumerate(works):
        x, y = LEFT + place % ACROSS * (WIDE + BETWEEN), TOP + place // ACROSS * (HIGH + BETWEEN)
        own = [each for each in points if each.work == work]
        parts += _panel(work, own, sizes, x, y)
    return "\n".join((*parts, "</svg>", ""))


def _legend() -> list[str]:
    parts = []
    for place, (engine, colour) in enumerate(COLOURS.items()):
        x = LEFT + place * 210
        parts.append(f'<path d="M{x} 14h26" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<path d="M{x + 110} 14h26" stroke="{colour}" stroke-width="1.3" stroke-dasharray="4 3"/>')
        parts.append(f'<text x="{x + 32}" y="18" fill="#222222">{NAMES[engine]}</text>')
        parts.append(f'<text x="{x + 142}" y="18" fill="#222222">its limit</text>')
    return parts


def _panel(work: str, points: Sequence[Point], sizes: Sequence[int], x: int, y: int) -> list[str]:
    values = [value for each in points for value in (each.ours, each.limit) if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), max(math.log10(sizes[-1]), math.log10(sizes[0]) + 1)

    def at(cases: float, value: float) -> str:
        across = x + (math.log10(cases) - first) / (last - first) * WIDE
        return f"{across:.1f} {y + HIGH - (math.log10(value) - low) / (high - low) * HIGH:.1f}"

    unit = points[0].unit
    parts = [f'<text x="{x}" y="{y - 8}" font-weight="bold" fill="#222222">{escape(work)}, {unit}</text>']
    for ten in range(low, high + 1):
        beside = float(at(sizes[0], 10.0**ten).split()[1])
        parts.append(f'<path d="M{x} {beside}h{WIDE}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x - 6}" y="{beside + 4:.1f}" text-anchor="end" fill="#555555">{_ten(ten)}</text>')
    for size in sizes:
        across = float(at(size, 10.0**low).split()[0])
        said = f"{size:,}".replace(",", " ")
        parts.append(f'<text x="{across:.1f}" y="{y + HIGH + 15}" text-anchor="middle" fill="#555555">{said}</text>')
    for engine, colour in COLOURS.items():
        own = sorted((each for each in points if each.engine == engine), key=lambda each: each.cases)
        for told, how in (("ours", 'stroke-width="2"'), ("limit", 'stroke-width="1.3" stroke-dasharray="4 3"')):
            way = [at(each.cases, getattr(each, told)) for each in own]
            if way:
                parts.append(f'<path d="M{"L".join(way)}" fill="none" stroke="{colour}" {how}/>')
            if told == "ours":
                parts += [_dot(each, colour) for each in way]
    return parts


def _dot(place: str, colour: str) -> str:
    x, y = place.split()
    return f'<circle cx="{x}" cy="{y}" r="2.6" fill="{colour}"/>'


def _ten(power: int) -> str:
    return f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:g}"
