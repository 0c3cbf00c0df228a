"""Would you have been happy for them to decide this alone? Asked where a case ends, answered in one click."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.actions.reviews import answer_alone, review
from escalations.actions.steps import NotNow
from escalations.models import Escalation, Review
from escalations.queries.looking_back import to_look_back_on
from escalations.queries.timeline import timeline_of
from teams.actions.errors import ActionRefused
from teams.models import Notice
from tests.escalations.learn.cases import NOW
from tests.escalations.scene import after, sent

pytestmark = pytest.mark.django_db
QUESTION = "Would you have been happy for Jin to decide this alone?"


def words(answer):
    html = answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def forms(answer, path):
    """How many forms of a page lead there."""
    return answer.content.decode().count(f'action="{path}')


def test_after_agreeing_in_the_queue_it_is_asked_there_and_answered_in_one_click(
    client_of, agent, supervisor
):
    case = sent(agent)
    client, path = client_of(supervisor), f"/escalations/{case.pk}/"
    page = client.post(f"{path}agree/", {"version": case.version, "back": "queue"}, follow=True)
    assert page.redirect_chain == [("/escalations/", 302)]
    assert QUESTION in words(page)
    assert forms(page, f"{path}alone/?back=queue") == 1
    page = client.post(f"{path}alone/?back=queue", {"answer": "yes"}, follow=True)
    assert page.redirect_chain == [("/escalations/", 302)]
    kept = Review.objects.get()
    assert (kept.happy_alone, kept.avoidable, kept.why_not) == (True, "", "")
    case.refresh_from_db()
    assert (case.state, case.avoidable) == ("resolved", ""), "the rest of the look back is to come"
    assert timeline_of(case, "GBP", NOW)[-1].what == (
        "would have been happy for this to be decided alone"
    )
    assert QUESTION not in words(client.get(path))
    assert QUESTION not in words(client_of(agent).get(path))


def test_on_today_it_is_asked_in_the_item_that_was_done(client_of, agent, supervisor):
    case = sent(agent)
    client = client_of(supervisor)
    page = client.post(
        f"/escalations/{case.pk}/agree/", {"version": case.version, "back": "today"}, follow=True
    )
    done = page.content.decode().partition("todo--done")[2].partition("</div>")[0]
    assert QUESTION in unescape(done)
    assert f'action="/escalations/{case.pk}/alone/' in done
    page = client.post(
        f"/escalations/{case.pk}/alone/", {"answer": "no", "back": "today"}, follow=True
    )
    assert page.redirect_chain == [("/#needs-you", 302)]
    assert not Review.objects.get().happy_alone


def test_the_page_of_the_end_asks_it_too(client_of, agent, supervisor):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    client, path = client_of(supervisor), f"/escalations/{case.pk}/end/"
    assert QUESTION in words(client.get(path))
    body = {"ending": "They keep it.", "outcome": "taken", "alone": "no"}
    page = client.post(path, body, follow=True)
    assert not Review.objects.get().happy_alone
    assert QUESTION not in words(page), "not asked twice"


def test_where_it_is_not_said_at_the_end_the_case_asks(client_of, agent, supervisor):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    client, path = client_of(supervisor), f"/escalations/{case.pk}/"
    page = client.post(f"{path}end/", {"ending": "They keep it.", "outcome": "taken"}, follow=True)
    assert forms(page, f"{path}alone/") == 2, "in the message, and on the page"
    assert forms(client.get(path), f"{path}alone/") == 1
    assert not Review.objects.exists()


def test_a_call_still_to_be_made_is_not_over_and_not_asked_about(client_of, agent, supervisor):
    case = sent(agent, need="call_back")
    page = client_of(supervisor).post(
        f"/escalations/{case.pk}/agree/", {"version": case.version}, follow=True
    )
    assert QUESTION not in words(page)
    with pytest.raises(NotNow):
        answer_alone(supervisor, case, happy_alone=True, now=after(1))


def test_only_leaders_of_the_team_and_never_of_their_own(
    client_of, a_case, agent, supervisor, other_supervisor
):
    case, own = a_case(), a_case(by=supervisor)
    for person, about in ((agent, case), (supervisor, own), (other_supervisor, case)):
        with pytest.raises(PermissionDenied):
            answer_alone(person, about, happy_alone=True, now=NOW)
    path = f"/escalations/{case.pk}/alone/"
    assert client_of(agent).post(path, {"answer": "yes"}).status_code == 403
    assert client_of(other_supervisor).post(path, {"answer": "yes"}).status_code == 404
    assert client_of(supervisor).post(path, {"answer": "maybe"}).status_code == 404
    assert not Review.objects.exists()


def test_said_otherwise_the_last_word_holds_until_the_rest_is_said(a_case, supervisor, agent):
    case = a_case()
    answer_alone(supervisor, case, happy_alone=True, now=NOW)
    answer_alone(supervisor, case, happy_alone=True, now=NOW)
    answer_alone(supervisor, case, happy_alone=False, now=NOW)
    assert not Review.objects.get().happy_alone
    assert case.steps.filter(kind="note").count() == 2
    assert not Notice.objects.filter(user=agent, kind="escalations.reviewed").exists()
    review(supervisor, case, happy_alone=False, why_not="rule", cause="Late", now=NOW)
    case.refresh_from_db()
    assert (case.state, case.avoidable) == ("reviewed", "with_better")
    assert Notice.objects.filter(user=agent, kind="escalations.reviewed").count() == 1
    with pytest.raises(ActionRefused):
        answer_alone(supervisor, case, happy_alone=True, now=NOW)


def test_the_rest_is_added_where_the_first_answer_stands(client_of, a_case, supervisor):
    case = a_case()
    answer_alone(supervisor, case, happy_alone=True, now=NOW)
    path = f"/escalations/{case.pk}/learn/"
    html = client_of(supervisor).get(path).content.decode()
    assert re.search(r'name="happy_alone"[^>]*value="yes"[^>]*checked', html)
    assert not re.search(r'name="why_not"[^>]*checked', html)
    body = {"happy_alone": "yes", "why_not": "limit", "cause": "Late"}
    client_of(supervisor).post(path, body)
    assert Review.objects.get().avoidable == "with_better"


def test_a_program_may_begin_it_with_the_first_answer_alone(client_of, a_case, supervisor):
    case = a_case()
    answer = client_of(supervisor).post(
        f"/api/v1/escalations/{case.pk}/review/",
        {"happy_alone": True},
        content_type="application/json",
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["state"] == "resolved"
    assert [(one["happy_alone"], one["avoidable"]) for one in said["reviews"]] == [(True, "")]


# --- Coming back to it ---------------------------------------------------------------------------


def test_today_leads_back_to_what_nobody_has_looked_back_on(
    client_of, a_case, supervisor, agent, other_supervisor, south, colleague
):
    a_case(days=1, about="The lift was broken")
    kept = a_case(days=2)
    a_case(days=30, about="Long ago")
    a_case(outcome="alone")
    a_case(by=supervisor)
    a_case(state="open")
    found = to_look_back_on(supervisor, NOW.date())
    assert found.number == 2
    client = client_of(supervisor)
    assert "2 cases to look back on" in words(client.get("/"))
    assert to_look_back_on(other_supervisor, NOW.date()).number == 0
    rows = client.get(found.url)
    assert "Not looked back on yet" in words(rows)
    assert "The lift was broken" in words(rows)
    assert "Long ago" not in words(rows)
    answer_alone(supervisor, kept, happy_alone=True, now=NOW)
    assert to_look_back_on(supervisor, NOW.date()).number == 1
    assert "One case to look back on" in words(client.get("/"))


def test_opened_again_it_is_asked_anew(a_case, supervisor, agent):
    case = a_case()
    answer_alone(supervisor, case, happy_alone=True, now=NOW)
    cases.reopen(agent, case, line="It came back.", now=NOW)
    cases.claim(supervisor, case, now=NOW + timedelta(minutes=1))
    cases.resolve(supervisor, case, ending="Now it is.", now=NOW + timedelta(minutes=2))
    assert to_look_back_on(supervisor, NOW.date()).number == 1
    answer_alone(supervisor, case, happy_alone=False, now=NOW + timedelta(minutes=3))
    assert list(Review.objects.order_by("round").values_list("round", "happy_alone")) == [
        (0, True),
        (1, False),
    ]
    assert Escalation.objects.get(pk=case.pk).state == "resolved"
