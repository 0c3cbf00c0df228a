"""How many statements a page takes: on file, and the same with a hundred times the data."""

import pytest
from django.urls import reverse

from tests.config.hundredfold import much, one_of_each
from tests.feedback.kudos_scene import long_on_record
from tests.guards import kept
from tests.scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)
    # So that somebody is overdue a thank-you, and asked about.
    with long_on_record():
        yield


@pytest.fixture
def little(manager, supervisor, agent, administrator, north):
    """One thing of each kind that a page reads differently."""
    one_of_each(manager, agent, north)


PAGES = [
    *(("home", role) for role in ("manager", "supervisor", "agent", "administrator")),
    *(("company", role) for role in ("manager", "agent")),
    *(("team", role) for role in ("manager", "agent", "administrator")),
    *(("goals:list", role) for role in ("manager", "agent", "administrator")),
]


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, little, manager, north, name, role
):
    client = client_of(request.getfixturevalue(role))
    path = reverse(name, args=["north"] if name == "team" else [])
    assert statements(client, path) == kept(name, role)
    much(manager, north)
    assert statements(client, path) == kept(name, role)


@pytest.mark.parametrize("name", ["home", "company", "goals:list"])
def test_an_unchanged_page_takes_two_statements(
    client_of, little, manager, django_assert_num_queries, name
):
    client = client_of(manager)
    path = reverse(name)
    etag = client.get(path)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
