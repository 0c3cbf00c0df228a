"""Ideas, seen by those who have, back and answer them."""

from __future__ import annotations

import pytest

from feedback.demo.ideas import seed_ideas
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.ideas_pages import IDEAS
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _a_year_of_ideas(harbour):
    """The demonstration's, whose ideas are made on top."""
    seed_ideas(NOW)


@pytest.mark.parametrize("look", looks(IDEAS))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(IDEAS))
def test_page_weight(look: Look):
    weigh(look)
