"""Addresses: each page says who may use it; the admin site is for administrators."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLResolver, get_resolver

from teams.access import ADMINISTRATORS, stated_access

pytestmark = pytest.mark.django_db


def pages(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry)
        else:
            yield entry


def test_every_page_of_the_admin_site_is_for_administrators():
    (admin,) = [
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.app_name == "admin"
    ]
    rules = [stated_access(page.callback) for page in pages(admin)]
    assert len(rules) > 10
    assert set(rules) == {ADMINISTRATORS}


def test_no_page_forgets_to_say_who_may_use_it():
    silent = [
        str(page.pattern) for page in pages(get_resolver()) if stated_access(page.callback) is None
    ]
    assert silent == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/teams/user/", "/settings/"])
def test_a_stranger_is_asked_to_sign_in_at_our_own_door(client, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/login/?next={address}")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/"])
def test_the_admin_site_is_not_there_for_others(client, address):
    client.force_login(get_user_model().objects.create_user(username="ann", password="x"))
    assert client.get(address).status_code == 404
