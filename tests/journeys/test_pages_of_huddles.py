"""Huddles, seen by those who prepare, run and read them."""

from __future__ import annotations

import pytest

from feedback.demo.ideas import seed_ideas
from feedback.demo.kudos import seed_kudos
from teams.demo.huddles import seed_huddles
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.huddles_pages import HUDDLES
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _sixty_working_days(harbour):
    """The demonstration's, on top of its thanks and ideas."""
    seed_kudos(NOW, seed=7)
    seed_ideas(NOW)
    seed_huddles(NOW)


@pytest.mark.parametrize("look", looks(HUDDLES))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(HUDDLES))
def test_page_weight(look: Look):
    weigh(look)
