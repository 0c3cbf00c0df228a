"""The list of challenges: what runs, what is coming, what has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from goals import formats
from goals.charts import Bullet
from goals.models import Challenge, ChallengeResult, Participation
from goals.permissions import challenges_visible_to
from goals.queries.challenge_parts import (
    bullet_for,
    results_of,
    shows_figures,
    status_of,
    whose,
    with_parts,
)
from goals.queries.challenge_standing import (
    CANCELLED,
    CLOSED,
    COMING,
    COUNTING,
    RUNNING,
    Stands,
    phase_of,
    read_standings,
    window_of,
)
from goals.queries.challenge_words import rule_sentence, sentence
from goals.queries.figures import Writer, counted
from goals.queries.shape import clock_of
from teams.models import Organisation, User

MOST_ENDED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One challenge in the list. `bullet` where there is a figure to show to whoever looks."""

    name: str
    url: str
    whose: str
    rule: str
    sentence: str
    status: str
    status_word: str
    joined: bool
    bullet: Bullet | None


@dataclass(frozen=True, slots=True)
class ChallengeList:
    """Running first, then what is coming, then what has ended, latest first."""

    lede: str
    running: tuple[Row, ...]
    coming: tuple[Row, ...]
    ended: tuple[Row, ...]


def challenge_list(user: User, organisation: Organisation, now: datetime) -> ChallengeList:
    """Nine statements at most, however many there are."""
    visible = with_parts(challenges_visible_to(user))
    still_open = list(visible.filter(state=Challenge.State.OPEN).order_by("ends_on", "name", "pk"))
    ended = list(
        visible.exclude(state=Challenge.State.OPEN).order_by("-ends_on", "-pk")[:MOST_ENDED]
    )
    shown = [*still_open, *ended]
    mine = set(
        Participation.objects.filter(user=user, left_at=None).values_list("challenge_id", flat=True)
    )
    standings = read_standings(shown)
    results = results_of(ended)
    rows: dict[str, list[Row]] = {RUNNING: [], COMING: [], CLOSED: []}
    for one in shown:
        phase = phase_of(one, organisation, now)
        place = {COUNTING: RUNNING, CANCELLED: CLOSED}.get(phase, phase)
        row = _row(
            standings[one.pk],
            results.get(one.pk, ()),
            organisation,
            phase,
            now,
            joined=one.pk in mine,
        )
        rows[place].append(row)
    return ChallengeList(
        _lede(rows[RUNNING], rows[COMING]),
        tuple(rows[RUNNING]),
        tuple(rows[COMING]),
        tuple(rows[CLOSED]),
    )


def _lede(running: Sequence[Row], coming: Sequence[Row]) -> str:
    mine = sum(row.joined for row in running)
    if running:
        words = f"{counted(len(running), 'challenge', 'challenges')} running"
        return f"{words}; you take part in {formats.count(mine)}." if mine else f"{words}."
    if coming:
        return "Nothing runs today; the next one is open to join."
    return "What are we trying together?"


def _row(
    stands: Stands,
    results: Sequence[ChallengeResult],
    organisation: Organisation,
    phase: str,
    now: datetime,
    *,
    joined: bool,
) -> Row:
    challenge = stands.challenge
    writer = Writer(challenge.metric, organisation.currency)
    clock = clock_of(challenge.team, organisation)
    today = clock.day_of(now)
    shows = shows_figures(stands, joined=joined)
    words = sentence(
        phase,
        stands,
        window_of(challenge, organisation),
        writer,
        clock,
        today,
        results,
        shows_figures=shows,
    )
    status, word = status_of(challenge, phase)
    return Row(
        name=challenge.name,
        url=reverse("goals:challenge", args=[challenge.pk]),
        whose=whose(challenge, organisation),
        rule=rule_sentence(challenge, writer, today),
        sentence=words,
        status=status,
        status_word=word,
        joined=joined,
        bullet=bullet_for(stands, results, writer, phase, None, shows=shows),
    )
