"""Papers as PDF, tagged for whoever listens to them (PDF/UA-1), set by Typst.

What a paper says reaches Typst as data alone, never as markup. The same paper gives the same bytes: the typefaces
are Typst's own, and the time in the file is the paper's.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Literal

from desk.documents.paper import Paper
from desk.documents.pdf.letters import printable
from desk.rules.refusals import refuse
from desk.words import _

_TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARD: Literal["ua-1"] = "ua-1"


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as a PDF/UA-1 file.

    Raises:
        Refused: ``typst_missing`` where the library that sets it is not installed.
    """
    try:
        import typst
    except ImportError:
        refuse("typst_missing", "to")
    made: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_data(paper))},
        pdf_standards=[STANDARD],
        timestamp=paper.made_at,
    )
    return made


def _data(paper: Paper) -> dict[str, Any]:
    words = {"to": _("To"), "nobody": _("No recipients are named."), "contents": _("Contents")}
    return {"words": words, "paper": _safe(dataclasses.asdict(paper)) | {"footer": _footer(paper)}}


def _footer(paper: Paper) -> str:
    return printable(" · ".join(f"{label}: {value}" for label, value in paper.facts[:1]))


def _safe(value: Any) -> Any:
    """The value with every text as the typefaces can show it, and running text cut into its paragraphs."""
    if isinstance(value, dict):
        made = {key: _safe(each) for key, each in value.items()}
        if value.get("kind") == "words":
            made["paragraphs"] = _paragraphs(value["text"])
        return made
    if isinstance(value, list | tuple):
        return [_safe(each) for each in value]
    return printable(value) if isinstance(value, str) else value


def _paragraphs(text: str) -> list[dict[str, list[str]]]:
    """Paragraphs are parted by empty lines; within one each line stands for itself."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(printable(line))
        elif found[-1]:
            found.append([])
    return [{"lines": lines} for lines in found if lines]
