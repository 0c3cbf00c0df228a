"""What the frame around every page shows: the organisation, the menu, the person, how fresh figures are.

Nothing is read until a template asks, so that an error page drawn without the frame asks nothing of a
database that may be away. One statement for the whole frame where the page has not read it already (`know_frame`), and what the
freshness line takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from teams.calendar import Clock
from teams.models import Organisation, Role, User
from teams.permissions import Standing, can_import, can_lead, can_manage, standing_of
from teams.queries import role_text
from teams.queries.inbox import unread_of

MOST_TEAMS = 8
MOST_COUNTED = 99
INBOX = "inbox"
_FRAME = "_leadwell_frame"
LOG = "corner-up-right"
KUDOS = "heart"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How recent the figures are, such as "Figures to 08:30"; `late` when a source has missed its turn."""

    text: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu. `group` makes a rule between groups; `hint` says more where there is room; `key` opens
    it, or `key_url` where that is not it; `short` is what a thumb's bar calls it.
    """

    label: str
    url: str
    icon: str
    current: bool = False
    badge: str = ""
    alert: bool = False
    group: int = 1
    hint: str = ""
    key: str = ""
    short: str = ""
    key_url: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the menu shows them."""

    name: str
    initials: str
    role_text: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame, whole. Empty parts are not drawn."""

    organisation: Organisation | None
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
    settings: tuple[tuple[str, tuple[Item, ...]], ...] = ()
    printed: str = ""
    inbox: Item | None = None
    keys: bool = True
    search: Item | None = None
    palette_url: str = ""


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
        tagline = organisation.tagline if organisation else ""
        return Shell(organisation, tagline, None, (), (), (), None, "system", "", "")
    organisation, unread = _known_frame(request) or _read_frame(user)
    tagline = organisation.tagline if organisation else ""
    standing = standing_of(user)
    items = tuple(_items(request, user, standing, unread))
    tabs = _tabs(items)
    return Shell(
        organisation=organisation,
        tagline=tagline,
        person=Person(
            user.name,
            user.initials,
            role_text(standing.role, _teams_of_role(standing)),
        ),
        items=items,
        tabs=tabs,
        more=tuple(item for item in items if item not in tabs and item.icon != INBOX),
        person_links=tuple(_person_links(request, standing)),
        freshness=_freshness[0](request) if _freshness else None,
        theme=user.theme,
        theme_url=_address("teams:theme"),
        sign_out_url=_address("teams:logout"),
        settings=tuple(_settings(request, user, standing)) if _in_settings(request) else (),
        printed=_printed(organisation, standing),
        inbox=next((item for item in items if item.icon == INBOX), None),
        keys=user.uses_keys,
        search=next(_item(request, "Search", "search", "search"), None),
        palette_url=_address("search_palette"),
    )


def every_page(request: HttpRequest) -> list[Item]:
    """Whatever the menus of this person lead to, each page once: the rail's, their own, their settings'."""
    user = request.user
    if not isinstance(user, User):
        return []
    standing = standing_of(user)
    pages = [*_items(request, user, standing, 0), *_person_links(request, standing)]
    pages += [item for _label, items in _settings(request, user, standing) for item in items]
    return list(
        {item.url: replace(item, badge="", current=False) for item in reversed(pages)}.values()
    )[::-1]


def _known_frame(request: HttpRequest) -> tuple[Organisation | None, int] | None:
    """What a page has told of, if it did."""
    known = getattr(request, _FRAME, None)
    return (known[0](), known[1]) if known else None


def _read_frame(user: User) -> tuple[Organisation | None, int]:
    """How many notices wait comes along with the organisation, in one statement."""
    organisation = Organisation.objects.annotate(unread=Subquery(unread_of(user))).first()
    return organisation, getattr(organisation, "unread", None) or 0


def _printed(organisation: Organisation | None, standing: Standing) -> str:
    """`Printed Thu 20 Nov 2025, 09:05`, by the clock on this person's wall, for the foot of a sheet of paper."""
    if organisation is None:
        return ""
    zones = {team.time_zone for team in standing.own_teams}
    clock = Clock(zones.pop()) if len(zones) == 1 else organisation.clock
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


def _items(request: HttpRequest, user: User, standing: Standing, unread: int) -> Iterator[Item]:
    """The menu: the day's pages, then the places. Pages that are not there are not named."""
    yield from _item(request, "Today", "sun", "home")
    yield from _item(request, "Goals", "target", "goals:list")
    yield from _escalations(request, standing)
    for item in _item(request, "Kudos", KUDOS, "feedback:kudos"):
        yield replace(item, key="k", key_url=_address("feedback:kudos_new"))
    if standing.teams:
        yield from _item(request, "Huddle", "megaphone", "teams:huddle")
    for item in _item(request, "Inbox", INBOX, "teams:inbox", hint="new" if unread else ""):
        yield replace(item, badge=_badge(unread))
    yield from _places(request, user, standing)


def _escalations(request: HttpRequest, standing: Standing) -> Iterator[Item]:
    """The queue for those who answer, the form for those who ask."""
    badge = _badge(standing.waiting)
    if standing.leads:
        for item in _item(request, "Escalations", LOG, "escalations:list"):
            yield replace(item, badge=badge, alert=bool(badge), hint="waiting" if badge else "")
    elif standing.agent_in:
        for item in _item(request, "Log escalation", LOG, "escalations:log"):
            log = replace(item, key="e", short="Log")
            yield replace(log, badge=badge, alert=bool(badge), hint="answered" if badge else "")


def _places(request: HttpRequest, user: User, standing: Standing) -> Iterator[Item]:
    yield from _item(request, "Company", "building-2", "company", group=2)
    for team in standing.own_teams[:MOST_TEAMS]:
        yield from _item(request, team.name, "users", "team", team.slug, group=2)
    if standing.leads:
        yield from _item(request, "People", "contact-round", "feedback:people", group=2)
    yield from _item(request, "Playbook", "book-open", "escalations:playbook", group=2)
    yield from _item(request, "Learning", "graduation-cap", "teams:learning", group=2)
    yield from _item(request, "Ideas", "lightbulb", "feedback:ideas", group=2)
    if standing.teams or standing.is_administrator:
        yield from _item(request, "Decisions", "signpost", "teams:decisions", group=2)
    yield from _item(request, "Challenges", "flag", "goals:challenges", group=2)
    yield from _item(request, "Rewards", "gift", "goals:rewards", group=2)
    yield from _item(request, "Metrics", "ruler", "goals:metrics", group=2)
    if can_import(user):
        yield from _item(request, "Imports", "file-up", "goals:imports", group=2)
    if can_manage(user):
        yield from _item(request, "Reports", "chart-column", "goals:reports", group=2)
        yield from _item(request, "Settings", "settings", "teams:settings", group=3)


def _badge(number: int) -> str:
    """`7`, `99+`; nothing where there is nothing."""
    return f"{min(number, MOST_COUNTED)}{'+' * (number > MOST_COUNTED)}" if number else ""


def _tabs(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Those for the thumb: today, goals, logging or answering, kudos. What is left opens with *More*."""
    return tuple(item for item in items if item.icon in {"sun", "target", LOG, KUDOS})


def _person_links(request: HttpRequest, standing: Standing) -> Iterator[Item]:
    yield from _item(request, "One-to-ones", "messages-square", "feedback:one_to_ones")
    if standing.leads:
        yield from _item(request, "Your mirror", "scan-face", "teams:mirror")
    yield from _item(request, "Settings", "settings", "teams:settings")
    yield from _item(request, "Help", "circle-question-mark", "teams:help")


def _in_settings(request: HttpRequest) -> bool:
    root = _address("teams:settings")
    return bool(root) and request.path.startswith(root)


def _settings(
    request: HttpRequest, user: User, standing: Standing
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The settings this person has, in groups."""
    yours = [
        *_item(request, "You", "user-round", "teams:me", hint="Name, e-mail, theme, password"),
        *_item(
            request,
            "What you are told",
            "bell",
            "teams:notifications",
            hint="In the inbox, in the digest, when not",
        ),
        *_item(
            request,
            "API tokens",
            "key-round",
            "teams:tokens",
            hint="Let a program read or send figures for you",
        ),
    ]
    ours: list[Item] = []
    if standing.is_administrator:
        ours += _item(
            request,
            "Organisation",
            "building-2",
            "teams:organisation",
            hint="Name, time zone, currency, first weekday, fiscal year",
        )
    if can_manage(user):
        ours += _item(
            request, "Teams", "users", "teams:teams", hint="Working time, days off, time zones"
        )
        ours += _item(
            request, "Strengths", "heart", "feedback:strengths", hint="What we thank each other for"
        )
        ours += _item(
            request,
            "Question of the week",
            "activity",
            "feedback:pulse_questions",
            hint="What everybody is asked in turn, and answers without a name",
        )
        ours += _item(
            request,
            "Job profiles",
            "briefcase",
            "feedback:job_profiles",
            hint="What a role needs: actions and attitudes",
        )
        ours += _item(
            request,
            "Appraisals",
            "file-pen",
            "feedback:appraisal_templates",
            hint="What they look at, with four described levels",
        )
    if can_lead(user):
        ours += _item(
            request,
            "On duty",
            "phone-call",
            "escalations:duty",
            hint="Who is asked when a customer needs more, and how soon",
        )
        ours += _item(
            request,
            "Screens",
            "monitor",
            "goals:screens",
            hint="A team’s goals on the wall, by a link of its own",
        )
    if standing.is_administrator:
        ours += _item(
            request,
            "People",
            "contact-round",
            "teams:people",
            hint="Who is here, in which team, as what",
        )
        ours += _item(
            request,
            "Administrators",
            "shield",
            "teams:administrators",
            hint="Who looks after all this",
        )
        ours += _item(
            request,
            "First steps",
            "sprout",
            "setup",
            hint="From an empty house to the first figures",
        )
        ours += _item(
            request,
            "Categories",
            "tags",
            "escalations:categories",
            hint="What escalations are about: the tiles of the form",
        )
    yield "Yours", tuple(yours)
    if ours:
        yield "Everybody’s", tuple(ours)


def _item(
    request: HttpRequest,
    label: str,
    icon: str,
    name: str,
    *args: object,
    group: int = 1,
    hint: str = "",
) -> Iterator[Item]:
    url = _address(name, *args)
    if url:
        here = request.path == url if url == "/" else request.path.startswith(url)
        yield Item(label, url, icon, current=here, group=group, hint=hint)


def _address(name: str, *args: object) -> str:
    return _reversed(name, args, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=1024)
def _reversed(name: str, args: tuple[object, ...], prefix: str, urlconf: str | None) -> str:
    """Kept, as every page names two dozen addresses; `prefix` and `urlconf` are what they rest on."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
