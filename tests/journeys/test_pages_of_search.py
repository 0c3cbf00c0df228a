"""The search, seen by those who search."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import Look, looks
from tests.journeys.search_pages import SEARCH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(SEARCH))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
