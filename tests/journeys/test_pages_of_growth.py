"""Growing as a leader, requests and titles, seen by those whose they are."""

from __future__ import annotations

import pytest

from teams.demo.growth import seed_growth
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.growth_pages import GROWTH
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _people_grow(harbour):
    """The demonstration's."""
    seed_growth(NOW)


@pytest.mark.parametrize("look", looks(GROWTH))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(GROWTH))
def test_page_weight(look: Look):
    weigh(look)
