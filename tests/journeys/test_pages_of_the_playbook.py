"""The playbook, its limits, and who may decide what, seen by everybody it is for."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine
from tests.journeys.pages import PLAYBOOK, Look, looks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", looks(PLAYBOOK))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)
