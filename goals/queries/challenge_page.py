"""A challenge's page: ready words, and who may see whose figures.

Figures by name are only for those who take part, and only of those who do. Everybody else, leads included,
sees what all of them reach together, once there are enough of them that it is nobody's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from goals import dates, formats
from goals.charts import Bullet, ShareStrip
from goals.models import Challenge, ChallengeResult
from goals.permissions import can_change_challenge, can_join, grants_visible_to
from goals.progress import Sums, expected_by_now
from goals.queries.challenge_parts import bullet_for, results_of, shows_figures, status_of, whose
from goals.queries.challenge_people import PersonRow, headings_of, people_of, strip_of
from goals.queries.challenge_standing import (
    CANCELLED,
    CLOSED,
    COMING,
    COUNTING,
    RUNNING,
    Stands,
    Window,
    phase_of,
    read_standing,
    window_of,
)
from goals.queries.challenge_words import (
    FEWEST_TO_SHOW,
    closed_sums,
    revised_words,
    rule_sentence,
    sentence,
)
from goals.queries.draft_words import lower_first
from goals.queries.figures import Writer
from goals.queries.goal_facts import Fact
from goals.queries.purses import held_words
from goals.queries.shape import clock_of
from goals.queries.workdays import workdays_of
from teams.models import Organisation, User


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """Everything the page says."""

    challenge: Challenge
    phase: str
    status: str
    status_word: str
    whose: str
    sentence: str
    rule: str
    facts: tuple[Fact, ...]
    bullet: Bullet | None
    headings: tuple[str, ...]
    people: tuple[PersonRow, ...]
    strip: ShareStrip | None
    why_no_names: str
    joined: bool
    may_join: bool
    may_leave: bool
    may_change: bool
    may_cancel: bool
    reward: str
    held: str
    given: tuple[str, ...]
    basis: str
    guard: str
    revised: str


# --- One challenge -------------------------------------------------------------------------------


def challenge_page(
    user: User, challenge: Challenge, organisation: Organisation, now: datetime
) -> ChallengePage:
    """The page, for one reader. Nine statements at most, however many take part."""
    stands = read_standing(challenge)
    joined = any(person.pk == user.pk for person in stands.people)
    phase = phase_of(challenge, organisation, now)
    window = window_of(challenge, organisation)
    clock = clock_of(challenge.team, organisation)
    today = clock.day_of(now)
    writer = Writer(challenge.metric, organisation.currency)
    results = results_of([challenge]).get(challenge.pk, [])
    shows = shows_figures(stands, joined=joined) and phase != CANCELLED
    expected = _expected(stands, window, organisation, now) if phase == RUNNING and shows else None
    status, word = status_of(challenge, phase)
    may_change = can_change_challenge(user, challenge)
    is_open = challenge.state == Challenge.State.OPEN
    with_names = joined and phase in (RUNNING, COUNTING, CLOSED)
    final = phase == CLOSED
    return ChallengePage(
        challenge=challenge,
        phase=phase,
        status=status,
        status_word=word,
        whose=whose(challenge, organisation),
        sentence=sentence(
            phase, stands, window, writer, clock, today, results, shows_figures=shows
        ),
        rule=rule_sentence(challenge, writer, today),
        facts=_facts(stands, results, writer, phase, today, expected, shows=shows),
        bullet=bullet_for(stands, results, writer, phase, expected, shows=shows, large=True),
        headings=headings_of(challenge, final=final) if with_names else (),
        people=people_of(user, stands, results, writer, final=final) if with_names else (),
        strip=strip_of(stands) if with_names and not final else None,
        why_no_names=_why_no_names(stands, phase, joined=joined),
        joined=joined,
        may_join=not joined and phase in (COMING, RUNNING) and can_join(user, challenge),
        may_leave=joined and is_open,
        may_change=may_change and is_open,
        may_cancel=may_change and is_open,
        reward=challenge.reward.name if challenge.reward else "",
        held=_held(challenge, organisation),
        given=_given(user, challenge, today) if final else (),
        basis=_basis(challenge, organisation, today),
        guard=_guard(stands, organisation),
        revised=revised_words(stands, results, writer) if final and shows else "",
    )


def _expected(
    stands: Stands, window: Window, organisation: Organisation, now: datetime
) -> Decimal | None:
    """Even pace: the line × the share of the window's working time that is over. For a total alone."""
    challenge = stands.challenge
    if challenge.rule != Challenge.Rule.TOTAL or challenge.line is None or stands.measure.is_ratio:
        return None
    work = workdays_of(challenge.team, organisation.clock)
    whole = work.between(window.starts_at, window.ends_at)
    gone = work.between(window.starts_at, min(now, window.ends_at))
    share = Fraction(gone, whole) if whole else window.share(now)
    return expected_by_now(stands.measure, challenge.line, share)


def _facts(
    stands: Stands,
    results: Sequence[ChallengeResult],
    writer: Writer,
    phase: str,
    today: date,
    expected: Decimal | None,
    *,
    shows: bool,
) -> tuple[Fact, ...]:
    challenge = stands.challenge
    facts = []
    if shows and stands.people and phase in (RUNNING, COUNTING, CLOSED):
        facts.append(_main_fact(stands, results, writer, phase))
    if expected is not None:
        result = writer.result(stands.whole)
        facts.append(
            Fact(
                "Even pace",
                writer.figure(expected.quantize(Decimal(1).scaleb(-challenge.metric.decimals))),
                writer.against(result, expected),
            )
        )
    label = "Took part" if phase in (CLOSED, CANCELLED) else "Take part"
    facts.append(Fact(label, formats.count(len(stands.people)), "by their own choice"))
    facts.append(_days_fact(challenge, phase, today))
    return tuple(facts)


def _main_fact(
    stands: Stands, results: Sequence[ChallengeResult], writer: Writer, phase: str
) -> Fact:
    challenge, people = stands.challenge, len(stands.people)
    final = phase == CLOSED
    if challenge.rule == Challenge.Rule.TOTAL and challenge.line is not None:
        sums = closed_sums(challenge) if final else stands.whole
        caution = writer.caution(sums)
        return Fact(
            "Result" if final else "Together",
            writer.figure(writer.result(sums), near=challenge.line),
            ", ".join(part for part in (writer.goal_line(challenge.line), caution) if part),
            meaning=challenge.metric.meaning or challenge.metric.formula,
        )
    if challenge.rule == Challenge.Rule.EVERYONE and challenge.line is not None:
        past = sum(row.past is True for row in results) if final else stands.past_count
        return Fact("Past the line", f"{past} of {people}", writer.limit(challenge.line))
    higher = writer.higher
    better = (
        sum(
            row.change is not None and (row.change > 0) == higher and row.change != 0
            for row in results
        )
        if final
        else stands.improved
    )
    return Fact("Better than before", f"{better} of {people}", "each by their own past")


def _days_fact(challenge: Challenge, phase: str, today: date) -> Fact:
    span = dates.span(challenge.starts_on, challenge.ends_on, today)
    if phase == COMING:
        days = (challenge.starts_on - today).days
        return Fact("Starts", dates.short_day(challenge.starts_on, today), _in_days(days))
    if phase == RUNNING:
        days = (challenge.ends_on - today).days
        return Fact("Ends", dates.short_day(challenge.ends_on, today), _in_days(days))
    return Fact("Ended", dates.short_day(challenge.ends_on, today), span)


def _in_days(days: int) -> str:
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"


# --- What stands beside it -----------------------------------------------------------------------


def _basis(challenge: Challenge, organisation: Organisation, today: date) -> str:
    """What the figures are made of: whose days, which days, in which zone."""
    whose_days = organisation.name if challenge.team is None else challenge.team.name
    span = dates.span(challenge.starts_on, challenge.ends_on, today)
    zone = clock_of(challenge.team, organisation).zone
    words = f"Added up from the daily figures of those who take part, {span}"
    if challenge.team is not None:
        words += f", for {whose_days}, on its days ({zone})."
    else:
        words += f", for all teams of {whose_days}, each on its own days."
    if challenge.past_from is not None:
        past = dates.short_day(challenge.past_from, today)
        words += f" Own past is what each did from {past} until it began."
    return words


def _guard(stands: Stands, organisation: Organisation) -> str:
    """`repeat contacts, 9% or less`."""
    guard, bound = stands.challenge.guard, stands.challenge.guard_bound
    if guard is None or bound is None:
        return ""
    return f"{lower_first(guard.name)}, {Writer(guard, organisation.currency).limit(bound)}"


def _given(user: User, challenge: Challenge, today: date) -> tuple[str, ...]:
    """What was given for it to whom, as far as this reader may see. One statement."""
    grants = grants_visible_to(user).filter(challenge=challenge, reverses=None, reversed_by=None)
    return tuple(
        f"{row.kind.name} for {row.person.name if row.person else row.team.name},"
        f" {dates.short_day(row.day, today)}"
        for row in grants.select_related("kind", "person", "team")
    )


def _held(challenge: Challenge, organisation: Organisation) -> str:
    if challenge.state != Challenge.State.CLOSED or not challenge.reached:
        return ""
    sums = Sums(
        challenge.guard_value or Decimal(0),
        challenge.guard_weight or Decimal(0),
        challenge.guard_n or 0,
    )
    return held_words(
        challenge.guard_status, challenge.guard, challenge.guard_bound, sums, organisation.currency
    )


def _why_no_names(stands: Stands, phase: str, *, joined: bool) -> str:
    if phase in (COMING, CANCELLED) or joined:
        return ""
    if 0 < len(stands.people) < FEWEST_TO_SHOW:
        return "Figures show once three take part: of fewer they would be somebody's own."
    return "Single figures are for those who take part."
