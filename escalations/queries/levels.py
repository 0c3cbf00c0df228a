"""At which level people decide alone, how that came to be, and what speaks for more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from escalations.models import (
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    Category,
    LevelChange,
    Limit,
)
from escalations.permissions import agents_levelled_by
from escalations.queries.evidence import DAYS, clean_decisions
from escalations.queries.limit_page import categories_in_use, last_changes, levels_of
from escalations.queries.limits import amounts_of, up_to
from goals import dates, formats
from teams.models import Membership, Organisation, User
from teams.names import in_a_row
from teams.permissions import standing_of


@dataclass(frozen=True, slots=True)
class PersonLevels:
    """A person's line: a level for each category, in the order of the columns."""

    name: str
    initials: str
    url: str
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamLevels:
    """The agents of a team one leads, in name order."""

    name: str
    people: tuple[PersonLevels, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """The page of a leader: columns and teams."""

    columns: tuple[str, ...]
    teams: tuple[TeamLevels, ...]


def levels_page(person: User, today: date) -> Levels:
    """The levels of the agents one leads. Three statements."""
    columns = list(categories_in_use())
    standing = standing_of(person)
    held = (
        Membership.objects.agents()
        .on(today)
        .filter(team__in=standing.leads, user__in=agents_levelled_by(person, today))
        .select_related("user", "team")
        .order_by("team__name", "user__name")
    )
    people = list(held)
    last = last_changes().filter(person__in={one.user_id for one in people})
    found = {
        (who, what): level for who, what, level in last.values_list("person", "category", "level")
    }
    teams: dict[str, list[PersonLevels]] = {}
    for membership in people:
        who = membership.user
        teams.setdefault(membership.team.name if membership.team else "", []).append(
            PersonLevels(
                name=who.name,
                initials=who.initials,
                url=reverse("escalations:person_levels", args=[who.pk]),
                levels=tuple(found.get((who.pk, column.pk), 0) for column in columns),
            )
        )
    return Levels(
        columns=tuple(column.name for column in columns),
        teams=tuple(TeamLevels(name, tuple(rows)) for name, rows in teams.items()),
    )


# --- One person ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CategoryLevel:
    """A person's level in one category, what it lets them give, and what their decisions say of it."""

    category: str
    level: int
    gives: tuple[str, ...]
    decisions: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry of the history."""

    category: str
    level: int
    word: str
    because: str
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What one person may decide alone. `office` is said instead of levels where they lead."""

    person: User
    is_me: bool
    office: str
    rows: tuple[CategoryLevel, ...]
    history: tuple[Changed, ...]
    can_set: bool

    @property
    def special(self) -> tuple[CategoryLevel, ...]:
        """What is not as everybody begins."""
        return tuple(row for row in self.rows if row.level or row.decisions)

    @property
    def ordinary(self) -> str:
        """The others, by name."""
        return in_a_row(row.category for row in self.rows if not (row.level or row.decisions))


def person_levels(
    viewer: User, person: User, organisation: Organisation, now: datetime
) -> PersonPage:
    """Levels, limits and history of one person. Seven statements at most."""
    today = organisation.clock.day_of(now)
    columns = list(categories_in_use())
    levels = levels_of(person, [column.pk for column in columns])
    decided = clean_decisions([person], today)
    gives = _gives(columns, levels, organisation.currency)
    history = (
        LevelChange.objects.filter(person=person)
        .select_related("category", "by")
        .order_by("-id")[:40]
    )
    return PersonPage(
        person=person,
        is_me=viewer.pk == person.pk,
        office=_office(person),
        rows=tuple(
            CategoryLevel(
                category=column.name,
                level=levels.get(column.pk, 0),
                gives=gives.get(column.pk, ()),
                decisions=_decisions(decided.get((person.pk, column.pk))),
            )
            for column in columns
        ),
        history=tuple(_changed(list(history), organisation, today)),
        can_set=agents_levelled_by(viewer, today).filter(pk=person.pk).exists(),
    )


def _office(person: User) -> str:
    standing = standing_of(person)
    if standing.manages:
        return f"A manager decides at level {MANAGER_LEVEL} in every category."
    if standing.supervises:
        return f"A supervisor decides at level {SUPERVISOR_LEVEL} in every category."
    return ""


def _gives(
    columns: list[Category], levels: dict[int, int], currency: str
) -> dict[int, tuple[str, ...]]:
    """`Refund the delivery charge, up to £75`, by category. Two statements."""
    at = {(column.pk, levels.get(column.pk, 0)) for column in columns}
    return {category: lines for (category, _), lines in gives_at(at, columns, currency).items()}


def gives_at(
    at: Iterable[tuple[int, int]], columns: Iterable[Category], currency: str
) -> dict[tuple[int, int], tuple[str, ...]]:
    """For pairs of a category and a level what it lets somebody give alone. Two statements."""
    limits = list(
        Limit.objects.filter(archived_at=None, category__in=columns).order_by("name", "pk")
    )
    amounts = amounts_of(limit.pk for limit in limits) if limits else {}
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for category, level in set(at):
        lines: list[str] = []
        for limit in limits:
            amount = up_to(amounts.get(limit.pk, {}), level)
            if limit.category_id == category and amount is not None:
                lines.append(f"{limit.name}, up to {formats.money(amount, currency)}")
        if lines:
            found[(category, level)] = tuple(lines)
    return found


def _decisions(found: tuple[int, int] | None) -> str:
    """`12 decided alone in 90 days, all stood`; nothing where nothing was."""
    if found is None:
        return ""
    total, clean = found
    stood = "all of it stood" if total == clean else f"{clean} of it stood"
    return f"{formats.count(total)} decided alone in {DAYS} days, {stood}"


def _changed(
    rows: Iterable[LevelChange], organisation: Organisation, today: date
) -> Iterable[Changed]:
    clock = organisation.clock
    kept = list(rows)
    before: dict[int, int] = {}
    words: dict[int, str] = {}
    for row in reversed(kept):
        earlier = before.get(row.category_id, 0)
        words[row.pk] = "Raised to" if row.level > earlier else "Lowered to"
        before[row.category_id] = row.level
    for row in kept:
        yield Changed(
            category=row.category.name,
            level=row.level,
            word=words[row.pk],
            because=LevelChange.Because(row.because).label,
            reason=row.reason,
            who=row.by.name if row.by else "Leadwell",
            when=dates.short_day(clock.day_of(row.at), today),
        )
