"""A leader's own day on every screen."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.day_pages import DAY, add_day
from tests.journeys.looks import Look, at
from tests.journeys.pages import looks

pytestmark = pytest.mark.django_db
WITH_A_DAY = {"home": (Look("priya", at("home"), thorough=True),)}


@pytest.fixture(scope="module", autouse=True)
def _day(harbour):
    """The demonstration, with two times that lie across each other."""
    add_day(NOW)


@pytest.mark.parametrize("look", looks(DAY | WITH_A_DAY))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(DAY))
def test_page_weight(look: Look):
    weigh(look)
