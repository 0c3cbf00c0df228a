"""Whether people stay, who left and why, seen by those it is for."""

from __future__ import annotations

import pytest

from feedback.demo.staying import seed_staying
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.looks import Look
from tests.journeys.pages import looks
from tests.journeys.staying_pages import STAYING

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _two_years(harbour):
    """The demonstration's morning, with those who left."""
    seed_staying(NOW, seed=1)


@pytest.mark.parametrize("look", looks(STAYING))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(STAYING))
def test_page_weight(look: Look):
    weigh(look)
