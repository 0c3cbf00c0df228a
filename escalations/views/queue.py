"""The leaders' queue: what waits, oldest promise first, answered from the row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from escalations.access import LOGGERS
from escalations.models import Category, Need
from escalations.queries.clocks import moment
from escalations.queries.queue import Filter, Queue, changes_since, last_closed, read_queue
from escalations.templatetags.cases import case_rows
from escalations.views.mine import mine
from goals.queries.state import kept
from goals.views.freshness import clock_for
from goals.views.unchanged import state_for, unchanged
from teams.access import LEADERS, access, person_of
from teams.models import Organisation, User
from teams.permissions import standing_of

LONGEST_SEEN = 4_000
NEEDS = tuple((need.value, str(need.label)) for need in Need if need != Need.RECORD)


@access(LOGGERS)
def queue(request: HttpRequest) -> HttpResponseBase:
    """What is waiting, oldest promise first? Agents see their own, and so do leaders who ask for them."""
    leads = bool(standing_of(person_of(request)).leads)
    return mine(request) if not leads or "mine" in request.GET else waiting(request)


@access(LEADERS)
@require_safe
@unchanged
def waiting(request: HttpRequest) -> HttpResponse:
    """The leaders' list."""
    person = person_of(request)
    wanted = filter_asked(request)
    found, groups = queue_for(request, person, wanted)
    query = wanted.query()
    standing = standing_of(person)
    context: dict[str, Any] = {
        "queue": found,
        "groups": groups,
        "wanted": wanted,
        "query": query,
        "back": f"queue?{query}" if query else "queue",
        "token": get_token(request),
        "teams": tuple(
            (team.slug, team.name) for team in standing.own_teams if team.pk in standing.leads
        ),
        "needs": NEEDS,
        "categories": kept(state_for(request), "categories", _categories),
        "cleared": "" if found.total else _cleared(request, person),
    }
    return render(request, "escalations/queue.html", context)


@access(LEADERS)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What has changed since a page was drawn: a line that says how many, and the clocks as they stand."""
    person = person_of(request)
    wanted = filter_asked(request)
    found = read_queue(person, wanted, timezone.now())
    count = changes_since(found, request.GET.get("seen", "")[:LONGEST_SEEN])
    told = request.GET.get("told", "0") == str(count)
    context = {"count": count, "told": told, "query": wanted.query(), "clocks": found.clocks}
    return render(request, "escalations/_changes.html", context)


def filter_asked(request: HttpRequest) -> Filter:
    """The filter of the address. What is no filter of ours narrows nothing."""
    asked = Filter(*(request.GET.get(name, "")[:60] for name in ("team", "need", "category")))
    return asked if asked.need in ("", *Need.values) else replace(asked, need="")


class Drawn(NamedTuple):
    """A group of the list, its rows drawn."""

    ident: str
    title: str
    hint: str
    rows: SafeString


def queue_for(
    request: HttpRequest, person: User, wanted: Filter
) -> tuple[Queue, tuple[Drawn, ...]]:
    """The list as it stands and as it is drawn, made once a minute and whenever something changes.

    *Today* keeps the list under the same name.
    """
    now = timezone.now()
    state, whose = state_for(request), ("queue", person.pk, wanted, f"{now:%x %H:%M}")
    found = kept(state, whose, lambda: read_queue(person, wanted, now))
    return found, kept(state, ("drawn", *whose), lambda: _drawn(found))


def _drawn(found: Queue) -> tuple[Drawn, ...]:
    return tuple(
        Drawn(group.ident, group.title, group.hint, case_rows(group.rows)) for group in found.groups
    )


def _categories() -> tuple[tuple[str, str], ...]:
    return tuple(Category.objects.filter(archived_at=None).values_list("slug", "name"))


def _cleared(request: HttpRequest, person: User) -> str:
    """`No one is waiting. Last one closed at 10:42.`"""
    now = timezone.now()
    last = last_closed(person, now)
    if last is None:
        return "No one is waiting."
    organisation = Organisation.objects.first() or Organisation()
    at = moment(last, now, clock_for(request, organisation))
    return f"No one is waiting. Last one closed {'on' if ',' in at else 'at'} {at}."
