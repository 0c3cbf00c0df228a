"""A view that does not say who may use it is not served, and a statement holds for every method."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from teams.access import (
    ADMINISTRATORS,
    ANYONE,
    IMPORTERS,
    LEADERS,
    MANAGERS,
    SIGNED_IN,
    AccessMiddleware,
    access,
    person_of,
    stated_access,
)

middleware = AccessMiddleware(lambda _request: HttpResponse("answered"))


def asked_by(person, method="get"):
    request = getattr(RequestFactory(), method)("/")
    request.user = person
    return request


def page(rule):
    return access(rule)(lambda _request: HttpResponse())


def lets_in(rule, person, method="get"):
    try:
        middleware.process_view(asked_by(person, method), page(rule), [], {})
    except Http404:
        return False
    return True


def test_a_view_without_a_statement_is_not_served(agent):
    def forgotten(request):
        return HttpResponse()

    assert stated_access(forgotten) is None
    with pytest.raises(ImproperlyConfigured, match="forgotten does not say who may use it"):
        middleware.process_view(asked_by(agent), forgotten, [], {})


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    ("rule", "people"),
    [
        (ANYONE, {"nobody", "agent", "supervisor", "manager", "administrator"}),
        (SIGNED_IN, {"agent", "supervisor", "manager", "administrator"}),
        (LEADERS, {"supervisor", "manager", "administrator"}),
        (MANAGERS, {"manager", "administrator"}),
        (IMPORTERS, {"manager", "administrator"}),
        (ADMINISTRATORS, {"administrator"}),
    ],
)
def test_each_rule_lets_in_whom_it_names(
    rule, people, method, agent, supervisor, manager, administrator
):
    cast = {
        "nobody": AnonymousUser(),
        "agent": agent,
        "supervisor": supervisor,
        "manager": manager,
        "administrator": administrator,
    }
    assert {name for name, person in cast.items() if lets_in(rule, person, method)} == people


def test_a_class_says_it_for_its_views(agent):
    class Page:
        access = LEADERS

    def view(request):
        return HttpResponse()

    view.view_class = Page
    assert stated_access(view) is LEADERS


def test_views_of_the_api_hold_themselves_to_theirs(agent):
    class Endpoint:
        access = ADMINISTRATORS

    def view(request):
        return HttpResponse()

    view.cls = Endpoint
    # The token is not read yet at this point; the endpoint asks once it is.
    middleware.process_view(asked_by(AnonymousUser()), view, [], {})


def test_only_anyones_pages_are_open_to_who_is_not_signed_in():
    assert page(ANYONE).login_required is False
    assert not hasattr(page(SIGNED_IN), "login_required")


def test_who_is_signed_in(agent):
    assert person_of(asked_by(agent)) is agent
    with pytest.raises(ImproperlyConfigured):
        person_of(asked_by(AnonymousUser()))


def test_it_adds_nothing_to_the_answer(agent):
    assert middleware(asked_by(agent)).content == b"answered"
