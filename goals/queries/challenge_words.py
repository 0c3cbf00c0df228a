"""A challenge in sentences: what it is about, how it stands, how it ended. No statements.

No sentence names anybody before the end, and none ever says who is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from goals import dates, formats
from goals.models import Challenge, ChallengeResult, Metric
from goals.progress import Sums
from goals.queries.challenge_standing import CANCELLED, CLOSED, COMING, COUNTING, Stands, Window
from goals.queries.draft_words import lower_first
from goals.queries.figures import Writer, counted
from teams.calendar import Clock

FEWEST_TO_SHOW = 3
"""A figure of fewer people than this is theirs alone, and shown to nobody else."""


def rule_sentence(challenge: Challenge, writer: Writer, today: date) -> str:
    """`Whoever joins reaches 600 first-contact resolutions together, 1 to 14 December.`"""
    noun = lower_first(challenge.metric.name)
    span = dates.span(challenge.starts_on, challenge.ends_on, today)
    if challenge.line is None:
        return f"Everyone against their own past in {noun}, and nobody else’s, {span}."
    if challenge.rule == Challenge.Rule.EVERYONE:
        return f"Everyone who joins gets {noun} to {writer.limit(challenge.line)}, {span}."
    if not writer.is_total or not writer.higher:
        verb = "brings" if not writer.is_total else "keeps"
        return f"Together, whoever joins {verb} {noun} to {writer.limit(challenge.line)}, {span}."
    of = "" if challenge.metric.unit == Metric.Unit.COUNT else "of "
    return f"Together, whoever joins reaches {writer.target(challenge.line)} {of}{noun}, {span}."


def change_words(change: Decimal, writer: Writer) -> str:
    """`4.2 pts better`, `12% better`, `level with before`; the comparison is with one's own past alone."""
    gain = change if writer.higher else -change
    if change == 0:
        return "level with before"
    size = abs(change)
    text = formats.points(size) if writer.is_percent else f"{formats.trimmed(size, 1)}%"
    if not any(digit in "123456789" for digit in text):
        return "just about level with before"
    if gain > 0:
        return f"{text} better"
    return f"{text} {'below' if change < 0 else 'above'} before"


def taking_part(count: int) -> str:
    """`8 take part`, `Nobody has joined yet`."""
    if not count:
        return "Nobody has joined yet"
    return f"{formats.count(count)} {'takes' if count == 1 else 'take'} part"


def sentence(
    phase: str,
    stands: Stands,
    window: Window,
    writer: Writer,
    clock: Clock,
    today: date,
    results: Sequence[ChallengeResult] = (),
    *,
    shows_figures: bool,
) -> str:
    """How it stands or how it ended, first on every page."""
    challenge = stands.challenge
    people = len(stands.people)
    if phase == CANCELLED:
        return f"It was cancelled: {challenge.cancel_reason}"
    if phase == CLOSED:
        return outcome(challenge, results, writer, shows_figures=shows_figures)
    if phase == COMING:
        return f"Starts on {dates.day(challenge.starts_on, today)}. {taking_part(people)}."
    now = standing_words(stands, writer) if shows_figures else ""
    if phase == COUNTING:
        local = clock.local(window.closes_at)
        until = f"{dates.day(local.date(), today)}, {dates.clock_time(local.time())}"
        return f"{now} It is over; late figures still count until {until}.".strip()
    end = f"{taking_part(people)}; it ends with {dates.day(challenge.ends_on, today)}."
    return f"{now} {end}".strip()


def standing_words(stands: Stands, writer: Writer) -> str:
    """`412 of 600 together so far.`, `6 of 9 are better than their own past so far.`"""
    challenge, people = stands.challenge, len(stands.people)
    if not people:
        return ""
    if challenge.rule == Challenge.Rule.IMPROVED:
        if not any(stands.changes.values()):
            return "Too early to say who has improved."
        return f"{stands.improved} of {people} {_are(stands.improved)} better than their own past so far."
    if challenge.line is None or stands.whole.n == 0:
        return "No figures yet."
    if challenge.rule == Challenge.Rule.EVERYONE:
        return f"{stands.past_count} of {people} {_are(stands.past_count)} past the line so far."
    return f"{together_words(stands.whole, challenge.line, writer)} so far."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def together_words(sums: Sums, line: Decimal, writer: Writer) -> str:
    """`412 of 600 together`, `91.4% together, goal at least 92%`."""
    result = writer.result(sums)
    if result is None:
        return "No figures"
    figure = writer.figure(result, near=line)
    if writer.is_total and writer.higher:
        return f"{figure} of {writer.target(line)} together"
    return f"{figure} together, {writer.goal_line(line)}"


def in_reach_words(stands: Stands, writer: Writer) -> str:
    """What is said once when the line comes into reach."""
    challenge, people = stands.challenge, len(stands.people)
    if stands.reached(over=False):
        return "We are there. Thank you, all of you."
    if challenge.rule == Challenge.Rule.EVERYONE or challenge.line is None:
        return f"{stands.past_count} of {people} are past the line. It is in reach for all of us."
    return f"{together_words(stands.whole, challenge.line, writer)}. It is in reach."


# --- How it ended --------------------------------------------------------------------------------


def closed_sums(challenge: Challenge) -> Sums:
    """What all who took part did, as it stood when it closed."""
    return Sums(
        challenge.closed_value or Decimal(0),
        challenge.closed_weight or Decimal(0),
        challenge.closed_n or 0,
    )


def outcome(
    challenge: Challenge,
    results: Iterable[ChallengeResult],
    writer: Writer,
    *,
    shows_figures: bool = True,
) -> str:
    """`We made it: 612 of 600 together.`, `Amara Osei improved most: 4.2 pts better than before.`

    Whoever joins agrees to be named as the one who improved most; all other figures are left out where
    they would be those of one or two.
    """
    rows = list(results)
    if not rows:
        return "Nobody had joined."
    if challenge.line is None:
        return _improved_outcome(rows, writer)
    if not shows_figures:
        return "We made it." if challenge.reached else "Not this time. What did we learn?"
    if challenge.rule == Challenge.Rule.EVERYONE:
        return _everyone_outcome(challenge, rows)
    words = together_words(closed_sums(challenge), challenge.line, writer)
    return f"We made it: {words}." if challenge.reached else f"{words}. What did we learn?"


def _everyone_outcome(challenge: Challenge, rows: Sequence[ChallengeResult]) -> str:
    known = [row for row in rows if row.past is not None]
    past = sum(row.past is True for row in known)
    if not known:
        return "There were too few figures to say."
    if not challenge.reached:
        return f"{past} of {len(known)} got past the line. What did we learn?"
    left_out = len(rows) - len(known)
    rest = f" ({counted(left_out, 'person', 'people')} had too few figures to say)"
    return f"We made it: all {past} are past the line{rest if left_out else ''}."


def _improved_outcome(rows: Sequence[ChallengeResult], writer: Writer) -> str:
    winners = [row for row in rows if row.is_best]
    if not winners or winners[0].change is None:
        return "Nobody got past their own past this time. What did we learn?"
    names = _listed([row.user.name for row in winners])
    return f"{names} improved most: {change_words(winners[0].change, writer)} than before."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def revised_words(stands: Stands, results: Sequence[ChallengeResult], writer: Writer) -> str:
    """What later figures would make of it, where they differ; empty where they do not."""
    challenge = stands.challenge
    final = {row.user_id: Sums(row.value, row.weight, row.n) for row in results}
    now = {key: runner.within.sums for key, runner in stands.runners.items()}
    if final == now:
        return ""
    if challenge.rule == Challenge.Rule.TOTAL and challenge.line is not None:
        return (
            f"With figures that came later: {together_words(stands.whole, challenge.line, writer)}."
        )
    if challenge.rule == Challenge.Rule.EVERYONE:
        return f"With figures that came later: {stands.past_count} of {len(stands.people)} past the line."
    return (
        f"With figures that came later, {stands.improved} of {len(stands.people)}"
        f" {_are(stands.improved)} better than their own past."
    )
