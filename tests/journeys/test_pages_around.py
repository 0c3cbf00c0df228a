"""What goals rest on, seen by everybody it is for; and that no page of the site is left out.

The list of pages comes from the resolver; `tests/journeys/pages.py` says who looks at each.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from teams.models import User
from tests.cast import BACKEND
from tests.journeys.audit import examine
from tests.journeys.pages import AROUND, LOOKS, NO_PAGES, REFUSALS, Look, looks

pytestmark = pytest.mark.django_db

GET = {"GET", "HEAD"}


@pytest.mark.parametrize("look", looks(AROUND, REFUSALS))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


# --- None is left out ----------------------------------------------------------------------------


def addresses(
    entries: list[URLPattern | URLResolver] | None = None, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for entry in entries if entries is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from addresses(entry.url_patterns, inside)
        else:
            yield ":".join((*names, entry.name or f"unnamed {entry.pattern}")), entry


def ours() -> set[str]:
    """The addresses that are pages of ours to look at: not the API, not the framework's admin site."""
    return {name for name, _ in addresses() if not name.startswith(("api:", "admin:"))}


def test_every_address_is_looked_at_or_said_to_be_no_page():
    known = LOOKS.keys() | NO_PAGES.keys() | only_posted_to()
    assert ours() - known == set(), "these addresses have no look in tests/journeys/pages.py"
    assert (LOOKS.keys() | NO_PAGES.keys()) - ours() == set(), "these addresses are no more"


def only_posted_to() -> set[str]:
    """Addresses whose views take no GET."""
    found = set()
    for name, entry in addresses():
        if not name.startswith(("api:", "admin:")):
            allowed = methods(entry.callback)
            if allowed and not allowed & GET:
                found.add(name)
    return found


def methods(view: Any) -> set[str]:
    """What a view says it takes, as the framework's decorator left it in the view's closure."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, (list, tuple)) and held and set(held) <= {*GET, "POST"}:
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return set()


def test_what_is_only_posted_to_is_found():
    assert {"teams:logout", "goals:state", "goals:import_undo"} <= only_posted_to()
    assert not only_posted_to() & LOOKS.keys()


@pytest.mark.parametrize(
    "look",
    [pytest.param(look, id=f"{name}-{look.who}") for name in LOOKS for look in LOOKS[name][:1]],
)
def test_page_weight(harbour: str, look: Look):
    client = Client()
    if look.who:
        client.force_login(User.objects.get(username=look.who), backend=BACKEND)
    answer = client.get(look.where(), follow=True)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 30_000
