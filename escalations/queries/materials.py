"""What escalations bring to learning: cases to learn from, protocols to confirm, where training is wanted, and what
somebody may decide once they are ready. For `teams.materials`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone

from escalations import yearly
from escalations.addresses import protocol_path
from escalations.models import HIGHEST, Category, Confirmation, Remedy, TrainingCase
from escalations.permissions import protocols_visible_to, remedies_visible_to
from escalations.queries.limit_page import categories_in_use
from escalations.queries.report_asked import LEARNABLE, Asked, cases_counted, rows_url
from escalations.queries.versions import versions_in_force
from goals import dates
from teams.materials import Material, Need, Opening
from teams.models import Team, User
from teams.permissions import organisation_day, standing_of

CASE, PROTOCOL, LEVEL = "case", "protocol", "level"
DAYS = 90
MUST_CONFIRM = "Read the protocol and confirm it first."


def training_cases(viewer: User) -> Iterator[Material]:
    """The cases to learn from: everybody reads them. One statement."""
    rows = TrainingCase.objects.filter(archived_at=None).order_by("title", "pk")
    for pk, title in rows.values_list("pk", "title"):
        yield Material(pk, title, reverse("escalations:training_case", args=[pk]))


def protocols(viewer: User) -> Iterator[Material]:
    """The protocols that hold. One statement."""
    held = versions_in_force().values("protocol_id")
    rows = protocols_visible_to(viewer).filter(archived_at=None, pk__in=held)
    for pk, title, slug in rows.order_by("title", "pk").values_list("pk", "title", "slug"):
        yield Material(pk, title, protocol_path(slug))


def confirmed(people: frozenset[int], ids: frozenset[int]) -> set[tuple[int, int]]:
    """Who has confirmed which protocol, in the version that holds, within the year. Two statements."""
    today = organisation_day(timezone.now())
    agreed = Confirmation.objects.filter(
        version__in=versions_in_force().filter(protocol__in=ids),
        person__in=people,
        day__gt=yearly.year_before(today),
    )
    return set(agreed.values_list("person_id", "version__protocol_id"))


def wanted(viewer: User, now: datetime) -> Iterator[Need]:
    """Where looking back showed that somebody was not sure or not trained, and training that was asked for.

    Of the teams one leads, whose cases one may open. Three statements.
    """
    leads = standing_of(viewer).leads
    if not leads:
        return
    yield from _reviews(viewer, leads, now)
    yield from _asked_for(viewer, leads, now)


def _reviews(viewer: User, leads: frozenset[int], now: datetime) -> Iterator[Need]:
    today = organisation_day(now)
    teams = {team.pk: team for team in Team.objects.filter(pk__in=leads)}
    asked = Asked(today - timedelta(days=DAYS), today)
    rows = (
        cases_counted(viewer, asked)
        .filter(team__in=leads, reviews__round=F("reopened"), reviews__why_not__in=LEARNABLE)
        .exclude(avoidable="")
        .order_by()
        .values_list("team_id", "category_id", "category__name")
        .annotate(times=Count("*"))
    )
    for team_id, category_id, name, times in rows:
        cases = "1 case" if times == 1 else f"{times} cases"
        yield Need(
            team_id=team_id,
            person_id=None,
            person="",
            topic=name,
            evidence=f"{cases} in {DAYS} days in which they were not sure, or not trained for it",
            url=rows_url(Asked(asked.first, asked.last, teams[team_id]), "training", category_id),
            times=times,
        )


def _asked_for(viewer: User, leads: frozenset[int], now: datetime) -> Iterator[Need]:
    today = organisation_day(now)
    rows = (
        remedies_visible_to(viewer)
        .filter(kind=Remedy.Kind.TRAINING, done_on=None, dropped_on=None, team__in=leads)
        .exclude(person=None)
        .select_related("person", "owner", "cause")
        .order_by("due_on", "pk")
    )
    for row in rows:
        if row.person is None:
            continue
        yield Need(
            team_id=row.team_id,
            person_id=row.person_id,
            person=row.person.name,
            topic=row.text,
            evidence=f"{row.cause.name}: {row.owner.name} sees to it by {dates.day(row.due_on, today)}",
            url=reverse("escalations:remedies"),
        )


def levels() -> Iterator[Opening]:
    """What an agent may be ready for: a level in a category. One statement."""
    for category in categories_in_use():
        for level in range(1, HIGHEST + 1):
            key = f"{LEVEL}:{category.pk}:{level}"
            yield Opening(key, f"Level {level} in {category.name}: more to decide alone")


def parts_of_key(key: str) -> tuple[int, int] | None:
    """The number of the category and the level in `level:7:1`; None where a path opens something else."""
    name, _, rest = key.partition(":")
    category, _, level = rest.partition(":")
    if name != LEVEL or not (category.isdigit() and level.isdigit()):
        return None
    return (int(category), int(level)) if 1 <= int(level) <= HIGHEST else None


def level_of_key(key: str) -> tuple[Category, int] | None:
    """The category and the level that a path opens; None where it opens something else, or nothing any more."""
    parts = parts_of_key(key)
    found = None if parts is None else categories_in_use().filter(pk=parts[0]).first()
    return None if parts is None or found is None else (found, parts[1])
