"""The content security policy stands on every answer, the broken ones included."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import urls as real
from teams.access import ANYONE, access

EXPECTED = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@access(ANYONE)
def fine(request):
    return HttpResponse("fine")


@access(ANYONE)
def broken(request):
    message = "on purpose"
    raise RuntimeError(message)


handler404 = real.handler404
handler500 = real.handler500
urlpatterns = [path("fine/", fine), path("broken/", broken), *real.urlpatterns]


@pytest.mark.django_db
@pytest.mark.urls("tests.config.test_policy")
@pytest.mark.parametrize(
    ("address", "status"),
    [("/fine/", 200), ("/no/such/page/", 404), ("/broken/", 500), ("/api/no/such/", 404)],
)
def test_every_answer_carries_the_policy(address, status):
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert set(response["Content-Security-Policy"].split("; ")) == EXPECTED
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.urls("tests.config.test_policy")
def test_a_broken_page_shows_its_reference_and_not_its_reason():
    response = Client(raise_request_exception=False).get("/broken/")
    assert response["X-Request-ID"] in response.content.decode()
    assert "on purpose" not in response.content.decode()


@pytest.mark.django_db
def test_the_api_says_not_found_as_problem_details(client):
    response = client.get("/api/no/such/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "errors"}


@pytest.mark.django_db
def test_the_api_documentation_widens_the_policy_by_its_own_pictures_alone(client):
    response = client.get("/api/docs/")
    assert response.status_code == 200
    changed = EXPECTED - {"img-src 'self'"} | {"img-src 'self' data:"}
    assert set(response["Content-Security-Policy"].split("; ")) == changed
    assert b"<style" not in response.content


def test_the_api_documentation_opens_in_a_browser(desktop):
    desktop.visit("/api/docs/")
    desktop.page.wait_for_selector(".swagger-ui .info")
