"""What somebody wanted to follow up, told on its day: that, with whom, and never a word of what about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse

from feedback.models import CoachingNote, Talk
from feedback.notice_kinds import FOLLOW_UP
from feedback.permissions.notes import people_coached_by
from feedback.queries.follow_ups import follow_up_words, step_words, steps_due
from teams.models import Notice, User
from teams.permissions import organisation_day
from teams.telling import tell

LATE = timedelta(days=7)
"""How far back a day is still told, after a pause of the jobs."""


def look(now: datetime) -> None:
    """Tell authors of notes and talks whose day has come, once for each day that they set.

    Right however often it runs. Whoever left, or no longer leads the person, is not told. Of what was agreed in a
    talk, whoever sees to it is told on its day. Five statements where nothing is new.
    """
    today = organisation_day(now)
    _steps(today, now)
    due = {
        "follow_up_on__lte": today,
        "follow_up_on__gte": today - LATE,
        "followed_up_at": None,
        "author__is_active": True,
    }
    notes = CoachingNote.objects.filter(**due).select_related("author", "person").order_by("pk")
    talks = Talk.objects.filter(**due, closed_at=None).select_related("author", "person")
    papers: dict[str, CoachingNote | Talk] = {}
    for note in notes:
        papers[f"note-{note.pk}-follow-up-{note.follow_up_on}"] = note
    for talk in talks.order_by("pk"):
        papers[f"talk-{talk.pk}-follow-up-{talk.follow_up_on}"] = talk
    told = set(Notice.objects.filter(kind=FOLLOW_UP, key__in=papers).values_list("key", flat=True))
    led: dict[int, set[int]] = {}
    for key, paper in papers.items():
        if key in told or paper.person_id not in _led(led, paper.author, now):
            continue
        name = "feedback:note" if isinstance(paper, CoachingNote) else "feedback:talk"
        words = follow_up_words(paper.person.name, paper.follow_up_on or today, today)
        tell([paper.author_id], FOLLOW_UP, key, words, url=reverse(name, args=[paper.pk]), now=now)


def _steps(today: date, now: datetime) -> None:
    """Steps of talks whose day has come, to who promised them. Two statements where nothing is new."""
    rows = steps_due(today).filter(due_on__gte=today - LATE, owner__is_active=True)
    due = {f"step-{row.pk}-due": row for row in rows.order_by("pk")}
    told = set(Notice.objects.filter(kind=FOLLOW_UP, key__in=due).values_list("key", flat=True))
    for key, row in due.items():
        if key not in told:
            url = reverse("feedback:talk", args=[row.talk_id])
            tell([row.owner_id], FOLLOW_UP, key, step_words(row, today), url=url, now=now)


def _led(known: dict[int, set[int]], author: User, now: datetime) -> set[int]:
    if author.pk not in known:
        people = people_coached_by(author, organisation_day(now))
        known[author.pk] = set(people.values_list("pk", flat=True))
    return known[author.pk]
