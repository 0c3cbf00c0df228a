"""The day of what somebody works on: told to its owner once, and asked for on Today until they say how it goes."""

from __future__ import annotations

import pytest

from teams.actions.focus import check_in, close_focus
from teams.growth_kinds import FOCUS_DUE
from teams.models import Notice, User
from teams.recompute import due, focus
from tests.goals.november import words
from tests.teams.growth_scene import DAY, NOW, TODAY, a_focus, share

pytestmark = pytest.mark.django_db
DUE = NOW + 30 * DAY
ASKS = "The day of the skill you work on is here"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def told():
    rows = Notice.objects.filter(kind=FOCUS_DUE).order_by("pk")
    return list(rows.values_list("user__username", "url"))


def test_its_owner_is_told_on_the_day_once_and_nobody_else(agent, supervisor, manager):
    one = a_focus(agent)
    share(agent, supervisor)
    focus.look(DUE - DAY)
    assert told() == []
    for _ in range(2):
        due.look(DUE)
        due.look(DUE + 3 * DAY)
    assert told() == [("jin", f"/me/growth/focus/{one.pk}/")]
    said = Notice.objects.get(kind=FOCUS_DUE)
    for private in (one.doing, one.sign, one.by_words.name):
        assert private not in f"{said.text} {said.detail}"


def test_another_day_is_told_of_as_well_and_what_is_closed_or_left_is_not(agent, supervisor):
    one, closed, left = a_focus(agent), a_focus(supervisor), a_focus(a_leaver())
    close_focus(supervisor, closed, came_of_it="Much.", now=NOW + DAY)
    User.objects.filter(pk=left.person_id).update(is_active=False)
    focus.look(DUE)
    check_in(agent, one, words="It goes.", until=TODAY + 40 * DAY, now=DUE)
    focus.look(DUE + DAY)
    assert len(told()) == 1
    focus.look(NOW + 40 * DAY)
    focus.look(NOW + 41 * DAY)
    assert [login for login, _ in told()] == ["jin", "jin"]


def a_leaver() -> User:
    return User.objects.create(username="ana", name="Ana Ruiz")


def test_where_nothing_is_due_little_is_asked(
    agent, supervisor, manager, django_assert_num_queries
):
    for person in (agent, supervisor, manager):
        a_focus(person)
    with django_assert_num_queries(2):
        focus.look(NOW)
    focus.look(DUE)
    with django_assert_num_queries(3):
        focus.look(DUE)


@pytest.mark.parametrize("who", ["agent", "supervisor", "manager", "administrator"])
def test_today_asks_how_it_goes_until_one_has_said(
    request, client_of, time_machine, north, agent, who
):
    person = request.getfixturevalue(who)
    one = a_focus(person)
    check_in(person, one, words="Hard on Mondays.", now=NOW)
    assert ASKS not in words(client_of(person).get("/"))
    time_machine.move_to(DUE, tick=False)
    client = client_of(person)
    page = client.get("/")
    assert ASKS in words(page)
    assert f'href="/me/growth/focus/{one.pk}/"' in page.content.decode()
    if person != agent:
        assert ASKS not in words(client_of(agent).get("/"))
    check_in(person, one, words="By itself.", now=DUE)
    assert ASKS not in words(client.get("/"))
