"""One-to-ones through the API: the same rules and verbs as on the pages, and no private note anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from feedback.actions.one_to_ones.agenda import add_point, mark_talked
from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Agreement, Point

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)
ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(supervisor, agent):
    series = begin_series(supervisor, agent, now=NOW)
    found = book(supervisor, series, starts_at=TALK, now=NOW)
    save_private_note(supervisor, series, words="planted-note", version=0, now=NOW)
    talked = add_point(agent, series, words="Headset", now=NOW)
    mark_talked(agent, talked, found, now=NOW)
    add_point(agent, series, words="Holidays", now=NOW)
    agree(agent, series, owner=agent, words="Course", due_on=date(2026, 12, 1), meeting=found, now=NOW)  # fmt: skip
    return found


def send(browser, path, body=None, **headers):
    return browser.post(f"{ROOT}{path}", body or {}, "application/json", headers=headers)


def test_the_two_read_theirs_and_others_find_nothing(
    client_of, meeting, agent, supervisor, manager
):
    for one in (agent, supervisor):
        answer = client_of(one).get(f"{ROOT}one-to-ones/")
        (found,) = answer.json()["results"]
        assert (found["leader"], found["person"], found["state"]) == ("marcus", "jin", "booked")
        assert [each["words"] for each in found["points"]] == ["Headset"]
        assert [each["words"] for each in found["waiting"]] == ["Holidays"]
        assert [each["words"] for each in found["agreements"]] == ["Course"]
        assert "planted-note" not in answer.content.decode()
    for path in ("one-to-ones/", "agreements/"):
        assert client_of(manager).get(f"{ROOT}{path}").json()["results"] == []
    assert client_of(manager).get(f"{ROOT}one-to-ones/{meeting.pk}/").status_code == 404


def test_a_point_sent_again_under_its_key_is_added_once(client_of, meeting, agent):
    browser = client_of(agent)
    for _ in range(2):
        answer = send(
            browser,
            f"one-to-ones/{meeting.pk}/points/",
            {"words": "Shifts"},
            **{"Idempotency-Key": "k1"},
        )
        assert answer.status_code == 201
    assert Point.objects.filter(words="Shifts").count() == 1


def test_a_summary_over_an_older_version_is_refused(client_of, meeting, agent, supervisor):
    path = f"one-to-ones/{meeting.pk}/summary/"
    first = send(client_of(agent), path, {"summary": "Jin’s", "version": 0})
    assert first.json()["version"] == 1
    second = send(client_of(supervisor), path, {"summary": "Marcus’", "version": 0})
    assert second.status_code == 409
    meeting.refresh_from_db()
    assert meeting.summary == "Jin’s"


def test_a_promise_is_written_down_done_opened_again_and_let_go(client_of, meeting, agent):
    browser = client_of(agent)
    made = send(
        browser,
        f"one-to-ones/{meeting.pk}/agreements/",
        {"owner": "marcus", "words": "Desk", "due_on": "2026-12-01"},
    )
    assert made.status_code == 201
    one = f"agreements/{made.json()['id']}/"
    assert send(browser, f"{one}done/").json()["state"] == "done"
    assert send(browser, f"{one}reopen/").json()["state"] == "open"
    assert send(browser, f"{one}drop/").status_code == 400
    assert send(browser, f"{one}drop/", {"why": "No need"}).json()["state"] == "dropped"


def test_nobody_else_promises_anything_and_every_error_names_its_field(
    client_of, meeting, agent, colleague
):
    path = f"one-to-ones/{meeting.pk}/agreements/"
    for body, field in (
        ({"owner": "dele", "words": "Desk", "due_on": "2026-12-01"}, "owner"),
        ({"owner": "jin", "words": "Desk", "due_on": "2026-11-01"}, "due_on"),
        ({"owner": "jin", "words": " ", "due_on": "2026-12-01"}, "words"),
    ):
        answer = send(client_of(agent), path, body)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field
    assert Agreement.objects.count() == 1
