"""What is held of a person, on every screen."""

from __future__ import annotations

import pytest

from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.looks import Look
from tests.journeys.pages import looks
from tests.journeys.privacy_pages import PRIVACY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]


@pytest.mark.parametrize("look", looks(PRIVACY))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(PRIVACY))
def test_page_weight(look: Look):
    weigh(look)
