"""Who has agreed to what: what a person still has to confirm, and who has not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from escalations import yearly
from escalations.models import Confirmation, Protocol, ProtocolVersion
from escalations.permissions import can_confirm, people_reminded_by
from escalations.queries.versions import versions_in_force
from goals import dates
from teams.models import Membership, User
from teams.permissions import standing_of


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A version somebody has not agreed to. `why` says why they are asked: `New`, what changed, or the year."""

    title: str
    number: int
    why: str
    url: str
    category: str

    @property
    def name(self) -> str:
        """`Late delivery, version 4`."""
        return f"{self.title}, version {self.number}"


def unconfirmed_by(person: User, today: date) -> QuerySet[ProtocolVersion]:
    """The versions in force that this person has not agreed to within the year."""
    agreed = Confirmation.objects.filter(
        version=OuterRef("pk"), person=person, day__gt=yearly.year_before(today)
    )
    return versions_in_force().filter(~Exists(agreed))


def to_confirm(person: User, today: date) -> tuple[ToConfirm, ...]:
    """What this person still has to confirm, newest first; nothing for whoever is in no team. One statement."""
    if not can_confirm(person):
        return ()
    mine = Confirmation.objects.filter(person=person, version__protocol=OuterRef("protocol"))
    rows = (
        unconfirmed_by(person, today)
        .annotate(agreed=Subquery(mine.order_by("-id").values("version__number")[:1]))
        .select_related("protocol__category")
        .order_by("-published_at", "-id")
    )
    return tuple(
        ToConfirm(
            title=row.protocol.title,
            number=row.number,
            why=_why(row, row.agreed),
            url=reverse("escalations:protocol_confirm", args=[row.protocol.slug]),
            category=row.protocol.category.name,
        )
        for row in rows
    )


def _why(version: ProtocolVersion, agreed: int | None) -> str:
    if agreed is None:
        return "New to you."
    if agreed == version.number:
        return "A year has passed since you agreed to it."
    return version.change


# --- One version, for one person -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to last: the version's number, the day, and whether it still counts for `number`."""

    number: int
    version: int
    day: date
    when: str
    counts: bool


def last_agreed(
    person: User, protocol: Protocol, current: ProtocolVersion | None, today: date
) -> Agreed | None:
    """The last version of a protocol that this person agreed to. One statement."""
    row = (
        Confirmation.objects.filter(person=person, version__protocol=protocol)
        .select_related("version")
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    counts = current is not None and row.version_id == current.pk and yearly.holds(row.day, today)
    return Agreed(
        row.version.number, row.version_id, row.day, dates.short_day(row.day, today), counts
    )


# --- Everybody -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody, and when they agreed (`6 Nov`, empty where they have not). `last` is what they agreed to before."""

    name: str
    initials: str
    when: str
    last: str


@dataclass(frozen=True, slots=True)
class TeamOfReaders:
    """A team's people, in name order."""

    name: str
    missing: tuple[Reader, ...]
    confirmed: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Who has agreed to what holds, team by team. `summary` is `14 of 18 have confirmed version 4.`

    `to_remind` leaves out whoever looks: one does not remind oneself.
    """

    teams: tuple[TeamOfReaders, ...]
    missing: int
    to_remind: int
    people: int
    summary: str


def confirmations_of(viewer: User, version: ProtocolVersion, today: date) -> Confirmations:
    """The people of the teams this manager manages; administrators all. Three statements.

    Whoever is in two teams stands in both, and counts once.
    """
    standing = standing_of(viewer)
    held = Membership.objects.on(today).filter(
        team__isnull=False, team__archived_at=None, user__in=people_reminded_by(viewer, today)
    )
    if not standing.is_administrator:
        held = held.filter(team__in=standing.manages)
    rows = Confirmation.objects.filter(version__protocol=version.protocol_id).order_by("id")
    current: dict[int, date] = {}
    earlier: dict[int, int] = {}
    for pk, number, day in rows.values_list("person_id", "version__number", "day"):
        if number == version.number and yearly.holds(day, today):
            current[pk] = day
        else:
            earlier[pk] = number
    teams: dict[str, dict[int, Reader]] = {}
    for membership in held.select_related("team", "user").order_by("team__name", "user__name"):
        person = membership.user
        agreed = current.get(person.pk)
        team = membership.team.name if membership.team else ""
        teams.setdefault(team, {})[person.pk] = Reader(
            name=person.name,
            initials=person.initials,
            when="" if agreed is None else dates.short_day(agreed, today),
            last=_last(earlier.get(person.pk), version.number),
        )
    people = {pk for readers in teams.values() for pk in readers}
    missing = sum(1 for pk in people if pk not in current)
    return Confirmations(
        teams=tuple(
            TeamOfReaders(
                name,
                tuple(one for one in readers.values() if not one.when),
                tuple(one for one in readers.values() if one.when),
            )
            for name, readers in teams.items()
        ),
        missing=missing,
        to_remind=missing - (viewer.pk in people and viewer.pk not in current),
        people=len(people),
        summary=f"{len(people) - missing} of {len(people)} have confirmed version {version.number}.",
    )


def _last(before: int | None, number: int) -> str:
    if before is None:
        return "Never confirmed it"
    if before == number:
        return "More than a year ago"
    return f"Confirmed version {before}"
