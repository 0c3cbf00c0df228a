"""Errors look alike everywhere: RFC 9457, five members, and no hint at what is hidden."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.conftest import Caller

MEMBERS = {"type", "title", "status", "detail", "errors"}


def check(answer, status):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert body.keys() == MEMBERS
    assert body["status"] == status
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert isinstance(body["errors"], list)
    return body


def test_nobody_is_401(db):
    for path in ("teams/", "agents/", "metrics/", "goals/", "readings/", "goals/1/progress/"):
        answer = Caller().get(path)
        check(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    "path", ["goals/1/", "goals/999999999999999999/", "metrics/none/", "nowhere/"]
)
def test_what_is_not_there_is_404(api, path):
    check(api.get(path), 404)


def test_an_absent_and_a_hidden_thing_answer_in_the_same_words(api, stranger, south):
    hidden = check(api.get(f"agents/{stranger.username}/"), 404)
    assert hidden == check(api.get("agents/no-such-person/"), 404)
    assert check(api.get("teams/south/"), 404) == check(api.get("teams/no-such-team/"), 404)


def test_a_method_that_is_not_offered_is_405(api):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        check(api.call(method, "readings/"), 405)


def test_only_json_is_answered(api):
    answer = api.call("GET", "metrics/", headers={"Accept": "text/html"})
    check(answer, 406)


def test_errors_name_their_fields(api):
    body = check(api.post("goals/", {"name": "", "colour": "blue"}), 400)
    assert {"field": "colour", "message": "There is no such field to send."} in body["errors"]
    body = check(api.post("goals/", {"name": ""}), 400)
    assert {"name", "metric", "scope", "why"} <= {entry["field"] for entry in body["errors"]}


def test_a_session_may_read_and_writes_only_with_the_page_s_own_secret(manager, client_of):
    browser = client_of(manager)
    assert browser.get("/api/v1/metrics/").status_code == 200
    assert (
        browser.post("/api/v1/readings/", {"readings": []}, "application/json").status_code == 200
    )
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = browser.cookies
    refused = careful.post("/api/v1/readings/", {"readings": []}, "application/json")
    check(refused, 403)


@pytest.mark.parametrize(
    "cursor", ["x", "cD0x", "cD0lMDA=", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "%00"]
)
def test_a_cursor_that_is_not_ours_is_no_error_of_the_server(api, cursor):
    assert api.get("goals/", cursor=cursor).status_code in {200, 404}


@pytest.mark.parametrize("size", ["0", "-1", "x", "99999999999999999999", ""])
def test_any_page_size_is_answered(api, size):
    assert api.get("goals/", page_size=size).status_code == 200


def test_text_that_a_database_refuses_is_refused_before(api, handled):
    window = {"from_": "2026-11-01", "until": "2026-11-02"}
    for name in ("team", "agent"):
        answer = api.get("metrics/handled/series/", **window, **{name: "a\x00"})
        check(answer, 404)
    check(api.get("readings/", metric="a\x00", **window), 400)
    check(api.get("goals/", metric="a\x00"), 400)
    check(api.get("goals/", cadence="a\x00"), 400)
    assert api.get("agents/a%00/").status_code == 404
    assert api.get("teams/a%00/").status_code == 404
