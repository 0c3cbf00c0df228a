"""What other pages show of ideas: an answer on *Today*, the huddle, and what somebody is remembered for. What waits
for somebody is in `idea_waits`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from feedback import idea_life
from feedback.models import Idea
from feedback.notice_kinds import IDEA_ANSWERED
from feedback.permissions.ideas import ideas_visible_to
from feedback.queries.idea_people import calendar_of
from feedback.queries.idea_words import (
    Calendar,
    backing,
    promise_of,
    sentence,
    url_of,
)
from teams.evidence import Fact
from teams.models import Notice, Team, User

MOST_ANSWERED = 3
_RELATED = ("team", "author", "owner", "decided_by")


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


def newly_answered(person: User) -> Answered | None:
    """The newest answer to an idea of this person's, or one they back, that they have not read. One statement."""
    unread = Notice.objects.filter(user=person, kind=IDEA_ANSWERED, read_at=None, in_inbox=True)
    notice = unread.order_by("-at", "-pk").first()
    return None if notice is None else Answered(notice.pk, notice.text, notice.detail)


# --- The huddle ------------------------------------------------------------------------------------


def for_huddle(team: Team, since: datetime, now: datetime) -> ForHuddle:
    """The ideas of a team and of everybody, in words that all of the team may hear. Four statements."""
    calendar = Calendar.at(calendar_of(team), now)
    heard = _heard(team)
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
        None if most is None else _said(most, calendar),
    )


def said_now(team: Team, ids: Collection[int], now: datetime) -> list[Said]:
    """Those of these ideas that are the team's or everybody's, as they stand. Three statements."""
    calendar = Calendar.at(calendar_of(team), now)
    return [_said(idea, calendar) for idea in _heard(team).filter(pk__in=ids)]


def _heard(team: Team) -> QuerySet[Idea]:
    ideas = Idea.objects.filter(Q(team=team) | Q(team=None), withdrawn_at=None)
    return ideas.select_related(*_RELATED)


def _said(idea: Idea, calendar: Calendar) -> Said:
    """As it is said of every idea, be it drafted or chosen."""
    author = idea.author.name
    if idea.state in idea_life.PROMISED:
        return _asked(idea, calendar)
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
