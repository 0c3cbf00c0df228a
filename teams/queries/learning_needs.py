"""Where training is needed most among the people one leads: topic by topic, with their names and what it is known from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from teams.materials import Need, needs_known_to
from teams.models import GivenPath, User
from teams.names import first_name
from teams.permissions import standing_of

AT_FIRST = 6
"""How many topics are shown before one asks for the others."""
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A few words, and the address they lead to; empty where they lead nowhere."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A topic: who wants training in it, what that is known from, and the address to give a path from."""

    topic: str
    whose: tuple[Named, ...]
    others: int
    evidence: tuple[Named, ...]
    give_url: str

    @property
    def names(self) -> str:
        """Whose it is, without links."""
        return ", ".join(one.words for one in self.whose)


@dataclass(frozen=True, slots=True)
class NeedRows:
    """The topics that most people want and most evidence speaks for, and the others."""

    first: tuple[NeedRow, ...]
    others: tuple[NeedRow, ...]


def needs_of(viewer: User, people: list[User], given: list[GivenPath], now: datetime) -> NeedRows:
    """Of the people and teams one leads: what an app tells of others is left out here too.

    What somebody was given a path for since they said it falls away: one of that name, or with it as the reason. That
    reason is not filled in for the leader: more people read it than may read what somebody wants.
    """
    led = {person.pk: person.name for person in people}
    firsts = Counter(first_name(name) for name in led.values())
    standing = standing_of(viewer)
    teams = {team.pk: team.name for team in standing.own_teams if team.pk in standing.leads}
    topics: dict[str, list[Need]] = {}
    for need in needs_known_to(viewer, now):
        if need.person_id is None:
            mine = need.team_id in teams
        else:
            mine = need.person_id in led and not _is_met(need, given)
        if mine:
            topics.setdefault(need.topic.strip().casefold(), []).append(need)

    def called(need: Need) -> str:
        if need.person_id is None:
            return teams[need.team_id or 0]
        first = first_name(led[need.person_id])
        return first if firsts[first] == 1 else led[need.person_id]

    rows = [
        _row(needs, called)
        for _, needs in sorted(topics.items(), key=lambda one: (*_weight(one[1]), one[0]))
    ]
    return NeedRows(tuple(rows[:AT_FIRST]), tuple(rows[AT_FIRST:]))


def _is_met(need: Need, given: Iterable[GivenPath]) -> bool:
    words = re.compile(rf"(?<!\w){re.escape(need.topic.strip())}(?!\w)", re.IGNORECASE)
    return need.since is not None and any(
        one.person_id == need.person_id
        and one.given_at >= need.since
        and words.search(f"{one.path.name}. {one.why}")
        for one in given
    )


def _weight(needs: list[Need]) -> tuple[int, int]:
    """What most speaks for comes first: each case, appraisal and wish counts once; then how many people it is."""
    people = {need.person_id for need in needs if need.person_id is not None}
    return -sum(need.times for need in needs), -len(people)


def _row(needs: list[Need], called: Callable[[Need], str]) -> NeedRow:
    several = Counter(need.evidence for need in needs)
    whose: dict[str, str] = {}
    evidence: dict[str, Named] = {}
    for need in sorted(needs, key=lambda one: (one.person_id is not None, called(one).casefold())):
        many = several[need.evidence] > 1
        # Where the same is known of several, each name leads to its own rows.
        whose[called(need)] = whose.get(called(need), "") or (need.url if many else "")
        words = (need.of_many if many else "") or need.evidence
        evidence[words] = Named(words, "" if many else need.url)
    people = sorted({need.person_id for need in needs if need.person_id is not None})
    give = reverse("teams:learning_give")
    return NeedRow(
        topic=needs[0].topic,
        whose=tuple(Named(*one) for one in list(whose.items())[:MOST_NAMED]),
        others=max(len(whose) - MOST_NAMED, 0),
        evidence=tuple(evidence.values()),
        give_url=f"{give}?{urlencode({'person': people}, doseq=True)}" if people else give,
    )
