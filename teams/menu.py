"""The menus: the rail's, those of one's own, the settings'. Pages that are not there are not named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from teams.menu_words import OTHER_WORDS
from teams.models import User
from teams.permissions import Standing, can_import, can_lead, can_manage, standing_of

MOST_TEAMS = 8
MOST_COUNTED = 99
INBOX = "inbox"
LOG = "corner-up-right"
KUDOS = "heart"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu. `group` makes a rule between groups; `hint` says more where there is room; `key` opens
    it, or `key_url` where that is not it; `short` is what a thumb's bar calls it; `words` are others for it.
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
    words: str = ""


def every_page(request: HttpRequest) -> list[Item]:
    """Whatever the menus of this person lead to, each page once: the rail's, their own, their settings'."""
    user = request.user
    if not isinstance(user, User):
        return []
    standing = standing_of(user)
    pages = [*items_of(request, user, standing, 0), *person_links(request, standing)]
    pages += [item for _label, items in settings_of(request, user, standing) for item in items]
    return list(
        {item.url: replace(item, badge="", current=False) for item in reversed(pages)}.values()
    )[::-1]


def items_of(request: HttpRequest, user: User, standing: Standing, unread: int) -> Iterator[Item]:
    """The menu: the day's pages, then the places. Pages that are not there are not named."""
    yield from named(request, "Today", "sun", "home")
    yield from named(request, "Goals", "target", "goals:list")
    yield from _escalations(request, standing)
    for item in named(request, "Kudos", KUDOS, "feedback:kudos"):
        yield replace(item, key="k", key_url=address("feedback:kudos_new"))
    if standing.teams:
        yield from named(request, "Huddle", "megaphone", "teams:huddle")
    for item in named(request, "Inbox", INBOX, "teams:inbox", hint="new" if unread else ""):
        yield replace(item, badge=_badge(unread))
    yield from _places(request, user, standing)


def _escalations(request: HttpRequest, standing: Standing) -> Iterator[Item]:
    """The queue for those who answer, the form for those who ask."""
    badge = _badge(standing.waiting)
    if standing.leads:
        for item in named(request, "Escalations", LOG, "escalations:list"):
            queue = replace(item, key="e", key_url=address("escalations:log"))
            yield replace(queue, badge=badge, alert=bool(badge), hint="waiting" if badge else "")
    elif standing.agent_in:
        for item in named(request, "Log escalation", LOG, "escalations:log"):
            log = replace(item, key="e", short="Log")
            yield replace(log, badge=badge, alert=bool(badge), hint="answered" if badge else "")


def _places(request: HttpRequest, user: User, standing: Standing) -> Iterator[Item]:
    yield from named(request, "Company", "building-2", "company", group=2)
    for team in standing.own_teams[:MOST_TEAMS]:
        yield from named(request, team.name, "users", "team", team.slug, group=2)
    if standing.leads:
        yield from named(request, "People", "contact-round", "feedback:people", group=2)
    yield from named(request, "Playbook", "book-open", "escalations:playbook", group=2)
    yield from named(request, "Learning", "graduation-cap", "teams:learning", group=2)
    yield from named(request, "Ideas", "lightbulb", "feedback:ideas", group=2)
    if standing.teams or standing.is_administrator:
        yield from named(request, "Decisions", "signpost", "teams:decisions", group=2)
    yield from named(request, "Challenges", "flag", "goals:challenges", group=2)
    yield from named(request, "Rewards", "gift", "goals:rewards", group=2)
    yield from named(request, "Metrics", "ruler", "goals:metrics", group=2)
    if can_import(user):
        yield from named(request, "Imports", "file-up", "goals:imports", group=2)
    if can_manage(user):
        yield from named(request, "Reports", "chart-column", "goals:reports", group=2)
        yield from named(request, "Settings", "settings", "teams:settings", group=3)
    elif standing.leads:
        # What is among the reports for those who manage.
        yield from named(request, "How work feels", "activity", "feedback:team_health", group=2)


def _badge(number: int) -> str:
    """`7`, `99+`; nothing where there is nothing."""
    return f"{min(number, MOST_COUNTED)}{'+' * (number > MOST_COUNTED)}" if number else ""


def tabs_of(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Those for the thumb: today, goals, logging or answering, kudos. What is left opens with *More*."""
    return tuple(item for item in items if item.icon in {"sun", "target", LOG, KUDOS})


def person_links(request: HttpRequest, standing: Standing) -> Iterator[Item]:
    """One's own pages, under one's name."""
    yield from named(request, "One-to-ones", "messages-square", "feedback:one_to_ones")
    if standing.teams:
        yield from named(request, "Tasks", "hand-helping", "feedback:tasks")
    if standing.leads:
        yield from named(request, "Your mirror", "scan-face", "teams:mirror")
    yield from named(request, "Settings", "settings", "teams:settings")
    yield from named(request, "Help", "circle-question-mark", "teams:help")


def in_settings(request: HttpRequest) -> bool:
    """Whether this is one of the settings' pages."""
    root = address("teams:settings")
    return bool(root) and request.path.startswith(root)


def settings_of(
    request: HttpRequest, user: User, standing: Standing
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The settings this person has, in groups."""
    yours = [
        *named(request, "You", "user-round", "teams:me", hint="Name, e-mail, theme, password"),
        *named(
            request,
            "What you are told",
            "bell",
            "teams:notifications",
            hint="In the inbox, in the digest, when not",
        ),
        *named(
            request,
            "API tokens",
            "key-round",
            "teams:tokens",
            hint="Let a program read or send figures for you",
        ),
        *named(
            request,
            "Privacy",
            "lock",
            "teams:privacy",
            hint="Everything Leadwell holds about you, in one file",
        ),
    ]
    ours: list[Item] = []
    if standing.is_administrator:
        ours += named(
            request,
            "Organisation",
            "building-2",
            "teams:organisation",
            hint="Name, time zone, currency, first weekday, fiscal year",
        )
    if can_manage(user):
        ours += named(
            request, "Teams", "users", "teams:teams", hint="Working time, days off, time zones"
        )
        ours += named(
            request, "Strengths", "heart", "feedback:strengths", hint="What we thank each other for"
        )
        ours += named(
            request,
            "Question of the week",
            "activity",
            "feedback:pulse_questions",
            hint="What everybody is asked in turn, and answers without a name",
        )
        ours += named(
            request,
            "Job profiles",
            "briefcase",
            "feedback:job_profiles",
            hint="What a role needs: actions and attitudes",
        )
        ours += named(
            request,
            "Appraisals",
            "file-pen",
            "feedback:appraisal_templates",
            hint="What they look at, with four described levels",
        )
    if can_lead(user):
        ours += named(
            request,
            "On duty",
            "phone-call",
            "escalations:duty",
            hint="Who is asked when a customer needs more, and how soon",
        )
        ours += named(
            request,
            "Screens",
            "monitor",
            "goals:screens",
            hint="A team’s goals on the wall, by a link of its own",
        )
    if standing.is_administrator:
        ours += named(
            request,
            "People",
            "contact-round",
            "teams:people",
            hint="Who is here, in which team, as what",
        )
        ours += named(
            request,
            "Administrators",
            "shield",
            "teams:administrators",
            hint="Who looks after all this",
        )
        ours += named(
            request,
            "How long things are kept",
            "archive",
            "teams:keeping",
            hint="Customers’ names, drafts, people who left",
        )
        ours += named(
            request,
            "Leadership skills",
            "sprout",
            "teams:leader_skills",
            hint="What we mean by leading well, in four described levels each",
        )
        ours += named(
            request,
            "First steps",
            "sprout",
            "setup",
            hint="From an empty house to the first figures",
        )
        ours += named(
            request,
            "Categories",
            "tags",
            "escalations:categories",
            hint="What escalations are about: the tiles of the form",
        )
    yield "Yours", tuple(yours)
    if ours:
        yield "Everybody’s", tuple(ours)


def named(
    request: HttpRequest,
    label: str,
    icon: str,
    name: str,
    *args: object,
    group: int = 1,
    hint: str = "",
) -> Iterator[Item]:
    """A line of the menu, unless there is no page of that name."""
    url = address(name, *args)
    if url:
        here = request.path == url if url == "/" else request.path.startswith(url)
        words = OTHER_WORDS.get(name, "")
        yield Item(label, url, icon, current=here, group=group, hint=hint, words=words)


def address(name: str, *args: object) -> str:
    """Where a page is; empty where there is none."""
    return _reversed(name, args, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=1024)
def _reversed(name: str, args: tuple[object, ...], prefix: str, urlconf: str | None) -> str:
    """Kept, as every page names two dozen addresses; `prefix` and `urlconf` are what they rest on."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
