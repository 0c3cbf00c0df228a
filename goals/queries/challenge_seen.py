"""Challenges as one reader may see them, as plain figures: for programs.

The same rules as on the page (`challenge_page`): names and their figures only for those who take part, the whole
only where it is nobody's own, who improved most only once it is final.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from goals.models import Challenge, ChallengeResult
from goals.progress import Sums, result, rounded
from goals.queries.challenge_parts import results_of, shows_figures
from goals.queries.challenge_standing import (
    CANCELLED,
    CLOSED,
    COMING,
    Stands,
    phase_of,
    read_standings,
    window_of,
)
from goals.queries.challenge_words import closed_sums
from teams.models import Organisation, User


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """One who takes part."""

    login: str
    result: Decimal | None
    before: Decimal | None
    now: Decimal | None
    change: Decimal | None
    past: bool | None
    is_best: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A challenge, and what of its standing the reader may know; `together` None where nothing."""

    challenge: Challenge
    phase: str
    closes_at: datetime
    taking_part: int
    joined: bool
    together: Sums | None
    result: Decimal | None
    past: int | None
    improved: int | None
    is_revised: bool
    people: tuple[SeenPerson, ...]


def seen_by(
    user: User, challenges: Sequence[Challenge], organisation: Organisation, now: datetime
) -> list[Seen]:
    """In the order given. Six statements at most."""
    standings = read_standings(challenges)
    results = results_of(challenges)
    return [
        _seen(user, standings[one.pk], results.get(one.pk, []), organisation, now)
        for one in challenges
    ]


def _seen(
    user: User,
    stands: Stands,
    results: Sequence[ChallengeResult],
    organisation: Organisation,
    now: datetime,
) -> Seen:
    challenge = stands.challenge
    phase = phase_of(challenge, organisation, now)
    joined = any(person.pk == user.pk for person in stands.people)
    final = phase == CLOSED
    begun = phase not in (COMING, CANCELLED)
    shows = begun and bool(stands.people) and shows_figures(stands, joined=joined)
    whole = closed_sums(challenge) if final else stands.whole
    people = _final_people(stands, results) if final else _live_people(stands)
    everyone = challenge.rule == Challenge.Rule.EVERYONE
    improving = challenge.rule == Challenge.Rule.IMPROVED
    higher = stands.measure.higher_is_better
    later = {row.user_id: Sums(row.value, row.weight, row.n) for row in results}
    live = {key: runner.within.sums for key, runner in stands.runners.items()}
    return Seen(
        challenge=challenge,
        phase=phase,
        closes_at=window_of(challenge, organisation).closes_at,
        taking_part=len(stands.people),
        joined=joined,
        together=whole if shows else None,
        result=result(stands.measure, whole) if shows else None,
        past=sum(one.past is True for one in people) if shows and everyone else None,
        improved=sum(_gained(one.change, higher=higher) for one in people)
        if shows and improving
        else None,
        is_revised=final and shows and later != live,
        people=people if joined and begun else (),
    )


def _gained(change: Decimal | None, *, higher: bool) -> bool:
    return change is not None and (change > 0 if higher else change < 0)


def _live_people(stands: Stands) -> tuple[SeenPerson, ...]:
    found = []
    for person in stands.people:
        change = stands.changes.get(person.pk)
        found.append(
            SeenPerson(
                person.username,
                result(stands.measure, stands.runners[person.pk].within.sums),
                None if change is None else rounded(change.before, 4),
                None if change is None else rounded(change.now, 4),
                None if change is None else rounded(change.change, 4),
                stands.past.get(person.pk),
                is_best=False,
            )
        )
    return tuple(found)


def _final_people(stands: Stands, results: Sequence[ChallengeResult]) -> tuple[SeenPerson, ...]:
    return tuple(
        SeenPerson(
            row.user.username,
            result(stands.measure, Sums(row.value, row.weight, row.n)),
            row.before,
            row.now,
            row.change,
            row.past,
            row.is_best,
        )
        for row in results
    )
