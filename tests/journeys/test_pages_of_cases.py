"""The queue, cases and who is on duty, seen by whoever has to do with them."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.cases_pages import CASES
from tests.journeys.conftest import NOW
from tests.journeys.pages import Look, looks
from tests.journeys.waiting import add_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _waiting(harbour):
    """The demonstration's morning, with cases that wait."""
    add_waiting(NOW)


@pytest.mark.parametrize("look", looks(CASES))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(CASES))
def test_page_weight(look: Look):
    weigh(look)
