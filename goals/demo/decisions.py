"""What people decided about readings: an unfair rating left out, a wrong one corrected, one entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from goals.demo.metrics import HAPPY, QUALITY
from goals.ingest.by_hand import Entry, enter_reading
from goals.ingest.corrections import correct_reading, exclude_reading
from goals.models import Metric, Reading
from teams.models import Team, User

DAYS_AGO = 3


def seed_decisions(metrics: Mapping[str, Metric], now: datetime) -> None:
    """North's supervisor at work on the customers' answers of the last days."""
    north = Team.objects.get(slug="north")
    marcus = User.objects.get(username="marcus")
    happy, held = metrics[HAPPY], metrics[QUALITY]
    day = north.clock.day_of(now) - timedelta(days=DAYS_AGO)
    answers = Reading.objects.filter(
        metric=happy, team=north, agent_id__gt=0, weight__gte=3, day__lte=day
    ).order_by("-day", "external_id")
    courier, twice, torn = answers[:3]
    exclude_reading(
        marcus, courier, reason="The customer rated the courier, not the call.", now=now
    )
    exclude_reading(marcus, twice, reason="One customer answered three times.", now=now)
    correct_reading(
        marcus,
        torn,
        value=torn.value - 1,
        weight=None,
        reason="The survey counted a two as a five.",
        now=now,
    )
    someone = User.objects.get(pk=torn.agent_id)
    entry = Entry(
        uuid5(NAMESPACE_URL, f"{held.slug} {torn.day}"),
        north,
        someone,
        torn.day,
        time(11, 20),
        Decimal(1),
        None,
        "We talked on the way out; nobody had the form at hand.",
    )
    enter_reading(marcus, held, entry, now=now)
