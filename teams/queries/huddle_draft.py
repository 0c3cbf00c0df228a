"""The draft of a team's huddle: there before anybody opens it, made of what the apps know of the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from teams import huddle_parts
from teams.huddle_draft import (
    COMPANY,
    COMPANY_SAID,
    KUDOS,
    KUDOS_READ,
    Candidate,
    Colleague,
    Draft,
    away_among,
    draft,
)
from teams.models import Huddle, HuddlePart, HuddlePerson, Team
from teams.queries.people import people_of

TOLD_FOR = 30
"""Huddles back in which something counts as said."""
KINDS = tuple(HuddlePart.Kind.values)


@dataclass(frozen=True, slots=True)
class Picked:
    """What stands in a part: from the draft, or because somebody chose it."""

    kind: str
    position: int
    candidate: Candidate
    chosen: bool = False


def draft_of(team: Team, day: date, now: datetime, huddle: Huddle | None = None) -> Draft:
    """The candidates of all parts in order, without speakers who are away. Three statements, one more for the marks
    of a `huddle` that is there, and those of the sources.
    """
    colleagues = colleagues_of(team, day)
    return draft(
        huddle_parts.candidates(team, day, now),
        colleagues,
        told=told_before(team, day),
        away=away_among(colleagues, marks_of(huddle)),
    )


def told_before(team: Team, day: date) -> list[str]:
    """Keys of what the last huddles said, newest first. One statement."""
    parts = (
        HuddlePart.objects.filter(
            huddle__team=team,
            huddle__state=Huddle.State.HELD,
            huddle__day__lt=day,
            huddle__day__gte=day - timedelta(days=2 * TOLD_FOR),
        )
        .exclude(kind=HuddlePart.Kind.COMPANY)
        .order_by("-huddle__day")
    )
    return list(parts.values_list("key", flat=True))


def colleagues_of(team: Team, day: date) -> list[Colleague]:
    """Everybody in the team that day, each once, with when they last shared something. Two statements."""
    shared = dict(
        Huddle.objects.filter(
            team=team, state=Huddle.State.HELD, day__lt=day, speaker__isnull=False
        )
        .order_by()
        .values_list("speaker_id")
        .annotate(last=Max("day"))
    )
    found: dict[int, Colleague] = {}
    for member in people_of(team, day):
        known = found.get(member.user_id)
        since = member.since if known is None else min(known.since, member.since)
        found[member.user_id] = Colleague(
            member.user_id, member.name, since, shared.get(member.user_id), member.is_off
        )
    return list(found.values())


def marks_of(huddle: Huddle | None) -> dict[int, bool]:
    """Who was marked as there or as not there. One statement, none without a huddle."""
    if huddle is None:
        return {}
    return dict(HuddlePerson.objects.filter(huddle=huddle).values_list("user_id", "is_here"))


def away_from(huddle: Huddle) -> frozenset[int]:
    """Who is known not to be there: marked so, or away as their absences say. Three statements."""
    return away_among(colleagues_of(huddle.team, huddle.day), marks_of(huddle))


def drafted(found: Draft) -> list[Picked]:
    """What the draft puts into each part."""
    most = {COMPANY: COMPANY_SAID, KUDOS: KUDOS_READ}
    return [
        Picked(kind, position, candidate)
        for kind in KINDS
        for position, candidate in enumerate(found.of(kind)[: most.get(kind, 1)])
    ]


def picked(huddle: Huddle, now: datetime) -> list[Picked]:
    """What stands in a huddle that somebody has touched, with words of now where none are kept. A statement, and
    one for each kind of what is not kept.
    """
    rows = list(huddle.parts.all())
    live = huddle_parts.live(huddle.team, [row.key for row in rows], now)
    found: list[Picked] = []
    for row in sorted(rows, key=lambda row: (KINDS.index(row.kind), row.position)):
        if huddle_parts.is_live(row.key):
            candidate = live.get(row.key)
            if candidate is None:
                continue
        else:
            candidate = Candidate(row.key, row.kind, row.title, row.words, row.url)
        found.append(Picked(row.kind, row.position, candidate, row.chosen))
    return found
