"""Who is away, who may say so, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.actions.duty import add_on_call
from escalations.queries import duty
from escalations.queries.duty_page import duty_page
from goals.queries.digest_times import readers
from teams.actions import create_person, join_team
from teams.actions.absences import end_away, set_away
from teams.actions.errors import ActionRefused
from teams.models import Absence, AuditEntry, Notice, NoticeChoices, Role, User
from tests.cast import PASSWORD, SINCE
from tests.escalations.scene import a_draft, sent
from tests.goals.november import words

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
TODAY = date(2025, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def away(person, first=date(2025, 11, 20), back=date(2025, 12, 8), by=None) -> Absence:
    return set_away(by or person, person, starts_on=first, back_on=back, today=TODAY, now=NOW)


def test_one_says_so_oneself(client_of, supervisor):
    client = client_of(supervisor)
    path = f"/people/{supervisor.pk}/away/"
    answer = client.post(path, {"starts_on": "2025-11-20", "back_on": "2025-12-08"})
    assert answer.status_code == 302
    page = words(client.get(path))
    assert "From Thu 20 Nov, back on Mon 8 Dec" in page
    assert "Away now." in page
    assert "Away, back Mon 8 Dec" in words(client.get("/settings/me/"))
    assert AuditEntry.objects.filter(verb="marked as away", actor=supervisor).count() == 1


def test_case_02_a_leader_says_so_of_their_people_and_of_nobody_elses(
    client_of, manager, agent, stranger
):
    client = client_of(manager)
    sent = {"starts_on": "2025-11-20", "back_on": "2025-12-08"}
    assert client.post(f"/people/{agent.pk}/away/", sent).status_code == 302
    assert client.post(f"/people/{stranger.pk}/away/", sent).status_code == 404
    assert client_of(agent).post(f"/people/{manager.pk}/away/", sent).status_code == 404
    assert list(Absence.objects.values_list("user", flat=True)) == [agent.pk]
    assert "Away, back Mon 8 Dec" in words(client.get("/people/"))
    assert "Away, back Mon 8 Dec" in words(client.get(f"/people/{agent.pk}/"))


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("supervisor", "agent", True),
        ("supervisor", "manager", False),
        ("supervisor", "fellow", False),
        ("manager", "supervisor", True),
        ("manager", "fellow", True),
        ("manager", "second", False),
        ("administrator", "manager", True),
    ],
)
def test_case_04_nobody_marks_who_leads_them_or_leads_beside_them(
    request, client_of, north, agent, who, whom, may
):
    for name, role in (("fellow", Role.SUPERVISOR), ("second", Role.MANAGER)):
        person = create_person(None, name=name.title(), username=name, password=PASSWORD)
        join_team(None, person, north, role, SINCE)
    actor = request.getfixturevalue(who)
    person = User.objects.filter(username=whom).first() or request.getfixturevalue(whom)
    path = f"/people/{person.pk}/away/"
    page = client_of(actor).get(f"/people/{person.pk}/")
    assert page.status_code == 200
    assert (path in page.content.decode()) is may
    own = away(person, date(2025, 12, 20), date(2025, 12, 27))
    values = {"starts_on": "2025-11-20", "back_on": "2025-12-08"}
    assert client_of(actor).post(path, values).status_code == (302 if may else 404)
    if not may:
        with pytest.raises(PermissionDenied):
            away(person, by=actor)
        with pytest.raises(PermissionDenied):
            end_away(actor, person, own, today=TODAY, now=NOW)
    assert Absence.objects.count() == 1 + may


def test_the_days_of_who_cannot_be_marked_are_not_linked(client_of, administrator, deactivated):
    path = f"/people/{deactivated.pk}/"
    client = client_of(administrator)
    assert "Days away" not in words(client.get(path))
    assert client.get(f"{path}away/").status_code == 404


def test_who_is_marked_by_somebody_else_is_told(client_of, supervisor, agent):
    current = away(agent, by=supervisor)
    ahead = away(agent, date(2025, 12, 20), date(2025, 12, 27), by=supervisor)
    for one in (current, ahead):
        assert end_away(supervisor, agent, one, today=TODAY, now=NOW)
        assert not end_away(supervisor, agent, one, today=TODAY, now=NOW)
    assert list(Notice.objects.order_by("pk").values_list("user", "text")) == [
        (agent.pk, "Marcus Webb has marked you as away from Thu 20 Nov, back on Mon 8 Dec."),
        (agent.pk, "Marcus Webb has marked you as away from Sat 20 Dec, back on Sat 27 Dec."),
        (agent.pk, "Marcus Webb has marked you as there again."),
        (agent.pk, "Marcus Webb has taken out your days away from Sat 20 Dec."),
    ]
    assert client_of(agent).get(Notice.objects.latest("pk").url).status_code == 200
    end_away(agent, agent, away(agent), today=TODAY, now=NOW)
    assert Notice.objects.count() == 4


@pytest.mark.parametrize(
    ("first", "back", "field"),
    [
        (date(2025, 12, 8), date(2025, 12, 8), "back_on"),
        (date(2025, 11, 1), date(2025, 11, 10), "back_on"),
        (date(2025, 11, 19), date(2025, 11, 20), "back_on"),
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


def test_days_long_over_do_not_count_as_entries(supervisor):
    before = [TODAY - timedelta(days=7 * week) for week in range(1, 51)]
    Absence.objects.bulk_create(
        Absence(user=supervisor, starts_on=day, ends_on=day + timedelta(days=1)) for day in before
    )
    away(supervisor)
    with pytest.raises(ActionRefused) as refused:
        away(supervisor, date(2025, 11, 13), date(2025, 11, 21))
    # They lie on no page, so nobody is asked to take them out.
    assert "choose 14/11/2025 or a later day" in refused.value.message
    for day in range(49):
        first = date(2026, 1, 1) + timedelta(days=day)
        away(supervisor, first, first + timedelta(days=1))
    with pytest.raises(ActionRefused) as refused:
        away(supervisor, date(2026, 6, 1), date(2026, 6, 2))
    assert "50 entries" in refused.value.message


def test_case_17_over_is_over_by_the_persons_own_day(client_of, time_machine, supervisor):
    """Where it is the 21st already, back on the 21st is no day ahead; the organisation still has the 20th."""
    NoticeChoices.objects.create(user=supervisor, time_zone="Australia/Adelaide")
    time_machine.move_to(datetime(2025, 11, 20, 20, 0, tzinfo=UTC), tick=False)
    client, path = client_of(supervisor), f"/people/{supervisor.pk}/away/"
    page = client.post(path, {"starts_on": "2025-11-20", "back_on": "2025-11-21"})
    assert "That is over already." in words(page)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("hour", "is_away"), [(13, False), (14, True)], ids=["the 20th there", "the 21st there"]
)
def test_case_17_all_pages_go_by_the_persons_own_wall(
    client_of, time_machine, supervisor, manager, hour, is_away
):
    NoticeChoices.objects.create(user=supervisor, time_zone="Australia/Adelaide")
    away(supervisor, date(2025, 11, 21), date(2025, 11, 24))
    time_machine.move_to(datetime(2025, 11, 20, hour, 0, tzinfo=UTC), tick=False)
    own, leader = client_of(supervisor), client_of(manager)
    for client, path, said in (
        (own, "/", "You are away until Mon 24 Nov"),
        (own, "/settings/me/", "Away, back Mon 24 Nov"),
        (own, f"/people/{supervisor.pk}/away/", "Away now."),
        (leader, f"/people/{supervisor.pk}/", "Away, back Mon 24 Nov"),
        (leader, "/people/", "Away, back Mon 24 Nov"),
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
    assert duty.leaders_of(north, NOW) == [manager]
    assert duty.leaders_of(north, NOW, even_away=True) == [supervisor, manager]
    away(manager)
    assert duty.leader_on_duty(north, NOW) is None


@pytest.mark.parametrize("has_list", [False, True])
@pytest.mark.parametrize(
    ("hour", "is_away"), [(13, False), (14, True)], ids=["the 20th there", "the 21st there"]
)
def test_case_17_duty_goes_by_the_wall_of_who_is_away(
    client_of, supervisor, manager, agent, north, hour, is_away, has_list
):
    """It is the 20th for their team, and half past midnight of the 21st in Adelaide from 14:00 UTC on."""
    NoticeChoices.objects.create(user=supervisor, time_zone="Australia/Adelaide")
    away(supervisor, date(2025, 11, 21), date(2025, 11, 24))
    now = NOW.replace(hour=hour, minute=0)
    if has_list:
        for person in (supervisor, manager):
            add_on_call(manager, north, person=person, when="always", now=NOW)
    asked = manager if is_away else supervisor
    assert duty.leader_on_duty(north, now) == asked
    assert duty.leaders_of(north, now)[0] == asked
    assert duty.leaders_to_tell(north, now, without={manager.pk}) == [supervisor]
    assert duty.is_at_hand(supervisor, north, now) is not is_away
    (line, *_) = duty_page(north, now).lines or [None]
    assert line is None or line.away == ("Back on Mon 24 Nov" if is_away else "")


@pytest.mark.parametrize("who", ["supervisor", "manager", "agent", "administrator"])
def test_today_says_that_one_is_away_and_asks_for_nothing_new(request, client_of, who):
    person = request.getfixturevalue(who)
    client = client_of(person)
    assert "You are away" not in words(client.get("/"))
    away(person)
    page = words(client.get("/"))
    assert f"You are away until Mon 8 Dec, {person.name.split()[0]}." in page
    assert "New things go to those who are here; what you hold stays yours." in page
    assert "No escalation of yours waits." in page
    assert f'href="/people/{person.pk}/away/">You are here after all?' in client.get("/").text


def test_what_one_holds_stays_on_todays_page_while_away(client_of, supervisor, manager, agent):
    taken, theirs, _ = [
        sent(agent, now=NOW, about=about)
        for about in ("Lost parcel", "Priya has it", "Nobody has it")
    ]
    answered = sent(agent, now=NOW, about="Wrong bill", need="call_back")
    for leader, case in ((supervisor, taken), (supervisor, answered), (manager, theirs)):
        cases.claim(leader, case, now=NOW)
    cases.agree(supervisor, answered, now=NOW)
    a_draft(agent, about="Begun and left", created_at=NOW, saved_at=NOW)
    for person in (supervisor, agent):
        away(person)
    page = words(client_of(supervisor).get("/"))
    needs = page.split("Needs you", 1)[1].split("You are here after all?", 1)[0]
    assert "Lost parcel" in needs
    assert "How did it end? Wrong bill" in needs
    assert "Nobody has it" not in needs
    assert "Priya has it" not in needs
    assert "That's everything you hold." in needs
    page = words(client_of(agent).get("/"))
    assert "Finish what you began to log" in page
    assert "Marcus has answered: Wrong bill" in page


def test_case_03_nobodys_days_are_in_anothers_page(client_of, manager, supervisor, stranger):
    away(supervisor)
    assert client_of(stranger).get(f"/people/{supervisor.pk}/away/").status_code == 404
    assert "You are away" not in words(client_of(manager).get("/"))
