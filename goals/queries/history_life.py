"""What happened to a goal besides changes of its columns, in a line of its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from goals import dates
from goals.models import Override, Review
from goals.queries.figures import Writer, counted
from teams.models import AuditEntry

Kept = Mapping[str, Any]


def life_words(entry: AuditEntry, writer: Writer, today: date) -> str:
    """`Says on pace, for 1 to 30 November`; empty for an entry that is about something else."""
    words = _WORDS.get(entry.verb)
    return "" if words is None else words(entry.before, entry.after, writer, today)


def _days(kept: Kept, today: date) -> str:
    first, last = date.fromisoformat(kept["first_day"]), date.fromisoformat(kept["last_day"])
    return dates.span(first, last, today)


def _said(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    said = Override.Said(after["said"]).label.lower()
    return f"Says {said}, for {_days(after, today)}"


def _took_back(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    return f"Took back that it is {Override.Said(before['said']).label.lower()}"


def _reviewed(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    outcome = Review.Outcome(after["outcome"]).label.lower()
    return f"Looked back on {_days(after, today)}: {outcome}"


def _proposed(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    figure = writer.target(Decimal(after["target"]))
    return f"Proposed {figure} to {counted(after['asked'], 'person', 'people')}"


def _agreed(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    proposed, agreed = Decimal(before["target"]), Decimal(after["target"])
    as_proposed = "as proposed" if agreed == proposed else f"instead of {writer.target(proposed)}"
    return f"Agreed with the team on {writer.target(agreed)}, {as_proposed}"


def _withdrawn(before: Kept, after: Kept, writer: Writer, today: date) -> str:
    return "Withdrew the proposal"


_WORDS: Mapping[str, Callable[[Kept, Kept, Writer, date], str]] = {
    "said": _said,
    "took back": _took_back,
    "reviewed": _reviewed,
    "proposed": _proposed,
    "agreed": _agreed,
    "withdrew": _withdrawn,
}
