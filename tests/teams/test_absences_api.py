"""Days away through the API: the same rules, the same verbs as on the pages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from teams.actions import update_team
from teams.actions.absences import set_away
from teams.models import Absence, NoticeChoices

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
TODAY = date(2025, 11, 20)
ABSENCES = "/api/v1/absences/"
DAYS = {"starts_on": "2025-11-20", "back_on": "2025-12-08"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def send(client, path="", **body):
    return client.post(f"{ABSENCES}{path}", body, content_type="application/json")


def logins(client, query=""):
    return [row["person"] for row in client.get(f"{ABSENCES}{query}").json()["results"]]


def test_one_marks_oneself_and_takes_it_back(client_of, agent):
    client = client_of(agent)
    made = send(client, **DAYS)
    assert made.status_code == 201
    assert made.json() == {"id": made.json()["id"], "person": "jin", **DAYS}
    path = f"{made.json()['id']}/"
    assert client.get(f"{ABSENCES}{path}").json() == made.json()
    again = send(client, **DAYS)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (400, "starts_on")
    assert send(client, f"{path}end/").status_code == 204
    assert send(client, f"{path}end/").status_code == 404
    assert not Absence.objects.exists()


def test_case_20_the_same_call_marks_once(client_of, agent):
    client, key = client_of(agent), {"Idempotency-Key": "k-1"}
    answers = [client.post(ABSENCES, DAYS, "application/json", headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


def test_case_02_only_of_whom_one_leads(
    client_of, manager, supervisor, agent, stranger, other_supervisor
):
    leads, elsewhere = client_of(supervisor), client_of(other_supervisor)
    made = send(leads, person="jin", **DAYS)
    assert made.status_code == 201
    path = f"{made.json()['id']}/"
    for login in ("priya", stranger.username, "nobody"):
        refused = send(leads, person=login, **DAYS)
        assert [one["field"] for one in refused.json()["errors"]] == ["person"]
    assert send(client_of(agent), person="marcus", **DAYS).status_code == 400
    for outside in (elsewhere, client_of(stranger)):
        assert outside.get(f"{ABSENCES}{path}").status_code == 404
        assert send(outside, f"{path}end/").status_code == 404
        assert logins(outside) == []
    assert logins(client_of(agent)) == logins(leads) == logins(client_of(manager)) == ["jin"]
    assert list(Absence.objects.values_list("user__username", flat=True)) == ["jin"]
    assert send(leads, person="jin", starts_on="2026-01-05", back_on="2026-01-05").json()[
        "errors"
    ] == [{"field": "back_on", "message": "Choose a later day than the first day away."}]


def test_lists_say_who_is_away_on_a_day(client_of, manager, supervisor, agent):
    for person, first, back in (
        (agent, TODAY, TODAY + timedelta(days=4)),
        (supervisor, TODAY + timedelta(days=3), TODAY + timedelta(days=9)),
    ):
        set_away(person, person, starts_on=first, back_on=back, today=TODAY, now=NOW)
    client = client_of(manager)
    assert logins(client) == ["jin", "marcus"]
    assert logins(client, "?on=2025-11-20") == ["jin"]
    assert logins(client, "?on=2025-11-24") == ["marcus"]
    assert logins(client, "?person=marcus") == ["marcus"]


@pytest.mark.parametrize(
    ("zone", "shown"), [("Pacific/Kiritimati", []), ("Pacific/Pago_Pago", ["jin", "jin"])]
)
def test_what_is_over_by_a_persons_own_wall_is_not_shown(
    client_of, manager, agent, north, time_machine, zone, shown
):
    for first in (TODAY, TODAY + timedelta(days=5)):
        set_away(
            agent, agent, starts_on=first, back_on=first + timedelta(days=5), today=TODAY, now=NOW
        )
    NoticeChoices.objects.create(user=agent, time_zone=zone)
    update_team(manager, north, time_zone="Europe/London")
    # On Kiritimati the 30th has begun, and on Pago Pago the 25th has not.
    time_machine.move_to(
        datetime(2025, 11, 29, 11, tzinfo=UTC) if not shown else datetime(2025, 11, 25, 9, tzinfo=UTC),
        tick=False,
    )  # fmt: skip
    assert logins(client_of(manager)) == shown
