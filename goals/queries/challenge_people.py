"""Who takes part and how each stands, for the others who do; and what joining means. No statements.

Always in name order. Nobody is named as best before the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals import formats
from goals.charts import Share, ShareStrip
from goals.models import Challenge, ChallengeResult
from goals.progress import Sums, is_too_little, rounded
from goals.queries.challenge_standing import Stands
from goals.queries.challenge_words import change_words
from goals.queries.draft_words import lower_first
from goals.queries.figures import Writer
from teams.models import User

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One who takes part, for the others who do. Each of `cells` is a heading, a figure and a hint."""

    name: str
    initials: str
    is_me: bool
    cells: tuple[tuple[str, str, str], ...]
    note: str = ""


def headings_of(challenge: Challenge, *, final: bool) -> tuple[str, ...]:
    """What stands over the cells after the name."""
    if challenge.rule == Challenge.Rule.IMPROVED:
        return ("Own past", "In the challenge", "Change")
    if challenge.rule == Challenge.Rule.EVERYONE:
        return ("Result" if final else "So far", "The line")
    return ("Result" if final else "So far",)


def people_of(
    user: User,
    stands: Stands,
    results: Sequence[ChallengeResult],
    writer: Writer,
    *,
    final: bool,
) -> tuple[PersonRow, ...]:
    """In name order, whatever their figures."""
    kept = {row.user_id: row for row in results}
    rows = []
    for person in stands.people:
        result = kept.get(person.pk) if final else None
        cells = (
            _final_cells(stands, result, writer)
            if result is not None
            else _live_cells(stands, person.pk, writer)
        )
        labels = headings_of(stands.challenge, final=final)
        rows.append(
            PersonRow(
                person.name,
                person.initials,
                person.pk == user.pk,
                tuple((label, *cell) for label, cell in zip(labels, cells, strict=True)),
                _note(stands, person.pk, result),
            )
        )
    return tuple(rows)


def _note(stands: Stands, key: int, result: ChallengeResult | None) -> str:
    if result is not None:
        return "Improved most" if result.is_best else ""
    change = stands.changes.get(key)
    return "From the first days here" if change is not None and change.from_own_start else ""


def _live_cells(stands: Stands, key: int, writer: Writer) -> Cells:
    sums = stands.runners[key].within.sums
    if stands.challenge.rule == Challenge.Rule.IMPROVED:
        change = stands.changes[key]
        if change is None:
            return (("", ""), (_own(sums, writer), ""), ("Too few to say", ""))
        return _change_cells(
            rounded(change.before, 4), rounded(change.now, 4), rounded(change.change, 4), writer
        )
    return _plain_cells(stands, sums, stands.past.get(key), writer)


def _final_cells(stands: Stands, row: ChallengeResult, writer: Writer) -> Cells:
    sums = Sums(row.value, row.weight, row.n)
    if stands.challenge.rule == Challenge.Rule.IMPROVED:
        if row.before is None or row.now is None or row.change is None:
            return (("", ""), (_own(sums, writer), ""), ("Too few to say", ""))
        return _change_cells(row.before, row.now, row.change, writer)
    return _plain_cells(stands, sums, row.past, writer)


def _plain_cells(stands: Stands, sums: Sums, past: bool | None, writer: Writer) -> Cells:
    challenge = stands.challenge
    figure = _own(sums, writer, near=challenge.line)
    hint = writer.rests_on(sums)
    if challenge.rule != Challenge.Rule.EVERYONE:
        return ((figure, hint),)
    if past is None:
        word = "Too few to say" if is_too_little(stands.measure, sums) else "Still to come"
    else:
        word = _line_word(stands, past=past)
    return ((figure, hint), (word, ""))


def _line_word(stands: Stands, *, past: bool) -> str:
    """Of a total of which less is better, what is over its line does not come back."""
    measure = stands.measure
    if past:
        return "Past it" if measure.higher_is_better else "Within it"
    return "On the way" if measure.is_ratio or measure.higher_is_better else "Over it"


def _own(sums: Sums, writer: Writer, near: Decimal | None = None) -> str:
    return writer.figure(writer.result(sums), near=near)


def _change_cells(before: Decimal, now: Decimal, change: Decimal, writer: Writer) -> Cells:
    a_day = "a day" if writer.is_total else ""
    return (
        (_level(before, writer), a_day),
        (_level(now, writer), a_day),
        (change_words(change, writer), ""),
    )


def _level(value: Decimal, writer: Writer) -> str:
    """A result as it is compared: a total by the day has a decimal where it is small."""
    unit = writer.metric.unit
    if writer.is_percent:
        return formats.percent(value, goal=value, decimals=1)
    if writer.is_total and unit == "count":
        return formats.trimmed(value, 1)
    return formats.figure(
        value, unit, decimals=max(writer.metric.decimals, 1), currency=writer.currency
    )


def strip_of(stands: Stands) -> ShareStrip | None:
    """What each adds to a total, in name order."""
    if stands.challenge.rule != Challenge.Rule.TOTAL or stands.measure.is_ratio:
        return None
    shares = tuple(
        Share(person.name, float(stands.runners[person.pk].within.sums.value))
        for person in stands.people
    )
    return ShareStrip("What each of us adds, in name order", shares)


def join_terms(challenge: Challenge) -> tuple[str, ...]:
    """Exactly what joining means: who then sees what, by what name, and until when one can leave."""
    rule = challenge.rule
    noun = lower_first(challenge.metric.name)
    by_name = {
        Challenge.Rule.TOTAL: f"The others who take part see your {noun} for these days, by your name.",
        Challenge.Rule.IMPROVED: (
            f"The others who take part see, by your name, your {noun} before and during the"
            " challenge, and how far apart the two are."
        ),
        Challenge.Rule.EVERYONE: (
            f"The others who take part see your {noun} for these days, and whether it is past the"
            " line, by your name."
        ),
    }
    terms = [
        by_name[Challenge.Rule(rule)],
        "You see theirs. The order is by name, never by figure.",
        (
            "Everybody else who sees the challenge, leads included, sees only what all of you reach"
            " together, how many take part, and that from three people on."
        ),
    ]
    if rule == Challenge.Rule.IMPROVED:
        terms += [
            (
                "If you improve most, your name and by how much stand in the result for everybody who"
                " sees the challenge."
            ),
            "If you have too little past to go by, your first days in the challenge are your past.",
        ]
    terms.append(
        "All your days of the challenge count, whenever you join. You can leave until it closes, and"
        " your figures leave with you."
    )
    return tuple(terms)
