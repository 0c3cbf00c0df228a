"""The demonstration's escalations: a year of cases, what was done about their causes, and a queue that waits.

`subjects` says what customers come with, `book` what the playbook says, `story` what became rarer and since when;
`rules` begins the year, `past` plays its cases, `learned` what was done about them, `present` the running day.
Everything goes through the actions, in the order of time, and is the same for a seed and a last day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from escalations.demo.learned import Learned
from escalations.demo.past import Past
from escalations.demo.present import seed_present
from escalations.demo.rules import ask_and_answer, confirm_what_holds, seed_rules
from escalations.demo.stage import DAYS, Stage
from escalations.models import UrgentMail
from escalations.recompute import figures
from goals.actions.goals import create_goal
from goals.models import Metric
from goals.recompute import run
from teams.demo import NIGHT, SOUTH
from teams.models import Notice

READ_AFTER = timedelta(hours=20)


@transaction.atomic
def seed_escalations(now: datetime, *, seed: int, days: int = DAYS) -> None:
    """The whole of it as of `now`, with cases of the last `days`; after people, teams and figures are there.

    All or nothing. Nothing lies after `now`, and no mail goes out about what is told here.
    """
    stage = Stage(now, seed, days)
    seed_rules(stage)
    Past(stage).plan()
    Learned(stage).plan()
    stage.play()
    confirm_what_holds(stage)
    ask_and_answer(stage)
    seed_present(stage)
    _read(now)
    figures.push(now)
    run.run_until_done(now)
    _goals(stage, now)
    run.run_until_done(now)


def _read(now: datetime) -> None:
    """What was told long ago has been read, and was mailed then."""
    ours = Notice.objects.filter(kind__startswith="escalations.", read_at=None)
    ours.filter(at__lt=now - READ_AFTER).update(read_at=F("at"))
    UrgentMail.objects.filter(sent_at=None).update(sent_at=F("at"), claimed_at=F("at"))


def _goals(stage: Stage, now: datetime) -> None:
    """Goals on what the cases come to."""
    first = stage.today.replace(day=1)
    for slug, name, team, login, target, why in (
        (
            figures.PROMISES,
            "Promises kept",
            SOUTH,
            "liam",
            Decimal(93),
            "Whoever was told four o'clock should not look at the clock at five.",
        ),
        (
            figures.ESCALATIONS,
            "Escalations at night",
            NIGHT,
            "helena",
            Decimal(14),
            "At three in the morning nobody wants to be passed on.",
        ),
    ):
        metric = Metric.objects.filter(slug=slug).first()
        if metric is not None:
            create_goal(
                stage.people[login],
                name=name,
                metric=metric,
                scope="team",
                team=stage.teams[team],
                cadence="monthly",
                starts_on=first,
                target=target,
                why=why,
                owner=stage.people[login],
                now=now,
            )
