"""Learning, seen by those who learn and those who lead them."""

from __future__ import annotations

import pytest

from teams.demo.learning import seed_learning
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.learning_paths_pages import TRAINING
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _a_year_of_learning(harbour):
    """The demonstration's, whose learning is made on top."""
    seed_learning(NOW)


@pytest.mark.parametrize("look", looks(TRAINING))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(TRAINING))
def test_page_weight(look: Look):
    weigh(look)
