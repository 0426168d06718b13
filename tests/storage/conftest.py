"""What tests of the storage need: cases registered and moved through the services, in one line each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from desk.rules.refusals import Refused
from desk.services import cases
from desk.services.seat import Seat

Register = Callable[..., str]


@pytest.fixture
def register(seat: Seat, now: datetime) -> Register:
    """``register(kind="bus_card", …)`` registers an enquiry unless told otherwise, and gives its reference."""

    def make(at: datetime = now, by: Seat = seat, **values: Any) -> str:
        return cases.register(by, {"kind": "enquiry", **values}, at).reference

    return make


@pytest.fixture
def walk(seat: Seat, now: datetime) -> Callable[..., None]:
    """``walk(reference, "ordered", "to_collect")`` takes steps one after the other."""

    def take(reference: str, *steps: str, at: datetime = now) -> None:
        for step in steps:
            cases.step(seat, reference, step, at)

    return take


@pytest.fixture
def at_once(walk: Callable[..., None]) -> Callable[[list[str]], list[str]]:
    """``at_once(references)`` hands out what stands in the cases at the same moment; what each was answered."""

    def answers(references: list[str]) -> list[str]:
        start = threading.Barrier(len(references))

        def hand_out(reference: str) -> str:
            start.wait()
            try:
                walk(reference, "handed_out")
            except Refused as problem:
                return problem.problems[0].code
            return "done"

        with ThreadPoolExecutor(len(references)) as pool:
            return list(pool.map(hand_out, references))

    return answers
