"""What the frame around every page shows: the organisation, the menu, the person, how fresh figures are.

Nothing is read until a template asks, so that an error page drawn without the frame asks nothing of a
database that may be away. One statement for the whole frame where the page has not read it already (`know_frame`), and what the
freshness line takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from teams.calendar import Clock
from teams.menu import (
    INBOX,
    Item,
    address,
    in_settings,
    items_of,
    named,
    person_links,
    settings_of,
    tabs_of,
)
from teams.models import Organisation, Role, User
from teams.permissions import Standing, standing_of
from teams.queries import role_text
from teams.queries.inbox import unread_of

_FRAME = "_leadwell_frame"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How recent the figures are, such as "Figures to 08:30"; `late` when a source has missed its turn."""

    text: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the menu shows them."""

    name: str
    initials: str
    role_text: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame, whole. Empty parts are not drawn.

    What stands around every page is written once for all frames that are equal (`written`), so what is not
    part of it is not compared.
    """

    organisation: Organisation | None = field(compare=False)
    name: str
    tagline: str
    person: Person | None
    items: tuple[Item, ...]
    tabs: tuple[Item, ...]
    person_links: tuple[Item, ...]
    freshness: Freshness | None
    theme: str
    theme_url: str
    sign_out_url: str
    more: tuple[Item, ...] = ()
    settings: tuple[tuple[str, tuple[Item, ...]], ...] = field(default=(), compare=False)
    printed: str = field(default="", compare=False)
    inbox: Item | None = None
    keys: bool = True
    search: Item | None = None
    palette_url: str = ""

    def itself(self) -> Shell:
        """Itself, for a template that has it behind `SimpleLazyObject`."""
        return self


def know_frame(
    request: HttpRequest, organisation: Callable[[], Organisation | None], unread: int
) -> None:
    """Tell the frame what a page has read already: the organisation, looked for only where a frame is drawn,
    and how many notices wait.
    """
    setattr(request, _FRAME, (organisation, unread))


FreshnessSource = Callable[[HttpRequest], Freshness | None]
_freshness: list[FreshnessSource] = []


def register_freshness(source: FreshnessSource) -> None:
    """Let the app that keeps the figures say how fresh they are. Called once, from its AppConfig."""
    _freshness[:] = [source]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `shell`, worked out when a template first looks at it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    # A request that broke before its person was known has no user at all.
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        organisation = Organisation.objects.first()
        return Shell(organisation, *_called(organisation), None, (), (), (), None, "system", "", "")
    organisation, unread = _known_frame(request) or _read_frame(user)
    name, tagline = _called(organisation)
    standing = standing_of(user)
    items = tuple(items_of(request, user, standing, unread))
    tabs = tabs_of(items)
    return Shell(
        organisation=organisation,
        name=name,
        tagline=tagline,
        person=Person(
            user.name,
            user.initials,
            role_text(standing.role, _teams_of_role(standing), user.title),
        ),
        items=items,
        tabs=tabs,
        more=tuple(item for item in items if item not in tabs and item.icon != INBOX),
        person_links=tuple(person_links(request, standing)),
        freshness=_freshness[0](request) if _freshness else None,
        theme=user.theme,
        theme_url=address("teams:theme"),
        sign_out_url=address("teams:logout"),
        settings=tuple(settings_of(request, user, standing)) if in_settings(request) else (),
        printed=_printed(organisation, standing),
        inbox=next((item for item in items if item.icon == INBOX), None),
        keys=user.uses_keys,
        search=next(named(request, "Search", "search", "search"), None),
        palette_url=address("search_palette"),
    )


def _called(organisation: Organisation | None) -> tuple[str, str]:
    """What the brand says: a name, and what stands under it."""
    return (
        organisation and organisation.name
    ) or "Leadwell", organisation.tagline if organisation else ""


def _known_frame(request: HttpRequest) -> tuple[Organisation | None, int] | None:
    """What a page has told of, if it did."""
    known = getattr(request, _FRAME, None)
    return (known[0](), known[1]) if known else None


def _read_frame(user: User) -> tuple[Organisation | None, int]:
    """How many notices wait comes along with the organisation, in one statement."""
    organisation = Organisation.objects.annotate(unread=unread_of(user)).first()
    return organisation, getattr(organisation, "unread", None) or 0


def _printed(organisation: Organisation | None, standing: Standing) -> str:
    """`Printed Thu 20 Nov 2025, 09:05`, by the clock on this person's wall, for the foot of a sheet of paper."""
    if organisation is None:
        return ""
    clock = Clock(standing.shared_zone) if standing.shared_zone else organisation.clock
    local = clock.local(timezone.now())
    return f"Printed {local:%a} {local.day} {local:%b %Y, %H:%M}"


def _teams_of_role(standing: Standing) -> list[str]:
    """The names of the teams in which the person is what their home page speaks to."""
    by_role = {
        Role.MANAGER: standing.manages,
        Role.SUPERVISOR: standing.supervises,
        Role.AGENT: standing.agent_in,
    }
    ids = by_role.get(Role(standing.role), frozenset()) if standing.role else frozenset()
    return [team.name for team in standing.own_teams if team.pk in ids]
