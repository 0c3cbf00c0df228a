"""Challenges and rewards, seen by everybody they are for."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import TOGETHER, Look, looks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(TOGETHER))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
