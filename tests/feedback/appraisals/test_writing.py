"""Appraisals, verb by verb: written, sent, taken back, agreed, disagreed with, signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from feedback.actions.appraisals import cycles, evidence, settling, writing
from feedback.actions.appraisals.common import NotNow
from feedback.actions.appraisals.writing import Says
from feedback.actions.kudos_answers import hide
from feedback.models import Appraisal, Assessment, CoachingNote, Competency, Evidence, Idea
from feedback.queries.appraisals.suggestions import suggestions_for
from feedback.queries.appraisals.words import (
    disagreement_token,
    part_token,
    said_by,
    settled_token,
    whole_token,
)
from goals import dates
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.feedback.appraisals_scene import (
    DAY,
    LEADER_SAYS,
    NOW,
    PERSON_SAYS,
    PERSON_WHOLE,
    TODAY,
    an_appraisal,
    brought_to,
    says,
)
from tests.feedback.kudos_scene import thanks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def made(manager, agent, supervisor):
    return an_appraisal(manager, agent, supervisor)


def again(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def test_the_person_writes_first_and_the_leader_cannot_before(made, supervisor):
    with pytest.raises(NotNow, match="Jin Park writes first"):
        writing.save_part(supervisor, made, says=says(made, LEADER_SAYS), own="", now=NOW)
    assert not Assessment.objects.exists()


def test_a_draft_is_kept_and_changed_and_tells_nobody(made, agent, supervisor):
    before = Notice.objects.count()
    writing.save_part(agent, made, says=says(made, "First"), own="So far", now=NOW)
    writing.save_part(agent, made, says=says(made, "Then", 4), own="So far", now=NOW)
    assert set(said_by(made, "person").values()) == {(4, "Then Listens"), (4, "Then Solves")}
    assert Notice.objects.count() == before


def test_each_competency_needs_a_level_or_words_before_it_is_sent(made, agent):
    first, second = Competency.objects.order_by("position")
    with pytest.raises(ActionRefused, match="Listens: choose a level") as refused:
        writing.send_part(agent, made, says={second.pk: Says(2, "")}, own="", now=NOW)
    assert refused.value.field == f"level_{first.pk}"
    parts = {first.pk: Says(None, "I was not on the phone"), second.pk: Says(2)}
    assert writing.send_part(agent, made, says=parts, own="", now=NOW).state == "leader"


def test_sent_it_is_the_leaders_turn_who_is_told_once(made, agent, supervisor):
    for _ in range(2):
        writing.send_part(agent, made, says=says(made, PERSON_SAYS), own=PERSON_WHOLE, now=NOW)
    told = Notice.objects.filter(user=supervisor)
    assert [one.text for one in told] == [
        "Jin Park has written their part of Autumn 2026. It is your turn."
    ]
    assert again(made).self_sent_at == NOW


def test_what_was_sent_cannot_be_changed_by_sending_again(made, agent):
    brought_to(made, "leader")
    with pytest.raises(NotNow, match="Marcus Webb writes now"):
        writing.send_part(agent, made, says=says(made, "Otherwise"), own="", now=NOW)


def test_the_leader_is_told_that_a_disagreement_was_taken_back(made, agent, supervisor):
    found = brought_to(made, "talk")
    settling.disagree(agent, found, words="", now=NOW)
    told = Notice.objects.filter(user=supervisor).latest("pk").text
    assert told == "Jin Park took back where they see it differently."


@pytest.mark.parametrize("way", ["taken back", "handed over"])
def test_what_was_agreed_is_written_down_anew_once_it_went_back(
    way, made, agent, supervisor, manager
):
    found, leader = brought_to(made, "sign"), supervisor
    if way == "taken back":
        writing.take_back(supervisor, found, now=NOW)
    else:
        cycles.hand_over(supervisor, found, manager, reason="Away", now=NOW)
        leader = manager
    writing.send_part(leader, again(made), now=NOW)
    there = again(made)
    assert there.state == "talk"
    values = {"talked_on": there.talked_on, "next_words": there.next_words}
    token = settled_token(there)
    done = settling.agree(leader, there, **values, token=token, now=NOW)
    assert done.state == "sign"
    told = Notice.objects.filter(user=agent).latest("pk").text
    assert told == f"{leader.name} wrote down what you agreed to aim for. Read it, then sign."
    version = settling.agree(leader, there, **values, token=token, now=NOW).version
    assert version == done.version


def test_case_04_nobody_writes_or_signs_for_the_other(made, agent, supervisor, manager):
    found = brought_to(made, "sign")
    settling.sign(supervisor, found, now=NOW)
    assert again(made).person_signed_at is None
    settling.sign(supervisor, found, now=NOW)
    assert again(made).state == "sign"
    with pytest.raises(PermissionDenied):
        settling.disagree(supervisor, found, words="They agree.", now=NOW)
    for act in (settling.sign, writing.take_back):
        with pytest.raises(PermissionDenied):
            act(manager, found, now=NOW)


def test_case_14_words_go_to_the_side_of_who_writes_and_to_competencies_of_the_template(
    made, agent, manager
):
    from tests.feedback.appraisals_scene import a_template

    other = a_template(manager, name="Other").competencies.first()
    with pytest.raises(ActionRefused, match="not among what"):
        writing.save_part(agent, made, says={other.pk: Says(2, "x")}, own="", now=NOW)
    first = Competency.objects.filter(template=made.cycle.template).first()
    with pytest.raises(ActionRefused, match="four levels"):
        writing.save_part(agent, made, says={first.pk: Says(5, "x")}, own="", now=NOW)
    writing.save_part(agent, made, says=says(made, "Mine"), own="", now=NOW)
    assert set(Assessment.objects.values_list("side", flat=True)) == {"person"}


def test_case_20_a_draft_of_two_windows_is_refused_and_stays(made, agent):
    token = part_token({}, "")
    writing.save_part(agent, made, says=says(made, "One"), own="", token=token, now=NOW)
    with pytest.raises(Stale):
        writing.save_part(agent, made, says=says(made, "Two"), own="", token=token, now=NOW)
    assert set(said_by(made, "person").values()) == {(3, "One Listens"), (3, "One Solves")}
    # The same sent twice is no conflict with oneself.
    writing.save_part(agent, made, says=says(made, "One"), own="", token=token, now=NOW)


def test_the_person_takes_theirs_back_until_the_leader_has_sent(made, agent, supervisor):
    found = brought_to(made, "leader")
    assert writing.take_back(agent, found, now=NOW).state == "self"
    brought = brought_to(again(made), "talk")
    with pytest.raises(NotNow):
        writing.take_back(agent, brought, now=NOW)
    assert writing.take_back(supervisor, brought, now=NOW).state == "leader"
    assert said_by(made, "leader") != {}


def test_talking_lies_in_the_past_and_leads_to_an_aim(made, supervisor):
    found = brought_to(made, "talk")
    for day, words, field in (
        (None, "Aim", "talked_on"),
        (TODAY + DAY, "Aim", "talked_on"),
        (TODAY.replace(year=2025), "Aim", "talked_on"),
        (TODAY, "  ", "next_words"),
    ):
        with pytest.raises(ActionRefused) as refused:
            settling.agree(supervisor, found, talked_on=day, next_words=words, now=NOW)
        assert refused.value.field == field
    assert settling.agree(supervisor, found, talked_on=TODAY, next_words="Aim", now=NOW).state == (
        "sign"
    )


def test_case_20_what_both_settle_is_not_written_over_unread(made, agent, supervisor):
    found = brought_to(made, "talk")
    token = settled_token(found)
    settling.agree(supervisor, found, talked_on=TODAY, next_words="Slow down", token=token, now=NOW)
    with pytest.raises(Stale):
        settling.agree(agent, found, talked_on=TODAY, next_words="Speed up", token=token, now=NOW)
    assert again(made).next_words == "Slow down"


def test_nobody_signs_what_they_have_not_read(made, agent, supervisor):
    found = brought_to(made, "sign")
    token = whole_token(found)
    settling.agree(agent, found, talked_on=TODAY, next_words="Something else", now=NOW)
    with pytest.raises(Stale, match="Read it once more"):
        settling.sign(supervisor, found, token=token, now=NOW)
    assert again(made).leader_signed_at is None


def test_a_disagreement_is_kept_as_written_until_and_after_it_is_signed(made, agent, supervisor):
    found = brought_to(made, "sign")
    settling.sign(supervisor, found, now=NOW)
    words = "  I see it otherwise.\n\nNot once, but twice.  "
    settling.disagree(agent, found, words=words, token=disagreement_token(found), now=NOW)
    with pytest.raises(Stale):
        settling.disagree(agent, found, words="Else", token=disagreement_token(found), now=NOW)
    settling.sign(agent, found, now=NOW)
    assert again(made).disagreement == "I see it otherwise.\n\nNot once, but twice."
    with pytest.raises(NotNow):
        settling.disagree(agent, found, words="", now=NOW)


def test_after_one_signature_nothing_that_it_stands_under_changes(made, agent, supervisor):
    found = brought_to(made, "sign")
    settling.sign(agent, found, now=NOW)
    for act in (
        lambda: settling.agree(supervisor, found, talked_on=TODAY, next_words="Else", now=NOW),
        lambda: writing.take_back(supervisor, found, now=NOW),
        lambda: evidence.add_own_evidence(supervisor, found, words="More", now=NOW),
    ):
        with pytest.raises(NotNow, match="signature"):
            act()


def test_signed_by_both_every_verb_refuses_and_so_does_the_database(made, agent, supervisor):
    found = brought_to(made, "signed")
    assert found.state == "signed"
    for act in (
        lambda: writing.save_part(agent, found, says=says(found, "Else"), own="", now=NOW),
        lambda: writing.send_part(supervisor, found, says=says(found, "Else"), now=NOW),
        lambda: writing.take_back(agent, found, now=NOW),
        lambda: settling.agree(agent, found, talked_on=TODAY, next_words="Else", now=NOW),
        lambda: settling.disagree(agent, found, words="Else", now=NOW),
        lambda: evidence.add_own_evidence(agent, found, words="Else", now=NOW),
    ):
        with pytest.raises(NotNow, match="Both have signed"):
            act()
    settling.sign(agent, found, now=NOW + timedelta(days=1))
    assert again(found).person_signed_at == NOW
    for sql in (
        "UPDATE feedback_appraisal SET disagreement = '' WHERE id = %s",
        "DELETE FROM feedback_appraisal WHERE id = %s",
        "UPDATE feedback_assessment SET level = 1 WHERE appraisal_id = %s",
        "DELETE FROM feedback_assessment WHERE appraisal_id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="stay as they are"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [found.pk])
    for change in (
        lambda: Appraisal.objects.filter(pk=found.pk).update(next_words=""),
        lambda: Assessment.objects.filter(appraisal=found).update(words=""),
        lambda: again(found).save(),
    ):
        with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
            change()


def test_described_levels_in_use_cannot_be_rewritten_under_a_signature(made):
    one = Competency.objects.filter(template=made.cycle.template).first()
    for change in (
        lambda: Competency.objects.filter(pk=one.pk).update(level_3="Everything"),
        lambda: Competency.objects.create(template=made.cycle.template, name="More"),
    ):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            change()


# --- Evidence ------------------------------------------------------------------------------------


def a_note(author, person, **more):
    return CoachingNote.objects.create(
        author=author, person=person, situation="secret-words", written_at=NOW - DAY, **more
    )


def an_idea(author, north, title):
    return Idea.objects.create(
        author=author, team=north, title=title, state="done", added_at=NOW - DAY, answer_by=TODAY,
        decided_at=NOW, decided_by=author, reason="Good", done_at=NOW - DAY, owner=author,
    )  # fmt: skip


def test_evidence_is_suggested_only_from_what_both_may_see(made, agent, supervisor, manager, north):
    a_note(supervisor, agent)
    shared = a_note(supervisor, agent, shared_at=NOW)
    a_note(manager, agent, shared_at=NOW)
    idea = an_idea(agent, north, "Labels in two languages")
    an_idea(supervisor, north, "Not Jin’s")
    found = [(one.kind, one.object_id) for one in suggestions_for(made, NOW)]
    assert found == [("note", shared.pk), ("idea", idea.pk)]
    assert "secret-words" not in str(suggestions_for(made, NOW))


def test_a_thanks_that_is_kept_to_oneself_is_no_evidence_and_its_day_is_the_clocks(
    made, agent, supervisor
):
    late = NOW.replace(month=6, hour=23, minute=30)
    kudos = thanks(supervisor, agent, now=late)
    # Half past eleven in UTC is the next day in London's summer.
    (found,) = suggestions_for(made, NOW)
    day = dates.short_day(late.date() + timedelta(days=1), NOW.date())
    assert found.label.startswith(f"Marcus Webb, {day}: ")
    hide(agent, kudos, now=NOW)
    assert suggestions_for(made, NOW) == []


def test_evidence_is_put_in_once_and_taken_out_by_who_put_it_in(made, agent, supervisor, north):
    idea = an_idea(agent, north, "Labels in two languages")
    for _ in range(2):
        evidence.add_evidence(agent, made, kind="idea", object_id=idea.pk, now=NOW)
    entry = Evidence.objects.get()
    assert entry.label == "Labels in two languages: done"
    assert suggestions_for(made, NOW) == []
    brought = brought_to(made, "leader")
    with pytest.raises(ActionRefused, match="not there to be put in"):
        evidence.add_evidence(supervisor, brought, kind="idea", object_id=idea.pk, now=NOW)
    with pytest.raises(PermissionDenied):
        evidence.remove_evidence(supervisor, brought, entry, now=NOW)
    writing.take_back(agent, brought, now=NOW)
    evidence.remove_evidence(agent, brought, entry, now=NOW)
    assert not Evidence.objects.exists()


def test_case_02_what_is_not_suggested_cannot_be_put_in(made, agent, manager, stranger):
    hidden = a_note(manager, agent)
    for kind, pk in (("note", hidden.pk), ("kudos", 1), ("", 0), ("other", 10**17)):
        with pytest.raises(ActionRefused, match="not there"):
            evidence.add_evidence(agent, made, kind=kind, object_id=pk, now=NOW)
