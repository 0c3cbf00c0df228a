from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from feedback.actions.ideas import add_idea, say_about_idea
from feedback.models import (
    Appraisal,
    Assessment,
    Competency,
    Cycle,
    Detour,
    Evidence,
    HandOver,
    IdeaStep,
    Kudos,
    KudosEdit,
    Question,
    Strength,
    TaskStep,
    Template,
)
from tests.feedback.delegated_scene import taken

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def appraisal(manager, agent):
    template = Template.objects.create(name="Care", made_by=manager, made_at=NOW)
    levels = {f"level_{n}": f"Level {n}" for n in range(1, 5)}
    competency = Competency.objects.create(template=template, name="Listens", **levels)
    cycle = Cycle.objects.create(
        name="2026", template=template, covers_from=DAY, covers_until=DAY, self_by=DAY, leader_by=DAY,
        sign_by=DAY, made_by=manager, made_at=NOW,
    )  # fmt: skip
    found = Appraisal.objects.create(cycle=cycle, person=agent, leader=manager)
    Assessment.objects.create(
        appraisal=found, competency=competency, side="person", level=2, words="As it was."
    )
    Evidence.objects.create(
        appraisal=found, kind="other", label="A letter", added_by=agent, added_at=NOW
    )
    return found


def sign(appraisal):
    for name in ("self_sent_at", "leader_sent_at", "person_signed_at", "leader_signed_at"):
        setattr(appraisal, name, NOW)
    appraisal.talked_on, appraisal.state = DAY, "signed"
    appraisal.save()


def refused(write):
    with pytest.raises(IntegrityError, match=r"stays? as (they are|it is)"), transaction.atomic():
        write()


def test_until_it_is_signed_an_appraisal_can_be_written(appraisal):
    assert Appraisal.objects.update(leader_words="More.") == 1
    assert Assessment.objects.update(words="Other.") == 1


def test_once_signed_the_database_refuses_every_change(appraisal, agent):
    sign(appraisal)
    competency = Competency.objects.get()
    for write in (
        lambda: Appraisal.objects.update(leader_words="Otherwise."),
        lambda: Appraisal.objects.update(state="sign"),
        lambda: Assessment.objects.update(words="Otherwise."),
        lambda: Assessment.objects.all().delete(),
        lambda: Evidence.objects.update(label="Otherwise."),
        lambda: Evidence.objects.all().delete(),
        lambda: Assessment.objects.create(
            appraisal=appraisal, competency=competency, side="leader", level=4
        ),
        lambda: Evidence.objects.create(
            appraisal=appraisal, kind="other", label="New", added_by=agent, added_at=NOW
        ),
    ):
        refused(write)
    assert Assessment.objects.get().words == "As it was."


def test_once_somebody_signed_a_round_keeps_its_name_and_what_it_looks_back_on(appraisal, manager):
    other = Template.objects.create(name="Other", made_by=manager, made_at=NOW)
    changes = (
        {"name": "2027"}, {"covers_from": date(2026, 1, 1)}, {"covers_until": date(2026, 12, 1)},
        {"template": other},
    )  # fmt: skip
    for change in changes:
        with transaction.atomic():
            assert Cycle.objects.update(**change) == 1
            transaction.set_rollback(True)
    Appraisal.objects.update(person_signed_at=NOW)
    for change in changes:
        refused(lambda change=change: Cycle.objects.update(**change))
    assert Cycle.objects.update(name="2026", sign_by=date(2026, 12, 1), closed_at=NOW) == 1


def test_why_an_appraisal_was_handed_over_stays(appraisal, manager, supervisor):
    HandOver.objects.create(
        appraisal=appraisal, former=supervisor, leader=manager, reason="Away", by=manager, at=NOW
    )
    refused(lambda: HandOver.objects.update(reason="Otherwise."))
    refused(lambda: HandOver.objects.all().delete())


def test_why_an_appraisal_left_its_way_stays(appraisal, manager):
    Detour.objects.create(appraisal=appraisal, kind="out", reason="Away", by=manager, at=NOW)
    refused(lambda: Detour.objects.update(reason="Otherwise."))
    refused(lambda: Detour.objects.all().delete())


def test_signed_without_the_persons_part_it_says_since_when_it_went_on(appraisal):
    Appraisal.objects.update(leader_sent_at=NOW, person_signed_at=NOW, leader_signed_at=NOW)
    for more in ({}, {"went_on_at": NOW, "out_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appraisal.objects.update(state="signed", talked_on=DAY, **more)
    assert Appraisal.objects.update(state="signed", talked_on=DAY, went_on_at=NOW) == 1


def test_a_signed_appraisal_cannot_be_deleted(appraisal):
    sign(appraisal)

    def delete():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM feedback_appraisal WHERE id = %s", [appraisal.pk])

    refused(delete)


def test_what_a_kudos_said_before_stays(agent, north, manager):
    kudos = Kudos.objects.create(author=manager, team=north, words="Now", shared_at=NOW)
    KudosEdit.objects.create(kudos=kudos, words="Before", at=NOW)
    refused(lambda: KudosEdit.objects.update(words="Otherwise."))


def test_what_was_said_of_an_idea_is_only_added_to(agent, north, manager):
    idea = add_idea(agent, title="Ring first", team=north, now=NOW)
    say_about_idea(manager, idea, words="Which depot?", now=NOW)
    raw = "DELETE FROM feedback_ideastep"
    for write in (
        lambda: IdeaStep.objects.update(words="Otherwise."),
        lambda: IdeaStep.objects.all().delete(),
        lambda: connection.cursor().execute(raw),
    ):
        refused(write)
    say_about_idea(agent, idea, words="Leeds.", now=NOW)
    assert [step.words for step in IdeaStep.objects.all()] == ["Which depot?", "Leeds."]


def test_what_was_said_of_a_task_is_only_added_to(agent, supervisor):
    task = taken(supervisor, agent, now=NOW)
    for write in (
        lambda: TaskStep.objects.update(words="Otherwise."),
        lambda: TaskStep.objects.all().delete(),
        lambda: connection.cursor().execute("DELETE FROM feedback_taskstep"),
    ):
        refused(write)
    assert task.steps.count() == 1


def test_an_installation_starts_with_strengths_and_questions(db):
    assert Strength.objects.count() == 8
    assert Question.objects.count() == 10
