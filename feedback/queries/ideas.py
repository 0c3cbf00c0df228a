"""What other pages show of ideas: *Today*, the huddle, and what somebody is remembered for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from feedback import idea_life
from feedback.models import Idea
from feedback.notice_kinds import IDEA_ANSWERED
from feedback.permissions.ideas import can_answer_idea, ideas_visible_to
from feedback.queries.idea_people import calendar_of, calendars_of
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
from teams.evidence import Fact
from teams.models import Notice, Team, User
from teams.permissions import can_lead, standing_of

MOST_TO_ANSWER = 3
MOST_ANSWERED = 3
_RELATED = ("team", "author", "owner", "decided_by")


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """An idea whose answer is due today or late, for somebody who may give it."""

    pk: int
    version: int
    url: str
    title: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A notice of an answer that this person has not read."""

    notice_pk: int
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Said:
    """An idea in ready words, to be read out: `title`, then `words`; `url` leads to it."""

    pk: int
    title: str
    words: str
    url: str
    author_id: int


@dataclass(frozen=True, slots=True)
class ForHuddle:
    """What a team's huddle says of ideas: what was answered, newest first, and the open one most people back."""

    answered: tuple[Said, ...]
    most_backed: Said | None


# --- Today -----------------------------------------------------------------------------------------


def to_answer(person: User, now: datetime) -> list[ToAnswer]:
    """What is due today or late and is this person's to answer, oldest promise first.

    One statement, and two more where there is anything. What somebody else looks at is theirs.
    """
    standing = standing_of(person)
    theirs = Q(team__in=standing.leads)
    if can_lead(person):
        theirs |= Q(team=None)
    mine = Q(state=idea_life.OPEN) | Q(owner=None) | Q(owner=person)
    rows = (
        Idea.objects.filter(
            theirs & mine,
            state__in=idea_life.PROMISED,
            withdrawn_at=None,
            answer_by__lte=dates_somewhere(now, now)[1],
        )
        .exclude(author=person)
        .select_related(*_RELATED)
        .order_by("answer_by", "pk")[: MOST_TO_ANSWER * 2]
    )
    ideas = list(rows)
    if not ideas:
        return []
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    found: list[ToAnswer] = []
    for idea in ideas:
        calendar = Calendar.at(calendars[idea.team_id], now)
        if idea.answer_by <= calendar.today:
            found.append(_to_answer(idea, calendar))
    return found[:MOST_TO_ANSWER]


def _to_answer(idea: Idea, calendar: Calendar) -> ToAnswer:
    promise = promise_of(idea, calendar)
    backed = f" {sentence(backing(idea.backed))}" if idea.backed else ""
    text = f"{idea.author.name} for {whose(idea)}. {promise.words}.{backed}"
    return ToAnswer(idea.pk, idea.version, url_of(idea.pk), idea.title, text, promise.late)


def answers_of(person: User, numbers: Iterable[int], now: datetime) -> dict[int, ToAnswer | str]:
    """These ideas, as far as this person reads them: those that are theirs to answer, of the others how they stand.

    One statement, and two more where there is anything.
    """
    ideas = list(ideas_visible_to(person).filter(pk__in=list(numbers)).select_related(*_RELATED))
    if not ideas:
        return {}
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    found: dict[int, ToAnswer | str] = {}
    for idea in ideas:
        calendar = Calendar.at(calendars[idea.team_id], now)
        mine = idea.state == idea_life.OPEN or idea.owner_id in (None, person.pk)
        if idea.state in idea_life.PROMISED and mine and can_answer_idea(person, idea):
            found[idea.pk] = _to_answer(idea, calendar)
        else:
            words = promise_of(idea, calendar).words
            found[idea.pk] = (
                f"{STATES[idea.state]}. {words}." if words else f"{STATES[idea.state]}."
            )
    return found


def newly_answered(person: User) -> Answered | None:
    """The newest answer to an idea of this person's, or one they back, that they have not read. One statement."""
    unread = Notice.objects.filter(user=person, kind=IDEA_ANSWERED, read_at=None, in_inbox=True)
    notice = unread.order_by("-at", "-pk").first()
    return None if notice is None else Answered(notice.pk, notice.text, notice.detail)


# --- The huddle ------------------------------------------------------------------------------------


def for_huddle(team: Team, since: datetime, now: datetime) -> ForHuddle:
    """The ideas of a team and of everybody, in words that all of the team may hear. Four statements."""
    calendar = Calendar.at(calendar_of(team), now)
    heard = Idea.objects.filter(Q(team=team) | Q(team=None), withdrawn_at=None).select_related(
        *_RELATED
    )
    answered = heard.filter(
        Q(state__in=[idea_life.AGREED, idea_life.DECLINED], decided_at__gte=since)
        | Q(state=idea_life.DONE, done_at__gte=since)
    )
    rows = answered.annotate(last=Coalesce("done_at", "decided_at")).order_by("-last", "-pk")[
        :MOST_ANSWERED
    ]
    most = (
        heard.filter(state__in=idea_life.PROMISED, backed__gt=0)
        .order_by("-backed", "answer_by", "pk")
        .first()
    )
    return ForHuddle(
        tuple(_said(idea, calendar) for idea in rows),
        None if most is None else _asked(most, calendar),
    )


def _said(idea: Idea, calendar: Calendar) -> Said:
    author = idea.author.name
    if idea.state == idea_life.DONE:
        words = f"Done, and it was {author}’s idea. {sentence(idea.came_of_it)}"
    elif idea.state == idea_life.AGREED:
        words = f"{author}’s idea: we do it. {sentence(idea.reason)} {promise_of(idea, calendar).words}."
    else:
        words = f"{author}’s idea: not now. {sentence(idea.reason)}"
    return Said(idea.pk, idea.title, words, url_of(idea.pk), idea.author_id)


def _asked(idea: Idea, calendar: Calendar) -> Said:
    words = f"{idea.author.name}’s idea. {sentence(backing(idea.backed))} {promise_of(idea, calendar).words}."
    return Said(idea.pk, idea.title, words, url_of(idea.pk), idea.author_id)


# --- What somebody is remembered for ---------------------------------------------------------------


def adopted_ideas(
    viewer: User, people: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """Ideas of these people that were taken up in the window, as far as `viewer` reads them. One statement."""
    taken: QuerySet[Idea] = ideas_visible_to(viewer).filter(
        author__in=people,
        state__in=[idea_life.AGREED, idea_life.DONE],
        decided_at__gte=since,
        decided_at__lt=until,
    )
    for idea in taken.order_by("-decided_at", "-pk"):
        done = "that is done now" if idea.state == idea_life.DONE else "that we took up"
        backed = f", backed by {idea.backed}" if idea.backed else ""
        at = idea.decided_at
        if at is not None:
            yield Fact(
                idea.author_id,
                "idea",
                idea.pk,
                at,
                f"had the idea “{idea.title}” {done}{backed}",
                f"Idea: {idea.title}",
                url_of(idea.pk),
            )
