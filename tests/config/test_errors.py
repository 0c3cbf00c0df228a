"""What a person or a program is told when something went wrong."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client, RequestFactory

from config import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)],
)
def test_a_page_for_people_and_a_problem_for_programs(view, status):
    page = view(RequestFactory().get("/somewhere/"))
    problem = view(RequestFactory().get("/api/v1/somewhere/"))
    assert page.status_code == problem.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert problem["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("theirs", "nowhere"), [("/teams/south/", "/teams/sooth/"), ("/imports/", "/imparts/")]
)
def test_whoever_is_signed_in_keeps_the_menu_and_can_search(
    client_of, agent, south, theirs, nowhere
):
    """And cannot tell what is not theirs, of a thing or of a whole page, from what is not there."""
    browser = client_of(agent)
    not_theirs, not_there = (browser.get(url) for url in (theirs, nowhere))
    pages = []
    for answer in (not_theirs, not_there):
        assert answer.status_code == 404
        text = answer.content.decode()
        assert "It may have been closed or renamed. Search, or go to Today." in text
        assert 'action="/search/"' in text
        assert "One-to-ones" in text
        pages.append(re.sub(r"Reference \w+", "", text).replace(theirs, nowhere))
    tokens = re.compile(r'value="[A-Za-z0-9]{64}"')
    assert tokens.sub("", pages[0]) == tokens.sub("", pages[1])


def test_whoever_is_not_signed_in_sees_no_menu(client):
    text = client.get("/nowhere-at-all/").content.decode()
    assert "That page is not here" in text
    assert "/search/" not in text


def test_without_a_database_it_is_the_page_without_the_menu(client_of, agent, monkeypatch):
    browser = client_of(agent)

    def away(*_):
        raise OperationalError

    monkeypatch.setattr("teams.context.items_of", away)
    answer = browser.get("/nowhere-at-all/")
    assert answer.status_code == 404
    assert "Go to Today" in answer.content.decode()
    assert 'action="/search/"' not in answer.content.decode()


def test_a_stale_form_says_what_to_do():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/login/", {"username": "ann", "password": "x"})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


@pytest.fixture
def try_to_sign_in(settings, client):
    settings.AXES_ENABLED = True
    get_user_model().objects.create_user(username="ann", password="right-enough-42")

    def attempt(username="ann", password="wrong", place="10.0.0.1", **headers):
        credentials = {"username": username, "password": password}
        return client.post("/login/", credentials, REMOTE_ADDR=place, headers=headers).status_code

    return attempt


def test_ten_wrong_passwords_from_one_place_are_the_end(try_to_sign_in):
    assert [try_to_sign_in() for _ in range(10)] == [200] * 9 + [429]
    assert try_to_sign_in(password="right-enough-42") == 429


def test_a_forged_address_does_not_help(try_to_sign_in):
    places = [f"203.0.113.{last}" for last in range(10)]
    tried = [try_to_sign_in(**{"X-Forwarded-For": place}) for place in places]
    assert tried[-1] == 429


def test_nobody_is_locked_out_from_elsewhere(try_to_sign_in):
    for _ in range(10):
        try_to_sign_in(place="10.0.0.66")
    assert try_to_sign_in(place="10.0.0.66") == 429
    assert try_to_sign_in(password="right-enough-42", place="10.0.0.1") == 302


def test_after_a_quarter_of_an_hour_one_may_try_again(try_to_sign_in, time_machine):
    time_machine.move_to(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    for _ in range(10):
        try_to_sign_in()
    assert try_to_sign_in(password="right-enough-42") == 429
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert try_to_sign_in(password="right-enough-42") == 302
