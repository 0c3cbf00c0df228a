"""Another leader for an appraisal: what is passed on, who is told, and what comes back to whom."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.appraisals import cycles, evidence, settling
from feedback.actions.appraisals.common import NotNow
from feedback.models import Appraisal, Assessment, Evidence
from feedback.queries.appraisals.words import competencies_of, said_by
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice, Role
from tests.cast import _person
from tests.feedback.appraisals_scene import LEADER_SAYS, NOW, PERSON_SAYS, an_appraisal, brought_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def second(north):
    """Another supervisor of North."""
    return _person("Ola Berg", "ola", north, Role.SUPERVISOR)


def again(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def test_case_19_another_leader_gets_what_was_sent_and_never_the_others_draft(
    manager, agent, supervisor, second
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "leader")
    evidence.add_own_evidence(supervisor, found, words="Of Marcus", now=NOW)
    cycles.hand_over(manager, found, second, reason="Marcus goes to South.", now=NOW)
    now = again(found)
    assert (now.leader, now.state, now.leader_words) == (second, "leader", "")
    assert said_by(now, "person") != {}
    assert not Assessment.objects.filter(side="leader").exists()
    assert not Evidence.objects.filter(added_by=supervisor).exists()
    entry = AuditEntry.objects.get(verb="handed over")
    # The reason is for the two: the record, which administrators read, does not hold it.
    assert (entry.reason, entry.actor) == ("", manager)
    assert [one.reason for one in now.hand_overs.all()] == ["Marcus goes to South."]
    # Whose draft it was is told that it is gone, and never a word of it.
    told = Notice.objects.filter(user=supervisor).latest("pk")
    assert told.text == (
        "Ola Berg leads Jin Park’s appraisal from now on, in your place. "
        "What you had not sent was not passed on, and is gone."
    )


def test_case_19_who_no_longer_leads_it_reads_nothing_from_then_on(
    manager, agent, supervisor, second, client_of
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "talk")
    assert client_of(supervisor).get(f"/appraisals/{found.pk}/").status_code == 200
    cycles.hand_over(manager, found, second, reason="Away", now=NOW)
    assert client_of(supervisor).get(f"/appraisals/{found.pk}/").status_code == 404
    page = client_of(second).get(f"/appraisals/{found.pk}/").content.decode()
    assert "Away" in page
    assert LEADER_SAYS in page
    assert LEADER_SAYS not in client_of(agent).get(f"/appraisals/{found.pk}/").content.decode()


def test_handed_over_while_it_is_signed_everybody_signs_anew(manager, agent, supervisor, second):
    found = brought_to(an_appraisal(manager, agent, supervisor), "sign")
    settling.sign(agent, found, now=NOW)
    cycles.hand_over(supervisor, found, second, reason="On leave", now=NOW)
    now = again(found)
    assert (now.state, now.person_signed_at, now.leader_sent_at) == ("leader", None, None)
    assert said_by(now, "leader") != {}
    told = Notice.objects.filter(user=agent).latest("pk").text
    assert told.endswith("Your signature was taken off: read it once more, then sign.")
    # Who handed it over knows of it.
    assert not Notice.objects.filter(user=supervisor, text__contains="in your place").exists()


def test_another_leader_takes_out_what_the_one_before_had_put_in(
    manager, agent, supervisor, second, client_of
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "talk")
    entry = evidence.add_own_evidence(supervisor, found, words="Of Marcus", now=NOW)
    mine = evidence.add_own_evidence(agent, found, words="Of Jin", now=NOW)
    cycles.hand_over(manager, found, second, reason="Away", now=NOW)
    page = client_of(second).get(f"/appraisals/{found.pk}/evidence/").content.decode()
    assert f"/evidence/{entry.pk}/remove/" in page
    assert f"/evidence/{mine.pk}/remove/" not in page
    with pytest.raises(PermissionDenied):
        evidence.remove_evidence(second, found, mine, now=NOW)
    evidence.remove_evidence(second, found, entry, now=NOW)
    assert [one.label for one in again(found).evidence.all()] == ["Of Jin"]


def test_case_19_words_of_who_led_it_before_come_back_to_them(
    manager, agent, supervisor, second, client_of
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "leader")
    one = competencies_of(found.cycle.template_id)[0]
    sent = {
        "write": {f"words_{one.pk}": "What I was typing", f"level_{one.pk}": "3"},
        "evidence": {"words": "What I was typing"},
        "talk": {"talked_on": "2026-11-19", "next_words": "What I was typing"},
        "sign": {"token": "x"},
    }
    client = client_of(supervisor)
    cycles.hand_over(manager, found, second, reason="a-reason-for-the-two", now=NOW)
    for name, body in sent.items():
        path = f"/appraisals/{found.pk}/{name}/"
        answer = client.post(path, body)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Ola Berg leads it now, in your place." in page
        assert ("What I was typing" in page) == (name != "sign")
        for word in (PERSON_SAYS, LEADER_SAYS, "a-reason-for-the-two"):
            assert word not in page
        # Nobody else is told that there is anything.
        assert client.get(path).status_code in {404, 405}
        assert client_of(manager).post(path, body).status_code == 404


def test_case_04_the_person_does_not_choose_who_leads_them(
    manager, agent, supervisor, second, colleague
):
    found = an_appraisal(manager, agent, supervisor)
    for actor in (agent, colleague, second):
        with pytest.raises(PermissionDenied):
            cycles.hand_over(actor, found, second, reason="Nicer", now=NOW)
    for leader in (agent, colleague, supervisor):
        with pytest.raises(ActionRefused):
            cycles.hand_over(manager, found, leader, reason="x", now=NOW)


def test_signed_it_stays_with_who_signed_it(manager, agent, supervisor, second):
    found = brought_to(an_appraisal(manager, agent, supervisor), "signed")
    with pytest.raises(NotNow):
        cycles.hand_over(manager, found, second, reason="x", now=NOW)
