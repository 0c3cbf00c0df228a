"""Strengths and tasks, seen by those who hand them over and by those who hold them."""

from __future__ import annotations

import pytest

from feedback.demo.delegated import seed_delegated
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.delegated_pages import DELEGATED
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _handed_over(harbour):
    """The demonstration's morning, with what people say of themselves and the tasks among them."""
    seed_delegated(NOW)


@pytest.mark.parametrize("look", looks(DELEGATED))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(DELEGATED))
def test_page_weight(look: Look):
    weigh(look)
