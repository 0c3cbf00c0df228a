"""What somebody writes about an escalation, checked field by field."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from escalations.models import Category, Channel, Escalation, Need
from escalations.words import reference_key
from teams.actions.errors import ActionRefused

LONGEST = {
    "about": 200,
    "reference": 120,
    "customer_name": 120,
    "said": 20_000,
    "proposal": 500,
    "promised": 300,
    "number": 40,
}
"""In characters. All of them may stay empty while it is being written."""
FIELDS = (
    "category", "channel", "about", "reference", "customer_name", "said", "need", "proposal",
    "answer_by", "promised", "wants_break", "number",
)  # fmt: skip
"""What a draft keeps; `number` stands beside the escalation, with its draft."""
_REPAIR = "Choose one of these."


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as a draft keeps them. Refuses what could not be kept, and names the field. Unknown ones are a TypeError."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a draft: {sorted(unknown)}")
    found = {name: _checked(name, value) for name, value in fields.items()}
    if "reference" in found:
        found["reference_key"] = reference_key(found["reference"])
    return found


def _checked(name: str, value: Any) -> Any:
    if name in LONGEST:
        return check_text(name, value or "")
    if name == "category":
        return _category(value)
    if name in ("channel", "need"):
        known = Channel.values if name == "channel" else ["", *Need.values]
        if value not in known:
            raise ActionRefused(name, _REPAIR)
        return value
    if name == "answer_by":
        return _instant(value)
    return bool(value)


def check_text(name: str, text: str) -> str:
    """Text as it is kept: in one line but for what was said. Refuses what is too long, and control characters."""
    kept = (
        text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if name == "said"
        else " ".join(text.split())
    )
    if len(kept) > LONGEST[name]:
        raise ActionRefused(
            name, f"Keep it under {LONGEST[name]:,} characters. This has {len(kept):,}."
        )
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in kept):
        raise ActionRefused(name, "The text holds a character that cannot be kept. Type it again.")
    return kept


def _category(value: Any) -> Category | None:
    if value is None:
        return None
    if not isinstance(value, Category) or value.archived_at is not None:
        raise ActionRefused("category", _REPAIR)
    return value


def _instant(value: Any) -> datetime | None:
    if value is not None and (not isinstance(value, datetime) or value.tzinfo is None):
        raise ActionRefused("answer_by", "Give a time of day, for example 09:20.")
    return value


def missing(current: Escalation, *, need: bool = True) -> list[ActionRefused]:
    """What still has to stand there before it goes anywhere: what it is about, a few words, and what is needed."""
    found: list[ActionRefused] = []
    category = current.category
    if category is None:
        found.append(ActionRefused("category", "Choose what it is about."))
    elif category.archived_at is not None:
        words = f"{category.name} is not in use any more. Choose another."
        found.append(ActionRefused("category", words))
    if not current.about:
        words = "Say what it is about in a few words, for example “third missed delivery”."
        found.append(ActionRefused("about", words))
    if need and not current.need:
        words = "Say what you need: a manager, a call back, a decision, a record."
        found.append(ActionRefused("need", words))
    return found


def check_whole(current: Escalation, *, need: bool = True) -> Category:
    """The category of what is whole. Raises ActionRefused for the first thing that is missing."""
    for refusal in missing(current, need=need):
        raise refusal
    assert current.category is not None  # noqa: S101 - else it was missing
    return current.category
