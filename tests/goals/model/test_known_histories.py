"""Histories that the engine once told otherwise than the plain model, by their seeds."""

import pytest

from tests.goals.model.living import live_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "seed",
    [
        # A team's day comes to begin at 22:00, so that what was today is tomorrow: it is not begun any more.
        4886,
        # The same beside an organisation eleven hours ahead, whose days lie two after the team's.
        76347,
        # A team's week moves to other days: the organisation's closed hours of days nobody works now follow.
        1821083,
        # Hours begin a quarter earlier: closed ones become those they began in, and keep what they closed with.
        324,
        # A team moves to another zone: an hour that nobody worked in had closed with figures, and hours of working
        # time are what it reaches into now.
        39585,
        # An agent's goal of hours is put away while figures come for an hour of the night, and taken up again.
        12766584,
    ],
)
def test_it_is_told_alike(seed):
    live_once(seed)
