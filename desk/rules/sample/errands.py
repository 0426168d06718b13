"""How made-up bus cards, parking permits and feedback go, step by step, by the same rules as real ones."""

from __future__ import annotations

from datetime import date
from random import Random

from desk.rules.kinds.parking_permit import last_permitted_day
from desk.rules.sample.moves import Times
from desk.rules.sample.people import full_name, personal_number
from desk.rules.sample.story import Story
from desk.rules.sample.words import ANSWERS, SCHOOLS

KINDS = frozenset({"bus_card", "parking_permit", "feedback"})
_CARD_DAYS = (1, 2, 2, 3, 3, 4, 5, 8)
_PERMIT_DAYS = (8, 10, 12, 15, 18, 22, 30)
_FEEDBACK_DAYS = (1, 3, 5, 6, 8, 9, 9, 10, 12, 16)
_FEE = 100
_PAID_BY = ("card", "card", "swish", "invoice")
_REASONS = {"bus_card_lost": "lost", "bus_card_new": "new"}
_APPLICATIONS = {"parking_permit_renewal": "renewal", "parking_permit_lost": "lost"}


class Errands:
    """Follows errands; counts card and serial numbers, each of which is used once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._cards = 700_000
        self._permits = 0

    def follow(self, story: Story, times: Times) -> None:
        """Register it and let it go its way until the time is up."""
        if story.kind == "bus_card":
            self._bus_card(story, times)
        elif story.kind == "parking_permit":
            self._parking_permit(story, times)
        else:
            self._feedback(story, times)

    # ------------------------------------------------------------------ bus cards

    def _bus_card(self, story: Story, times: Times) -> None:
        rng = self.rng
        reason = _REASONS.get(story.topic) or rng.choice(("damaged", "defect"))
        fee = _FEE if reason == "lost" else 0
        story.details = {
            "reason": reason,
            "pupil": full_name(rng.getrandbits(16), rng.getrandbits(16)),
            "school": rng.choice(SCHOOLS),
            "grade": f"{rng.randint(4, 9)}{rng.choice('ABC')}",
            "fee": fee,
        }
        story.step = "reported"
        story.register()
        steps = ["blocked", "paid"] if reason == "lost" else []
        steps += ["ordered", "number", "to_collect", "handed_out", "closed"]
        moments = times.after(story.registered_at, len(steps), rng.choice(_CARD_DAYS))
        for (at, day), step in zip(moments, steps, strict=False):
            self._card_step(story, step, at, day)

    def _card_step(self, story: Story, step: str, at: int, day: int) -> None:
        if step == "closed":
            story.close(at, story.agent, "solved_later")
        elif step == "number":
            self._cards += 1
            story.correct(at, story.agent, card_number=str(self._cards))
        elif step == "paid":
            story.correct(at, story.agent, paid_by=self.rng.choice(_PAID_BY))
            story.take_step(at, story.agent, step, paid_on=date.fromordinal(day).isoformat())
        else:
            story.take_step(at, story.agent, step)
            if step == "handed_out":
                story.active_day = day

    # ------------------------------------------------------------------ permits

    def _parking_permit(self, story: Story, times: Times) -> None:
        rng = self.rng
        self._permits += 1
        story.personal_number = personal_number(self._permits)
        story.name = story.name or full_name(rng.getrandbits(16), rng.getrandbits(16))
        application = _APPLICATIONS.get(story.topic, "new")
        lost = application == "lost"
        complete = lost or rng.random() < 0.8
        story.details = {
            "application": application,
            "capacity": "driver" if rng.random() < 0.6 else "passenger",
            "documents": {
                "photo": True,
                "signature": True,
                "certificate": complete and not lost,
                "police_report": lost,
            },
            "resident": True,
            "lasting": True,
        }
        if lost:
            story.details["police_report_number"] = f"K{rng.randint(100_000, 999_999)}-{story.day % 100:02d}"
        story.step = "received"
        story.register()
        steps = [] if complete else ["completion", "received"]
        granted = rng.random() < 0.88
        steps += ["investigation", "decision", "decided"]
        steps += ["number", "to_collect", "handed_out", "closed"] if granted else ["refused", "closed"]
        moments = times.after(story.registered_at, len(steps), rng.choice(_PERMIT_DAYS))
        for (at, day), step in zip(moments, steps, strict=False):
            self._permit_step(story, step, at, day, granted=granted)

    def _permit_step(self, story: Story, step: str, at: int, day: int, *, granted: bool) -> None:
        on = date.fromordinal(day)
        if step == "closed":
            story.close(at, story.agent, "solved_later")
        elif step == "decision":
            story.correct(at, story.agent, decision="granted" if granted else "refused")
        elif step == "number":
            last = last_permitted_day(on)
            story.correct(
                at,
                story.agent,
                serial_number=f"P{self._permits:06d}",
                valid_from=on.isoformat(),
                valid_to=last.isoformat(),
            )
        elif step == "decided":
            story.take_step(at, story.agent, step, answers=True, decided_on=on.isoformat())
        else:
            story.take_step(at, story.agent, step)
            if step == "handed_out":
                story.active_day = day

    # ------------------------------------------------------------------ feedback

    def _feedback(self, story: Story, times: Times) -> None:
        rng = self.rng
        if rng.random() < 0.2:
            story.anonymous = True
            story.name = story.phone = story.email = None
            story.protected = False
        sort = story.details.get("type", "complaint")
        story.details = {"type": sort, "reply_wanted": not story.anonymous and rng.random() < 0.6}
        story.step = "registered"
        story.register()
        middle = ["with_department"] if story.anonymous else ["with_department", "answer", "answered"]
        days = rng.choice(_FEEDBACK_DAYS)
        if not story.anonymous:
            confirmed = times.after(story.registered_at, 1, min(days, rng.choice((0, 0, 1, 1, 1, 2, 3))))
            if not confirmed:
                return
            at, day = confirmed[0]
            story.take_step(at, story.agent, "confirmed", confirmed_on=date.fromordinal(day).isoformat())
        steps = [*middle, "closed"]
        for (at, day), step in zip(times.after(story.trail[-1].at, len(steps), days), steps, strict=False):
            self._feedback_step(story, step, at, day)

    def _feedback_step(self, story: Story, step: str, at: int, day: int) -> None:
        if step == "closed":
            story.close(at, story.agent, "forwarded" if story.anonymous else "solved_later")
        elif step == "answer":
            story.correct(at, story.agent, answer=self.rng.choice(ANSWERS[story.details["type"]]))
        elif step == "answered":
            story.take_step(at, story.agent, step, answers=True, answered_on=date.fromordinal(day).isoformat())
        else:
            story.take_step(at, story.agent, step)
