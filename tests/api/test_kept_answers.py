"""What is kept of a call under an `Idempotency-Key`: no words that can be read, and nothing for who may not read them."""

from __future__ import annotations

import json

import pytest

from feedback.actions.kudos import give
from feedback.actions.kudos_answers import hide
from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.series import begin_series
from feedback.api.kudos import KudosViewSet
from feedback.api.one_to_ones import OneToOneViewSet
from feedback.models import Help, Kudos, Meeting, Point
from teams.models import TakenCall
from tests.api.conftest import NOW

pytestmark = pytest.mark.django_db
SECRET = "between us alone"
KEY = {"headers": {"Idempotency-Key": "k"}}
TASK = {"to": "jin", "what": SECRET, "why": SECRET, "due_on": "2026-12-18"}


@pytest.fixture
def marcus(caller_of, supervisor, manager, agent):
    return caller_of(supervisor, "read", "write")


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def dele(caller_of, colleague):
    return caller_of(colleague, "read", "write")


@pytest.fixture
def meeting(supervisor, agent):
    return book(supervisor, begin_series(supervisor, agent, now=NOW), starts_at=NOW, now=NOW)


def whole_rows():
    return str(list(TakenCall.objects.values()))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("kudos/", {"to": ["jin"], "act": SECRET, "visibility": "private"}),
        ("help/", {"other": "jin", "what": SECRET}),
        ("tasks/", TASK),
        ("ideas/", {"title": SECRET}),
        ("one-to-ones/{}/points/", {"words": SECRET}),
        ("one-to-ones/{}/summary/", {"summary": SECRET, "version": 0}),
        ("notes/", {"person": "jin", "situation": SECRET, "shared": True}),
    ],
)
def test_no_word_of_the_answer_stands_in_the_row(marcus, meeting, path, body):
    first = marcus.post(path.format(meeting.pk), body, **KEY)
    assert first.status_code in {200, 201}, first.content
    assert SECRET not in whole_rows()
    again = marcus.post(path.format(meeting.pk), body, **KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert TakenCall.objects.count() == 1


def test_of_a_thanks_its_number_is_kept_and_nothing_else(marcus):
    made = marcus.post("kudos/", {"to": ["jin"], "act": SECRET}, **KEY).json()
    assert json.loads(TakenCall.objects.get().answer) == {"at": {"pk": str(made["id"])}}


def test_the_answer_tells_how_the_thing_stands_by_now(marcus):
    body = {"to": ["jin"], "act": "You rang the depot"}
    made = marcus.post("kudos/", body, **KEY).json()
    words = {"words": "You rang the depot twice.", "version": 0}
    assert marcus.call("PATCH", f"kudos/{made['id']}/", words).status_code == 200
    again = marcus.post("kudos/", body, **KEY)
    assert (again.status_code, again.json()["words"]) == (201, "You rang the depot twice.")
    assert Kudos.objects.count() == 1


def test_who_may_not_read_it_any_more_is_told_nothing(dele, supervisor, agent):
    """Jin keeps to himself what Dele said to have seen."""
    kudos = give(supervisor, to=[agent], words="You rang the depot.", now=NOW)
    path = f"kudos/{kudos.pk}/saw/"
    assert dele.post(path, {}, **KEY).status_code == 200
    hide(agent, kudos, now=NOW)
    again = dele.post(path, {}, **KEY)
    assert (again.status_code, "depot" in again.content.decode()) == (404, False)
    assert Kudos.objects.get().saw == 1
    hide(agent, kudos, hidden=False, now=NOW)
    assert dele.post(path, {}, **KEY).json()["words"] == "You rang the depot."


def test_nor_is_anybody_where_it_is_gone(dele, jin):
    said = {"other": "jin", "what": "Swapped a late shift.", "shared": True}
    assert dele.post("help/", said, **KEY).status_code == 201
    Help.objects.all().delete()
    assert dele.post("help/", said, **KEY).status_code == 404
    assert not Help.objects.exists()


def test_what_is_sealed_is_held_to_the_same_right(jin, meeting, monkeypatch):
    path, body = f"one-to-ones/{meeting.pk}/points/", {"words": SECRET}
    assert jin.post(path, body, **KEY).status_code == 201
    assert "sealed" in json.loads(TakenCall.objects.get().answer)
    monkeypatch.setattr(OneToOneViewSet, "get_queryset", lambda _: Meeting.objects.none())
    again = jin.post(path, body, **KEY)
    assert (again.status_code, SECRET in again.content.decode()) == (404, False)
    assert Point.objects.count() == 1


def test_with_another_secret_it_says_that_it_was_done(jin, meeting, settings):
    path, body = f"one-to-ones/{meeting.pk}/points/", {"words": SECRET}
    jin.post(path, body, **KEY)
    sealed = TakenCall.objects.get().answer
    settings.SECRET_KEY = "another " * 8
    again = jin.post(path, body, **KEY)
    assert (again.status_code, again.content) == (201, b"")
    assert (Point.objects.count(), TakenCall.objects.get().answer) == (1, sealed)


def test_what_one_cannot_read_after_ones_own_call_is_not_kept(marcus, monkeypatch):
    monkeypatch.setattr(KudosViewSet, "get_queryset", lambda _: Kudos.objects.none())
    monkeypatch.setattr(KudosViewSet, "shown", lambda *_: {"id": 1, "words": SECRET})
    body = {"to": ["jin"], "act": SECRET}
    assert marcus.post("kudos/", body, **KEY).json()["words"] == SECRET
    assert TakenCall.objects.get().answer == ""
    again = marcus.post("kudos/", body, **KEY)
    assert (again.status_code, again.content, Kudos.objects.count()) == (201, b"", 1)


def test_what_was_kept_before_it_was_sealed_is_not_shown(marcus):
    body = {"to": ["jin"], "act": "You rang the depot"}
    marcus.post("kudos/", body, **KEY)
    TakenCall.objects.update(answer=json.dumps({"id": 1, "words": SECRET}))
    again = marcus.post("kudos/", body, **KEY)
    assert (again.status_code, again.content) == (201, b"")
