"""What a team's huddle says of thanks and ideas, in words that all of the team may hear.

Nothing of it is written down there but keys: what somebody keeps to themself later, or takes back, is shown no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from feedback.models import Kudos, Recipient, Visibility
from feedback.permissions.kudos import shown_by_all
from feedback.queries.ideas import Said, for_huddle, said_now
from feedback.queries.kudos import said_to, url_of
from teams.huddle_draft import ANSWERED, KUDOS, QUESTION, Candidate
from teams.models import Team
from teams.names import first_name

LATELY = timedelta(days=14)
THANKS_OF = timedelta(days=28)
MOST_KUDOS = 20
LONGEST = 600
"""Signs that can be read aloud in half a minute."""


def candidates(team: Team, _day: date, now: datetime) -> Iterator[Candidate]:
    """Thanks of the last four weeks, and ideas that were answered or that most people back. Six statements."""
    since = now - LATELY
    thanks = _readable(team).filter(shared_at__gt=now - THANKS_OF, shared_at__lte=now)
    for kudos in thanks[:MOST_KUDOS]:
        yield _kudos(kudos)
    ideas = for_huddle(team, since, now)
    if ideas.most_backed is not None:
        yield _idea(ideas.most_backed, QUESTION)
    for said in ideas.answered:
        yield _idea(said, ANSWERED)


def kudos_now(team: Team, keys: frozenset[str], _now: datetime) -> Iterator[Candidate]:
    """Those of these that the whole team may still hear. Two statements."""
    for kudos in _readable(team).filter(pk__in=_numbers(keys)):
        yield _kudos(kudos)


def ideas_now(team: Team, keys: frozenset[str], now: datetime) -> Iterator[Candidate]:
    """Those of these that are the team's or everybody's, in the words in which they are offered. Three statements."""
    for said in said_now(team, _numbers(keys), now):
        yield _idea(said, QUESTION)


def _readable(team: Team) -> QuerySet[Kudos]:
    """What is on the team's wall, not private and kept to themself by nobody it is for, newest first."""
    thanked = Recipient.objects.select_related("user")
    return (
        Kudos.objects.filter(
            shown_by_all(),
            team=team,
            visibility__in=[Visibility.PUBLIC, Visibility.TEAM],
            taken_back_at=None,
        )
        .select_related("author", "to_team")
        .prefetch_related(Prefetch("recipients", thanked.order_by("user__name", "user_id")))
        .order_by("-shared_at", "-pk")
    )


def _kudos(kudos: Kudos) -> Candidate:
    people = list(kudos.recipients.all())
    return Candidate(
        f"kudos:{kudos.pk}",
        KUDOS,
        f"{first_name(kudos.author.name)} to {said_to(kudos, people)}",
        _short(kudos.words),
        url_of(kudos),
        at=kudos.shared_at,
        about=frozenset(one.user_id for one in people),
        kept=False,
    )


def _idea(said: Said, kind: str) -> Candidate:
    return Candidate(
        f"idea:{said.pk}", kind, said.title, _short(said.words), said.url,
        about=frozenset({said.author_id}), kept=False,
    )  # fmt: skip


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(number) for key in keys if (number := key.partition(":")[2]).isdigit()]


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"
