"""Where notices of one-to-ones lead, and what they call a time."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from feedback.models import Series
from feedback.queries.one_to_ones.times import at_words, clock_of_pair


def pair_url(series: Series) -> str:
    """The page of the two."""
    return f"{reverse('feedback:series', args=[series.person_id])}?with={series.leader_id}"


def meeting_url(pk: int) -> str:
    """The page of one meeting."""
    return reverse("feedback:one_to_one", args=[pk])


def said_time(series: Series, at: datetime, now: datetime) -> str:
    """`Thu 20 Nov at 14:00`, by the clock of the team in which the one leads the other. Two statements."""
    clock = clock_of_pair(series, now)
    return at_words(clock, at, now)
