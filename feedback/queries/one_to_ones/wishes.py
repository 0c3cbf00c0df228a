"""What a person is good at, wants to grow in, wants to work on, and needs; and when one last talked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from feedback.models import Wish
from feedback.permissions.one_to_ones import wish_pages_visible_to, wishes_visible_to
from feedback.queries.one_to_ones.mine import LedLine, talks_of
from feedback.queries.one_to_ones.people import PersonLine, people_lines
from goals import dates
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day


@dataclass(frozen=True, slots=True)
class WishLine:
    """One wish. `said` is who wrote it down and when; `strength` which one it is about, where it says more than
    that; `can_share` where it is the viewer's to say who reads it, `for_team` whether their team does.
    """

    pk: int
    words: str
    said: str
    strength: str = ""
    for_team: bool = False
    can_share: bool = False


@dataclass(frozen=True, slots=True)
class WishGroup:
    """The wishes of one kind."""

    kind: str
    title: str
    wishes: tuple[WishLine, ...]


@dataclass(frozen=True, slots=True)
class PersonTalks:
    """A section of a person's page, for themself and those who lead them.

    `led` is the viewer's own line of somebody they lead; `with_leaders` are one's own talks.
    """

    person: User
    is_self: bool
    name: str
    led: PersonLine | None
    with_leaders: tuple[LedLine, ...]
    groups: tuple[WishGroup, ...]

    @property
    def says(self) -> str:
        """When the viewer last talked with somebody they lead."""
        if self.led is None:
            return ""
        if self.led.last_at is None:
            return f"You have not talked with {self.name} in a one-to-one yet."
        return f"You last talked {self.led.last}."


def wish_groups(viewer: User, person: User, now: datetime) -> tuple[WishGroup, ...]:
    """What holds by now, by kind, each kind named even where it is empty. Two statements."""
    today = organisation_day(now)
    rows = (
        wishes_visible_to(viewer, today)
        .filter(person=person)
        .select_related("added_by", "strength")
    )
    return _groups(rows, viewer, today)


def ended_wishes(person: User, now: datetime) -> tuple[WishLine, ...]:
    """What no longer holds, latest first: for the person alone. Two statements."""
    today = organisation_day(now)
    rows = Wish.objects.filter(person=person, ended_at__isnull=False).select_related(
        "added_by", "strength"
    )
    return tuple(_line(row, person, today) for row in rows.order_by("-ended_at", "-pk"))


def person_talks(viewer: User, person: User, now: datetime) -> PersonTalks | None:
    """The section; None for whoever has no business there, administrators included."""
    if not wish_pages_visible_to(viewer, organisation_day(now)).filter(pk=person.pk).exists():
        return None
    is_self = viewer.pk == person.pk
    led = None
    if not is_self:
        led = next(iter(people_lines(viewer, now, only=person.pk)), None)
    return PersonTalks(
        person=person,
        is_self=is_self,
        name=first_name(person.name),
        led=led,
        with_leaders=tuple(talks_of(person, now)) if is_self else (),
        groups=wish_groups(viewer, person, now),
    )


def _groups(rows: Iterable[Wish], viewer: User, today: date) -> tuple[WishGroup, ...]:
    found: dict[str, list[WishLine]] = {kind: [] for kind in Wish.Kind.values}
    for row in rows:
        found[row.kind].append(_line(row, viewer, today))
    return tuple(
        WishGroup(kind.value, str(kind.label), tuple(found[kind.value])) for kind in Wish.Kind
    )


def _line(row: Wish, viewer: User, today: date) -> WishLine:
    who = "You" if row.added_by_id == viewer.pk else first_name(row.added_by.name)
    strength = "" if row.strength is None else row.strength.name
    return WishLine(
        pk=row.pk,
        words=row.words,
        said=f"{who}, {dates.day(row.added_at.date(), today)}",
        strength="" if strength == row.words else strength,
        for_team=row.for_team,
        can_share=row.person_id == row.added_by_id == viewer.pk and row.kind != Wish.Kind.NEEDS,
    )
