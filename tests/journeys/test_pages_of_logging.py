"""Writing an escalation down, seen by whoever takes contacts."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import LOGGING, Look, looks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(LOGGING))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
