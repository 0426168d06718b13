"""What one begins to describe a kind from: a short one that works, with a word on each part."""

from __future__ import annotations

from desk.words import N_, _

_PARTS = (
    (N_("What the kind is called."), 'sv = "Nyckellån"\nen = "Key loan"'),
    (N_("A deadline in working days, and for how many days after closing its personal data are kept."),
     "working_days = 10\nretention_days = 365"),
    (N_("A field: text, long_text, choice, yes_no, date, instant or number."),
     '[[fields]]\nname = "key_number"\ntype = "text"\nsv = "Nyckel"\nen = "Key"\nrequired = true'),
    (N_("Steps in their order; with after it is a side step."),
     '[[steps]]\ncode = "lent"\nsv = "Utlånad"\nen = "Lent"\n\n'
     '[[steps]]\ncode = "returned"\nsv = "Återlämnad"\nen = "Returned"\n\n'
     '[[steps]]\ncode = "lost"\nsv = "Borttappad"\nen = "Lost"\nafter = ["lent"]'),
)  # fmt: skip


def template() -> str:
    """The text, its remarks in the language spoken now."""
    return "\n\n".join(f"# {_(remark)}\n{text}" for remark, text in _PARTS) + "\n"
