"""What a leader sees who looks back on a case: the case, what was said of it, similar ones, what is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from escalations import avoidable
from escalations.addresses import case_path
from escalations.models import Cause, Escalation, Remedy, Review
from escalations.permissions import escalations_visible_to
from goals import dates
from teams.models import User

MOST_SIMILAR = 3
A_YEAR = timedelta(days=365)
KINDS = {
    Remedy.Kind.LIMIT: (
        "Raise a limit",
        "Let them decide it up to more",
        "arrow-up-to-line",
        "Propose",
    ),
    Remedy.Kind.PROTOCOL: (
        "Write or change a protocol",
        "Say what to do, once for all",
        "book-open",
        "Draft",
    ),
    Remedy.Kind.TRAINING: (
        "Ask for training",
        "For one person, from somebody who knows",
        "graduation-cap",
        "Ask",
    ),
    Remedy.Kind.FIX: ("Fix the cause", "Somebody sees to it, by a day", "wrench", "Hand on"),
}


@dataclass(frozen=True, slots=True)
class Similar:
    """Another case: `why` it is similar, when it was, what came of it."""

    url: str
    about: str
    why: str
    when: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of the four things that can be done; `fits` marks the one that the review points to."""

    kind: str
    label: str
    hint: str
    icon: str
    verb: str
    fits: bool


def last_review(case: Escalation) -> Review | None:
    """What was said when it ended the last time."""
    return Review.objects.filter(escalation=case, round=case.reopened).select_related("by").first()


def known_causes(case: Escalation) -> list[str]:
    """The causes one may choose from, in name order."""
    found = Cause.objects.filter(category=case.category_id, archived_at=None).order_by("name")
    return list(found.values_list("name", flat=True))


def ways(review: Review | None) -> tuple[Way, ...]:
    """What can be done, the fitting one first."""
    fitting = "" if review is None else avoidable.SUGGESTED[review.why_not]
    found = [Way(kind, *words, fits=kind == fitting) for kind, words in KINDS.items()]
    return tuple(sorted(found, key=lambda way: not way.fits))


def similar_to(viewer: User, case: Escalation, today: date) -> tuple[Similar, ...]:
    """The newest of the same cause, of the same customer and of the same category, each once. Three statements."""
    cases = escalations_visible_to(viewer).exclude(pk=case.pk).exclude(state="draft")
    asked: list[tuple[str, QuerySet[Escalation] | None]] = [
        ("Same cause", cases.filter(cause=case.cause_id) if case.cause_id else None),
        (
            "Same customer",
            cases.filter(reference_key=case.reference_key) if case.reference_key else None,
        ),
        (
            f"Also under “{case.category.name}”" if case.category else "",
            cases.filter(team=case.team_id, category=case.category_id, day__gte=today - A_YEAR),
        ),
    ]
    found: dict[int, Similar] = {}
    for why, rows in asked:
        newest: Iterable[Any] = (
            [] if rows is None else rows.order_by("-id")[: MOST_SIMILAR + len(found)]
        )
        fresh = [row for row in newest if row.pk not in found][:MOST_SIMILAR]
        found.update({row.pk: _similar(row, why, today) for row in fresh})
    return tuple(found.values())


def _similar(row: Escalation, why: str, today: date) -> Similar:
    outcome = row.get_outcome_display() if row.outcome else row.get_state_display()
    when = dates.day(row.day, today) if row.day else ""
    return Similar(case_path(row.pk), row.about, why, when, outcome)
