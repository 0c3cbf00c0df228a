"""How many statements the pages of appraisals take: on file, and the same with a hundred times the data."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.models import Appraisal, Assessment, Competency, Cycle, Evidence
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.feedback.appraisals_scene import NOW, a_cycle, an_appraisal, brought_to
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def little(manager, agent, colleague, supervisor):
    """A round with one that is talked about and one that its leader writes."""
    cycle = a_cycle(manager)
    talk = brought_to(an_appraisal(manager, agent, supervisor, cycle), "talk")
    led = brought_to(an_appraisal(manager, colleague, supervisor, cycle), "leader")
    Evidence.objects.create(
        appraisal=talk, kind="other", label="A letter", added_by=agent, added_at=NOW
    )
    return {"appraisal": talk, "appraisal_write": led, "appraisal_evidence": talk,
            "appraisal_talk": talk, "appraisal_cycle": cycle}  # fmt: skip


def much(found, manager, agent, supervisor, north):
    """Rounds of years, a hundred people in the newest, and much to look at in each."""
    cycle = found["appraisal_cycle"]
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Person {n}") for n in range(100)
    )
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    Appraisal.objects.bulk_create(
        Appraisal(cycle=cycle, person=one, leader=supervisor, state=("self", "talk")[n % 2])
        for n, one in enumerate(people)
    )
    for n in range(60):
        older = Cycle.objects.create(
            name=f"Round {n}", template=cycle.template, covers_from=SINCE, covers_until=SINCE,
            self_by=SINCE, leader_by=SINCE, sign_by=SINCE, made_by=manager, made_at=NOW,
        )  # fmt: skip
        Appraisal.objects.create(cycle=older, person=agent, leader=supervisor)
    levels = {f"level_{n}": f"Level {n}" for n in range(1, 5)}
    # As if the template had been a long one from the start.
    Cycle.objects.filter(pk=cycle.pk).update(template=_long(manager, cycle.template, levels))
    cycle.refresh_from_db()
    for name in ("appraisal", "appraisal_write"):
        Assessment.objects.bulk_create(
            Assessment(appraisal=found[name], competency=one, side=side, level=2, words="So.")
            for one in cycle.template.competencies.all()
            for side in ("person", "leader")
        )
    Evidence.objects.bulk_create(
        Evidence(
            appraisal=found["appraisal"], kind="other", label=f"Letter {n}", added_by=agent, added_at=NOW
        )
        for n in range(50)
    )  # fmt: skip


def _long(manager, template, levels):
    made = type(template).objects.create(name="Long", made_by=manager, made_at=NOW)
    Competency.objects.bulk_create(
        Competency(template=made, name=f"Competency {n}", position=n, **levels) for n in range(20)
    )
    return made


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("appraisals", "agent"),
        ("appraisals", "supervisor"),
        ("appraisal", "agent"),
        ("appraisal", "supervisor"),
        ("appraisal_write", "supervisor"),
        ("appraisal_evidence", "agent"),
        ("appraisal_talk", "supervisor"),
        ("appraisal_cycles", "manager"),
        ("appraisal_cycle", "manager"),
        ("appraisal_cycle_people", "manager"),
        ("appraisal_templates", "manager"),
        ("job_profiles", "manager"),
    ],
)
def test_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, little, manager, agent, supervisor, north, name, role
):
    thing = little.get(name.removesuffix("_people"))
    path = reverse(f"feedback:{name}", args=[thing.pk] if thing else [])
    client = client_of(request.getfixturevalue(role))
    assert statements(client, path) == kept(f"feedback:{name}", role)
    much(little, manager, agent, supervisor, north)
    assert statements(client, path) == kept(f"feedback:{name}", role)
