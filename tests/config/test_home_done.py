"""What *Today* asks for and can be done in its place is done there, and undone there, by plain posts."""

import re
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.urls import reverse

from config.home.put_off import put_off_on
from escalations.models import Escalation
from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Kudos
from goals.models import Goal
from tests.escalations.scene import sent
from tests.scene import NOW, a_goal, a_metric, computed, stands

pytestmark = pytest.mark.django_db

FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"')
SIDE = re.compile(r'<div class="cols__side">(.*)', re.DOTALL)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


class Visitor:
    """Somebody on *Today* without script, who presses buttons by what is written on them."""

    def __init__(self, client):
        self.client = client
        self.html = client.get("/").content.decode()

    @property
    def side(self):
        """The column of what needs somebody, as text."""
        found = SIDE.search(self.html)
        assert found
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())

    def press(self, label):
        """Post the form whose button says so; the answer must be *Today* again."""
        for action, inside in FORM.findall(self.html):
            words = " ".join(re.sub(r"<[^>]+>", " ", inside.split("<button", 1)[-1]).split())
            if label in unescape(words):
                answer = self.client.post(action, dict(FIELD.findall(inside)), follow=True)
                assert answer.redirect_chain == [("/#needs-you", 302)], label
                self.html = answer.content.decode()
                return
        raise AssertionError(f"No button says {label}.")


@pytest.fixture
def visit(client_of):
    return lambda person: Visitor(client_of(person))


def test_a_case_is_agreed_with_and_taken_back_where_it_stands(visit, agent, supervisor):
    case = sent(agent, now=NOW)
    page = visit(supervisor)
    page.press("Agree with Jin")
    assert Escalation.objects.get(pk=case.pk).outcome == "agreed"
    # In its place, above what else waits, and nowhere else.
    assert page.html.count(">Undo<") == 1
    assert "Undo" in page.side
    page.press("Undo")
    assert Escalation.objects.get(pk=case.pk).outcome == ""
    assert "Agree with Jin" in page.side


def test_a_promise_is_kept_and_opened_again_where_it_stands(visit, agent, supervisor):
    series = begin_series(supervisor, agent, now=NOW - timedelta(days=15))
    book(supervisor, series, starts_at=NOW + timedelta(days=3), now=NOW)
    made = agree(
        supervisor, series, owner=supervisor, words="Ask for a desk", due_on=NOW.date(), now=NOW
    )
    page = visit(supervisor)
    assert "Ask for a desk" in page.side
    page.press("Done")
    made.refresh_from_db()
    assert made.done_at == NOW
    assert "Done, as you promised Jin." in page.side
    # Words of the two go into no message, which a browser would keep.
    assert "Ask for a desk" not in page.side
    page.press("Undo")
    made.refresh_from_db()
    assert made.done_at is None
    assert "Ask for a desk" in page.side


@pytest.fixture
def over(supervisor, north):
    goal = a_goal(
        a_metric("Old"),
        supervisor,
        team=north,
        starts_on=date(2025, 9, 1),
        ends_on=date(2025, 10, 31),
    )
    stands(goal, "4050", "missed", first=date(2025, 10, 1), last=date(2025, 10, 31))
    computed()
    return goal


def test_a_goal_that_is_over_is_put_away_and_taken_up_where_it_stands(visit, over, manager):
    page = visit(manager)
    assert "Old is over" in page.side
    page.press("Put it away")
    assert Goal.objects.get(pk=over.pk).state == "archived"
    assert "Old is put away. Its history stays." in page.side
    page.press("Undo")
    assert Goal.objects.get(pk=over.pk).state == "active"


@pytest.mark.parametrize("role", ["manager", "agent"])
def test_a_goal_that_is_behind_is_put_off_until_tomorrow_and_taken_up_where_it_stands(
    request, visit, manager, agent, north, role
):
    one = {"scope": "agent", "agent": agent} if role == "agent" else {}
    goal = a_goal(a_metric("Talks"), manager, team=north, **one)
    stands(goal, "100", "behind", expected="2730", agent=one.get("agent"))
    computed()
    page = visit(request.getfixturevalue(role))
    assert "Not today : Talks" in page.side
    page.press("Not today")
    assert "Talks: not today." in page.side
    assert "Not today" not in page.side.replace("Talks: not today.", "")
    page.press("Undo")
    assert "Not today : Talks" in page.side
    # On another day it is asked for again.
    page.press("Not today")
    request = SimpleNamespace(session=page.client.session)
    assert put_off_on(request, NOW.date()) == {goal.pk}
    assert put_off_on(request, NOW.date() + timedelta(days=1)) == set()


def test_case_02_nobody_puts_off_a_goal_they_cannot_see(client_of, manager, north, stranger):
    goal = a_goal(a_metric("Talks"), manager, team=north)
    for name in ("put_off", "take_up"):
        answer = client_of(stranger).post(reverse(name, args=[goal.pk]))
        assert (
            answer.status_code
            == client_of(stranger).post(f"/today/goals/{goal.pk + 9}/put-off/").status_code
            == 404
        )


def test_a_customer_on_the_line_comes_before_what_was_written_earlier(visit, agent, supervisor):
    for number in range(3):
        sent(agent, now=NOW, about=f"Written {number}")
    sent(agent, now=NOW + timedelta(minutes=1), need="manager", about="On the line", proposal="")
    side = visit(supervisor).side
    assert side.index("On the line") < side.index("Written 0")


def test_whoever_may_not_put_it_away_is_only_led_there(visit, over, supervisor):
    page = visit(supervisor)
    assert "Old is over" in page.side
    assert "Put it away" not in page.side
    assert "Look at it" in page.side


def test_a_thanks_that_began_on_today_leads_back_there_and_is_taken_back(
    client_of, supervisor, agent
):
    client = client_of(supervisor)
    form = client.get(f"{reverse('feedback:kudos_new')}?to={agent.pk}&back=today").content.decode()
    assert '<input type="hidden" name="back" value="today">' in form
    written = {
        "to": agent.pk,
        "words": "On Tuesday you rang her back.",
        "do": "share",
        "back": "today",
    }
    answer = client.post(reverse("feedback:kudos_new"), written, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    kudos = Kudos.objects.get()
    assert f'action="{reverse("feedback:kudos_back", args=[kudos.pk])}"' in answer.content.decode()


@pytest.mark.parametrize("back", ["", "//evil.example", "https:evil", "/settings/"])
def test_case_13_a_thanks_leads_to_no_address_of_others(client_of, supervisor, agent, back):
    written = {
        "to": agent.pk,
        "words": "On Tuesday you rang her back.",
        "do": "share",
        "back": back,
    }
    answer = client_of(supervisor).post(reverse("feedback:kudos_new"), written)
    assert answer["Location"] == reverse("feedback:kudos")


def test_what_cannot_be_undone_is_told_at_the_top_as_everywhere(client_of, administrator):
    from goals.models import Job

    job = Job.objects.create(kind=Job.Kind.DAY, key="1", parked_at=NOW, attempts=5)
    answer = client_of(administrator).post(reverse("job_release", args=[job.pk]), follow=True)
    top = answer.content.decode().split('id="toasts"')[1].split("</header>")[0]
    assert "It tries again within a minute." in top


def test_the_next_page_has_forgotten_the_undo(visit, client_of, agent, supervisor):
    sent(agent, now=NOW)
    page = visit(supervisor)
    page.press("Agree with Jin")
    assert ">Undo<" in page.html
    assert ">Undo<" not in page.client.get("/").content.decode()
