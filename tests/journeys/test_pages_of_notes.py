"""Notes, difficult talks and what is released, seen by the two and by whoever was let in."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.notes_pages import NOTES, add_notes
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _notes(harbour):
    """The demonstration, with a note and a talk in each state."""
    add_notes(NOW)


@pytest.mark.parametrize("look", looks(NOTES))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(NOTES))
def test_page_weight(look: Look):
    weigh(look)
