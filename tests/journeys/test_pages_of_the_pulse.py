"""The question of the week and what came of it, seen by everybody it is for."""

from __future__ import annotations

import pytest

from feedback.demo.pulse import seed_pulse
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.looks import Look, at
from tests.journeys.pages import looks
from tests.journeys.pulse_pages import PULSE

pytestmark = pytest.mark.django_db

TODAY = {"home": tuple(Look(who, at("home")) for who in ("jin", "marcus"))}
"""With the question on it."""


@pytest.fixture(scope="module", autouse=True)
def _a_year(harbour):
    """The demonstration's morning, with a year of questions."""
    seed_pulse(NOW, seed=1)


@pytest.mark.parametrize("look", looks(PULSE, TODAY))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(PULSE))
def test_page_weight(look: Look):
    weigh(look)
