"""The pack: what prepares a talk by itself. Both see the same, and nothing in it that either might not open.

What only the person may see (a goal they keep to themself, a private thanks from somebody else) is left out,
as is what only the leader may see: their notes, a talk that is not shared, and how praise and correction stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse

from feedback.models import Agreement, Meeting, TalkStep, Wish
from feedback.permissions.kudos import kudos_visible_to
from feedback.permissions.notes import talks_between
from feedback.queries.delegated_list import Line, tasks_of
from feedback.queries.one_to_ones.lines import called
from feedback.queries.one_to_ones.pair import Two
from feedback.queries.one_to_ones.times import day_words
from goals import dates
from goals.queries.of_person import GoalOfPerson, goals_of_person
from goals.queries.own_goals import OwnLine, own_goals_of
from teams.evidence import Fact, evidence_about
from teams.models import Membership, Organisation, User

FIRST_LOOK = timedelta(days=30)
"""How far back one looks before the first talk."""
FARTHEST_LOOK = timedelta(days=180)
MOST_KUDOS, MOST_FACTS, MOST_STEPS = 5, 8, 12


@dataclass(frozen=True, slots=True)
class Thanks:
    """A kudos that the person received."""

    words: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class PackFact:
    """Something the person did, as another app tells it."""

    words: str
    when: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is still to do from a difficult talk which both read. `due` may be empty."""

    words: str
    who: str
    due: str
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What is known since the two last talked; `since` is `since Thu 6 Nov` or `in the last 30 days`."""

    since: str
    goals: tuple[GoalOfPerson, ...]
    own_goals: tuple[OwnLine, ...]
    tasks: tuple[Line, ...]
    steps: tuple[Step, ...]
    thanks: tuple[Thanks, ...]
    more_thanks: int
    facts: tuple[PackFact, ...]
    changes: tuple[str, ...]
    wishes: tuple[Wish, ...]


def pack_of(two: Two, meeting: Meeting, organisation: Organisation, now: datetime) -> Pack:
    """What prepares the meeting, as of `now`. A known number of statements, whatever there is to tell."""
    leader, person = two.series.leader, two.series.person
    last = _last_held(two)
    begin = max(last or now - FIRST_LOOK, now - FARTHEST_LOOK)
    since = f"since {day_words(two.clock, last, now)}" if last else "in the last 30 days"
    thanks, more = _thanks(two, begin, now)
    # Where the one no longer leads the other, their eyes see nothing of it any more.
    return Pack(
        since=since,
        goals=goals_of_person(leader, person, organisation, now) if two.leads else (),
        own_goals=_own_goals(leader, person, organisation, now) if two.leads else (),
        tasks=tasks_of(leader, person, now) if two.leads else (),
        steps=_steps(two, now),
        thanks=thanks,
        more_thanks=more,
        facts=_facts(two, begin, now) if two.leads else (),
        changes=_changes(two, begin, now),
        wishes=_wishes(person) if two.leads else (),
    )


def _last_held(two: Two) -> datetime | None:
    held = Meeting.objects.filter(
        series__leader=two.series.leader,
        series__person=two.series.person,
        state=Meeting.State.HELD,
    )
    return held.order_by("-held_at").values_list("held_at", flat=True).first()


def _own_goals(
    leader: User, person: User, organisation: Organisation, now: datetime
) -> tuple[OwnLine, ...]:
    """What the person wants to get better at, as far as they show it to who leads them."""
    return tuple(line for line in own_goals_of(leader, person, organisation, now) if line.is_open)


def _steps(two: Two, now: datetime) -> tuple[Step, ...]:
    """What the two agreed in difficult talks that both read, soonest first, whoever leads by now. One statement."""
    leader, person = two.series.leader, two.series.person
    both = talks_between(leader).filter(pk__in=talks_between(person).values("pk"), closed_at=None)
    rows = (
        TalkStep.objects.filter(talk__in=both, done_at=None, dropped_at=None).order_by(
            F("due_on").asc(nulls_last=True), "pk"
        )
    )[:MOST_STEPS]
    today = two.clock.day_of(now)
    return tuple(
        Step(
            words=row.words,
            who=called(row.owner_id, two.viewer, two.series),
            due="" if row.due_on is None else f"by {dates.day(row.due_on, today)}",
            is_late=row.due_on is not None and row.due_on < today,
            url=reverse("feedback:talk", args=[row.talk_id]),
        )
        for row in rows
    )


def _thanks(two: Two, since: datetime, now: datetime) -> tuple[tuple[Thanks, ...], int]:
    """Kudos to the person that both may read, newest first, and how many more there are. One statement."""
    leader, person = two.series.leader, two.series.person
    rows = list(
        kudos_visible_to(person)
        .filter(pk__in=kudos_visible_to(leader).values("pk"))
        .filter(
            # What they keep to themselves is theirs to bring up.
            recipients__user=person,
            recipients__hidden_at=None,
            shared_at__gte=since,
            shared_at__lte=now,
        )
        .select_related("author")
        .order_by("-shared_at", "-pk")[:100]
    )
    shown = tuple(
        Thanks(row.words, row.author.name, day_words(two.clock, row.shared_at, now))
        for row in rows[:MOST_KUDOS]
    )
    return shown, len(rows) - len(shown)


def _facts(two: Two, since: datetime, now: datetime) -> tuple[PackFact, ...]:
    """What other apps know of the person, where both may open it: what only one may is no common ground."""
    person = two.series.person
    theirs = evidence_about(two.series.leader, [person.pk], since, now)[person.pk]
    own = {_same(fact) for fact in evidence_about(person, [person.pk], since, now)[person.pk]}
    return tuple(
        PackFact(fact.words, day_words(two.clock, fact.at, now), fact.label, fact.url)
        for fact in theirs
        if _same(fact) in own
    )[:MOST_FACTS]


def _same(fact: Fact) -> tuple[str, int, str]:
    return fact.kind, fact.object_id, fact.words


def _changes(two: Two, since: datetime, now: datetime) -> tuple[str, ...]:
    """What is otherwise than last time, a sentence each. Three statements."""
    today = two.clock.day_of(now)
    person = two.series.person
    begun = Membership.objects.filter(
        user=person,
        team__isnull=False,
        starts_on__gt=two.clock.day_of(since),
        starts_on__lte=today,
    ).select_related("team")
    found = [
        f"{row.get_role_display()} in {'' if row.team is None else row.team.name} since "
        f"{dates.day(row.starts_on, today)}."
        for row in begun.order_by("starts_on", "pk")
    ]
    over = Agreement.objects.filter(series=two.series).filter(
        Q(done_at__gte=since) | Q(dropped_at__gte=since)
    )
    found.extend(
        f"{'Done' if row.done_at else 'Let go'}: {row.words}" for row in over.order_by("pk")
    )
    if two.leads:
        new = Wish.objects.filter(person=person, added_at__gte=since, ended_at=None)
        found.extend(f"{row.get_kind_display()}: {row.words}" for row in new)
    return tuple(found)


def _wishes(person: User) -> tuple[Wish, ...]:
    return tuple(Wish.objects.filter(person=person, ended_at=None))
