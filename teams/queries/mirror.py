"""The leader's mirror: what they did this month or quarter, beside the one before. For their own eyes.

Nobody is named in an address here: whoever looks sees themself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from teams.calendar import Clock
from teams.mirror_parts import Nudge, Reflection, Side, Spans, Thing, counted, reflections
from teams.models import Decision, HuddleEntry, Organisation, User
from teams.permissions import huddles_visible_to
from teams.permissions.decisions import decisions_led_by
from teams.spans import MONTH, QUARTER, day_words, span_of

MOST_NUDGES = 2
KINDS = {MONTH: "Month", QUARTER: "Quarter"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mirror:
    """The page: two periods, what was done in each, and at most two things to do."""

    kind: str
    this: str
    before: str
    reflections: tuple[Reflection, ...]
    nudges: tuple[Nudge, ...]

    @property
    def shown(self) -> tuple[Reflection, ...]:
        """Those with anything in one of the two."""
        return tuple(one for one in self.reflections if not one.is_nothing)

    @property
    def nothing(self) -> tuple[Reflection, ...]:
        """Those with nothing in either: one sentence names them."""
        return tuple(one for one in self.reflections if one.is_nothing)


def mirror_of(leader: User, kind: str, now: datetime) -> Mirror:
    """What this person did. One statement, and those of the sources: always as many."""
    spans = _spans(kind, now)
    found = reflections(leader, spans, now)
    nudges = sorted((one.nudge for one in found if one.nudge), key=lambda one: one.rank)
    so_far = "" if spans.today == spans.this.last else " so far"
    return Mirror(
        kind=kind,
        this=f"{spans.this.name}{so_far}",
        before=spans.before.name,
        reflections=tuple(found),
        nudges=tuple(nudges[:MOST_NUDGES]),
    )


def _spans(kind: str, now: datetime) -> Spans:
    organisation = Organisation.objects.first()
    clock = Clock("UTC") if organisation is None else organisation.clock
    starts_in = 1 if organisation is None else organisation.fiscal_year_starts_in
    today = clock.day_of(now)
    this = span_of(today, kind, starts_in)
    return Spans(this, span_of(this.first - ONE_DAY, kind, starts_in, today=today), clock, today)


# --- What `teams` itself knows ----------------------------------------------------------------------


def taken_on(leader: User, spans: Spans, now: datetime) -> Iterator[Reflection]:
    """What they took on in huddles; and decisions whose day has come. Two statements."""
    rows = (
        HuddleEntry.objects.filter(
            kind=HuddleEntry.Kind.COMMITMENT,
            whose=leader,
            huddle__in=huddles_visible_to(leader).values("pk"),
            huddle__day__gte=spans.before.first,
            huddle__day__lte=spans.this.last,
        )
        .select_related("huddle__team")
        .order_by("-huddle__day", "-pk")
    )
    this, before = spans.parted(rows, lambda row: row.huddle.day)
    yield Reflection(
        key="huddles",
        place=25,
        title="Taken on in huddles",
        this=_side(this, spans),
        before=_side(before, spans),
        how="What you took on in a huddle of that time, and what of it is marked as done. By the huddle’s day.",
        nudge=_to_look_at(leader, spans),
    )


def _side(rows: list[HuddleEntry], spans: Spans) -> Side:
    done = sum(row.done_at is not None for row in rows)
    if not rows:
        return Side("You took nothing on.", is_nothing=True)
    if len(rows) == 1:
        sentence = (
            "You took one thing on, and did it." if done else "You took one thing on. It is open."
        )
    else:
        what = "all of them" if done == len(rows) else counted(done, "of them", "of them")
        sentence = (
            f"You took {len(rows)} things on, and did {what if done else 'none of them yet'}."
        )
    return Side(
        sentence,
        tuple(
            Thing(
                row.words,
                f"{reverse('teams:huddle_day', args=[str(row.huddle.day)])}?team={row.huddle.team.slug}",
                day_words(row.huddle.day, spans.today),
                "Done" if row.done_at else "Open",
            )
            for row in rows
        ),
    )


def _to_look_at(leader: User, spans: Spans) -> Nudge | None:
    due = Q(ended_at=None, review_on__lte=spans.today)
    found: Decision | None = (
        decisions_led_by(leader).filter(due).order_by("review_on", "pk").first()
    )
    if found is None or found.review_on is None:
        return None
    return Nudge(
        40,
        f"Does this still stand: {found.what}",
        f"You meant to look at it again on {day_words(found.review_on, spans.today)}.",
        "Look at it again",
        reverse("teams:decision", args=[found.pk]),
    )
