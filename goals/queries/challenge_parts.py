"""What the list of challenges and a challenge's own page share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from goals import formats
from goals.charts import Bullet, Tick, bullet_for_total, nice_ticks
from goals.models import Challenge, ChallengeResult
from goals.queries.challenge_standing import (
    CANCELLED,
    CLOSED,
    COMING,
    COUNTING,
    RUNNING,
    Stands,
)
from goals.queries.challenge_words import FEWEST_TO_SHOW, closed_sums
from goals.queries.figures import Writer, team_words
from goals.queries.goal_charts import bullet_from
from teams.models import Organisation

PHASES: dict[str, tuple[str, str]] = {
    COMING: ("too_early", "Coming"),
    RUNNING: ("on_pace", "Running"),
    COUNTING: ("too_early", "Late figures count"),
    CANCELLED: ("dropped", "Cancelled"),
}
"""The shape of a status and the word, by phase; what is closed goes by how it ended."""


def with_parts(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """With what every row and page shows of them."""
    return challenges.select_related("metric", "team", "guard", "reward", "created_by")


def results_of(challenges: Sequence[Challenge]) -> dict[int, list[ChallengeResult]]:
    """How closed ones ended for those who took part, in name order. One statement."""
    ids = [one.pk for one in challenges if one.state == Challenge.State.CLOSED]
    found: dict[int, list[ChallengeResult]] = {}
    for row in ChallengeResult.objects.filter(challenge__in=ids).select_related("user"):
        found.setdefault(row.challenge_id, []).append(row)
    return found


def whose(challenge: Challenge, organisation: Organisation) -> str:
    """`North team`, or the organisation's name."""
    return organisation.name if challenge.team is None else team_words(challenge.team.name)


def shows_figures(stands: Stands, *, joined: bool) -> bool:
    """Whether what all reach together is shown: to those who take part, and to others from three on."""
    return joined or len(stands.people) >= FEWEST_TO_SHOW


def status_of(challenge: Challenge, phase: str) -> tuple[str, str]:
    """The shape of its status and the word beside it."""
    if phase == CLOSED:
        return ("met", "Made it") if challenge.reached else ("missed", "Over")
    return PHASES[phase]


def bullet_for(
    stands: Stands,
    results: Sequence[ChallengeResult],
    writer: Writer,
    phase: str,
    expected: Decimal | None,
    *,
    shows: bool,
    large: bool = False,
) -> Bullet | None:
    """All together against the target, or how many are past the line (or their own past) of all."""
    challenge = stands.challenge
    if phase in (COMING, CANCELLED) or not shows or not stands.people:
        return None
    if challenge.rule == Challenge.Rule.TOTAL and challenge.line is not None:
        sums = closed_sums(challenge) if phase == CLOSED else stands.whole
        result = writer.result(sums)
        title = f"{writer.figure(result, near=challenge.line)}, {writer.goal_line(challenge.line)}"
        return bullet_from(writer, result, challenge.line, expected, title, large=large)
    if challenge.rule == Challenge.Rule.IMPROVED:
        return None
    whole = len(stands.people)
    past = sum(row.past is True for row in results) if phase == CLOSED else stands.past_count
    axis: tuple[Tick, ...] = ()
    if large:
        axis = tuple(
            Tick(at, formats.trimmed(at, 0)) for at in nice_ticks(0, whole, 5) if at == int(at)
        )
    return bullet_for_total(
        float(past),
        float(whole),
        title=f"{past} of {whole} past the line",
        axis=axis,
        target_label=formats.count(whole) if large else "",
    )
