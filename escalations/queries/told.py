"""Cases to learn from: their first drafts, and what everybody reads of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from escalations.masking import mask
from escalations.models import Escalation, TrainingCase
from escalations.queries.known_names import known_of
from goals import dates
from teams.queries.paged import Paged, page_of

QUESTION = "What would you do?"
LINE = 90
"""Signs of a question that a list shows."""


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A case to learn from, in a list."""

    pk: int
    title: str
    question: str
    category: str
    when: str


def first_draft(case: Escalation) -> dict[str, str]:
    """What a training case could say, with names, references, numbers and e-mails taken out. One statement."""
    known = known_of(case)

    def bare(*texts: str) -> str:
        kept = "\n\n".join(text.strip() for text in texts if text.strip())
        return mask(kept, known.names, known.references)

    return {
        "title": bare(case.about)[:120],
        "story": bare(case.about, case.said, case.proposal),
        "question": QUESTION,
        "answer": bare(case.decision, case.ending),
    }


def training_lines(today: date, asked: Mapping[str, str]) -> Paged[TrainingLine]:
    """Those that are in use, newest first, page by page. One statement."""
    rows = TrainingCase.objects.filter(archived_at=None).select_related("escalation__category")
    page = page_of(rows.order_by("-id"), asked, "page", reverse("escalations:training_cases"))
    return page.shown_as(
        lambda row: TrainingLine(
            row.pk,
            row.title,
            _first_words(row.question),
            row.escalation.category.name if row.escalation.category else "",
            dates.day(row.made_at.date(), today),
        )
    )


def _first_words(question: str) -> str:
    """As many whole words as a line holds."""
    text = " ".join(question.split())
    return text if len(text) <= LINE else f"{text[:LINE].rsplit(' ', 1)[0]}…"
