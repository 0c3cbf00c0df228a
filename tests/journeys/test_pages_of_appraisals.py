"""Appraisals, seen by the two, and rounds by who looks after them."""

from __future__ import annotations

import pytest

from tests.journeys.appraisals_pages import APPRAISALS, add_appraisals
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _appraised(harbour):
    """The demonstration's morning, with two rounds of North."""
    add_appraisals(NOW)


@pytest.mark.parametrize("look", looks(APPRAISALS))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(APPRAISALS))
def test_page_weight(look: Look):
    weigh(look)
