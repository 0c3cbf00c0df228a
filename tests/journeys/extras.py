"""What the demonstration leaves out and some pages need: files on their way in, a token, somebody new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from escalations.actions.drafts import send, start_draft
from escalations.models import Category
from goals.actions.metrics import archive_metric, create_metric
from goals.ingest.steps import carry_out, check_import, keep_mapping, receive, writer_for
from goals.ingest.work import ask
from goals.models import Import, ImportWork, Job, Metric
from goals.recompute.run import run_until_done
from teams.actions import create_person, create_team
from teams.actions.tokens import create_token
from teams.models import User
from tests.journeys.learning import add_learning
from tests.journeys.playbook import add_playbook

GOOD = """When;Agent;Minutes on the phone
20/11/2026 08:10;Jin Park;12
20/11/2026 08:40;Dele Adeyemi;7
20/11/2026 09:05;Amara Osei;9,5
"""
TORN = """When;Agent;Minutes on the phone
31/11/2026 08:10;Jin Park;12
20/11/2026 08:40;Nobody Known;7
20/11/2026 09:05;Amara Osei;many
20/11/2026 09:15;Amara Osei;4
"""


def add_extras(now: datetime) -> None:
    """Put them into the demonstration."""
    ada, priya = User.objects.get(username="ada"), User.objects.get(username="priya")
    create_person(ada, name="Nia Rowe", username="nia")
    create_team(ada, name="Returns", time_zone="Europe/London")
    create_token(priya, priya, "Wall board", ["read"], "", now + timedelta(days=365), now=now)
    add_playbook(now)
    add_learning(now)
    minutes = _metric(ada, "Minutes on the phone")
    archive_metric(ada, _metric(ada, "Faxes answered"), now=now)
    _log(User.objects.get(username="jin"), now)
    _upload(GOOD, "friday.csv", ada, minutes, now)
    torn = _upload(TORN, "torn.csv", ada, minutes, now)
    check_import(torn, writer_for(ada), now=now)
    whole = _upload(GOOD, "morning.csv", ada, minutes, now)
    check_import(whole, writer_for(ada), now=now)
    whole.refresh_from_db()
    carry_out(whole, writer_for(ada), now=now, skip_bad=True)
    year = _upload(GOOD, "year.csv", ada, minutes, now)
    ask(year, ada, ImportWork.Step.CHECK, 500_000, now=now)
    run_until_done(now)
    Job.objects.create(
        kind=Job.Kind.DAY, key="999999", parked_at=now, last_error="It broke.", attempts=5
    )


def _log(jin: User, now: datetime) -> None:
    """Jin has sent an escalation and begun another about the same customer."""
    values: dict[str, Any] = {
        "category": Category.objects.get(slug="delivery"),
        "about": "Sofa missed its third slot",
        "reference": "HP-482913",
        "customer_name": "Mrs Adaeze Okafor",
        "said": "She said: “I want someone who can actually fix it.”",
        "need": "decision",
        "proposal": "Refund the £90 delivery",
        "now": now,
    }
    send(jin, start_draft(jin, **values).escalation, now=now)
    start_draft(jin, **values)


def _metric(actor: User, name: str) -> Metric:
    return create_metric(actor, name=name, kind=Metric.Kind.TOTAL)


def _upload(text: str, file_name: str, by: User, metric: Metric, now: datetime) -> Import:
    recipe: dict[str, Any] = {
        "name": "Telephone",
        "at": "When",
        "agent": "Agent",
        "timezone": "Europe/London",
        "metric": [{"slug": metric.slug, "value": "Minutes on the phone"}],
    }
    upload = receive([text.encode()], file_name, by, now=now)
    keep_mapping(upload, recipe)
    return upload
