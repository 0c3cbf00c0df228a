"""The pages of learning: what they show to whom, and what a click does; the demonstration's year of it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from teams import materials
from teams.actions.learning_paths import change_path
from teams.demo import seed_people
from teams.demo.learning import CALM, seed_learning
from teams.materials import Material, Need, Source
from teams.models import GivenPath, LearningPath, LearningStep, Notice, Pairing, User
from teams.queries.learning import next_to_learn
from tests.teams.learning_scene import (
    NOW,
    TODAY,
    a_path,
    anew,
    finish,
    given,
    newcomer,
    steps,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def path(north, supervisor, manager, agent, colleague):
    return a_path(supervisor, north)


@pytest.fixture
def brought(monkeypatch):
    """What an app may bring: one protocol, which is confirmed once `done` holds it, and needs."""
    done, needs = set(), []
    book = [Material(7, "Late delivery", "/playbook/late/")]
    source = Source(
        "protocol",
        "Protocol to confirm",
        lambda _viewer: book,
        lambda _people, _ids: done,
        "First.",
    )
    monkeypatch.setattr(materials, "_sources", {"protocol": source})
    monkeypatch.setattr(materials, "_needs", {"an app": lambda _viewer, _now: needs})
    return done, needs


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_where_there_are_no_paths_none_are_spoken_of(agent, client_of):
    words = text_of(client_of(agent).get("/learning/"))
    assert "Nothing waits for you" in words
    assert "paths below" not in words


def test_what_comes_next_stands_first_and_is_done_with_a_click(path, supervisor, agent, client_of):
    mine = given(supervisor, path, agent)
    client = client_of(agent)
    text = text_of(client.get("/learning/"))
    assert "Next: Step 1, due Monday." in text
    assert "0 of 2 steps done" in text
    client.post(reverse("teams:learning_start", args=[path.pk]))
    first, second = steps(path)
    where = reverse("teams:learning_done", args=[path.pk, first.pk])
    assert client.post(where, {"back": "learning"}).url == "/learning/"
    assert "1 of 2 steps done" in text_of(client.get("/learning/"))
    page = text_of(client.get(f"/learning/{path.pk}/"))
    assert "Done today" in page
    client.post(where, {"to": "no"})
    assert "0 of 2 steps done" in text_of(client.get(f"/learning/{path.pk}/"))
    for step in (first, second):
        client.post(reverse("teams:learning_done", args=[path.pk, step.pk]))
    assert "You finished it today." in text_of(client.get(f"/learning/{path.pk}/"))
    assert anew(mine).finished_at == NOW


def test_a_step_that_rests_on_a_protocol_is_done_once_it_is_confirmed(
    path, supervisor, agent, client_of, brought
):
    done, _ = brought
    leader = client_of(supervisor)
    new = reverse("teams:learning_step_new", args=[path.pk])
    leader.post(new, {"title": "Agree to it", "material": "protocol:7", "due_days": "1"})
    step = LearningStep.objects.get(title="Agree to it")
    assert (step.material, step.material_id) == ("protocol", 7)
    refused = leader.post(new, {"title": "Another", "material": "protocol:8", "due_days": "1"})
    assert "Choose something that you may read yourself." in text_of(refused)
    mine = given(supervisor, path, agent)
    client = client_of(agent)
    where = reverse("teams:learning_done", args=[path.pk, step.pk])
    client.post(where)
    assert not mine.done_steps.exists()
    page = text_of(client.get(f"/learning/{path.pk}/"))
    assert "First." in page
    assert "/playbook/late/" in page
    done.add((agent.pk, 7))
    client.post(where)
    assert mine.done_steps.count() == 1


def test_case_03_who_is_ready_for_what_stands_by_name_and_tells_nobody_of_others(
    path, supervisor, agent, colleague, other_supervisor, client_of
):
    given(supervisor, path, agent)
    finish(colleague, path)
    text = text_of(client_of(supervisor).get("/learning/team/"))
    assert text.index("Dele Adeyemi") < text.index("Jin Park")
    assert "Next: Step 1" in text
    others = text_of(client_of(other_supervisor).get("/learning/team/"))
    assert "Jin Park" not in others
    assert "Calm calls" not in others
    assert client_of(agent).get("/learning/team/").status_code == 404


def test_case_02_needs_stand_with_their_evidence_and_only_those_of_people_one_leads(
    path, north, south, supervisor, agent, stranger, client_of, brought
):
    _, needs = brought
    needs += [
        Need(north.pk, agent.pk, "Jin Park", "Chat", "In their own words", "/people/1/"),
        Need(north.pk, None, "", "Refund", "7 cases in 90 days", "/reports/escalations/rows/", 7),
        Need(south.pk, stranger.pk, "Tom Fisher", "Secret", "Hidden", "/x/"),
        Need(south.pk, None, "", "Billing", "9 cases", "/y/", 9),
    ]
    text = text_of(client_of(supervisor).get("/learning/team/"))
    assert text.index("7 cases in 90 days") < text.index("In their own words")
    assert "Secret" not in text
    assert "9 cases" not in text


def test_case_20_a_stale_form_answers_409_with_both_texts(path, supervisor, manager, client_of):
    client = client_of(supervisor)
    where = reverse("teams:learning_edit", args=[path.pk])
    version = client.get(where).context["form"].initial["version"]
    change_path(manager, path, name="Calmer calls", why="Other words.", kind="need", now=NOW)
    sent = {"name": "Hot calls", "why": "Mine.", "kind": "need", "version": version}
    answer = client.post(where, sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Calmer calls" in text
    assert "Hot calls" in text
    again = {**sent, "version": answer.context["form"]["version"].value()}
    assert client.post(where, again).status_code == 302
    assert anew(path).name == "Hot calls"


def test_newcomers_are_given_a_path_together(path, north, supervisor, agent, client_of):
    nia = newcomer(north)
    client = client_of(supervisor)
    answer = client.post("/learning/team/give/", {"path": path.pk, "newcomers": "on"})
    assert answer.status_code == 302
    assert [one.person for one in GivenPath.objects.all()] == [nia]
    nobody = client.post("/learning/team/give/", {"path": path.pk})
    assert "Choose at least one person." in text_of(nobody)


def test_case_02_people_and_paths_of_others_are_not_taken_from_a_form(
    path, supervisor, other_supervisor, agent, stranger, client_of
):
    client = client_of(other_supervisor)
    a_path(other_supervisor, stranger.memberships.get().team, "Chat")
    theirs = client.post("/learning/team/give/", {"path": path.pk, "people": [stranger.pk]})
    assert theirs.status_code == 200
    mine = LearningPath.objects.get(name="Chat")
    other = client.post("/learning/team/give/", {"path": mine.pk, "people": [agent.pk]})
    assert "Choose people you lead." in text_of(other)
    assert not GivenPath.objects.exists()


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_case_05_what_is_typed_is_only_ever_shown(path, supervisor, agent, client_of, words):
    change_path(supervisor, path, name=words, why=words, kind="need", now=NOW)
    given(supervisor, path, agent, why=words)
    client = client_of(supervisor)
    for where in ("/learning/team/", f"/learning/{path.pk}/", "/learning/team/give/"):
        assert words not in client.get(where).content.decode()
    assert words not in client_of(agent).get("/learning/").content.decode()


def test_today_names_the_next_step(path, supervisor, agent):
    given(supervisor, path, agent)
    (step,) = next_to_learn(agent, NOW)
    assert (step.title, step.due, step.is_late) == ("Step 1", "due Monday", False)
    finish(agent, path)
    assert next_to_learn(agent, NOW) == ()


def test_a_year_of_learning_with_some_of_it_overdue():
    seed_people(TODAY, NOW)
    seed_learning(datetime(2026, 11, 20, 10, 5, tzinfo=UTC))
    calm = LearningPath.objects.get(name=CALM)
    finished = GivenPath.objects.filter(path=calm, finished_at__isnull=False)
    assert finished.filter(finished_at__lt=datetime(2026, 6, 1, tzinfo=UTC)).count() >= 4
    late = GivenPath.objects.filter(done_at=None, next_due_on__lt=TODAY)
    assert late.exists()
    assert {one.answer for one in Pairing.objects.all()} == {"yes", ""}
    keys = Notice.objects.filter(kind__startswith="teams.learning").values_list("user", "key")
    assert len(keys) == len(set(keys))
    assert User.objects.filter(username="jin", notices__kind="teams.learning_given").exists()
