"""Who is good at what, and who wants to? For those who lead them; and what a team's people said to all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from feedback.models import Strength, Wish
from feedback.permissions.delegated import people_to_hand_to
from feedback.permissions.one_to_ones import wishes_for_team, wishes_visible_to
from feedback.queries.said_strengths import seen_strengths
from teams.models import Membership, Role, Team, User
from teams.permissions import OwnTeam, organisation_day, standing_of
from teams.queries.tabs import Tab

A_PAGE = 40
_SAID = (Wish.Kind.GOOD_AT, Wish.Kind.GROW_IN, Wish.Kind.WORK_ON)
"""What can be shared: never what somebody needs."""
_LEAST_PAGE, _MOST_PAGES = 1, 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and one strength: thanked for it, says so themself, wants to grow in it. Yes or no, never a count."""

    strength: str
    seen: bool
    says: bool
    grows: bool
    hand_url: str

    @property
    def is_empty(self) -> bool:
        """Nothing is known, which says nothing."""
        return not (self.seen or self.says or self.grows)


@dataclass(frozen=True, slots=True)
class Said:
    """Something in a person's own words: `Wants to work on`, and what."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """A strength by name; `url` where a task that fits it is handed over, or empty."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class KindLine:
    """The strengths of one kind in a line: `Thanked for`, and which."""

    title: str
    strengths: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, what is known of each strength in the order of the columns, and what they say beside."""

    pk: int
    name: str
    initials: str
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    hand_url: str

    @property
    def kinds(self) -> tuple[KindLine, ...]:
        """The same by kind, where there is no room for a field for each strength."""
        lines = (
            KindLine("Thanked for", tuple(Named(one.strength) for one in self.cells if one.seen)),
            KindLine(
                "Says so themself", tuple(Named(one.strength) for one in self.cells if one.says)
            ),
            KindLine(
                "Wants to grow in",
                tuple(Named(one.strength, one.hand_url) for one in self.cells if one.grows),
            ),
        )
        return tuple(line for line in lines if line.strengths)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The page. `tabs` are there where one leads several teams."""

    tabs: tuple[Tab, ...]
    of: str
    strengths: tuple[str, ...]
    rows: tuple[Row, ...]
    next_url: str
    first_url: str


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of a team, and what they said to all of it."""

    pk: int
    name: str
    initials: str
    said: tuple[Said, ...]


def matrix(viewer: User, slug: str, page: str, now: datetime) -> Matrix:
    """The people the viewer leads, by name; of one team where `slug` names one they lead. Six statements.

    Of what people say of themselves only what they wrote down themselves: nothing of a talk's private notes, and
    nothing that somebody else wrote about them.
    """
    today = organisation_day(now)
    standing = standing_of(viewer)
    teams = [team for team in standing.own_teams if team.pk in standing.leads]
    chosen = next((team for team in teams if team.slug == slug), None)
    people = people_to_hand_to(viewer, today)
    if chosen is not None:
        # In that team the viewer leads them: an agent there, or a supervisor where they manage it.
        led = Q(role=Role.AGENT)
        if chosen.pk in standing.manages:
            led |= Q(role=Role.SUPERVISOR)
        here = Membership.objects.on(today).filter(led, team=chosen.pk)
        people = people.filter(pk__in=here.values("user_id"))
    number, its = _page_of(page), chosen.slug if chosen else ""
    found = list(people.order_by("name", "pk")[(number - 1) * A_PAGE : number * A_PAGE + 1])
    shown = found[:A_PAGE]
    ids = [one.pk for one in shown]
    strengths = list(Strength.objects.filter(archived_at=None))
    seen = seen_strengths(viewer, ids)
    said: dict[int, list[Wish]] = {}
    for wish in wishes_visible_to(viewer, today).filter(person__in=ids, kind__in=_SAID):
        if wish.added_by_id == wish.person_id:
            said.setdefault(wish.person_id, []).append(wish)
    return Matrix(
        tabs=_tabs(teams, its),
        of=chosen.name if chosen else "",
        strengths=tuple(one.name for one in strengths),
        rows=tuple(_row(one, strengths, seen, said.get(one.pk, [])) for one in shown),
        next_url=_url(slug=its, page=number + 1) if len(found) > A_PAGE else "",
        first_url=_url(slug=its) if number > 1 else "",
    )


def said_to_team(viewer: User, team: Team, now: datetime) -> tuple[Mate, ...]:
    """Who of a team said something to all of it, by name. Two statements."""
    rows = wishes_for_team(viewer, team, organisation_day(now)).select_related("person")
    said: dict[int, list[Wish]] = {}
    people: dict[int, User] = {}
    for wish in rows.order_by("kind", "pk"):
        people[wish.person_id] = wish.person
        said.setdefault(wish.person_id, []).append(wish)
    by_name = sorted(people.values(), key=lambda one: (one.name.casefold(), one.pk))
    return tuple(
        Mate(one.pk, one.name, one.initials, tuple(map(_said, said[one.pk]))) for one in by_name
    )


def hand_url(person: int, strength: str = "") -> str:
    """Where a task is handed to somebody, that fits a strength where one is named."""
    asked = {"to": str(person), **({"strength": strength} if strength else {})}
    return f"{reverse('feedback:task_new')}?{urlencode(asked)}"


def _row(
    person: User,
    strengths: Iterable[Strength],
    seen: frozenset[tuple[int, int]],
    said: list[Wish],
) -> Row:
    kinds = {(wish.strength_id, wish.kind) for wish in said}
    names = {one.pk: one.name for one in strengths}
    return Row(
        pk=person.pk,
        name=person.name,
        initials=person.initials,
        cells=tuple(
            Cell(
                strength=one.name,
                seen=(person.pk, one.pk) in seen,
                says=(one.pk, Wish.Kind.GOOD_AT) in kinds,
                grows=(one.pk, Wish.Kind.GROW_IN) in kinds,
                hand_url=hand_url(person.pk, one.slug),
            )
            for one in strengths
        ),
        # What a column says already is not said again.
        said=tuple(_said(wish) for wish in said if names.get(wish.strength_id or 0) != wish.words),
        hand_url=hand_url(person.pk),
    )


def _said(wish: Wish) -> Said:
    return Said(wish.get_kind_display(), wish.words)


def _tabs(teams: list[OwnTeam], slug: str) -> tuple[Tab, ...]:
    if len(teams) < 2:
        return ()
    of_each = (Tab(team.name, _url(slug=team.slug), team.slug == slug) for team in teams)
    return (Tab("All your teams", _url(), not slug), *of_each)


def _url(*, slug: str = "", page: int = 1) -> str:
    asked = {**({"team": slug} if slug else {}), **({"page": str(page)} if page > 1 else {})}
    return reverse("feedback:strengths_matrix") + (f"?{urlencode(asked)}" if asked else "")


def _page_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return _LEAST_PAGE
    return min(max(int(text), _LEAST_PAGE), _MOST_PAGES)
