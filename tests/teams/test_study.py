"""To read or attend something: who is asked, what is answered, done and recommended; and titles."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from config.home.todos import studies_to_answer
from teams import growth_rules as rules
from teams.actions import create_person, grant_administrator, move_agent
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import end_membership
from teams.actions.study import (
    answer_study,
    finish_study,
    recommend_study,
    take_back_study,
)
from teams.actions.titles import TITLE_FIELDS, set_title
from teams.actions.versions import version_of
from teams.models import AuditEntry, Notice, StudyRequest, StudyStep, User
from teams.permissions import forget_standing
from teams.permissions.growth import study_visible_to
from teams.queries.study import recommendations, study, study_page, study_to_answer
from tests.cast import PASSWORD, SINCE
from tests.teams.growth_scene import DAY, NOW, TODAY, answered, asked


def told(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def anew(thing):
    return type(thing).objects.get(pk=thing.pk)


# --- The rules ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(sorted(StudyRequest.State.values)), max_size=8))
def test_it_is_done_only_after_a_yes_and_what_is_over_stays_over(wanted):
    state, gone_through = rules.ASKED, [rules.ASKED]
    for one in wanted:
        if rules.may_become(state, one):
            assert state not in (rules.DONE, rules.WITHDRAWN)
            state = one
            gone_through.append(one)
    if state == rules.DONE:
        assert gone_through[-2] == rules.YES
    assert len(gone_through) == len(set(gone_through))


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("45", "GBP", "£45"),
        ("45.5", "EUR", "€45.50"),
        ("1200", "CHF", "CHF 1,200"),
        ("0", "USD", "$0"),
    ],
)
def test_what_it_costs_is_said_in_the_organisations_currency(amount, currency, words):
    assert rules.cost_words(Decimal(amount), currency) == words


# --- Who is asked -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_case_03_an_agents_supervisor_is_told_once_and_without_a_word_of_what(
    agent, supervisor, manager, administrator
):
    first = asked(agent)
    assert asked(agent).pk == first.pk
    assert told(supervisor) == [f"{agent.name} would like to read something."]
    assert told(manager) == told(administrator) == []
    assert [one.pk for one in study(supervisor, NOW).to_answer.lines] == [first.pk]
    assert [one.pk for one in study(manager, NOW).to_answer.lines] == [first.pk]
    assert study(administrator, NOW).to_answer.lines == ()


@pytest.mark.django_db
def test_a_supervisor_asks_their_manager_and_a_manager_an_administrator(
    supervisor, manager, administrator
):
    of_marcus, of_priya = asked(supervisor), asked(manager, kind="attend")
    assert told(manager) == [f"{supervisor.name} would like to read something."]
    assert told(administrator) == [f"{manager.name} would like to attend something."]
    assert [one.pk for one in study(administrator, NOW).to_answer.lines] == [of_priya.pk]
    assert list(study_visible_to(supervisor, TODAY)) == [of_marcus]


@pytest.mark.django_db
def test_where_nobody_could_answer_it_says_so_and_keeps_nothing(organisation):
    person = create_person(None, name="Ada", username="ada", password=PASSWORD)
    grant_administrator(None, person, SINCE)
    with pytest.raises(ActionRefused, match="nobody yet"):
        asked(person)
    assert not StudyRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"why": ""}, "why"),
        ({"why": "a\x00"}, "why"),
        ({"kind": "steal"}, "kind"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"cost": Decimal("NaN")}, "cost"),
        ({"cost": Decimal(1_000_001)}, "cost"),
        ({"on": TODAY - timedelta(days=40)}, "on"),
        ({"on": TODAY + timedelta(days=800)}, "on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(agent, supervisor, more, field):
    with pytest.raises(ActionRefused) as refused:
        asked(agent, **more)
    assert refused.value.field == field
    assert not StudyRequest.objects.exists()


@pytest.mark.django_db
def test_ten_wait_at_most(agent, supervisor):
    for n in range(10):
        asked(agent, what=f"Book {n}")
    with pytest.raises(ActionRefused, match="10 wait"):
        asked(agent, what="One more")


# --- Answered, done, recommended ------------------------------------------------------------------------


@pytest.mark.django_db
def test_asked_talked_about_agreed_done_and_every_step_stands(agent, supervisor, manager):
    made = asked(agent, cost=Decimal("14.5"), on=TODAY + 3 * DAY)
    answered(supervisor, made, "talk", "On Monday?")
    answered(supervisor, made, "talk", "On Monday?")
    answered(manager, made, "yes")
    finish_study(agent, made, took="Ask first.", share=False, now=NOW)
    finish_study(agent, made, took="Ask first.", share=False, now=NOW)
    page = study_page(agent, anew(made), answers=False, now=NOW)
    assert [(one.who, one.state, one.words) for one in page.steps] == [
        (agent.name, "Asked", ""),
        (supervisor.name, "Let us talk", "On Monday?"),
        (manager.name, "Yes", ""),
        (agent.name, "Done", ""),
    ]
    assert (page.cost, page.took, page.recommended) == ("£14.50", "Ask first.", False)
    assert told(agent) == [
        f"{supervisor.name} would like to talk about what you want to read: A fine book",
        f"{manager.name} says yes to what you would like to read: A fine book",
    ]
    assert told(manager)[-1].startswith(f"{agent.name} has done what you said yes to")


@pytest.mark.django_db
def test_not_now_says_why_and_may_become_a_yes(agent, supervisor):
    made = asked(agent)
    with pytest.raises(ActionRefused) as refused:
        answered(supervisor, made, "not_now", " ")
    assert refused.value.field == "words"
    answered(supervisor, made, "not_now", "In January.")
    with pytest.raises(ActionRefused):
        finish_study(agent, made, took="Much.", now=NOW)
    answered(supervisor, made, "yes", "It is January.")
    assert anew(made).state == "yes"


@pytest.mark.django_db
def test_case_20_of_two_who_answer_at_once_the_second_is_told(agent, supervisor, manager):
    made = asked(agent)
    answered(supervisor, made, "yes")
    with pytest.raises(Stale):
        answer_study(manager, made, answer="not_now", words="No.", version=0, now=NOW)
    assert StudyStep.objects.count() == 2


@pytest.mark.django_db
def test_case_04_nobody_answers_their_own_nor_whom_they_do_not_lead(
    agent, supervisor, manager, administrator, other_supervisor, colleague
):
    made = asked(agent)
    for person in (agent, colleague, other_supervisor, administrator):
        with pytest.raises(PermissionDenied):
            answered(person, made)
    own = asked(manager)
    with pytest.raises(PermissionDenied):
        answered(manager, own)
    with pytest.raises(PermissionDenied):
        finish_study(supervisor, made, took="Mine.", now=NOW)
    with pytest.raises(PermissionDenied):
        take_back_study(supervisor, made, now=NOW)


@pytest.mark.django_db
def test_taken_back_it_waits_for_nobody(agent, supervisor):
    made = asked(agent)
    take_back_study(agent, made, now=NOW)
    take_back_study(agent, made, now=NOW)
    assert study(supervisor, NOW).to_answer.lines == study(supervisor, NOW).answered.lines == ()
    with pytest.raises(ActionRefused):
        answered(supervisor, made)


@pytest.mark.django_db
def test_case_03_what_one_recommends_the_people_of_ones_teams_read_and_nobody_else(
    agent, colleague, supervisor, stranger, administrator, south
):
    made = answered(supervisor, asked(agent))
    finish_study(agent, made, took="Ask first.", share=True, now=NOW)
    for reader in (agent, colleague, supervisor):
        assert [one.took for one in recommendations(reader, TODAY)] == ["Ask first."]
    for other in (stranger, administrator):
        assert not recommendations(other, TODAY).exists()
    recommend_study(agent, made, share=False, now=NOW)
    assert not recommendations(colleague, TODAY).exists()
    recommend_study(agent, made, share=True, now=NOW)
    move_agent(None, agent, south, TODAY)
    forget_standing(agent)
    assert not recommendations(colleague, TODAY).exists()
    assert recommendations(stranger, TODAY).exists()


@pytest.mark.django_db
def test_only_what_is_done_is_recommended(agent, supervisor):
    with pytest.raises(ActionRefused):
        recommend_study(agent, answered(supervisor, asked(agent)), share=True, now=NOW)


@pytest.mark.django_db
def test_case_19_a_new_leader_answers_and_the_old_one_sees_it_no_more(
    agent, supervisor, other_supervisor, south
):
    made = asked(agent)
    move_agent(None, agent, south, TODAY)
    assert list(study_visible_to(other_supervisor, TODAY)) == [made]
    assert not study_visible_to(supervisor, TODAY).exists()
    assert "fine book" not in repr(list(Notice.objects.filter(user=supervisor).values()))


@pytest.mark.django_db
def test_today_says_who_waits_and_never_for_what(
    agent, colleague, supervisor, django_assert_num_queries
):
    asked(agent, now=NOW - DAY)
    asked(colleague)
    supervisor = User.objects.get(pk=supervisor.pk)
    study_to_answer(supervisor, TODAY)
    with django_assert_num_queries(1):
        waiting = study_to_answer(supervisor, TODAY)
    (line,) = studies_to_answer(waiting)
    assert line.title == f"{agent.name} would like to read something"
    assert line.text.endswith("One more waits.")
    assert "fine book" not in repr(line)
    assert studies_to_answer(None) == []


@pytest.mark.django_db
def test_today_counts_all_who_wait(agent, colleague, supervisor, manager, administrator):
    for n in range(6):
        for person in (agent, colleague):
            asked(person, what=f"Book {n}")
    (line,) = studies_to_answer(study_to_answer(supervisor, TODAY))
    assert line.text.endswith(" 11 more wait.")
    assert len(study(supervisor, NOW).to_answer.lines) == 12
    assert study_to_answer(administrator, TODAY) is None


@pytest.mark.django_db
def test_case_19_an_administrator_has_of_whom_nobody_leads_what_is_open_and_what_they_answered(
    supervisor, manager, administrator
):
    past = answered(manager, asked(supervisor, what="Past"))
    talked = answered(manager, asked(supervisor, what="Talked about"), "talk")
    waits = asked(supervisor, what="Open")
    assert not study_visible_to(administrator, TODAY).exists()
    # Between two teams: who led him then does so no more.
    end_membership(None, supervisor.memberships.get(), TODAY, "Between two teams")
    assert set(study_visible_to(administrator, TODAY)) == {talked, waits}
    assert study(administrator, NOW).answered.lines == ()
    with pytest.raises(PermissionDenied):
        answered(administrator, past, "not_now", "No.")
    second = create_person(None, name="Otto Beck", username="otto", password=PASSWORD)
    grant_administrator(None, second, SINCE)
    answered(administrator, waits)
    assert set(study_visible_to(administrator, TODAY)) == {talked, waits}
    assert list(study_visible_to(second, TODAY)) == [talked]
    with pytest.raises(Stale):
        answer_study(second, waits, answer="not_now", words="No.", version=0, now=NOW)


@pytest.mark.django_db
def test_case_19_who_leaves_on_a_day_waits_for_nobody_from_then_on(manager, administrator):
    asked(manager)
    User.objects.filter(pk=manager.pk).update(left_on=TODAY + DAY)
    assert study_to_answer(administrator, TODAY)
    assert study_to_answer(administrator, TODAY + DAY) is None


@pytest.mark.django_db
def test_who_reads_it_is_said_as_it_is(supervisor, manager, agent, administrator):
    def said(viewer, made):
        return study_page(viewer, anew(made), answers=False, now=NOW).seen_by

    made = answered(supervisor, asked(agent))
    assert said(agent, made) == "Only you and who leads you see this."
    assert said(supervisor, made) == "Only they and who leads them see this."
    finish_study(agent, made, took="Much.", share=True, now=NOW)
    assert said(agent, made) == (
        "You and who leads you see this, and the people of your teams what you took from it."
    )
    own = asked(manager)
    assert said(manager, own) == "Only you and administrators see this."
    assert said(administrator, own) == "Only they and administrators see this."


@pytest.mark.django_db
def test_what_was_agreed_to_and_taken_back_is_told_to_who_said_yes_once(agent, supervisor, manager):
    made = answered(manager, asked(agent))
    take_back_study(agent, made, now=NOW)
    take_back_study(agent, made, now=NOW)
    assert told(manager) == [f"{agent.name} does not need what you said yes to any more."]
    take_back_study(agent, answered(manager, asked(agent, what="More"), "talk"), now=NOW)
    assert len(told(manager)) == 1


@pytest.mark.django_db
def test_case_15_the_record_holds_no_word_and_the_trail_is_only_added_to(agent, supervisor):
    made = answered(supervisor, asked(agent, why="Secret one."), "yes", "Secret two.")
    finish_study(agent, made, took="Secret three.", now=NOW)
    rows = AuditEntry.objects.filter(kind="teams.studyrequest")
    assert [row.verb for row in rows] == ["study done", "study yes", "asked"]
    assert all((row.before, row.after, row.reason) == ({}, {}, "") for row in rows)
    step = StudyStep.objects.last()
    for sql in (
        "UPDATE teams_studystep SET words = 'x' WHERE id = %s",
        "DELETE FROM teams_studystep WHERE id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="only added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [step.pk])


# --- Titles -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_manager_of_theirs_or_an_administrator_gives_a_title_and_it_is_recorded(
    agent, supervisor, manager, administrator
):
    set_title(manager, agent, title="  Floor lead,   late shift ", now=NOW)
    assert anew(agent).title == "Floor lead, late shift"
    set_title(administrator, manager, title="Head of care", now=NOW)
    (entry,) = AuditEntry.objects.filter(object_id=agent.pk, verb="changed")
    assert (entry.before, entry.after) == ({"title": ""}, {"title": "Floor lead, late shift"})
    set_title(manager, agent, title="Floor lead, late shift", now=NOW)
    assert AuditEntry.objects.filter(object_id=agent.pk, verb="changed").count() == 1
    set_title(manager, agent, title="", now=NOW)
    assert anew(agent).title == ""


@pytest.mark.django_db
def test_case_04_nobody_else_gives_one_and_no_manager_their_own(
    agent, colleague, supervisor, manager, other_supervisor
):
    for actor, person in (
        (agent, agent), (colleague, agent), (supervisor, agent), (other_supervisor, agent),
        (manager, manager),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            set_title(actor, person, title="Boss", now=NOW)
    assert not User.objects.exclude(title="").exists()


@pytest.mark.django_db
def test_a_title_is_short_and_of_two_who_give_one_the_second_is_told(agent, manager, administrator):
    with pytest.raises(ActionRefused) as refused:
        set_title(manager, agent, title="x" * 61, now=NOW)
    assert refused.value.field == "title"
    version = version_of(agent, TITLE_FIELDS)
    set_title(manager, agent, title="Floor lead", version=version, now=NOW)
    with pytest.raises(Stale):
        set_title(administrator, agent, title="Team coach", version=version, now=NOW)
