"""What an appraisal could rest on: gathered from what the person *and* the leader may both see.

Whatever only one of them may open is no evidence between the two, and its words never get here: a private note of
somebody else, a thanks that was meant for one alone, a goal somebody keeps to themself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse

from feedback.models import Appraisal, CoachingNote, Evidence, Idea, Kudos, Visibility
from feedback.permissions.ideas import ideas_visible_to
from feedback.permissions.kudos import kudos_visible_to
from feedback.permissions.praise import praise_visible_to
from goals import dates
from goals.models import Cadence, Progress, Status
from goals.permissions import goals_visible_to
from teams.calendar import Clock
from teams.evidence import Fact, evidence_about
from teams.models import Organisation, User
from teams.names import first_name

MOST_OF_A_KIND = 12
LONGEST_QUOTE = 140
_LONG_ENOUGH = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY, Cadence.ONCE)
_ENDS = ((Status.MET, "met"), (Status.MISSED, "missed"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that could be put in: what it is, its words as they would be kept, and where it can be looked at."""

    kind: str
    kind_text: str
    object_id: int
    label: str
    url: str

    @property
    def key(self) -> str:
        """`kudos-17`: how a form names it."""
        return f"{self.kind}-{self.object_id}"


def suggestions_for(appraisal: Appraisal, now: datetime) -> list[Suggestion]:
    """What is not among its evidence yet, by kind and newest first; a dozen of a kind at most.

    The same for both of the two. Some twenty statements, whatever there is.
    """
    there = set(appraisal.evidence.values_list("kind", "object_id"))
    found: list[Suggestion] = []
    counted: dict[str, int] = defaultdict(int)
    seen: set[tuple[str, int]] = set()
    for one in _all(appraisal, now):
        key = (one.kind, one.object_id)
        if key in there or key in seen or counted[one.kind] == MOST_OF_A_KIND:
            continue
        seen.add(key)
        counted[one.kind] += 1
        found.append(one)
    order = list(Evidence.Kind.values)
    return sorted(found, key=lambda one: order.index(one.kind))


def _all(appraisal: Appraisal, now: datetime) -> Iterator[Suggestion]:
    person, leader, cycle = appraisal.person, appraisal.leader, appraisal.cycle
    clock = Organisation.objects.get(pk=1).clock
    since = clock.day_start(cycle.covers_from)
    until = min(now, clock.day_start(cycle.covers_until + timedelta(days=1)))
    today = clock.day_of(now)
    yield from _goals(person, leader, cycle.covers_from, min(today, cycle.covers_until))
    yield from _kudos(person, leader, since, until, (clock, today))
    yield from _praise(person, leader, cycle.covers_from, cycle.covers_until, today)
    yield from _notes(person, leader, since, until, today)
    yield from _ideas(person, leader, since, until, today)
    yield from _facts(person, leader, since, until)


def _goals(person: User, leader: User, first: date, last: date) -> Iterator[Suggestion]:
    """Goals that measure the person, with how their periods ended. Both see these figures: they are of one who is led."""
    rows = (
        Progress.objects.filter(
            agent_id=person.pk, final=True, first_day__gte=first, last_day__lte=last,
            goal__in=goals_visible_to(person).values("pk"),
            goal__cadence__in=_LONG_ENOUGH,
        )
        .filter(goal__in=goals_visible_to(leader).values("pk"))
        .order_by("goal__name", "goal_id")
        .values_list("goal_id", "goal__name", "status")
    )  # fmt: skip
    by_goal: dict[tuple[int, str], list[str]] = defaultdict(list)
    for goal_id, name, status in rows:
        by_goal[goal_id, name].append(status)
    for (goal_id, name), ended in by_goal.items():
        told = [(word, ended.count(status)) for status, word in _ENDS]
        known = sum(number for _, number in told)
        if known:
            met = told[0][1]
            periods = "once" if known == 1 and met else f"in {met} of {known} periods"
            words = f"{name}: met {periods}" if met else f"{name}: not met in {known} periods"
            url = reverse("goals:goal", args=[goal_id])
            yield _suggestion(Evidence.Kind.GOAL, goal_id, words, url)


def _kudos(
    person: User, leader: User, since: datetime, until: datetime, at: tuple[Clock, date]
) -> Iterator[Suggestion]:
    """What they keep to themself is no evidence, though the leader who gave it may read it."""
    rows = (
        kudos_visible_to(person)
        .filter(
            recipients__user=person,
            recipients__hidden_at=None,
            shared_at__gte=since,
            shared_at__lt=until,
        )
        .filter(pk__in=kudos_visible_to(leader).values("pk"))
        .select_related("author")
        .order_by("-shared_at", "-pk")[:MOST_OF_A_KIND]
    )
    for one in rows:
        yield _suggestion(
            Evidence.Kind.KUDOS, one.pk, _thanks(one, *at), _address("kudos_item", one.pk)
        )


def _thanks(kudos: Kudos, clock: Clock, today: date) -> str:
    """Of a thanks that was for one alone only that it is there: what is put in may come into other hands."""
    head = f"{kudos.author.name}, {dates.short_day(clock.day_of(kudos.shared_at), today)}"
    if kudos.visibility == Visibility.PRIVATE:
        return f"{head}: a private thanks"
    return f"{head}: “{_quote(kudos.words)}”"


def _praise(
    person: User, leader: User, first: date, last: date, today: date
) -> Iterator[Suggestion]:
    rows = (
        praise_visible_to(person)
        .filter(people=person, told_at__isnull=False, said_on__gte=first, said_on__lte=last)
        .filter(pk__in=praise_visible_to(leader).values("pk"))
        .order_by("-said_on", "-pk")[:MOST_OF_A_KIND]
    )
    for one in rows:
        words = f"A customer, {dates.short_day(one.said_on, today)}: “{_quote(one.words)}”"
        yield _suggestion(Evidence.Kind.PRAISE, one.pk, words, _address("praise_item", one.pk))


def _notes(
    person: User, leader: User, since: datetime, until: datetime, today: date
) -> Iterator[Suggestion]:
    """Notes of this leader that are shared with the person: named by their day, never quoted."""
    rows = CoachingNote.objects.filter(
        author=leader, person=person, shared_at__isnull=False, written_at__gte=since,
        written_at__lt=until,
    ).order_by("-written_at", "-pk")[:MOST_OF_A_KIND]  # fmt: skip
    for one in rows:
        day = dates.short_day(one.written_at.date(), today)
        words = f"A note that {first_name(leader.name)} shared, of {day}"
        yield _suggestion(Evidence.Kind.NOTE, one.pk, words, _address("note", one.pk))


def _ideas(
    person: User, leader: User, since: datetime, until: datetime, today: date
) -> Iterator[Suggestion]:
    rows = (
        ideas_visible_to(person)
        .filter(author=person, state=Idea.State.DONE, done_at__gte=since, done_at__lt=until)
        .filter(pk__in=ideas_visible_to(leader).values("pk"))
        .order_by("-done_at", "-pk")[:MOST_OF_A_KIND]
    )
    for one in rows:
        words = f"{one.title}: done" + (f". {_quote(one.came_of_it)}" if one.came_of_it else "")
        yield _suggestion(Evidence.Kind.IDEA, one.pk, words, _address("idea", one.pk))


def _facts(person: User, leader: User, since: datetime, until: datetime) -> Iterator[Suggestion]:
    """What other apps know, as far as both may open it."""
    of_person = evidence_about(person, [person.pk], since, until)[person.pk]
    of_leader = evidence_about(leader, [person.pk], since, until)[person.pk]
    both = {(one.kind, one.object_id) for one in of_leader}
    for fact in of_person:
        if (fact.kind, fact.object_id) in both:
            yield _suggestion(_kind_of(fact), fact.object_id, _sentence(fact), fact.url)


def _kind_of(fact: Fact) -> str:
    is_known = fact.kind in Evidence.Kind.values
    return fact.kind if is_known else Evidence.Kind.OTHER


def _sentence(fact: Fact) -> str:
    words = fact.words[:1].upper() + fact.words[1:]
    return f"{words} ({fact.label})"


def _suggestion(kind: str, pk: int, label: str, url: str) -> Suggestion:
    return Suggestion(kind, str(Evidence.Kind(kind).label), pk, label[:300], url[:200])


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"


def _address(name: str, pk: int) -> str:
    """Where it can be looked at; nowhere while that page is not there."""
    try:
        return reverse(f"feedback:{name}", args=[pk])
    except NoReverseMatch:
        return ""


def by_kind(found: Iterable[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    """Suggestions under the names of their kinds, for the page."""
    groups: dict[str, list[Suggestion]] = {}
    for one in found:
        groups.setdefault(one.kind_text, []).append(one)
    return list(groups.items())
