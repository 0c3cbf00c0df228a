"""Ideas that wait for somebody: to be answered, to be done, or because nobody does what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, When

from feedback import idea_life
from feedback.models import Idea
from feedback.permissions.ideas import (
    can_answer_idea,
    held_by_owner,
    ideas_visible_to,
    left_alone,
)
from feedback.queries.idea_people import calendars_of
from feedback.queries.idea_words import (
    STATES,
    Calendar,
    backing,
    promise_of,
    sentence,
    url_of,
    whose,
)
from teams.calendar import dates_somewhere
from teams.models import User
from teams.permissions import can_lead, standing_of

ANSWER, DO, UNDONE = "answer", "do", "undone"
"""Why it waits: for an answer; for being done by whoever sees to it; for those who answer, as it is not done."""
MOST_TO_ANSWER = 3
_AHEAD = timedelta(days=21)
"""Two working days are never farther off than this."""
_RELATED = ("team", "author", "owner", "decided_by")


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """An idea that is due or late, for somebody who may answer it (`ANSWER`, `UNDONE`) or sees to it (`DO`).

    `own`: it is their own idea, so somebody else says that it is done.
    """

    pk: int
    version: int
    url: str
    title: str
    text: str
    late: bool
    kind: str = ANSWER
    own: bool = False


def to_answer(person: User, now: datetime) -> list[ToAnswer]:
    """What is this person's to answer and due today or late, what they see to from two working days before its day,
    and what they agreed to and is past it. Oldest promise first.

    One statement, and two more where there is anything. What somebody else looks at is theirs, while they may
    still answer it.
    """
    latest = dates_somewhere(now, now)[1]
    standing = standing_of(person)
    theirs = Q(team__in=standing.leads)
    if can_lead(person):
        theirs |= Q(team=None)
    if standing.manages:
        theirs |= left_alone(now.date())
    mine = Q(state=idea_life.OPEN) | Q(owner=person) | ~held_by_owner(now.date())
    waits = theirs & mine & Q(state__in=idea_life.PROMISED, answer_by__lte=latest)
    undone = theirs & Q(state=idea_life.AGREED) & (Q(do_by__lt=latest) | Q(owner=None))
    doing = Q(state=idea_life.AGREED, owner=person, do_by__lte=latest + _AHEAD)
    rows = (
        Idea.objects.filter(((waits | undone) & ~Q(author=person)) | doing, withdrawn_at=None)
        .annotate(due=Case(When(state=idea_life.AGREED, then=F("do_by")), default=F("answer_by")))
        .select_related(*_RELATED)
        .order_by("due", "pk")[: MOST_TO_ANSWER * 2]
    )
    ideas = list(rows)
    if not ideas:
        return []
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    found: list[ToAnswer] = []
    for idea in ideas:
        calendar = Calendar.at(calendars[idea.team_id], now)
        kind = _kind(idea, person, calendar)
        if kind:
            found.append(_to_answer(idea, person, calendar, kind))
    return found[:MOST_TO_ANSWER]


def _kind(idea: Idea, person: User, calendar: Calendar) -> str:
    """Why it waits on its team's day; empty where it does not yet."""
    today = calendar.today
    if idea.state != idea_life.AGREED:
        return ANSWER if idea.answer_by <= today else ""
    if idea.do_by is None:
        return ""
    if idea.owner_id == person.pk:
        return DO if _is_near(idea.do_by, calendar) else ""
    return UNDONE if idea.do_by < today or idea.owner_id is None else ""


def _is_near(day: date, calendar: Calendar) -> bool:
    return idea_life.reminded_on(day, calendar.days.is_worked) <= calendar.today


def _to_answer(idea: Idea, person: User, calendar: Calendar, kind: str) -> ToAnswer:
    promise = promise_of(idea, calendar)
    backed = f" {sentence(backing(idea.backed))}" if idea.backed else ""
    own = idea.author_id == person.pk
    of = "Your idea" if own else f"{idea.author.name}’s idea"
    begin = f"{idea.author.name} for {whose(idea)}" if kind == ANSWER else f"{of}, agreed"
    stands = promise.words
    if kind == DO and not promise.late and idea.do_by is not None:
        stands = f"You see to it by {calendar.named(idea.do_by)}"
    elif kind == UNDONE and idea.owner is not None:
        stands = f"{idea.owner.name} sees to it. {stands}"
    text = f"{begin}. {stands}.{backed}"
    return ToAnswer(
        idea.pk, idea.version, url_of(idea.pk), idea.title, text, promise.late, kind, own
    )


def answers_of(person: User, numbers: Iterable[int], now: datetime) -> dict[int, ToAnswer | str]:
    """These ideas, as far as this person reads them: those that wait for them, of the others how they stand.

    One statement, and two more where there is anything.
    """
    held = ExpressionWrapper(held_by_owner(now.date()), output_field=BooleanField())
    visible = ideas_visible_to(person).filter(pk__in=list(numbers)).annotate(held=held)
    ideas = list(visible.select_related(*_RELATED))
    if not ideas:
        return {}
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    found: dict[int, ToAnswer | str] = {}
    for idea in ideas:
        calendar = Calendar.at(calendars[idea.team_id], now)
        kind = _asked_of(idea, person, calendar)
        if kind:
            found[idea.pk] = _to_answer(idea, person, calendar, kind)
        else:
            words = promise_of(idea, calendar).words
            found[idea.pk] = (
                f"{STATES[idea.state]}. {words}." if words else f"{STATES[idea.state]}."
            )
    return found


def _asked_of(idea: Idea, person: User, calendar: Calendar) -> str:
    """What may be answered in a row of the inbox: also an answer that is not due yet."""
    if idea.state in idea_life.PROMISED:
        open_to_all = idea.state == idea_life.OPEN or not getattr(idea, "held", False)
        mine = open_to_all or idea.owner_id == person.pk
        return ANSWER if mine and can_answer_idea(person, idea) else ""
    kind = _kind(idea, person, calendar) if idea.state == idea_life.AGREED else ""
    return kind if kind != UNDONE or can_answer_idea(person, idea) else ""
