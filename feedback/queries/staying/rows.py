"""The rows behind the figures: who left, for those who may read why; who is here, for those who lead them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from feedback.models import Leaving
from feedback.permissions.staying import leavers_visible_to, leavings_visible_to, left_from
from feedback.staying import half_longer_than
from goals import dates
from goals.tables import Value
from teams.models import Membership, Team, User
from teams.permissions import standing_of

LABELS = dict(Leaving.Theme.choices)
HEADINGS = ("Name", "Team", "First day without them", "Had been here", "Reason", "In their words")


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Somebody who left, or is about to: from where, when, after how long; why, where that is written down."""

    pk: int
    name: str
    teams: str
    last_day: str
    left_on: date
    is_ahead: bool
    stayed: str
    theme: str
    reason: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class HereRow:
    """Somebody who is here today, and for how long."""

    name: str
    teams: str
    since: str
    days: str
    url: str


def leavers(viewer: User, team: Team | None, first: date) -> QuerySet[User]:
    """Who left since `first` or will, whose reasons this viewer may read; newest first."""
    found = leavers_visible_to(viewer).filter(left_on__gte=first)
    if team is not None:
        found = found.filter(pk__in=left_from().filter(team=team).values("user_id"))
    return found.order_by("-left_on", Lower("name"), "pk")


def left_rows(viewer: User, people: Iterable[User], today: date) -> list[LeftRow]:
    """The given leavers as rows. Three statements, whatever their number."""
    listed = list(people)
    teams: dict[int, list[str]] = {}
    places = left_from().filter(user__in=listed).order_by("team__name")
    for pk, name in places.values_list("user_id", "team__name"):
        _add(teams, pk, name)
    began = _began(listed)
    written = {one.person_id: one for one in leavings_visible_to(viewer).filter(person__in=listed)}
    found = []
    for person in listed:
        if person.left_on is None:
            continue
        why = written.get(person.pk)
        found.append(
            LeftRow(
                person.pk,
                person.name,
                ", ".join(teams.get(person.pk, ())),
                dates.short_day(person.left_on - timedelta(days=1), today),
                person.left_on,
                person.left_on > today,
                half_longer_than([(person.left_on - began.get(person.pk, person.left_on)).days]),
                why.theme if why else "",
                str(why.get_theme_display()) if why else "",
                why.words if why else "",
                reverse("feedback:leaving", args=[person.pk]),
            )
        )
    return found


def file_rows(rows: Sequence[LeftRow]) -> list[list[Value]]:
    """The same for a file, under its headings."""
    found: list[list[Value]] = [
        [row.name, row.teams, row.left_on, row.stayed, row.reason, row.words] for row in rows
    ]
    return [list(HEADINGS), *found]


def people_here(viewer: User, team: Team | None, today: date) -> QuerySet[User]:
    """Who is in the team today, or in any that this viewer leads; administrators those of all. In name order."""
    held = Membership.objects.on(today).filter(team__isnull=False, team__archived_at=None)
    standing = standing_of(viewer)
    if team is not None:
        held = held.filter(team=team)
    elif not standing.is_administrator:
        held = held.filter(team__in=standing.leads)
    return User.objects.filter(pk__in=held.values("user_id")).order_by(Lower("name"), "pk")


def here_rows(people: Iterable[User], today: date) -> list[HereRow]:
    """The given people as rows. Two statements, whatever their number."""
    listed = list(people)
    began = _began(listed)
    teams: dict[int, list[str]] = {}
    held = Membership.objects.on(today).filter(user__in=listed, team__isnull=False)
    for pk, name in held.order_by("team__name").values_list("user_id", "team__name"):
        _add(teams, pk, name)
    return [
        HereRow(
            person.name,
            ", ".join(teams.get(person.pk, ())),
            dates.short_day(began[person.pk], today),
            half_longer_than([(today - began[person.pk]).days]),
            reverse("teams:person", args=[person.pk]),
        )
        for person in listed
    ]


def _add(teams: dict[int, list[str]], person: int, name: str) -> None:
    """Somebody with two roles in a team is in it once."""
    known = teams.setdefault(person, [])
    if name not in known:
        known.append(name)


def _began(people: Sequence[User]) -> dict[int, date]:
    """The first day of each in a team: a move does not make anybody new."""
    rows = Membership.objects.filter(user__in=people, team__isnull=False).order_by()
    rows = rows.exclude(ends_on=F("starts_on"))
    return dict(rows.values_list("user_id").annotate(first=Min("starts_on")))
