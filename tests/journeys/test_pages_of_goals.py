"""Today and the goals, seen by everybody they are for."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import GOALS, Look, looks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(GOALS))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
