"""Thanks, the composer and the strengths, seen by whoever has to do with them."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.kudos_pages import KUDOS
from tests.journeys.pages import Look, looks
from tests.journeys.thanks import add_thanks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _thanks(harbour):
    """The demonstration's morning, with thanks to read."""
    add_thanks(NOW)


@pytest.mark.parametrize("look", looks(KUDOS))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(KUDOS))
def test_page_weight(look: Look):
    weigh(look)
