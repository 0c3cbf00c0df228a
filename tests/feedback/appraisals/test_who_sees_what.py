"""Who reads what of an appraisal at each point of its way: markers planted in every part, looked for on every page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from feedback.actions.appraisals.evidence import add_own_evidence
from feedback.models import Appraisal
from teams.actions.memberships import join_team
from teams.models import AuditEntry, Notice, Role
from tests.feedback import appraisals_scene as scene
from tests.feedback.appraisals_scene import NOW, STATES, an_appraisal, brought_to

pytestmark = pytest.mark.django_db
PERSON_PUT_IN = "jins-evidence-word"
LEADER_PUT_IN = "marcuss-evidence-word"
PERSONS = {scene.PERSON_SAYS, scene.PERSON_WHOLE, PERSON_PUT_IN}
LEADERS = {scene.LEADER_SAYS, scene.LEADER_WHOLE, LEADER_PUT_IN}
MARKERS = PERSONS | LEADERS | {scene.NEXT, scene.DISAGREES}
BOTH_TALK = PERSONS | LEADERS | {scene.DISAGREES}
ALL = BOTH_TALK | {scene.NEXT}
READ = {
    ("self", "person"): PERSONS,
    ("self", "leader"): set(),
    ("leader", "person"): PERSONS,
    ("leader", "leader"): PERSONS | LEADERS,
    ("talk", "person"): BOTH_TALK,
    ("talk", "leader"): BOTH_TALK,
    ("sign", "person"): ALL,
    ("sign", "leader"): ALL,
    ("signed", "person"): ALL,
    ("signed", "leader"): ALL,
}
PAGES = ("appraisal", "appraisal_write", "appraisal_evidence", "appraisal_talk",
         "appraisal_disagree", "appraisal_hand_over")  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def made(manager, agent, supervisor):
    return an_appraisal(manager, agent, supervisor)


def with_evidence(appraisal: Appraisal, state: str) -> Appraisal:
    """At a point of its way, with something put in by each side whose turn came."""
    add_own_evidence(appraisal.person, appraisal, words=PERSON_PUT_IN, now=NOW)
    found = brought_to(appraisal, "leader" if state != "self" else "self")
    if state != "self":
        add_own_evidence(appraisal.leader, appraisal, words=LEADER_PUT_IN, now=NOW)
    if state not in {"self", "leader"}:
        found = rest_of_the_way(found, state)
    return found


def rest_of_the_way(appraisal: Appraisal, state: str) -> Appraisal:
    """From the leader's turn on."""
    from feedback.actions.appraisals import settling, writing

    person, leader = appraisal.person, appraisal.leader
    writing.send_part(leader, appraisal, now=NOW)
    settling.disagree(person, appraisal, words=scene.DISAGREES, now=NOW)
    if state in {"sign", "signed"}:
        settling.agree(leader, appraisal, talked_on=scene.TODAY, next_words=scene.NEXT, now=NOW)
    if state == "signed":
        settling.sign(person, appraisal, now=NOW)
        settling.sign(leader, appraisal, now=NOW)
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def seen(client, appraisal: Appraisal) -> set[str]:
    """The markers on all pages of an appraisal and around it, as far as they open."""
    paths = [reverse(f"feedback:{name}", args=[appraisal.pk]) for name in PAGES]
    paths += [
        reverse("feedback:appraisals"),
        reverse("feedback:appraisal_cycle", args=[appraisal.cycle_id]),
        reverse("feedback:appraisal_cycles"),
        reverse("teams:person", args=[appraisal.person_id]),
        reverse("teams:inbox"),
        "/",
    ]
    words = b"".join(client.get(path).content for path in paths)
    return {marker for marker in MARKERS if marker.encode() in words}


@pytest.mark.parametrize("state", STATES)
def test_case_03_each_of_the_two_reads_what_is_theirs_to_read_at_that_point(state, made, client_of):
    found = with_evidence(made, state)
    assert found.state == state
    assert seen(client_of(found.person), found) == READ[state, "person"]
    assert seen(client_of(found.leader), found) == READ[state, "leader"]


@pytest.mark.parametrize("state", STATES)
def test_case_03_nobody_else_ever_reads_a_word_of_it(
    state, made, client_of, manager, administrator, colleague, stranger, other_supervisor, north
):
    found = with_evidence(made, state)
    second = join_team(None, other_supervisor, north, Role.SUPERVISOR, scene.TODAY)
    assert second.pk
    for person in (manager, administrator, colleague, stranger, other_supervisor):
        client = client_of(person)
        assert seen(client, found) == set(), person
        assert client.get(reverse("feedback:appraisal", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_case_15_record_and_notices_hold_that_it_happened_and_never_a_word(
    state, made, django_assert_num_queries
):
    found = with_evidence(made, state)
    entries = AuditEntry.objects.filter(kind="feedback.appraisal", object_id=found.pk)
    assert entries.exists()
    kept = [str((one.verb, one.before, one.after, one.reason)) for one in AuditEntry.objects.all()]
    kept += [f"{one.text} {one.detail} {one.url} {one.key}" for one in Notice.objects.all()]
    assert {marker for marker in MARKERS for text in kept if marker in text} == set()
    assert not any(marker in str(found) for marker in MARKERS)


def test_who_looks_after_a_round_sees_whose_turn_it_is(made, client_of, manager, administrator):
    found = with_evidence(made, "leader")
    for person in (manager, administrator):
        page = client_of(person).get(reverse("feedback:appraisal_cycle", args=[found.cycle_id]))
        text = re.sub(r"\s+", " ", page.content.decode())
        assert "Jin Park" in text
        assert "Marcus Webb writes now." in text


def test_a_draft_of_the_leader_is_no_sign_on_the_persons_page(made, client_of):
    """Neither that there is one, nor what it holds: the page is the same before and after."""
    found = brought_to(made, "leader")
    client = client_of(found.person)
    path = reverse("feedback:appraisal", args=[found.pk])
    with_draft = client.get(path).content
    found.assessments.filter(side="leader").delete()
    Appraisal.objects.filter(pk=found.pk).update(leader_words="")
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub(b"", client.get(path).content) == strip.sub(b"", with_draft)
