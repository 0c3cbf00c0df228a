"""What a leader is asked before they take back or withdraw, who reads a wish, and where training is needed most."""

from datetime import timedelta

import pytest
from django.urls import reverse

from teams import materials
from teams.actions import create_person, grant_administrator
from teams.actions.learning_paths import add_step
from teams.actions.learning_together import answer_pairing, answer_wish, ask_for, ask_to_pair
from teams.learning_rules import link_words
from teams.materials import Need
from teams.models import LearningWish, Notice, Pairing
from teams.permissions.learning import wishes_led_by
from tests.cast import PASSWORD, SINCE
from tests.teams.learning_scene import NOW, TODAY, a_path, anew, finish, given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def path(north, supervisor, manager, agent, colleague):
    return a_path(supervisor, north)


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def told(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", "detail"))


def test_a_path_is_taken_back_with_a_reason_that_the_person_reads(
    path, supervisor, agent, client_of
):
    mine = given(supervisor, path, agent)
    client, where = client_of(supervisor), reverse("teams:learning_back", args=[mine.pk])
    page = text_of(client.get(where))
    assert "Why?" in page
    assert "Jin reads it." in page
    assert "Say why, in a line." in text_of(client.post(where, {"why": "  "}))
    assert anew(mine).ended_at is None
    assert client.post(where, {"why": "The team changes its tone first."}).status_code == 302
    assert anew(mine).ended_at == NOW
    title, detail = told(agent)[-1]
    assert title == "Marcus Webb has taken back “Calm calls”."
    assert detail.startswith("The team changes its tone first.")


def test_who_is_asked_to_stand_by_is_named_and_the_leader_can_withdraw_it(
    path, supervisor, other_supervisor, agent, colleague, client_of
):
    mine = given(supervisor, path, agent)
    finish(colleague, path)
    pairing = ask_to_pair(supervisor, mine, colleague, now=NOW)
    client = client_of(supervisor)
    page = text_of(client.get("/learning/team/"))
    assert "Dele Adeyemi is asked to stand by." in page
    assert "Pair with a colleague" not in page
    where = reverse("teams:learning_pair_withdraw", args=[pairing.pk])
    assert client_of(other_supervisor).post(where).status_code == 404
    client.post(where)
    assert not Pairing.objects.exists()
    assert told(colleague)[-1][0] == "You need not stand by Jin Park with “Calm calls”."
    assert "Pair with a colleague" in text_of(client.get("/learning/team/"))
    again = ask_to_pair(supervisor, mine, colleague, now=NOW)
    answer_pairing(colleague, again, yes=True, now=NOW)
    client.post(reverse("teams:learning_pair_withdraw", args=[again.pk]))
    assert Pairing.objects.exists()


def test_a_wish_of_whom_nobody_leads_goes_to_an_administrator_by_name(
    path, manager, administrator, client_of
):
    client = client_of(manager)
    assert f"{administrator.name} reads it, and answers." in text_of(client.get("/learning/"))
    page = text_of(client.post("/learning/ask/", {"words": "Budgets"}, follow=True))
    assert f"Asked. It went to {administrator.name}." in page
    assert told(administrator)[-1][0] == f"{manager.name} wants to learn: Budgets"
    wish = LearningWish.objects.get()
    answer_wish(administrator, wish, answer="Yes, in spring.", now=NOW)
    assert anew(wish).answered_by == administrator


def test_where_nobody_would_read_a_wish_the_form_is_not_offered(path, administrator, client_of):
    client = client_of(administrator)
    page = text_of(client.get("/learning/"))
    assert "What do you want to learn?" not in page
    assert "Ask for time" not in page
    client.post("/learning/ask/", {"words": "Budgets"})
    assert not LearningWish.objects.exists()


def test_an_administrator_answers_another_in_words(path, administrator, client_of):
    other = create_person(None, name="Omar", username="omar", password=PASSWORD)
    grant_administrator(None, other, SINCE)
    wish = ask_for(other, words="Budgets", now=NOW)
    assert wish in wishes_led_by(administrator, TODAY)
    assert wish not in wishes_led_by(other, TODAY)
    client, where = client_of(administrator), reverse("teams:learning_wish", args=[wish.pk])
    assert "Give a path" not in text_of(client.get(where))
    client.post(where, {"answer": "Yes."})
    assert anew(wish).answer == "Yes."


@pytest.fixture
def needs(monkeypatch):
    known = []
    monkeypatch.setattr(materials, "_needs", {"an app": lambda _viewer, _now: known})
    return known


def wants(person, topic, since=NOW - timedelta(days=1)):
    said = ", in their own words"
    return Need(
        None, person.pk, person.name, topic, f"Wants to grow in{said}", f"/wishes/{person.pk}/",
        of_many=f"Want to grow in it{said}", since=since,
    )  # fmt: skip


def test_needs_stand_by_topic_with_names_most_first_and_six_at_once(
    path, north, supervisor, agent, colleague, client_of, needs
):
    needs += [wants(agent, f"Alone {n}") for n in range(7)]
    needs += [wants(colleague, "Zeal"), wants(agent, "zeal ")]
    needs.append(Need(north.pk, None, "", "Refund", "7 cases in 90 days", "/rows/", 7))
    page = client_of(supervisor).get("/learning/team/").context["page"].needs
    assert [row.topic for row in page.first][:3] == ["Refund", "Zeal", "Alone 0"]
    assert (len(page.first), len(page.others)) == (6, 3)
    zeal = page.first[1]
    assert [(one.words, one.url) for one in zeal.whose] == [
        ("Dele", f"/wishes/{colleague.pk}/"),
        ("Jin", f"/wishes/{agent.pk}/"),
    ]
    assert [one.words for one in zeal.evidence] == ["Want to grow in it, in their own words"]
    text = text_of(client_of(supervisor).get("/learning/team/"))
    assert "3 more" in text
    give = client_of(supervisor).get(zeal.give_url).context["form"]
    assert sorted(give.initial["people"]) == sorted([agent.pk, colleague.pk])
    assert "why" not in give.initial


def test_a_need_falls_away_once_a_path_was_given_for_it(
    path, supervisor, agent, colleague, client_of, needs
):
    needs += [wants(agent, "Calm"), wants(colleague, "Calm"), wants(agent, "Later", NOW)]
    needs += [wants(agent, "It"), wants(agent, "Mail")]
    given(supervisor, path, agent, now=NOW - timedelta(hours=1), why="Later: mail, with care")
    page = client_of(supervisor).get("/learning/team/").context["page"].needs
    said = [(row.topic, row.names) for row in page.first]
    assert said == [("Calm", "Dele"), ("It", "Jin"), ("Later", "Jin")]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("/playbook/late-delivery/", "Playbook: late delivery"),
        ("/playbook/", "Playbook"),
        ("/escalations/training/7/", "Escalations: training"),
        ("/", "Today"),
        ("https://www.learn.example.org/calm-calls/?x=1", "learn.example.org/calm-calls"),
    ],
)
def test_a_link_without_words_reads_as_its_place(link, words):
    assert link_words(link) == words


def test_a_step_shows_the_place_it_leads_to_and_one_button_stands_out(
    path, supervisor, agent, client_of
):
    add_step(supervisor, path, title="Read", due_days=1, link="https://a.example/b-c/", now=NOW)
    given(supervisor, path, agent)
    page = text_of(client_of(agent).get(f"/learning/{path.pk}/"))
    assert ">a.example/b-c</a>" in page
    assert "Next: <span>due tomorrow</span>" in page
    assert page.count("btn--primary") == 1
