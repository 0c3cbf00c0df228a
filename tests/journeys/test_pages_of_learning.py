"""Looking back on cases, and the report on them, seen by everybody they are for."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import LEARNING, Look, looks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(LEARNING))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
