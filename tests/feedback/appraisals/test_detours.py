"""Where an appraisal leaves its usual way: out of its round and back, and on without the person's part."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback.actions.appraisals import cycles, detours, evidence, settling, writing
from feedback.actions.appraisals.common import NotNow
from feedback.models import Appraisal, Detour
from feedback.queries.appraisals.lists import progress_of, turns_of
from feedback.queries.appraisals.words import said_by, whole_token
from feedback.recompute import appraisals as reminders
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice
from tests.feedback.appraisals_scene import (
    DISAGREES,
    LEADER_SAYS,
    NEXT,
    NOW,
    PERSON_SAYS,
    PERSON_WHOLE,
    TODAY,
    an_appraisal,
    brought_to,
    says,
)

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(days=8)
WHY = "a-reason-for-the-two"
LEADER = {"own": "", "now": LATE}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def made(manager, agent, supervisor):
    return an_appraisal(manager, agent, supervisor)


@pytest.fixture
def gone_on(made, supervisor, clock):
    """Jin has a draft and has not sent it; Marcus went on the day after."""
    brought_to(made, "self")
    clock.move_to(LATE, tick=False)
    detours.go_on(supervisor, made, reason=WHY, now=LATE)
    return again(made)


def again(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def read(client, appraisal: Appraisal, name: str = "appraisal") -> str:
    answer = client.get(reverse(f"feedback:{name}", args=[appraisal.pk]))
    return unescape(answer.content.decode())


# --- Out of the round ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["self", "leader", "talk", "sign"])
def test_out_of_the_round_everything_rests_and_put_back_it_goes_on_where_it_was(
    state, made, agent, supervisor, manager
):
    found = brought_to(made, state)
    detours.leave_out(manager, found, reason=WHY, now=NOW)
    out = again(found)
    assert (out.state, out.out_at, turns_of(agent, TODAY), turns_of(supervisor, TODAY)) == (
        state, NOW, [], [],
    )  # fmt: skip
    for act in (
        lambda: writing.save_part(agent, out, says=says(out, "Else"), own="", now=NOW),
        lambda: writing.send_part(supervisor, out, says=says(out, "Else"), now=NOW),
        lambda: settling.agree(agent, out, talked_on=TODAY, next_words="Else", now=NOW),
        lambda: settling.sign(agent, out, now=NOW),
        lambda: evidence.add_own_evidence(agent, out, words="More", now=NOW),
        lambda: cycles.hand_over(supervisor, out, manager, reason="Away", now=NOW),
    ):
        with pytest.raises(NotNow, match="out of Autumn 2026"):
            act()
    before = Notice.objects.count()
    reminders.look(NOW + timedelta(days=8))
    assert Notice.objects.count() == before
    detours.put_back(manager, out, now=NOW)
    back = again(found)
    assert (back.state, back.out_at) == (state, None)
    assert said_by(back, "person") == said_by(found, "person") != {}
    assert back.next_words == found.next_words
    assert turns_of(agent, TODAY) or turns_of(supervisor, TODAY)


def test_case_03_out_of_the_round_each_reads_their_own_words_alone(
    made, agent, supervisor, client_of
):
    found = brought_to(made, "sign")
    detours.leave_out(supervisor, found, reason=WHY, now=NOW)
    mine, theirs = read(client_of(agent), found), read(client_of(supervisor), found)
    assert PERSON_SAYS in mine
    assert DISAGREES in mine
    assert LEADER_SAYS not in mine
    assert LEADER_SAYS in theirs
    for word in (PERSON_SAYS, PERSON_WHOLE, DISAGREES):
        assert word not in theirs
    for page in (mine, theirs):
        assert NEXT in page
        assert f"Marcus took Jin out of this round on 20 Nov: {WHY}" in " ".join(page.split())
    detours.put_back(supervisor, found, now=NOW)
    assert LEADER_SAYS in (page := read(client_of(agent), found))
    # That it was so stays to be read.
    assert "Marcus put Jin back into this round on 20 Nov." in page
    assert WHY in page


def test_the_two_are_told_without_the_reason_and_the_record_does_not_hold_it(
    made, agent, supervisor, manager, client_of
):
    for _ in range(2):
        detours.leave_out(manager, made, reason=WHY, now=NOW)
    assert Detour.objects.count() == 1
    last = {one.user_id: one.text for one in Notice.objects.order_by("pk")}
    assert last[agent.pk] == "Priya Nair took you out of Autumn 2026. Read why."
    assert last[supervisor.pk] == "Priya Nair took Jin Park out of Autumn 2026. Read why."
    for _ in range(2):
        detours.put_back(manager, made, now=NOW)
    last = {one.user_id: one.text for one in Notice.objects.order_by("pk")}
    assert last[agent.pk] == "Priya Nair put you back into Autumn 2026."
    kept = [str((one.verb, one.before, one.after, one.reason)) for one in AuditEntry.objects.all()]
    kept += [f"{one.text} {one.detail}" for one in Notice.objects.all()]
    assert not any(WHY in text for text in kept)
    assert WHY not in read(client_of(manager), made.cycle, "appraisal_cycle")


@pytest.mark.parametrize("who", ["person", "leader"])
def test_with_a_signature_nobody_is_taken_out(who, made, manager):
    found = brought_to(made, "sign")
    settling.sign(getattr(found, who), found, now=NOW)
    with pytest.raises(NotNow, match="signature"):
        detours.leave_out(manager, found, reason=WHY, now=NOW)
    assert not Detour.objects.exists()


def test_nobody_is_taken_out_without_a_reason_or_out_of_a_closed_round(made, manager, client_of):
    with pytest.raises(ActionRefused) as refused:
        detours.leave_out(manager, made, reason=" ", now=NOW)
    assert refused.value.field == "reason"
    cycles.close_cycle(manager, made.cycle, closed=True, now=NOW)
    with pytest.raises(NotNow, match="is closed"):
        detours.leave_out(manager, made, reason=WHY, now=NOW)
    path = reverse("feedback:appraisal_leave_out", args=[made.pk])
    page = client_of(manager).post(path, {"reason": "kept-in-the-form"}).content.decode()
    assert "is closed" in page
    assert "kept-in-the-form" in page


def test_case_04_the_person_takes_nobody_out_and_goes_on_for_nobody(
    made, agent, colleague, other_supervisor, manager
):
    for actor in (agent, colleague, other_supervisor):
        for act in (detours.leave_out, detours.go_on):
            with pytest.raises(PermissionDenied):
                act(actor, made, reason="Nicer", now=LATE)
        with pytest.raises(PermissionDenied):
            detours.put_back(actor, made, now=NOW)
    # Whoever looks after the round writes in none that they do not lead.
    with pytest.raises(PermissionDenied):
        detours.go_on(manager, made, reason="Faster", now=LATE)


def test_who_looks_after_a_round_takes_out_and_puts_back_on_its_page(
    made, manager, supervisor, client_of
):
    client, path = client_of(manager), reverse("feedback:appraisal_cycle", args=[made.cycle_id])
    assert "Not signed yet: 1." in client.get(path).content.decode()
    out = client.post(reverse("feedback:appraisal_leave_out", args=[made.pk]), {"reason": WHY})
    assert out["Location"] == path
    page = client.get(path).content.decode()
    assert "Jin Park is out of this round." in page
    assert "Not signed yet" not in page
    row = progress_of(manager, made.cycle, TODAY)[0]
    assert (row.can_hand_over, row.can_leave_out, row.can_put_back) == (False, False, True)
    assert client.post(reverse("feedback:appraisal_put_back", args=[made.pk]))["Location"] == path
    # The leader, who keeps no rounds, comes back to the appraisal.
    client = client_of(supervisor)
    out = client.post(reverse("feedback:appraisal_leave_out", args=[made.pk]), {"reason": WHY})
    assert out["Location"] == reverse("feedback:appraisal", args=[made.pk])
    assert "Put Jin back into the round" in client.get(out["Location"]).content.decode()


# --- On without the person's part ----------------------------------------------------------------


def test_until_the_persons_day_is_over_the_leader_waits(made, supervisor, client_of, clock):
    path = reverse("feedback:appraisal_go_on", args=[made.pk])
    clock.move_to(NOW + timedelta(days=7), tick=False)
    client = client_of(supervisor)
    answer = client.post(path, {"reason": "typed-too-early"})
    assert answer.status_code == 409
    assert "Jin Park has until 27 Nov." in answer.content.decode()
    assert "typed-too-early" in answer.content.decode()
    assert "Go on without" not in read(client, made)
    clock.move_to(LATE, tick=False)
    client = client_of(supervisor)
    assert "Go on without Jin’s part" in read(client, made)
    assert client.post(path, {"reason": ""}).status_code == 200
    assert again(made).state == "self"
    answer = client.post(path, {"reason": WHY})
    assert answer["Location"] == reverse("feedback:appraisal_write", args=[made.pk])
    assert (again(made).state, again(made).went_on_at) == ("leader", LATE)


def test_gone_on_both_read_why_and_the_person_is_told(gone_on, agent, supervisor, client_of):
    detours.go_on(supervisor, gone_on, reason="Twice", now=LATE)
    assert Detour.objects.count() == 1
    assert Notice.objects.filter(user=agent).latest("pk").text == (
        "Marcus Webb goes on with Autumn 2026 without your part. "
        "Read why; you can still add it until one of you signs."
    )
    for person in (agent, supervisor):
        page = " ".join(read(client_of(person), gone_on).split())
        assert f"Marcus went on without Jin’s part on 28 Nov: {WHY}" in page
        assert "Without Jin’s part" in page
        assert ("You can still add your part" in page) == (person == agent)
        assert ("Jin can still add their part" in page) == (person == supervisor)


def test_case_03_what_the_person_has_not_sent_stays_theirs_to_the_end(
    gone_on, agent, supervisor, client_of
):
    evidence.add_own_evidence(agent, gone_on, words="jins-own-card", now=LATE)
    token = None
    for step in ("leader", "talk", "sign", "signed"):
        page = read(client_of(supervisor), gone_on)
        for word in (PERSON_SAYS, PERSON_WHOLE, "jins-own-card"):
            assert word not in page, step
        assert PERSON_SAYS in read(client_of(agent), gone_on)
        if step == "leader":
            writing.send_part(supervisor, gone_on, says=says(gone_on, LEADER_SAYS), **LEADER)
        elif step == "talk":
            settling.agree(supervisor, gone_on, talked_on=TODAY, next_words=NEXT, now=LATE)
            settling.disagree(agent, gone_on, words=DISAGREES, now=LATE)
            token = whole_token(again(gone_on))
        elif step == "sign":
            # A draft of the person's is nothing that is signed.
            writing.save_part(agent, gone_on, says=says(gone_on, PERSON_SAYS, 1), own="", now=LATE)
            writing.save_part(
                agent, gone_on, says=says(gone_on, PERSON_SAYS, 1), own=PERSON_WHOLE, now=LATE
            )
            settling.sign(supervisor, gone_on, token=token, now=LATE)
            with pytest.raises(NotNow, match="signature"):
                writing.send_part(agent, gone_on, now=LATE)
            settling.sign(agent, gone_on, token=token, now=LATE)
            # From the first signature on nothing is added any more, and the page does not say so either.
            assert "can still add" not in read(client_of(supervisor), gone_on)
    now = again(gone_on)
    assert (now.state, now.self_sent_at, now.disagreement) == ("signed", None, DISAGREES)


@pytest.mark.parametrize("state", ["leader", "talk", "sign"])
def test_the_person_adds_their_part_until_somebody_signs(
    state, gone_on, agent, supervisor, client_of
):
    if state != "leader":
        writing.send_part(supervisor, gone_on, says=says(gone_on, LEADER_SAYS), **LEADER)
    token = None
    if state == "sign":
        settling.agree(supervisor, gone_on, talked_on=TODAY, next_words=NEXT, now=LATE)
        token = whole_token(again(gone_on))
    for _ in range(2):
        writing.send_part(agent, gone_on, now=LATE)
    now = again(gone_on)
    assert (now.state, now.self_sent_at) == (state, LATE)
    told = Notice.objects.filter(user=supervisor, text__contains="after all")
    assert [one.text for one in told] == [
        "Jin Park added their part of Autumn 2026 after all. Read it."
    ]
    page = read(client_of(supervisor), now)
    assert PERSON_SAYS in page
    assert "Jin added their part on 28 Nov." in page
    assert WHY in page
    if token:
        # The leader had not read it when they opened the page to sign.
        with pytest.raises(Stale):
            settling.sign(supervisor, now, token=token, now=LATE)


def test_added_late_and_taken_back_the_leader_need_not_wait_again(gone_on, agent, supervisor):
    writing.send_part(agent, gone_on, now=LATE)
    assert writing.take_back(agent, gone_on, now=LATE).state == "leader"
    now = again(gone_on)
    assert now.self_sent_at is None
    writing.save_part(supervisor, now, says=says(now, LEADER_SAYS), **LEADER)
    writing.send_part(agent, now, now=LATE)
    assert again(now).self_sent_at == LATE


def test_the_part_that_was_sent_is_not_gone_on_without(made, supervisor, clock):
    brought_to(made, "leader")
    clock.move_to(LATE, tick=False)
    with pytest.raises(NotNow):
        detours.go_on(supervisor, made, reason=WHY, now=LATE)
    assert again(made).went_on_at is None


def test_handed_over_it_goes_on_without_the_part_still(gone_on, agent, supervisor, manager):
    cycles.hand_over(supervisor, gone_on, manager, reason="On leave", now=LATE)
    now = again(gone_on)
    writing.save_part(manager, now, says=says(now, LEADER_SAYS), **LEADER)
    writing.send_part(agent, now, now=LATE)
    assert again(now).state == "leader"
