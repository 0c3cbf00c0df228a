"""The pages of tasks: what they show, to whom, and what they say when something is not possible."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from feedback.actions.delegated import carry_on
from feedback.actions.delegated_holding import check_in, decline_task
from feedback.actions.one_to_ones.wishes import add_wish, end_wish
from feedback.models import DelegatedTask, Strength
from feedback.queries.delegated import tasks_part_of
from teams.actions import create_person, join_team, move_agent
from teams.actions.memberships import end_membership
from teams.models import Role
from tests.cast import PASSWORD, SINCE
from tests.feedback.delegated_scene import (
    DAY,
    NOW,
    WHAT,
    WHY,
    anew,
    closed,
    offered,
    reported,
    taken,
)

pytestmark = pytest.mark.django_db
GIVEN = {"what": WHAT, "why": WHY, "due_on": "2026-12-18", "fits": "", "decide_alone": "Words."}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def of(client_of):
    """A function from a person to what they do: `of(jin).get("task", pk)`, `of(jin).post("task_accept", pk, …)`."""

    class Page:
        def __init__(self, person):
            self.client = client_of(person)

        def get(self, name, *args, query=""):
            return self.client.get(reverse(f"feedback:{name}", args=args) + query)

        def post(self, name, *args, **body):
            return self.client.post(reverse(f"feedback:{name}", args=args), body)

    return Page


def text_of(answer):
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<svg.*?</svg>", "", main, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


# --- The offer -----------------------------------------------------------------------------------


def test_whom_it_would_fit_is_said_by_name_with_the_reason_and_what_is_typed_is_kept(
    of, supervisor, agent, colleague
):
    strength = Strength.objects.first()
    add_wish(agent, agent, kind="grow_in", words="", strength=strength, now=NOW)
    add_wish(colleague, colleague, kind="good_at", words="", strength=strength, now=NOW)
    marcus = of(supervisor)
    sent = {**GIVEN, "fits": f"strength-{strength.pk}", "do": "look"}
    text = text_of(marcus.post("task_new", **sent))
    assert "Dele Adeyemi Says it themself. Choose" in text
    assert text.index("Dele Adeyemi Says") < text.index("Jin Park Wants to grow in it.")
    assert not DelegatedTask.objects.exists()
    answer = marcus.post("task_new", **{**sent, "choose": agent.pk})
    body = answer.content.decode()
    assert f'<option value="{agent.pk}" selected>Jin Park</option>' in body
    assert WHY in body
    assert "There is a problem" not in body
    assert not DelegatedTask.objects.exists()


def test_a_task_is_offered_and_the_address_begins_it(of, supervisor, agent):
    marcus, strength = of(supervisor), Strength.objects.first()
    begun = marcus.get("task_new", query=f"?to={agent.pk}&strength={strength.slug}")
    assert "Hand Jin Park a task" in text_of(begun)
    assert f'<option value="strength-{strength.pk}" selected>' in begun.content.decode()
    answer = marcus.post("task_new", **GIVEN, to=agent.pk)
    task = DelegatedTask.objects.get()
    assert answer.headers["Location"] == reverse("feedback:task", args=[task.pk])
    assert task.decide_alone == "Words."


def test_what_is_missing_is_said_and_nothing_is_written(of, supervisor, agent):
    answer = of(supervisor).post("task_new", to=agent.pk, what="", why="", due_on="31/11")
    text = text_of(answer)
    assert "Say what the task is, in a line." in text
    assert "Say why it matters" in text
    assert "Write the day as day, month and year" in text
    assert not DelegatedTask.objects.exists()


@pytest.mark.parametrize("query", ["?to=abc", "?to=999999", "?to=1&strength=none", "?wish=5"])
def test_an_address_that_names_nothing_is_an_empty_form(of, supervisor, query):
    assert of(supervisor).get("task_new", query=query).status_code == 200


# --- One task ------------------------------------------------------------------------------------


def test_the_way_from_the_offer_to_thanks(of, supervisor, agent):
    task = offered(supervisor, agent)
    jin, marcus = of(agent), of(supervisor)
    page = text_of(jin.get("task", task.pk))
    assert "Marcus Webb offered it to you on Fri 20 Nov." in page
    assert "Take it on" in page
    assert "Close it" not in page
    jin.post("task_accept", task.pk, version=0, rhythm="weekly")
    assert "Once a week. Next check-in: Fri 27 Nov" in text_of(marcus.get("task", task.pk))
    jin.post("task_check_in", task.pk, version=1, going="need", words="Two hours.")
    assert "Needs something" in text_of(marcus.get("task", task.pk))
    marcus.post("task_answer", task.pk, version=2, words="Take Tuesday.")
    jin.post("task_check_in", task.pk, version=3, going="done", words="All is there.")
    marcus.post("task_close", task.pk, version=4, came_of_it="We ask the same.")
    body = marcus.get("task", task.pk).content.decode()
    thanks = f"{reverse('feedback:kudos_new')}?to=jin&amp;fact=task-{task.pk}"
    assert thanks in body
    composer = of(supervisor).client.get(unescape(thanks)).content.decode()
    assert f"took on “{WHAT}” and saw it through" in composer
    assert thanks not in jin.get("task", task.pk).content.decode()


def test_a_step_that_came_too_late_says_how_it_stands_and_keeps_the_words(of, supervisor, agent):
    task = offered(supervisor, agent)
    decline_task(agent, task, words="Not this month.", now=NOW)
    answer = of(agent).post("task_ask", task.pk, words="Until <b>January</b>?")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "It was answered already: not this time." in text
    assert "Until <b>January</b>?" in text
    assert "<b>January" not in answer.content.decode()


def test_case_20_two_at_once_the_later_keeps_their_words_in_the_form(of, supervisor, agent):
    task = taken(supervisor, agent)
    check_in(agent, task, going="need", words="Help.", now=NOW)
    marcus = of(supervisor)
    answer = marcus.post("task_answer", task.pk, version=1, words="How is it?")
    assert answer.status_code == 409
    assert "Jin Park was here while you were writing." in text_of(answer)
    assert "How is it?" in answer.content.decode()
    assert anew(task).needs_since == NOW
    assert marcus.post("task_answer", task.pk, version=2, words="How is it?").status_code == 302


def test_a_form_that_is_refused_stands_open_with_its_error(of, supervisor, agent):
    task = offered(supervisor, agent)
    jin = of(agent)
    answer = jin.post("task_accept", task.pk, version=0, rhythm="own", own_1="2026-11-01")
    assert "Choose days after today" in text_of(answer)
    answer = jin.post("task_decline", task.pk, version=0, words="a" * 501)
    body = answer.content.decode()
    assert '<details class="unfold" id="task_decline" open>' in body
    assert anew(task).state == "offered"


def test_case_03_a_wish_is_read_by_whose_it_is_and_who_leads_them_alone(
    of, supervisor, agent, south
):
    wish = add_wish(agent, agent, kind="work_on", words="Figures at last", now=NOW)
    task = offered(supervisor, agent, wish=wish)
    assert "Figures at last" in text_of(of(supervisor).get("task", task.pk))
    move_agent(None, agent, south, NOW.date())
    assert "Figures at last" in text_of(of(agent).get("task", task.pk))
    text = text_of(of(supervisor).get("task", task.pk))
    assert "Figures at last" not in text
    assert "Something they said of themself" in text


def test_case_03_a_wish_that_its_person_ended_is_quoted_to_them_alone(of, supervisor, agent):
    wish = add_wish(agent, agent, kind="work_on", words="Figures at last", now=NOW)
    task = offered(supervisor, agent, wish=wish)
    end_wish(agent, wish, now=NOW)
    assert "Figures at last" in text_of(of(agent).get("task", task.pk))
    text = text_of(of(supervisor).get("task", task.pk))
    assert "Figures at last" not in text
    assert "Something they said of themself" in text


def test_case_03_a_peer_finds_no_page_and_no_line_of_what_a_supervisor_holds(
    of, client_of, manager, supervisor, north
):
    task = offered(manager, supervisor)
    fellow = create_person(None, name="Ana Ruiz", username="ana", password=PASSWORD)
    join_team(None, fellow, north, Role.SUPERVISOR, SINCE)
    assert of(fellow).get("task", task.pk).status_code == 404
    assert of(fellow).post("task_withdraw", task.pk, words="Mine.").status_code == 404
    assert WHAT not in text_of(of(fellow).get("tasks"))
    page = reverse("teams:person", args=[supervisor.pk])
    assert WHAT not in text_of(client_of(fellow).get(page))
    assert WHAT in text_of(client_of(manager).get(page))
    assert "those who lead you in North read it" in text_of(of(supervisor).get("task", task.pk))


def test_an_administrator_closes_what_nobody_in_the_team_can(
    of, client_of, manager, supervisor, administrator
):
    task = reported(manager, supervisor)
    ada = of(administrator)
    assert ada.get("task", task.pk).status_code == 404
    assert WHAT not in text_of(ada.get("tasks"))
    end_membership(None, manager.memberships.get(), NOW.date(), "Moved on")
    assert f"Marcus says it is done: {WHAT}" in text_of(client_of(administrator).get("/"))
    assert WHAT in text_of(ada.get("tasks")).split("Nobody leads their holder any more")[1]
    for reader in (of(supervisor), ada):
        assert "as nobody leads" in text_of(reader.get("task", task.pk))
    assert ada.post("task_close", task.pk, came_of_it="All of us ask the same.").status_code == 302
    assert anew(task).state == "closed"
    assert ada.get("task", task.pk).status_code == 200
    assert WHAT not in text_of(ada.get("tasks"))
    assert WHAT in text_of(ada.get("tasks", query="?show=over"))


# --- Lists, a person's page, Today ---------------------------------------------------------------


def test_ones_tasks_are_those_one_holds_and_those_one_gave(of, supervisor, manager, agent):
    offered(supervisor, agent, what="For Jin")
    offered(manager, supervisor, what="For Marcus")
    closed(supervisor, agent, what="Long done")
    text = text_of(of(supervisor).get("tasks"))
    held, gave = text.index("You hold"), text.index("You handed over")
    assert held < text.index("For Marcus") < gave < text.index("For Jin")
    assert "Long done" not in text
    assert "Long done" in text_of(of(supervisor).get("tasks", query="?show=over"))
    jin = text_of(of(agent).get("tasks"))
    assert "For Jin" in jin
    assert "For Marcus" not in jin
    assert "Hand over" not in jin
    assert "For Jin" in text_of(of(manager).get("tasks")).split("Others in your teams")[1]


def test_many_are_shown_page_by_page(of, supervisor, agent):
    for number in range(23):
        offered(supervisor, agent, what=f"Task {number:02}")
    jin = of(agent)
    first = jin.get("tasks").content.decode()
    assert first.count('<li id="task-') == 20
    more = re.search(r'rel="next" href="([^"]+)"', first)[1]
    rest = jin.client.get(unescape(more)).content.decode()
    assert rest.count('<li id="task-') == 3
    assert "Task 00" in rest


def test_on_a_persons_page_stand_their_tasks_for_them_and_who_leads_them(
    client_of, supervisor, agent, manager, administrator
):
    offered(supervisor, agent)
    page = reverse("teams:person", args=[agent.pk])
    assert "Hand Jin a task" in text_of(client_of(supervisor).get(page))
    assert WHAT in text_of(client_of(agent).get(page))
    assert WHAT in text_of(client_of(manager).get(page))
    assert WHAT not in text_of(client_of(administrator).get(page))


def test_today_asks_for_an_answer_a_check_in_and_a_look(client_of, supervisor, agent, time_machine):
    task = offered(supervisor, agent)
    assert "Marcus offers you a task: Write down lost parcels" in text_of(client_of(agent).get("/"))
    task = taken(supervisor, agent, what="Another one")
    time_machine.move_to(NOW + 7 * DAY, tick=False)
    assert "A check-in you chose: Another one" in text_of(client_of(agent).get("/"))
    assert "Another one" not in text_of(client_of(supervisor).get("/"))
    check_in(agent, task, going="need", words="Help.", now=NOW + 7 * DAY)
    assert "Jin needs something for: Another one" in text_of(client_of(supervisor).get("/"))
    assert "Another one" not in text_of(client_of(agent).get("/"))
    check_in(agent, task, going="done", words="There.", now=NOW + 7 * DAY)
    assert "Jin says it is done: Another one" in text_of(client_of(supervisor).get("/"))


def test_an_offer_is_taken_on_today_which_says_so_with_its_undo(client_of, supervisor, agent):
    task, jin = offered(supervisor, agent), client_of(agent)
    body = jin.get("/").content.decode()
    assert "By Fri 18 Dec, with one check-in half-way. Each of us asks something else." in body
    assert f'action="/tasks/{task.pk}/accept/"' in body
    sent = {"version": 0, "rhythm": "halfway", "back": "today"}
    answer = jin.post(f"/tasks/{task.pk}/accept/", sent, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    assert f'action="/tasks/{task.pk}/undo/?version=1"' in answer.content.decode()
    answer = jin.post(f"/tasks/{task.pk}/undo/?version=1", {"back": "today"}, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    assert anew(task).state == "offered"
    assert "had taken it on by mistake" in text_of(jin.get(f"/tasks/{task.pk}/"))


def test_an_undo_that_comes_too_late_says_how_it_stands(of, client_of, supervisor, agent):
    task = taken(supervisor, agent)
    check_in(agent, task, going="well", now=NOW)
    answer = client_of(agent).post(f"/tasks/{task.pk}/undo/?version=2")
    assert answer.status_code == 409
    assert "It is under way by now." in text_of(answer)
    assert client_of(agent).post(f"/tasks/{task.pk}/undo/?version=1").status_code == 409


def test_today_asks_both_for_what_is_past_its_day_and_nothing_else_brings_up(
    client_of, supervisor, agent, time_machine
):
    due = NOW + 6 * DAY
    well = taken(supervisor, agent, what="Parcels", rhythm="none", due_on=due.date())
    done = taken(supervisor, agent, what="Returns", rhythm="none", due_on=due.date())
    time_machine.move_to(due, tick=False)
    check_in(agent, well, going="well", now=due)
    check_in(agent, done, going="done", words="All.", now=due)
    carry_on(supervisor, done, words="The last page.", now=due)
    for person in (agent, supervisor):
        assert "Past its day" not in text_of(client_of(person).get("/"))
    time_machine.move_to(due + DAY, tick=False)
    for person, other in ((agent, "Marcus"), (supervisor, "Jin")):
        text = text_of(client_of(person).get("/"))
        assert f"Past its day, with {other}: Parcels" in text
        assert f"Past its day, with {other}: Returns" in text
        assert "Was to be done by Thu 26 Nov." in text
    # What is needed waits for Marcus alone.
    check_in(agent, well, going="need", words="Help.", now=due + DAY)
    assert "Jin needs something for: Parcels" in text_of(client_of(supervisor).get("/"))
    assert "Parcels" not in text_of(client_of(agent).get("/"))


def test_case_17_a_check_in_is_due_by_the_day_of_the_team_wherever_the_task_is_shown(
    of, other_supervisor, stranger, time_machine
):
    task = taken(other_supervisor, stranger)
    # Half past midnight in Adelaide, the day before in London.
    time_machine.move_to(datetime(2026, 11, 26, 14, 0, tzinfo=UTC), tick=False)
    part = tasks_part_of(other_supervisor, stranger, datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    assert [line.next for line in part.lines] == ["Check-in is due"]
    for text in (of(stranger).get("tasks"), of(stranger).get("task", task.pk)):
        assert "Check-in is due" in text_of(text)


def test_days_of_ones_own_are_all_in_the_form_while_they_are_to_come(
    of, supervisor, agent, time_machine
):
    days = [NOW.date() + n * DAY for n in (2, 5, 9, 12, 16)]
    task = taken(supervisor, agent, rhythm="own", own_days=days)

    def keep_these():
        body = of(agent).get("task", task.pk).content.decode()
        plan = body.split('id="task_plan"')[1].split("</form>")[0]
        assert plan.index('name="rhythm"') < plan.index('name="own_1"')
        inputs = re.findall(r'<input[^>]*name="own_\d+"[^>]*>', plan)
        given = {
            re.search(r'name="(\w+)"', one)[1]: (re.search(r'value="([^"]*)"', one) or ["", ""])[1]
            for one in inputs
        }
        return of(agent).post("task_plan", task.pk, rhythm="own", **given)

    assert keep_these().status_code == 302
    assert anew(task).own_days == [day.isoformat() for day in days]
    time_machine.move_to(NOW + 5 * DAY, tick=False)
    assert keep_these().status_code == 302
    assert anew(task).own_days == [day.isoformat() for day in days[2:]]


def test_the_inbox_opens_a_task_also_where_there_is_nothing_to_answer(client_of, supervisor, agent):
    closed(supervisor, agent)
    text = text_of(client_of(agent).get(reverse("teams:inbox")))
    assert "Marcus Webb says that a task of yours is done." in text
    assert "Done. just now Open Marcus Webb offers you a task." in text
    assert "Answer it" not in text


def test_in_an_empty_installation_nobody_holds_anything(client_of, administrator):
    answer = client_of(administrator).get(reverse("feedback:tasks"))
    assert "You hold no task at the moment." in text_of(answer)
    assert client_of(administrator).get(reverse("feedback:task_new")).status_code == 404


def test_a_program_is_told_of_the_undo_for_as_long_as_there_is_one(
    client_of, supervisor, agent, time_machine
):
    task, jin = taken(supervisor, agent), client_of(agent)
    address = f"/api/v1/tasks/{task.pk}/"
    assert "undo" in jin.get(address).json()["allowed"]
    assert "undo" not in client_of(supervisor).get(address).json()["allowed"]
    answer = jin.post(f"{address}undo/", {"version": 1}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "offered")
    task = taken(supervisor, agent, what="Another one")
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    address = f"/api/v1/tasks/{task.pk}/"
    assert "undo" not in jin.get(address).json()["allowed"]
    answer = jin.post(f"{address}undo/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (409, "taken")
