"""What people want to get better at: theirs to write, and theirs to show."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.actions.own_goals import (
    change_own_goal,
    check_in,
    finish_own_goal,
    set_own_goal,
    show_own_goal,
)
from goals.models import CheckIn, Metric, OwnGoal
from goals.permissions import own_goals_visible_to
from teams.actions import move_agent
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice
from teams.permissions import forget_standing
from tests.goals.november import words
from tests.scene import NOW

pytestmark = pytest.mark.django_db

SECRET = "zq7canary"


def a_goal(person, **changes):
    given = {
        "aim": "Settle refunds without a hand-off",
        "sign": "Nobody has to call twice for their money.",
        "due_on": date(2025, 12, 19),
        **changes,
    }
    return set_own_goal(person, now=NOW, **given)


def url(name, goal=None):
    return reverse(f"goals:{name}", args=[] if goal is None else [goal.pk])


def sees(person, goal):
    forget_standing(person)
    return own_goals_visible_to(person).filter(pk=goal.pk).exists()


# --- Set and changed -----------------------------------------------------------------------------


def test_it_is_set_on_one_page_and_shown_to_the_lead_by_default(agent, client_of):
    page = client_of(agent).get(url("own_goal_new"))
    assert page.context["form"].initial["audience"] == "lead"
    sent = {
        "aim": "Listen longer",
        "sign": "They finish.",
        "due_on": "2025-12-01",
        "audience": "me",
    }
    answer = client_of(agent).post(url("own_goal_new"), sent)
    goal = OwnGoal.objects.get()
    assert answer["Location"] == url("own_goal", goal)
    assert (goal.person, goal.aim, goal.audience, goal.metric) == (
        agent,
        "Listen longer",
        "me",
        None,
    )
    assert "Listen longer" in words(client_of(agent).get(url("own_goals")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"aim": " "}, "aim"),
        ({"aim": "x" * 161}, "aim"),
        ({"sign": ""}, "sign"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2025, 11, 19)}, "due_on"),
        ({"due_on": date(2035, 1, 1)}, "due_on"),
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_cannot_be_set_is_refused_at_its_field(agent, changes, field):
    with pytest.raises(ActionRefused) as refused:
        a_goal(agent, **changes)
    assert refused.value.field == field


def test_case_20_a_form_sent_twice_sets_one_goal(agent):
    assert a_goal(agent) == a_goal(agent)


def test_only_a_metric_one_has_figures_of_is_shown_with_it(goal, agent, stranger):
    metric = Metric.objects.get()
    assert a_goal(agent, metric=metric).metric == metric
    with pytest.raises(ActionRefused, match="from the list"):
        a_goal(stranger, metric=metric)


def test_a_metric_of_before_is_kept_though_it_is_archived_since(goal, agent):
    metric = Metric.objects.get()
    own = a_goal(agent, metric=metric)
    Metric.objects.update(archived_at=NOW)
    changed = change_own_goal(
        agent, own, aim="More", sign=own.sign, due_on=own.due_on, metric=metric, now=NOW
    )
    assert (changed.aim, changed.metric) == ("More", metric)


def test_its_day_may_pass_and_the_words_still_change(agent):
    own = a_goal(agent)
    late = NOW + timedelta(days=60)
    changed = change_own_goal(agent, own, aim="More", sign="So.", due_on=own.due_on, now=late)
    assert changed.aim == "More"
    with pytest.raises(ActionRefused, match="That day is over"):
        change_own_goal(agent, own, aim="A", sign="So.", due_on=date(2025, 12, 18), now=late)


def test_case_20_a_stale_form_is_409_with_both_texts_kept(agent, client_of):
    own = a_goal(agent)
    version = client_of(agent).get(url("own_goal_edit", own)).context["form"].initial["version"]
    change_own_goal(agent, own, aim="The first", sign=own.sign, due_on=own.due_on, now=NOW)
    sent = {"aim": "The second", "sign": own.sign, "due_on": "2025-12-20", "version": version}
    answer = client_of(agent).post(url("own_goal_edit", own), sent)
    assert answer.status_code == 409
    page = words(answer)
    assert "The first" in page
    assert "19 December 2025 20 December 2025" in page
    assert OwnGoal.objects.get().aim == "The first"


# --- How it goes ---------------------------------------------------------------------------------


def test_check_ins_and_the_end_with_what_was_learned(agent, client_of):
    own = a_goal(agent)
    client = client_of(agent)
    client.post(url("own_goal_check_in", own), {"going": "stuck", "line": "Limits are too low."})
    client.post(url("own_goal_check_in", own), {"going": "well", "line": "Three in a row."})
    page = words(client.get(url("own_goal", own)))
    assert page.index("Going well , 20 Nov Three in a row.") < page.index("Stuck , 20 Nov")
    listed = words(client.get(url("own_goals")))
    assert "Going well, 20 Nov." in listed
    client.post(url("own_goal_done", own), {"state": "reached", "learned": "Ask what they expect."})
    page = words(client.get(url("own_goals")))
    assert "Done Settle refunds without a hand-off Reached" in page
    assert "Ask what they expect." in page


def test_a_check_in_without_words_says_what_is_missing_and_keeps_what_was_chosen(agent, client_of):
    own = a_goal(agent)
    answer = client_of(agent).post(url("own_goal_check_in", own), {"going": "stuck"})
    assert "Write a line on how it goes." in words(answer)
    assert answer.context["check"]["going"].value() == "stuck"
    answer = client_of(agent).post(url("own_goal_done", own), {"learned": "Much."})
    assert "Choose whether you reached it or let it go." in words(answer)
    assert OwnGoal.objects.get().state == "open"


def test_what_is_done_stays_as_it_was(agent):
    own = a_goal(agent)
    finish_own_goal(agent, own, state="let_go", learned="Not mine to change.", now=NOW)
    finish_own_goal(agent, own, state="let_go", learned="Not mine to change.", now=NOW)
    assert AuditEntry.objects.filter(verb="finished").count() == 1
    for again in (
        lambda: check_in(agent, own, going="well", line="Still.", now=NOW),
        lambda: finish_own_goal(agent, own, state="reached", learned="Yes.", now=NOW),
        lambda: change_own_goal(agent, own, aim="A", sign="B", due_on=own.due_on, now=NOW),
    ):
        with pytest.raises(ActionRefused, match="done"):
            again()


def test_case_20_a_check_in_sent_twice_is_one(agent):
    own = a_goal(agent)
    for _ in range(2):
        check_in(agent, own, going="well", line="Three in a row.", now=NOW)
    assert CheckIn.objects.count() == 1


# --- For whose eyes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("me", {"agent"}),
        ("lead", {"agent", "supervisor", "manager"}),
        ("team", {"agent", "supervisor", "manager", "colleague"}),
    ],
)
def test_case_3_it_is_seen_by_those_it_is_shown_to_and_nobody_else(
    request, agent, client_of, audience, seen_by
):
    people = ("agent", "supervisor", "manager", "colleague", "stranger", "other_supervisor",
              "administrator")  # fmt: skip
    cast = {name: request.getfixturevalue(name) for name in people}
    own = a_goal(agent, audience=audience)
    assert {name for name, person in cast.items() if sees(person, own)} == seen_by
    for name, person in cast.items():
        status = client_of(person).get(url("own_goal", own)).status_code
        assert status == (200 if name in seen_by else 404), name


def test_shown_to_nobody_any_more_it_is_gone_at_once(agent, supervisor, client_of):
    own = a_goal(agent)
    assert client_of(supervisor).get(url("own_goal", own)).status_code == 200
    client_of(agent).post(url("own_goal_audience", own), {"audience": "me"})
    assert client_of(supervisor).get(url("own_goal", own)).status_code == 404


def test_case_19_the_lead_of_before_sees_it_no_more(
    agent, supervisor, other_supervisor, south, clock
):
    own = a_goal(agent)
    move_agent(None, agent, south, NOW.date())
    assert not sees(supervisor, own)
    assert sees(other_supervisor, own)


def test_a_supervisors_own_goal_is_shown_to_who_manages_the_team(supervisor, manager, agent):
    own = a_goal(supervisor)
    assert sees(manager, own)
    assert not sees(agent, own)


def test_case_2_nobody_writes_anothers_goal(agent, supervisor, administrator, client_of):
    own = a_goal(agent)
    posts = {
        "own_goal_check_in": {"going": "well", "line": "I say so."},
        "own_goal_audience": {"audience": "team"},
        "own_goal_done": {"state": "reached", "learned": "I say so."},
        "own_goal_edit": {"aim": "Mine", "sign": "So.", "due_on": "2025-12-19"},
    }
    for name, sent in posts.items():
        assert client_of(supervisor).post(url(name, own), sent).status_code == 403
        assert client_of(administrator).post(url(name, own), sent).status_code == 404
    with pytest.raises(PermissionDenied):
        show_own_goal(supervisor, own, audience="team", now=NOW)
    own.refresh_from_db()
    assert (own.audience, own.state, own.check_ins.count()) == ("lead", "open", 0)


def test_case_3_what_is_private_is_found_nowhere(
    goal, agent, supervisor, manager, colleague, administrator, client_of
):
    own = a_goal(agent, aim=f"{SECRET} aim", sign=f"{SECRET} sign", audience="me")
    check_in(agent, own, going="stuck", line=f"{SECRET} line", now=NOW)
    change_own_goal(agent, own, aim=f"{SECRET} two", sign=own.sign, due_on=own.due_on, now=NOW)
    show_own_goal(agent, own, audience="team", now=NOW)
    show_own_goal(agent, own, audience="me", now=NOW)
    finish_own_goal(agent, own, state="let_go", learned=f"{SECRET} learned", now=NOW)
    pages = [
        reverse("home"), reverse("goals:list"), reverse("goals:goal", args=[goal.pk]),
        reverse("goals:table", args=[goal.pk]), reverse("goals:own_goals"),
        reverse("teams:person", args=[agent.pk]), reverse("team", args=["north"]),
        reverse("company"), "/api/v1/goals/", reverse("goals:report"),
        reverse("goals:report_csv"),
    ]  # fmt: skip
    for person in (supervisor, manager, colleague, administrator):
        for path in pages:
            assert SECRET not in client_of(person).get(path).content.decode(), (person, path)
    trail = AuditEntry.objects.values("before", "after", "reason")
    assert SECRET not in json.dumps(list(trail))
    assert SECRET not in json.dumps(list(Notice.objects.values("text", "detail")))
    assert SECRET not in str(own)


# --- Where it is shown ---------------------------------------------------------------------------


def test_a_lead_reads_it_on_the_persons_page(agent, supervisor, administrator, client_of):
    a_goal(agent)
    a_goal(agent, aim="Something private", audience="me")
    page = words(client_of(supervisor).get(reverse("teams:person", args=[agent.pk])))
    assert "What Jin wants to get better at" in page
    assert "Shown to their lead" in page
    assert "Something private" not in page
    page = words(client_of(administrator).get(reverse("teams:person", args=[agent.pk])))
    assert "get better at" not in page
    own = words(client_of(agent).get(reverse("teams:person", args=[agent.pk])))
    assert "Something private" in own


def test_who_contributes_stands_with_the_goal_they_show_the_team(
    goal, agent, colleague, supervisor, client_of
):
    a_goal(agent, audience="team")
    a_goal(colleague, aim="Chase couriers the same hour", audience="lead")
    page = words(client_of(supervisor).get(reverse("goals:goal", args=[goal.pk])))
    assert "Jin Park Settle refunds without a hand-off" in page
    assert "Chase couriers" not in page


def test_the_figure_is_for_the_person_and_their_lead_and_not_for_the_team(
    goal, agent, colleague, supervisor, client_of
):
    own = a_goal(agent, metric=Metric.objects.get(), audience="team")
    for person in (agent, supervisor):
        assert "1,301 over the last four weeks." in words(
            client_of(person).get(url("own_goal", own))
        )
    page = words(client_of(colleague).get(url("own_goal", own)))
    assert "Settle refunds" in page
    assert "1,301" not in page
