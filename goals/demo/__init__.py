"""The demonstration's numbers: a year of figures, and goals on them in every state.

`metrics` says what is measured, `patterns` how a day usually goes and what went differently, `readings`
makes the figures and sends them through the funnel, `aims` finds targets that fit them, `goals` sets the
goals, `life` what people say around them. Everything follows from a seed and a last day: made twice, it is the same digits.
goals, `decisions` corrects a reading and leaves two out. Everything follows from a seed and a last day: made twice, it is the same digits.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from goals.demo.challenges import seed_challenges
from goals.demo.decisions import seed_decisions
from goals.demo.goals import pause_goals, seed_goals
from goals.demo.guards import guard_goals
from goals.demo.life import seed_life
from goals.demo.metrics import seed_metrics
from goals.demo.notices import tell_the_demonstration
from goals.demo.readings import seed_readings
from goals.models import Goal, Metric, Reading, Source
from goals.models.bulk import analyse
from goals.recompute import run
from teams.demo import CLOCK, ORGANISATION, seed_people
from teams.models import Organisation, Team, User

SEED = 7
MONTHS = 12
_FILLED = (
    "goals_reading",
    "goals_agentday",
    "goals_teamslot",
    "goals_teamday",
    "goals_organisationday",
)


class OtherData(Exception):
    """The database holds something already, which the demonstration must not mix with."""


@transaction.atomic
def seed_demonstration(now: datetime, *, seed: int = SEED, months: int = MONTHS) -> None:
    """Make the whole demonstration as of `now`, with figures from `months` whole months before it.

    All or nothing. Raises OtherData when the database is not empty. No figure lies after `now`.
    """
    refuse_other_data()
    last = CLOCK.day_of(now)
    cast = seed_people(last, now)
    metrics = seed_metrics(cast.administrator)
    # What the calendars left stale is nothing yet: readings then need not be placed a second time.
    run.run_until_done(now)
    seed_readings(cast, metrics, now, seed=seed, months=months)
    # Everything at once is far quicker than mark by mark, and comes to the same digits.
    run.run_all(now)
    with connection.cursor() as cursor:
        for table in _FILLED:
            analyse(cursor, table)
    seed_goals(cast, metrics, now, months=months)
    seed_decisions(metrics, now)
    guard_goals(metrics, now)
    run.run_until_done(now)
    pause_goals(now)
    run.run_until_done(now)
    seed_life(cast, now)
    tell_the_demonstration(now)
    seed_challenges(cast, metrics, now)


def refuse_other_data() -> None:
    """Raise OtherData unless nothing that people or programs put in is there."""
    for model in (Organisation, User, Team, Metric, Source, Reading, Goal):
        found = model._default_manager.first()
        if found is not None:
            held = f"{model._meta.verbose_name} “{found}”"
            raise OtherData(
                f"This database already holds data, for example the {held}. {ORGANISATION} needs an"
                " empty one: point DATA_DIR or DATABASE_URL at a new one."
            )
