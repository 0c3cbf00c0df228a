"""To read or attend something, through the API: the same rules, the same verbs as on the pages."""

import pytest

from teams.models import Notice, StudyRequest
from tests.teams.growth_scene import NOW, answered, asked

pytestmark = pytest.mark.django_db
STUDY = "/api/v1/study/"
WISH = {"kind": "read", "what": "A fine book", "why": "I want to know."}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def send(client, path="", **body):
    return client.post(f"{STUDY}{path}", body, content_type="application/json")


def test_a_wish_from_its_asking_to_what_was_taken_from_it(client_of, agent, supervisor):
    jin, marcus = client_of(agent), client_of(supervisor)
    made = send(jin, **WISH, cost="14.5")
    assert made.status_code == 201
    row = made.json()
    assert (row["person"], row["state"], row["cost"], row["on"]) == ("jin", "asked", "14.50", None)
    path = f"{row['id']}/"
    assert send(marcus, f"{path}answer/", answer="talk", version=0).json()["version"] == 1
    assert send(marcus, f"{path}answer/", answer="yes", version=0).status_code == 409
    agreed = send(marcus, f"{path}answer/", answer="yes", words="Lend it to me.").json()
    assert (agreed["state"], agreed["answered_by"]) == ("yes", "marcus")
    assert [(one["state"], one["by"], one["words"]) for one in agreed["steps"]] == [
        ("asked", "jin", ""),
        ("talk", "marcus", ""),
        ("yes", "marcus", "Lend it to me."),
    ]
    done = send(jin, f"{path}done/", took="Ask first.", share=True, version=2).json()
    assert (done["state"], done["took"], done["recommended"]) == ("done", "Ask first.", True)
    assert send(jin, f"{path}recommend/", share=False).json()["recommended"] is False
    assert send(jin, f"{path}withdraw/").status_code == 400
    (listed,) = marcus.get(f"{STUDY}?state=done&person=jin&kind=read").json()["results"]
    assert "steps" not in listed
    assert marcus.get(f"{STUDY}?state=asked&state=talk").json()["results"] == []


def test_a_wish_is_taken_back_once(client_of, agent, supervisor):
    request = answered(supervisor, asked(agent))
    for _ in range(2):
        assert send(client_of(agent), f"{request.pk}/withdraw/").json()["state"] == "withdrawn"
    assert Notice.objects.filter(user=supervisor, key__endswith="withdrawn").count() == 1


def test_case_02_and_04_who_answers_and_who_reads(
    client_of, agent, supervisor, other_supervisor, stranger, administrator
):
    request = asked(agent)
    path = f"{request.pk}/"
    for outside in (other_supervisor, stranger, administrator):
        client = client_of(outside)
        assert client.get(f"{STUDY}{path}").status_code == 404
        assert client.get(STUDY).json()["results"] == []
        for step, body in (("answer", {"answer": "yes"}), ("withdraw", {})):
            assert send(client, f"{path}{step}/", **body).status_code == 404
    assert send(client_of(agent), f"{path}answer/", answer="yes").status_code == 403
    leads = client_of(supervisor)
    assert send(leads, f"{path}withdraw/").status_code == 403
    for wrong, field in (
        ({"answer": "never"}, "answer"),
        ({"answer": "not_now"}, "words"),
        ({"answer": "yes", "state": "done"}, "state"),
    ):
        bad = send(leads, f"{path}answer/", **wrong)
        assert [one["field"] for one in bad.json()["errors"]] == [field]
    assert StudyRequest.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"what": " "}, "what"), ({"cost": "-1"}, "cost"), ({"person": "jin"}, "person"),
     ({"on": "2040-01-01"}, "on"), ({"kind": "buy"}, "kind")],
)  # fmt: skip
def test_what_is_refused(client_of, agent, supervisor, wrong, field):
    bad = send(client_of(agent), **{**WISH, **wrong})
    assert [one["field"] for one in bad.json()["errors"]] == [field]
    assert not StudyRequest.objects.exists()


def test_case_02_what_is_recommended_is_read_by_the_people_of_ones_teams_without_the_request(
    client_of, agent, colleague, supervisor, stranger, administrator
):
    request = answered(supervisor, asked(agent))
    jin = client_of(agent)

    def listed(person):
        answer = client_of(person).get(f"{STUDY}recommended/")
        assert answer.status_code == 200
        return answer.json()["results"]

    send(jin, f"{request.pk}/done/", took="Ask first.")
    assert listed(colleague) == []
    send(jin, f"{request.pk}/recommend/", share=True)
    [row] = listed(colleague)
    # Why it was asked for, what it costs and who said yes are between the two.
    assert set(row) == {"id", "person", "kind", "what", "took", "done_at"}
    assert (row["person"], row["took"]) == ("jin", "Ask first.")
    assert [one["id"] for one in listed(agent)] == [request.pk]
    assert [one["id"] for one in listed(supervisor)] == [request.pk]
    assert listed(stranger) == listed(administrator) == []
    send(jin, f"{request.pk}/recommend/", share=False)
    assert listed(colleague) == []


def test_what_is_recommended_comes_page_by_page_in_as_many_statements(
    client_of, agent, colleague, supervisor, statements
):
    client, path = client_of(colleague), f"{STUDY}recommended/?page_size=2"

    def one_more():
        request = answered(supervisor, asked(agent))
        send(client_of(agent), f"{request.pk}/done/", took="Ask first.", share=True)
        return request.pk

    made = [one_more()]
    few = statements(client, path)
    made += [one_more(), one_more()]
    assert statements(client, path) == few
    first = client.get(path).json()
    assert [one["id"] for one in first["results"]] == made[:0:-1]
    rest = client.get(first["next"]).json()
    assert [one["id"] for one in rest["results"]] == made[:1]
