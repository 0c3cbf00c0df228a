"""What a person or a program is told when something went wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
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
