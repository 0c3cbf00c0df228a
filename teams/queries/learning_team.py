"""Learning for whoever leads: who is ready for what, what is due, what is asked for, where training is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Lower
from django.urls import reverse

from teams.calendar import Clock
from teams.learning_rules import NEW_FOR, day_words
from teams.materials import Follows, what_follows
from teams.models import GivenPath, LearningPath, Membership, User
from teams.names import first_name
from teams.permissions.learning import (
    can_edit_path,
    given_led_by,
    learners_of,
    paths_visible_to,
    wishes_led_by,
)
from teams.queries.learning import OnTheWay, on_the_way, organisation_clock, steps_words, wish_words
from teams.queries.learning_needs import NeedRows, needs_of
from teams.queries.paged import Paged, page_of


@dataclass(frozen=True, slots=True)
class Ready:
    """A path somebody has finished: they are ready for it."""

    name: str
    url: str
    when: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody one leads: what they are ready for, what they are on, and whether something is overdue."""

    pk: int
    name: str
    initials: str
    url: str
    give_url: str
    ready: tuple[Ready, ...]
    on_the_way: tuple[OnTheWay, ...]

    @property
    def late(self) -> bool:
        """Whether a step is overdue."""
        return any(one.is_late for one in self.on_the_way)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has done all of a path that opens something: a leader's word is missing, and what follows it."""

    pk: int
    text: str
    when: str
    name: str
    follows: str


@dataclass(frozen=True, slots=True)
class WishRow:
    """What somebody asks for."""

    pk: int
    who: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path one may give."""

    pk: int
    name: str
    kind: str
    of: str
    steps: str
    can_edit: bool
    is_away: bool
    give_url: str


@dataclass(frozen=True, slots=True)
class TeamLearning:
    """The page of a leader."""

    waiting: tuple[Waiting, ...]
    wishes: Paged[WishRow]
    people: tuple[PersonRow, ...]
    needs: NeedRows
    paths: tuple[PathRow, ...]

    @property
    def lede(self) -> str:
        """How it stands, in a sentence."""
        late = sum(row.late for row in self.people)
        on = sum(bool(row.on_the_way) for row in self.people)
        if not self.people:
            return "You lead nobody today."
        learns = f"{on} of {len(self.people)} {'learns' if on == 1 else 'learn'} something now"
        if not late:
            return f"{learns}. Nothing is overdue."
        return f"{learns}. For {late} of them a step is overdue."


def team_learning(viewer: User, now: datetime, asked: Mapping[str, str]) -> TeamLearning:
    """Everything a leader looks after; what is asked for page by page, as `asked` by `wishes`. Some twelve statements, and what the needs take."""
    clock = organisation_clock()
    today = clock.day_of(now)
    people = list(learners_of(viewer, today).order_by(Lower("name"), "pk"))
    given = list(
        given_led_by(viewer, today).select_related("path", "person").order_by("finished_at", "pk")
    )
    return TeamLearning(
        waiting=tuple(_waiting(given, clock, today)),
        wishes=_wishes(viewer, clock, today, asked),
        people=tuple(_people(viewer, people, given, clock, now)),
        needs=needs_of(viewer, people, given, now),
        paths=tuple(_paths(viewer)),
    )


def _waiting(given: list[GivenPath], clock: Clock, today: date) -> Iterable[Waiting]:
    waits = [one for one in given if one.done_at is not None and one.finished_at is None]
    follows = what_follows((one.path.opens, one.person_id) for one in waits if one.path.opens)
    for one in waits:
        name = first_name(one.person.name)
        yield Waiting(
            one.pk,
            f"{one.person.name}: “{one.path.name}”",
            f"all done {day_words(clock.day_of(one.done_at or one.given_at), today)}",
            name,
            _follows_words(name, follows.get((one.path.opens, one.person_id))),
        )


def _follows_words(name: str, follows: Follows | None) -> str:
    """What a leader's word brings about, before they say it."""
    if follows is None:
        return f"{name} has finished it then, and is told."
    if follows.has:
        return (
            f"{name} has {follows.has} already: no limit rises. They are told that they are ready."
        )
    if not follows.may:
        return f"{name} gets {follows.gets}, and is told."
    may = "; ".join(follows.may)
    return f"{name} gets {follows.gets} and may decide alone: {may}. They are told."


def _wishes(viewer: User, clock: Clock, today: date, asked: Mapping[str, str]) -> Paged[WishRow]:
    rows = wishes_led_by(viewer, today).filter(answered_at=None).select_related("person", "path")
    page = page_of(rows.order_by("pk"), asked, "wishes", reverse("teams:learning_team"))
    return page.shown_as(
        lambda one: WishRow(
            one.pk,
            one.person.name,
            wish_words(one),
            day_words(clock.day_of(one.asked_at), today),
        )
    )


def _people(
    viewer: User, people: list[User], given: list[GivenPath], clock: Clock, now: datetime
) -> Iterable[PersonRow]:
    today = clock.day_of(now)
    readable = set(paths_visible_to(viewer).values_list("pk", flat=True))
    on: dict[int, list[OnTheWay]] = defaultdict(list)
    still = [one for one in given if one.finished_at is None]
    whose = {one.pk: one.person_id for one in still}
    for row in on_the_way(still, today):
        on[whose[row.pk]].append(row)
    ready: dict[int, list[Ready]] = defaultdict(list)
    for one in given:
        if one.finished_at is not None:
            # A path of a team that one does not lead is named, not opened.
            url = reverse("teams:learning_path", args=[one.path_id])
            ready[one.person_id].append(
                Ready(
                    one.path.name,
                    url if one.path_id in readable else "",
                    day_words(clock.day_of(one.finished_at), today),
                )
            )
    for person in people:
        yield PersonRow(
            pk=person.pk,
            name=person.name,
            initials=person.initials,
            url=reverse("teams:person", args=[person.pk]),
            give_url=f"{reverse('teams:learning_give')}?person={person.pk}",
            ready=tuple(ready[person.pk]),
            on_the_way=tuple(on[person.pk]),
        )


def _paths(viewer: User) -> Iterable[PathRow]:
    found = (
        paths_visible_to(viewer)
        .select_related("team")
        .annotate(number=Count("steps", filter=Q(steps__archived_at=None)))
        .order_by("archived_at", Lower("name"), "pk")
    )
    for path in sorted(found, key=lambda one: one.archived_at is not None):
        yield PathRow(
            pk=path.pk,
            name=path.name,
            kind=LearningPath.Kind(path.kind).label,
            of=path.team.name if path.team else "Everybody",
            steps=steps_words(path.number),
            can_edit=can_edit_path(viewer, path),
            is_away=path.archived_at is not None,
            give_url=f"{reverse('teams:learning_give')}?path={path.pk}"
            if path.number and path.archived_at is None
            else "",
        )


def newcomers_of(viewer: User, today: date) -> set[int]:
    """Of the people one leads those whose first day was lately. One statement."""
    first = (
        Membership.objects.filter(user__in=learners_of(viewer, today), team__isnull=False)
        .values("user_id")
        .annotate(first=Min("starts_on"))
        .filter(first__gt=today - timedelta(days=NEW_FOR))
    )
    return {row["user_id"] for row in first}
