"""Promises about ideas that are due: whoever is to keep one is reminded once, and its lateness is told once more.

An answer is promised by those who answer; what was agreed, by whoever sees to it, and once it is past its day, or
nobody sees to it any more, those who agreed to it hear. What is to be told is in the row, and is taken by a
conditional update in the transaction that tells it: however often this runs, by how many workers, and wherever it is
cut off, each is told once.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from feedback.idea_life import AGREED, CONSIDERED, PROMISED, is_late
from feedback.models import Idea
from feedback.notice_kinds import IDEA_WAITS
from feedback.permissions.ideas import held_by_owner
from feedback.queries.idea_people import calendars_of, who_answers
from feedback.queries.idea_words import url_of
from goals import dates
from teams.actions.audit import record
from teams.calendar import dates_somewhere
from teams.models import User
from teams.telling import tell


def look(now: datetime) -> None:
    """Say what is due. One statement where nothing is; two more, and some for each idea that is told of."""
    _, latest = dates_somewhere(now, now)
    near = Q(remind_on__lte=latest)
    unanswered = Q(state__in=PROMISED) & (near | Q(late_told_at=None, answer_by__lt=latest))
    gone = Q(owner__is_active=False) | Q(owner__left_on__lte=latest)
    undone = Q(state=AGREED) & (near | Q(late_told_at=None, do_by__lt=latest) | gone)
    due = Idea.objects.filter(unanswered | undone, withdrawn_at=None).select_related(
        "team", "owner"
    )
    ideas = list(due.order_by("answer_by", "pk"))
    if not ideas:
        return
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    for idea in ideas:
        today = calendars[idea.team_id].clock.day_of(now)
        if idea.state == AGREED:
            _follow(idea, today, now)
        else:
            _look_at(idea, today, now)


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
    if idea.state == CONSIDERED and idea.owner_id is not None:
        held = Idea.objects.filter(held_by_owner(today), pk=idea.pk)
        people = [idea.owner_id] if held.exists() else people
    still = Idea.objects.filter(
        pk=idea.pk, state__in=PROMISED, answer_by=idea.answer_by, withdrawn_at=None
    )
    if not _claimed(still, idea, now, late=late):
        return
    when = dates.day(idea.answer_by, today)
    promised = f"An answer was promised for {when}" if late else f"An answer is promised by {when}"
    tell(
        people,
        IDEA_WAITS,
        f"idea-{idea.pk}-{idea.answer_by}-{'late' if late else 'soon'}",
        f"An idea waits for your answer: “{idea.title}”.",
        detail=f"{promised}.",
        url=url_of(idea.pk),
        now=now,
    )


def _claimed(still: QuerySet[Idea], idea: Idea, now: datetime, *, late: bool) -> bool:
    """Whether this round is the one that tells it. Whoever is told that it is late needs no reminder any more."""
    if late:
        return bool(still.filter(late_told_at=None).update(late_told_at=now, remind_on=None))
    return bool(still.filter(remind_on=idea.remind_on).update(remind_on=None))


# --- What was agreed -------------------------------------------------------------------------------


def _follow(idea: Idea, today: date, now: datetime) -> None:
    """The day by which it is done, and whether somebody still sees to it."""
    if idea.owner is not None and _has_left(idea.owner, today):
        _let_go(idea, idea.owner, today, now)
    elif idea.do_by is None:
        return
    elif is_late(idea.do_by, today):
        if idea.late_told_at is None:
            _tell_of_undone(idea, idea.do_by, today, now)
    elif idea.remind_on is not None and idea.remind_on <= today:
        _remind_owner(idea, idea.do_by, today, now)


def _has_left(owner: User, today: date) -> bool:
    return not owner.is_active or (owner.left_on is not None and owner.left_on <= today)


@transaction.atomic
def _let_go(idea: Idea, owner: User, today: date, now: datetime) -> None:
    """Who left sees to nothing any more; those who answer say who does. It waits while there is nobody to tell."""
    people = who_answers(idea.author_id, idea.team_id, today)
    if not people:
        return
    still = Idea.objects.filter(pk=idea.pk, state=AGREED, owner=owner)
    if not still.update(owner=None, remind_on=None, version=F("version") + 1):
        return
    record(None, "let go", idea, {"owner": owner}, {"owner": None}, at=now)
    by = f" It was to be done by {dates.day(idea.do_by, today)}." if idea.do_by else ""
    tell(
        people,
        IDEA_WAITS,
        f"idea-{idea.pk}-{idea.version}-left",
        f"Nobody sees to an agreed idea any more: “{idea.title}”.",
        detail=f"{owner.name} has left.{by} Say who does it, and by when.",
        url=url_of(idea.pk),
        now=now,
    )


@transaction.atomic
def _remind_owner(idea: Idea, do_by: date, today: date, now: datetime) -> None:
    still = Idea.objects.filter(pk=idea.pk, state=AGREED, do_by=do_by, owner=idea.owner)
    if idea.owner_id is None or not _claimed(still, idea, now, late=False):
        return
    tell(
        [idea.owner_id],
        IDEA_WAITS,
        f"idea-{idea.pk}-{idea.version}-{do_by}-to-do",
        f"You see to an idea by {dates.day(do_by, today)}: “{idea.title}”.",
        url=url_of(idea.pk),
        now=now,
    )


@transaction.atomic
def _tell_of_undone(idea: Idea, do_by: date, today: date, now: datetime) -> None:
    """Those who answer hear that its day is over. It waits while there is nobody to tell."""
    people = who_answers(idea.author_id, idea.team_id, today)
    still = Idea.objects.filter(pk=idea.pk, state=AGREED, do_by=do_by)
    if not people or not _claimed(still, idea, now, late=True):
        return
    who = "Nobody sees to it." if idea.owner is None else f"{idea.owner.name} sees to it."
    tell(
        people,
        IDEA_WAITS,
        f"idea-{idea.pk}-{idea.version}-{do_by}-undone",
        f"An agreed idea is past its day: “{idea.title}”.",
        detail=f"{who} It was to be done by {dates.day(do_by, today)}.",
        url=url_of(idea.pk),
        now=now,
    )
