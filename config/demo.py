"""The whole demonstration, of all apps, as `manage.py seed_demo` and the first start make it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from escalations.demo import seed_escalations
from feedback.demo.appraisals import seed_appraisals
from feedback.demo.delegated import seed_delegated
from feedback.demo.helping import seed_helping
from feedback.demo.ideas import seed_ideas
from feedback.demo.kudos import seed_kudos
from feedback.demo.notes import seed_notes
from feedback.demo.one_to_ones import seed_one_to_ones
from feedback.demo.praise import seed_praise
from feedback.demo.pulse import seed_pulse
from feedback.demo.staying import seed_staying
from goals import demo
from goals.demo.balance import seed_balance
from goals.demo.days import seed_away, seed_meetings
from teams.demo.decisions import seed_decisions
from teams.demo.growth import seed_growth
from teams.demo.huddles import seed_huddles
from teams.demo.learning import seed_learning
from teams.models import Notice


@transaction.atomic
def seed_demonstration(now: datetime, *, seed: int = demo.SEED) -> None:
    """Make it as of `now`. All or nothing. Raises `goals.demo.OtherData` when the database is not empty."""
    demo.seed_demonstration(now, seed=seed)
    seed_meetings()
    seed_escalations(now, seed=seed)
    seed_kudos(now, seed=seed)
    seed_one_to_ones(now, seed=seed)
    seed_delegated(now)
    seed_praise(now, seed=seed)
    seed_ideas(now)
    seed_pulse(now, seed=seed)
    seed_staying(now, seed=seed)
    seed_appraisals(now)
    seed_notes(now, seed=seed)
    seed_learning(now)
    seed_huddles(now)
    seed_decisions(now)
    seed_growth(now)
    seed_balance(now, seed=seed)
    seed_helping(now, seed=seed)
    seed_away(now)
    _in_the_order_of_time()


def _in_the_order_of_time() -> None:
    """Notices were written app by app; an inbox shows them as they came."""
    told = list(Notice.objects.order_by("at", "pk"))
    Notice.objects.all().delete()
    for notice in told:
        notice.pk = None
    Notice.objects.bulk_create(told, batch_size=500)
