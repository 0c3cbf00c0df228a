"""Ideas whose answer is due: those who answer are reminded once, and told once more when it is late.

What is to be told is in the row, and is taken by a conditional update in the transaction that tells it: however
often this runs, by how many workers, and wherever it is cut off, each of the two is told once.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from feedback.idea_life import CONSIDERED, PROMISED, is_late
from feedback.models import Idea
from feedback.notice_kinds import IDEA_WAITS
from feedback.queries.idea_people import calendars_of, who_answers
from feedback.queries.idea_words import url_of
from goals import dates
from teams.calendar import dates_somewhere
from teams.telling import tell


def look(now: datetime) -> None:
    """Say what is due. One statement where nothing is; two more, and some for each idea that is told of."""
    _, latest = dates_somewhere(now, now)
    waiting = Idea.objects.filter(state__in=PROMISED, withdrawn_at=None)
    due = waiting.filter(
        Q(remind_on__lte=latest) | Q(late_told_at=None, answer_by__lt=latest)
    ).select_related("team")
    ideas = list(due.order_by("answer_by", "pk"))
    if not ideas:
        return
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    for idea in ideas:
        _look_at(idea, calendars[idea.team_id].clock.day_of(now), now)


def _look_at(idea: Idea, today: date, now: datetime) -> None:
    if is_late(idea.answer_by, today):
        if idea.late_told_at is None:
            _tell_once(idea, today, now, late=True)
    elif idea.remind_on is not None and idea.remind_on <= today:
        _tell_once(idea, today, now, late=False)


@transaction.atomic
def _tell_once(idea: Idea, today: date, now: datetime, *, late: bool) -> None:
    """Claim it, and tell whoever looks at it, or all who may answer. It waits while there is nobody to tell."""
    people = who_answers(idea.author_id, idea.team_id, today)
    if not people:
        return
    if idea.state == CONSIDERED and idea.owner_id in people:
        people = [idea.owner_id]
    still = Idea.objects.filter(
        pk=idea.pk, state__in=PROMISED, answer_by=idea.answer_by, withdrawn_at=None
    )
    if late:
        # Whoever is told that it is late needs no reminder any more.
        claimed = still.filter(late_told_at=None).update(late_told_at=now, remind_on=None)
    else:
        claimed = still.filter(remind_on=idea.remind_on).update(remind_on=None)
    if not claimed:
        return
    when = dates.day(idea.answer_by, today)
    promised = f"Answer was promised for {when}" if late else f"Answer is promised by {when}"
    tell(
        people,
        IDEA_WAITS,
        f"idea-{idea.pk}-{idea.answer_by}-{'late' if late else 'soon'}",
        f"An idea waits for your answer: “{idea.title}”.",
        detail=f"{promised}.",
        url=url_of(idea.pk),
        now=now,
    )
