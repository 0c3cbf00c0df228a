"""What goals rest on, seen by everybody it is for; and that no page of the site is left out.

The list of pages comes from the resolver; `tests/journeys/pages.py` says who looks at each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.appraisals_pages import APPRAISALS
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.balance_pages import BALANCE, HELP
from tests.journeys.cases_pages import CASES
from tests.journeys.day_pages import DAY
from tests.journeys.decisions_pages import DECISIONS, MIRROR
from tests.journeys.delegated_pages import DELEGATED
from tests.journeys.growth_pages import GROWTH
from tests.journeys.ideas_pages import IDEAS
from tests.journeys.kudos_pages import KUDOS
from tests.journeys.learning_paths_pages import TRAINING
from tests.journeys.notes_pages import NOTES
from tests.journeys.one_to_ones_pages import ONE_TO_ONES
from tests.journeys.pages import AROUND, LOOKS, NO_PAGES, REFUSALS, Look, looks
from tests.journeys.pulse_pages import PULSE
from tests.journeys.staying_pages import STAYING
from tests.journeys.wall_pages import WALL, WALL_ITSELF

pytestmark = pytest.mark.django_db

GET = {"GET", "HEAD"}
WITH_WORDS_OF_THEIR_OWN = (
    CASES
    | KUDOS
    | WALL_ITSELF
    | WALL
    | NOTES
    | ONE_TO_ONES
    | APPRAISALS
    | IDEAS
    | PULSE
    | TRAINING
    | DAY
    | STAYING
    | DECISIONS
    | GROWTH
    | MIRROR
    | BALANCE
    | DELEGATED
    | HELP
).keys()
"""Weighed where what they show has been made."""


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
    first_looks({name: LOOKS[name] for name in LOOKS if name not in WITH_WORDS_OF_THEIR_OWN}),
)
def test_page_weight(harbour: str, look: Look):
    weigh(look)
