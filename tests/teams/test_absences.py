"""Who is away, who may say so, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from escalations.queries import duty
from goals.queries.digest_times import readers
from teams.actions.absences import end_away, set_away
from teams.actions.errors import ActionRefused
from teams.models import Absence, AuditEntry, NoticeChoices, User
from tests.goals.november import words

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def away(person, first=date(2025, 11, 20), back=date(2025, 12, 8), by=None) -> Absence:
    return set_away(by or person, person, starts_on=first, back_on=back, now=NOW)


def test_one_says_so_oneself(client_of, supervisor):
    client = client_of(supervisor)
    path = f"/people/{supervisor.pk}/away/"
    answer = client.post(path, {"starts_on": "2025-11-20", "back_on": "2025-12-08"})
    assert answer.status_code == 302
    page = words(client.get(path))
    assert "From Thu 20 Nov, back on Mon 8 Dec" in page
    assert "Away now." in page
    assert "Away until Mon 8 Dec" in words(client.get("/settings/me/"))
    assert AuditEntry.objects.filter(verb="marked as away", actor=supervisor).count() == 1


def test_a_leader_says_so_of_their_people_and_of_nobody_elses(client_of, manager, agent, stranger):
    client = client_of(manager)
    sent = {"starts_on": "2025-11-20", "back_on": "2025-12-08"}
    assert client.post(f"/people/{agent.pk}/away/", sent).status_code == 302
    assert client.post(f"/people/{stranger.pk}/away/", sent).status_code == 404
    assert client_of(agent).post(f"/people/{manager.pk}/away/", sent).status_code == 404
    assert list(Absence.objects.values_list("user", flat=True)) == [agent.pk]
    assert "Away until Mon 8 Dec" in words(client.get("/people/"))
    assert "Away until Mon 8 Dec" in words(client.get(f"/people/{agent.pk}/"))


@pytest.mark.parametrize(
    ("first", "back", "field"),
    [
        (date(2025, 12, 8), date(2025, 12, 8), "back_on"),
        (date(2025, 11, 1), date(2025, 11, 10), "back_on"),
        (date(2025, 11, 20), date(2026, 11, 30), "back_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(supervisor, first, back, field):
    with pytest.raises(ActionRefused) as refused:
        away(supervisor, first, back)
    assert refused.value.field == field
    assert not Absence.objects.exists()


def test_days_that_lie_across_others_are_refused(supervisor):
    away(supervisor)
    with pytest.raises(ActionRefused):
        away(supervisor, date(2025, 12, 7), date(2025, 12, 10))
    away(supervisor, date(2025, 12, 8), date(2025, 12, 10))


@pytest.mark.parametrize(
    ("hour", "is_away"), [(13, False), (14, True)], ids=["the 20th there", "the 21st there"]
)
def test_all_pages_go_by_the_persons_own_wall(
    client_of, time_machine, supervisor, manager, hour, is_away
):
    NoticeChoices.objects.create(user=supervisor, time_zone="Australia/Adelaide")
    away(supervisor, date(2025, 11, 21), date(2025, 11, 24))
    time_machine.move_to(datetime(2025, 11, 20, hour, 0, tzinfo=UTC), tick=False)
    own, leader = client_of(supervisor), client_of(manager)
    for client, path, said in (
        (own, "/", "You are away until Mon 24 Nov"),
        (own, "/settings/me/", "Away until Mon 24 Nov"),
        (own, f"/people/{supervisor.pk}/away/", "Away now."),
        (leader, f"/people/{supervisor.pk}/", "Away until Mon 24 Nov"),
        (leader, "/people/", "Away until Mon 24 Nov"),
    ):
        assert (said in words(client.get(path))) is is_away, path


def test_there_after_all(supervisor):
    current = away(supervisor, date(2025, 11, 18))
    ahead = away(supervisor, date(2025, 12, 20), date(2025, 12, 27))
    for one in (current, ahead):
        assert end_away(supervisor, supervisor, one, today=date(2025, 11, 20), now=NOW)
        assert not end_away(supervisor, supervisor, one, today=date(2025, 11, 20), now=NOW)
    # What has passed stays.
    assert list(Absence.objects.values_list("starts_on", "ends_on")) == [
        (date(2025, 11, 18), date(2025, 11, 20))
    ]


def test_no_digest_while_away_and_again_from_the_day_back(supervisor, manager):
    User.objects.filter(pk=supervisor.pk).update(email="marcus@example.com")
    away(supervisor)
    for day, expected in (
        (datetime(2025, 11, 19, 12, tzinfo=UTC), 1),
        (datetime(2025, 11, 20, 0, tzinfo=UTC), 0),
        (datetime(2025, 12, 7, 23, 59, tzinfo=UTC), 0),
        (datetime(2025, 12, 8, 0, tzinfo=UTC), 1),
    ):
        assert len(readers(day)) == expected, day


def test_who_is_away_is_not_asked(supervisor, manager, north):
    assert duty.leader_on_duty(north, NOW) == supervisor
    away(supervisor)
    assert duty.leader_on_duty(north, NOW) == manager
    assert duty.leaders_of(north, NOW.date()) == [manager]
    assert duty.leaders_of(north, NOW.date(), even_away=True) == [supervisor, manager]
    away(manager)
    assert duty.leader_on_duty(north, NOW) is None


@pytest.mark.parametrize("who", ["supervisor", "manager", "agent", "administrator"])
def test_today_says_that_one_is_away_and_asks_for_nothing(request, client_of, who):
    person = request.getfixturevalue(who)
    client = client_of(person)
    assert "You are away" not in words(client.get("/"))
    away(person)
    page = words(client.get("/"))
    assert f"You are away until Mon 8 Dec, {person.name.split()[0]}." in page
    assert "What waits is with those who are here until Mon 8 Dec." in page


def test_nobodys_days_are_in_anothers_page(client_of, manager, supervisor, stranger):
    away(supervisor)
    assert client_of(stranger).get(f"/people/{supervisor.pk}/away/").status_code == 404
    assert "You are away" not in words(client_of(manager).get("/"))
