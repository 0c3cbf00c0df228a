"""Decisions and the mirror, seen by those who read and those who lead."""

from __future__ import annotations

import pytest

from feedback.demo.ideas import seed_ideas
from feedback.demo.one_to_ones import seed_one_to_ones
from teams.demo.decisions import seed_decisions
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.decisions_pages import DECISIONS, MIRROR
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _a_year_of_decisions(harbour):
    """The demonstration's, with talks and ideas for the mirror to show."""
    seed_one_to_ones(NOW, seed=1)
    seed_ideas(NOW)
    seed_decisions(NOW)


@pytest.mark.parametrize("look", looks(DECISIONS, MIRROR))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(DECISIONS | MIRROR))
def test_page_weight(look: Look):
    weigh(look)
