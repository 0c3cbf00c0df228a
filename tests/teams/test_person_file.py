"""Everything that is held about a person, in one file: whole, and free of what is another's."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from escalations.models import Category, Escalation
from feedback.actions.appraisals import detours, writing
from feedback.actions.appraisals.evidence import add_own_evidence
from feedback.models import CoachingNote, Kudos, Praise, Recipient, Reply, Talk, Wish
from teams.models import AuditEntry, DayBox, Notice, User
from teams.personal import held_by_app
from tests.feedback import appraisals_scene as scene

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

NOT_GIVEN = {
    # Of others: theirs, or written where the person does not read it.
    "Absence.entered_by": "whom somebody else marked away is that person's",
    "Notice.about": "a notice is whose inbox it is in",
    "Snooze.person": "a leader's own list",
    "Wish.added_by": "the person's whom it is about",
    "Leaving.person": "managers of the team and administrators alone",
    "RewardNomination.person": "told once it is given",
    # In the file by the row above or below it.
    "Help.logged_by": "one of the two",
    "HandOver.former": "the two whose appraisal it is",
    "HandOver.leader": "the two whose appraisal it is",
    "HandOver.by": "the two whose appraisal it is",
    "Detour.by": "the two whose appraisal it is",
    "Point.by": "the two whose series it is",
    "Agreement.owner": "the two whose series it is",
    "Agreement.made_by": "the two whose series it is",
    "TaskStep.by": "the two whose task it is",
    "TalkStep.owner": "the two whose talk it is",
    "Release.by": "the two whose note or talk it is",
    "StudyStep.by": "whoever asked has the answer",
    # Who pressed a button; what was pressed is in the record (`what_you_changed`).
    "Cycle.made_by": "in the record",
    "Template.made_by": "in the record",
    "GivenPath.given_by": "in the record",
    "GivenPath.confirmed_by": "in the record",
    "LearningWish.answered_by": "in the record",
    "Pairing.asked_by": "in the record",
    "StudyRequest.answered_by": "in the record",
    "ProtocolQuestion.answered_by": "in the record",
    "LimitProposal.answered_by": "in the record",
    "AmendsRequest.answered_by": "in the record",
    "RewardNomination.answered_by": "in the record",
    "Proposal.concluded_by": "in the record",
    "Conflict.settled_by": "in the record",
    "Correction.by": "in the record",
    "ExcludedReading.by": "in the record",
    "Import.undone_by": "in the record",
    "ImportWork.asked_by": "in the record",
    "Pause.by": "in the record",
    "RewardBudget.set_by": "in the record",
    "Screen.created_by": "in the record",
    "Escalation.on_duty": "in the record of the case",
    "TakenCall.person": "repeats what a program was answered",
}


def ways_to_people():
    """Each foreign key to a person, as `Model.field`."""
    for model in apps.get_models():
        if model._meta.app_label in {"teams", "goals", "feedback", "escalations"}:
            for one in model._meta.get_fields():
                if getattr(one, "concrete", False) and one.related_model is User:
                    yield f"{model.__name__}.{one.name}"


def test_case_16_every_table_with_a_person_in_it_is_in_the_file_or_said_to_be_left_out():
    given = {
        f"{held.model.__name__}.{way}"
        for held_in_app in held_by_app().values()
        for held in held_in_app
        for way in held.by.split()
    }
    ways = set(ways_to_people())
    assert len(ways) > 100
    assert ways - given - NOT_GIVEN.keys() == set()
    assert {name for name in NOT_GIVEN if name in given} == set()
    assert NOT_GIVEN.keys() - ways == set()


def test_no_two_kinds_of_rows_of_an_app_have_one_name():
    for held_in_app in held_by_app().values():
        names = [held.name for held in held_in_app]
        assert len(names) == len(set(names))


def made(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return json.loads(answer.getvalue())


@pytest.fixture
def written(agent, colleague, supervisor, manager, north):
    """Words of others about Jin and his own, each with a marker of its own."""
    for visible, marker in ((True, "shared-note"), (False, "hidden-note")):
        CoachingNote.objects.create(
            author=supervisor, person=agent, situation=marker, behaviour="b", effect="e",
            written_at=NOW, shared_at=NOW if visible else None,
        )  # fmt: skip
    CoachingNote.objects.create(
        author=supervisor, person=colleague, situation="another-note", written_at=NOW, shared_at=NOW
    )
    Talk.objects.create(
        author=supervisor, person=agent, about="shared-talk", seen="s", expectation="x",
        own_words="leaders-own-words", follow_up_on=date(2026, 12, 1), opened_at=NOW, shared_at=NOW,
    )  # fmt: skip
    for author, to, marker in (
        (colleague, agent, "thanks-to-jin"),
        (agent, colleague, "thanks-by-jin"),
        (supervisor, colleague, "thanks-of-others"),
    ):
        kudos = Kudos.objects.create(
            author=author, team=north, words=marker, visibility="private", shared_at=NOW
        )
        Recipient.objects.create(kudos=kudos, user=to, shared_at=NOW)
    praise = Praise.objects.create(
        team=north, words="praise-of-jin", channel="phone", customer="customer-name",
        said_on=NOW.date(), added_by=supervisor, added_at=NOW,
    )  # fmt: skip
    praise.people.add(agent)
    Wish.objects.create(
        person=agent, kind="wish", words="wish-of-jin", added_by=agent, added_at=NOW
    )
    Escalation.objects.create(
        team=north, logged_by=agent, state="draft", category=Category.objects.first(),
        about="about-the-case", said="customers-own-words", customer_name="customers-name",
        reference="customers-number", created_at=NOW, saved_at=NOW, day=NOW.date(), hour=12,
    )  # fmt: skip
    for about, marker in ((agent, "notice-to-jin"), (colleague, "of-another"), (None, "of-nobody")):
        Notice.objects.create(
            user=agent, kind="goals.challenges", key=marker, about=about, text=f"{marker}-3.7-pts",
            detail=f"{marker}-said", at=NOW,
        )  # fmt: skip
    DayBox.objects.create(
        person=agent, title="box-of-jin", starts_at=NOW, minutes=30, created_at=NOW
    )
    AuditEntry.objects.create(
        at=NOW,
        actor=manager,
        verb="changed",
        kind="goals.goal",
        object_id=1,
        reason="said-by-manager",
    )


HIS = {
    "shared-note", "shared-talk", "thanks-to-jin", "thanks-by-jin", "praise-of-jin", "wish-of-jin", "about-the-case",
    "notice-to-jin", "box-of-jin",
}  # fmt: skip
NOT_HIS = {
    "hidden-note", "another-note", "leaders-own-words", "thanks-of-others", "customer-name", "customers-own-words",
    "customers-name", "customers-number", "said-by-manager", "of-another", "of-nobody",
}  # fmt: skip


def test_case_16_a_file_is_whole_and_free_of_third_parties(written, agent, client_of):
    client = client_of(agent)
    page = client.get(reverse("teams:privacy"))
    assert "Everything Leadwell holds about you" in page.content.decode()
    assert "names one, it stands as it was written." in page.content.decode()
    assert not AuditEntry.objects.filter(verb="made file of").exists()
    told = json.dumps(made(client.post(reverse("teams:privacy"))))
    assert {marker for marker in HIS if marker not in told} == set()
    assert {marker for marker in NOT_HIS if marker in told} == set()
    assert agent.password not in told
    # That there were such is in it, without their words.
    notices = made(client.post(reverse("teams:privacy")))["teams"]["other_notices_to_you"]
    assert [sorted(row) for row in notices] == [["at", "kind", "mailed_at", "read_at"]] * 2
    for entry in AuditEntry.objects.filter(verb="made file of"):
        assert (entry.actor_id, entry.object_id) == (agent.pk, agent.pk)


def test_case_16_an_administrator_makes_it_only_where_the_person_asked_and_reads_nothing_private(
    written, agent, administrator, client_of
):
    client, at = client_of(administrator), reverse("teams:person_file", args=[agent.pk])
    refused = client.post(at, {"asked": "  "})
    assert refused.status_code == 200
    assert "Say how and when they asked" in refused.content.decode()
    assert not AuditEntry.objects.filter(verb="made file of").exists()
    told = made(client.post(at, {"asked": "By letter of 12 November"}))
    assert told["teams"]["you"][0]["username"] == "jin"
    assert {marker for marker in HIS | NOT_HIS if marker in json.dumps(told)} == set()
    assert AuditEntry.objects.get(verb="made file of").reason == "By letter of 12 November"


def test_case_16_who_left_still_has_what_is_theirs_in_it(written, agent, administrator, client_of):
    User.objects.filter(pk=agent.pk).update(is_active=False, left_on=date(2026, 11, 1))
    at = reverse("teams:person_file", args=[agent.pk])
    told = made(client_of(administrator).post(at, {"asked": "By letter"}))
    assert [row["team_name"] for row in told["teams"]["roles"]] == ["North"]


def file_of(client):
    return json.dumps(made(client.post(reverse("teams:privacy"))))


def test_case_03_of_an_appraisal_it_holds_what_the_person_reads_of_it_by_then(
    agent, supervisor, manager, client_of, time_machine
):
    time_machine.move_to(NOW, tick=False)
    appraisal = scene.brought_to(scene.an_appraisal(manager, agent, supervisor), "leader")
    add_own_evidence(supervisor, appraisal, words="leaders-evidence", now=NOW)
    theirs = (scene.LEADER_SAYS, scene.LEADER_WHOLE, "leaders-evidence")
    person, leader = client_of(agent), client_of(supervisor)
    told = file_of(person)
    assert [word for word in theirs if word in told] == []
    assert scene.PERSON_SAYS in told
    assert [word for word in theirs if word not in file_of(leader)] == []
    writing.send_part(
        supervisor, appraisal, says=scene.says(appraisal, scene.LEADER_SAYS), own=scene.LEADER_WHOLE,
        now=NOW,
    )  # fmt: skip
    told = file_of(person)
    assert [word for word in theirs if word not in told] == []
    detours.leave_out(supervisor, appraisal, reason="Another team by now.", now=NOW)
    told = file_of(person)
    assert [word for word in theirs if word in told] == []
    assert scene.PERSON_SAYS in told


def test_case_03_answers_beneath_a_thanks_that_was_taken_back_are_in_no_file(
    agent, supervisor, colleague, north, client_of
):
    kudos = Kudos.objects.create(
        author=supervisor, team=north, words="w", visibility="team", shared_at=NOW
    )
    Recipient.objects.create(kudos=kudos, user=agent, shared_at=NOW)
    Reply.objects.create(kudos=kudos, by=colleague, words="answer-of-dele", at=NOW)
    assert "answer-of-dele" in file_of(client_of(agent))
    Kudos.objects.filter(pk=kudos.pk).update(taken_back_at=NOW)
    assert "answer-of-dele" not in file_of(client_of(agent))


def test_case_22_the_number_of_statements_does_not_grow_with_rows(
    agent, client_of, django_assert_max_num_queries
):
    client = client_of(agent)
    kinds = sum(len(held) for held in held_by_app().values())
    for at in range(30):
        DayBox.objects.create(
            person=agent, title=f"box {at}", starts_at=NOW + timedelta(hours=at), minutes=30,
            created_at=NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(kinds + 12):
        assert len(made(client.post(reverse("teams:privacy")))["teams"]["time_you_set_aside"]) == 30
