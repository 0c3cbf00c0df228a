"""Which team's huddle, of which day: what the huddle's pages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from teams.access import Access, person_of
from teams.models import Huddle, Team, User
from teams.permissions import can_prepare_huddle, huddle_teams_of, is_in_a_team, standing_of
from teams.queries.huddle_pages import HuddlePage, huddle_of, huddle_page
from teams.queries.inbox import is_ours

MEMBERS = Access("who is in a team", is_in_a_team)
_PAGES = frozenset(
    f"teams:{name}" for name in ("huddle_day", "huddle_prepare", "huddle_run", "huddle_record")
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks for which huddle. `several`: they have other teams to choose from."""

    person: User
    team: Team
    day: date
    huddle: Huddle | None
    now: datetime
    teams: tuple[tuple[str, str, bool], ...]

    @property
    def leads(self) -> bool:
        """Whether they may prepare it."""
        return can_prepare_huddle(self.person, self.team)

    @property
    def today(self) -> date:
        """The team's own."""
        return self.team.clock.day_of(self.now)

    def page(self, *, choosing: bool = False) -> HuddlePage:
        """The huddle, ready to be shown."""
        return huddle_page(
            self.person, self.team, self.day, self.huddle, self.now, choosing=choosing
        )

    def url(self, name: str, *more: object, **query: object) -> str:
        """One of its pages, of the same team."""
        path = reverse(f"teams:{name}", args=[str(self.day), *more])
        return f"{path}?{urlencode({'team': self.team.slug, **query})}"


def team_of(request: HttpRequest) -> Team:
    """The team that `team` names, else one that this person leads, else one they are in. Else 404."""
    person = person_of(request)
    standing = standing_of(person)
    slug = request.GET.get("team", "")
    own = [team for team in standing.own_teams if slug in ("", team.slug)]
    own.sort(key=lambda team: team.pk not in standing.leads)
    found = huddle_teams_of(person).filter(pk=own[0].pk).first() if own else None
    if found is None:
        raise Http404
    return found


def visit_of(request: HttpRequest, day: str, *, leads: bool = False) -> Visit:
    """The huddle of an address. 404 for what is no day or not one's team's; 403 where only leaders go on."""
    team = team_of(request)
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if str(found) != day or not 2000 <= found.year <= 2100:
        raise Http404
    person = person_of(request)
    if leads and not can_prepare_huddle(person, team):
        raise PermissionDenied
    own = standing_of(person).own_teams
    teams = tuple((one.slug, one.name, one.pk == team.pk) for one in own) if len(own) > 1 else ()
    return Visit(person, team, found, huddle_of(team, found), timezone.now(), teams)


def anew(visit: Visit) -> Visit:
    """The same, as it stands now."""
    return Visit(
        visit.person,
        visit.team,
        visit.day,
        huddle_of(visit.team, visit.day),
        visit.now,
        visit.teams,
    )


def back_to_huddle(text: str) -> str:
    """The page of a huddle that an address asked to be led back to; empty for any other address."""
    path = text.partition("?")[0]
    try:
        found = resolve(path).view_name if is_ours(text) else ""
    except Resolver404:
        return ""
    return text if found in _PAGES else ""


def number_of(text: str) -> int | None:
    """A number that was sent; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
