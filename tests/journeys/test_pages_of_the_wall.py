"""Who has been thanked and what customers said, seen by whoever has to do with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.actions.coverage import snooze
from feedback.actions.kudos import give
from feedback.actions.kudos_answers import say_saw
from feedback.actions.praise import add_praise, tell_them
from feedback.models import Strength
from teams.models import Team, User
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.conftest import NOW
from tests.journeys.pages import Look, looks
from tests.journeys.wall_pages import WALL, WALL_ITSELF

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _thanks(harbour):
    """The demonstration's morning, with thanks, somebody put off, and customers' words."""
    people = {one.username: one for one in User.objects.all()}
    marcus, jin, dele, priya = (people[name] for name in ("marcus", "jin", "dele", "priya"))
    north = Team.objects.get(slug="north")
    for n, (author, to) in enumerate(((dele, jin), (marcus, jin), (priya, marcus), (jin, priya))):
        kudos = give(
            author,
            to=[to],
            words=f"On Monday you took call number {n} of the night, so nobody had to wait.",
            strengths=Strength.objects.filter(slug__in=["owned-it", "stayed-calm"][: 1 + n % 2]),
            now=NOW - timedelta(hours=5 * n + 1),
        )
        say_saw(next(one for one in (marcus, dele) if one not in (author, to)), kudos, now=NOW)
    snooze(marcus, dele, until=NOW.date() + timedelta(days=9), reason="On leave.", now=NOW)
    for n, people_named in enumerate(([jin], [dele, jin], [])):
        praise, _ = add_praise(
            marcus, team=north, words=f"The {n + 1}. time you were kind to me.", channel="letter",
            said_on=NOW.date() - timedelta(days=n), people=people_named, customer="Mrs Okafor",
            now=NOW,
        )  # fmt: skip
        if n == 1:
            tell_them(priya, praise, now=NOW)


@pytest.mark.parametrize("look", looks(WALL_ITSELF, WALL))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(WALL_ITSELF | WALL))
def test_page_weight(look: Look):
    weigh(look)
