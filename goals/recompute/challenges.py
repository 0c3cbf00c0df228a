"""What the clock does to challenges: a word half-way, a word when the line is in reach, and the close.

Told once each, to those who take part, without a word about who is behind. The result is written once, a day
after the window (late figures are waited for), under the challenge's row, and never again: however often this
runs, and whoever else runs it at the same time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from goals import formats
from goals.fixed import LIMIT
from goals.models import Challenge, ChallengeResult
from goals.progress import Sums, rounded
from goals.queries.challenge_standing import (
    Stands,
    Window,
    read_standing,
    window_of,
)
from goals.queries.challenge_words import FEWEST_TO_SHOW, in_reach_words, outcome
from goals.queries.figures import Writer
from goals.recompute.run import take_the_engine
from goals.standing import everyone_in_reach, total_in_reach
from teams.actions.audit import record
from teams.models import Organisation
from teams.telling import tell

MOMENTUM, RESULT = "challenges.momentum", "challenges.result"
_MOST = Decimal(LIMIT - 1)


def look_after_challenges(now: datetime) -> int:
    """Tell and close what is due; how many challenges that touched. Each in a transaction of its own."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return 0
    # A day's margin, as the days are those of their own zones.
    begun = Challenge.objects.filter(
        state=Challenge.State.OPEN, starts_on__lte=now.date() + timedelta(days=1)
    )
    touched = 0
    for challenge in begun.select_related("metric", "team", "guard"):
        window = window_of(challenge, organisation)
        if now >= window.closes_at:
            touched += close(challenge.pk, organisation, now)
        elif window.starts_at <= now < window.ends_at:
            touched += _encourage(challenge, window, organisation, now)
    return touched


# --- The close -----------------------------------------------------------------------------------


@transaction.atomic
def close(pk: int, organisation: Organisation, now: datetime) -> bool:
    """Write how it ended; False when somebody else did, or when it is not over after all."""
    # No run of the engine is half-way while the figures are read.
    take_the_engine()
    challenge = (
        Challenge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("metric", "team", "guard")
        .get(pk=pk)
    )
    over = now >= window_of(challenge, organisation).closes_at
    if challenge.state != Challenge.State.OPEN or not over:
        return False
    stands = read_standing(challenge)
    guard = stands.guard
    Challenge.objects.filter(pk=pk, state=Challenge.State.OPEN).update(
        state=Challenge.State.CLOSED,
        version=F("version") + 1,
        closed_at=now,
        closed_value=_kept(stands.whole.value),
        closed_weight=_kept(stands.whole.weight),
        closed_n=stands.whole.n,
        reached=stands.reached(over=True),
        guard_value=None if guard is None else _kept(guard.value),
        guard_weight=None if guard is None else _kept(guard.weight),
        guard_n=None if guard is None else guard.n,
        guard_status=stands.guard_status,
    )
    ChallengeResult.objects.bulk_create(_results(stands))
    challenge.refresh_from_db()
    record(
        None,
        "closed",
        challenge,
        {"state": "open"},
        {"state": "closed", "reached": challenge.reached, "value": challenge.closed_value},
        at=now,
    )
    writer = Writer(challenge.metric, organisation.currency)
    results = list(ChallengeResult.objects.filter(challenge=challenge).select_related("user"))
    joined = {person.pk for person in stands.people}
    _tell_outcome(challenge, joined, outcome(challenge, results, writer), now)
    shows = len(joined) >= FEWEST_TO_SHOW
    words = outcome(challenge, results, writer, shows_figures=shows)
    _tell_outcome(challenge, {challenge.created_by_id} - joined, words, now)
    return True


def _tell_outcome(challenge: Challenge, people: set[int], words: str, now: datetime) -> None:
    tell(
        people,
        RESULT,
        f"challenge-{challenge.pk}-closed",
        f"{challenge.name} is over. {words}",
        url=_address(challenge),
        now=now,
    )


def _results(stands: Stands) -> list[ChallengeResult]:
    winners = stands.best
    rows = []
    for person in stands.people:
        runner = stands.runners[person.pk]
        change = stands.changes.get(person.pk)
        sums: Sums = runner.within.sums
        rows.append(
            ChallengeResult(
                challenge=stands.challenge,
                user=person,
                value=_kept(sums.value),
                weight=_kept(sums.weight),
                n=sums.n,
                days=runner.within.days,
                before=None if change is None else _kept(rounded(change.before, 4)),
                now=None if change is None else _kept(rounded(change.now, 4)),
                change=None if change is None else _kept(rounded(change.change, 4)),
                past=stands.past.get(person.pk),
                is_best=person.pk in winners,
            )
        )
    return rows


def _kept(figure: Decimal) -> Decimal:
    """What the column can hold: no real challenge comes near its end, and none may keep it from closing."""
    return max(-_MOST, min(_MOST, figure))


# --- Momentum ------------------------------------------------------------------------------------


def _encourage(
    challenge: Challenge, window: Window, organisation: Organisation, now: datetime
) -> int:
    """Say a word half-way, and one when the line is in reach; 0 where nothing is to be said."""
    halfway = challenge.halfway_at is None and window.share(now) * 2 >= 1
    watched = challenge.in_reach_at is None and challenge.rule != Challenge.Rule.IMPROVED
    if not halfway and not watched:
        return 0
    stands = read_standing(challenge)
    writer = Writer(challenge.metric, organisation.currency)
    in_reach = watched and _in_reach(stands, window, now)
    if halfway:
        text = f"{challenge.name} is half-way. {_halfway_words(stands, writer)}"
        _say(challenge, "halfway", text, stands, now)
    if in_reach:
        text = f"{challenge.name}: {in_reach_words(stands, writer)}"
        _say(challenge, "in_reach", text, stands, now)
    return int(halfway or in_reach)


def _in_reach(stands: Stands, window: Window, now: datetime) -> bool:
    line = stands.challenge.line
    if line is None or not stands.people:
        return False
    if stands.challenge.rule == Challenge.Rule.TOTAL:
        return total_in_reach(stands.measure, stands.whole, line, window.share(now))
    return everyone_in_reach(stands.measure, list(stands.past.values()), window.share(now))


def _halfway_words(stands: Stands, writer: Writer) -> str:
    count, challenge = len(stands.people), stands.challenge
    if challenge.rule == Challenge.Rule.TOTAL and challenge.line is not None:
        result = writer.result(stands.whole)
        if result is None:
            return "The first figures are still to come; every one counts."
        figure = writer.figure(result, near=challenge.line)
        return f"Together we are at {figure}, {writer.goal_line(challenge.line)}. Onwards."
    if challenge.rule == Challenge.Rule.IMPROVED:
        return (
            f"{formats.count(stands.improved)} of {formats.count(count)} are already better than"
            " their own past, and there is as much time again."
        )
    return (
        f"{formats.count(stands.past_count)} of {formats.count(count)} are past the line, and there"
        " is as much time again."
    )


@transaction.atomic
def _say(challenge: Challenge, what: str, text: str, stands: Stands, now: datetime) -> None:
    """Once: whoever changes the row says it."""
    untold = Challenge.objects.filter(
        pk=challenge.pk, state=Challenge.State.OPEN, **{f"{what}_at": None}
    )
    if untold.update(**{f"{what}_at": now}):
        tell(
            stands.people,
            MOMENTUM,
            f"challenge-{challenge.pk}-{what}",
            text,
            url=_address(challenge),
            now=now,
        )


def _address(challenge: Challenge) -> str:
    return reverse("goals:challenge", args=[challenge.pk])
