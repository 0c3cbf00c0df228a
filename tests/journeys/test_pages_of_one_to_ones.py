"""One-to-ones, seen by the two, and by others who have none of it."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.one_to_ones_pages import ONE_TO_ONES, add_talks
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _talks(harbour):
    """The demonstration's morning, with the talks of Marcus and Jin."""
    add_talks(NOW)


@pytest.mark.parametrize("look", looks(ONE_TO_ONES))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(ONE_TO_ONES))
def test_page_weight(look: Look):
    weigh(look)
