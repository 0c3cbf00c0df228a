"""The pages and files of who stays: forms that keep what was written, addresses that are not there, safe cells."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from feedback.actions.staying import say_why
from feedback.demo.staying import seed_staying
from feedback.models import Leaving
from goals.demo import SEED
from teams.actions import join_team
from teams.demo import seed_people
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.feedback.staying_scene import NOW, ago, gone, people_of
from tests.guards import kept

pytestmark = pytest.mark.django_db
WORDS = "=HYPERLINK(1) she said"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def lena(north, deactivated):
    people_of(north, 8)
    return gone("Uma Rao", north, ago(10))


def test_a_reason_is_written_and_put_right(client_of, manager, lena):
    client, path = client_of(manager), reverse("feedback:leaving", args=[lena.pk])
    refused = client.post(path, {"words": "Nights."})
    assert refused.status_code == 200
    assert "Choose one of the reasons" in refused.text
    assert "Nights." in refused.text
    assert client.post(path, {"theme": "hours", "words": "Nights."}).status_code == 302
    page = client.get(path).text
    assert "Nights." in page
    stale = client.post(path, {"theme": "pay", "words": "Mine.", "version": "0" * 16})
    assert stale.status_code == 409
    assert "Nights." in stale.text
    assert "Mine." in stale.text
    assert Leaving.objects.get().theme == "hours"
    version = stale.context["form"]["version"].value()
    client.post(path, {"theme": "pay", "words": "Mine.", "version": version})
    assert Leaving.objects.get().words == "Mine."


def test_case_02_of_another_team_there_is_nobody(client_of, supervisor, manager, south, lena):
    stranger = gone("Sue South", south, ago(10))
    client = client_of(manager)
    assert client.get(reverse("feedback:leaving", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("feedback:left"), {"team": "south"}).status_code == 404
    assert client.get(reverse("feedback:here"), {"team": "south"}).status_code == 404
    assert "Sue South" not in client.get(reverse("feedback:left")).text
    assert client_of(supervisor).get(reverse("feedback:left")).status_code == 404
    page = client.get(reverse("feedback:staying"), {"team": "south\x00"})
    assert page.context["report"].chosen.name == "North"


def test_case_06_the_files_are_safe_in_a_spreadsheet(client_of, manager, lena):
    say_why(manager, lena, theme="hours", words=WORDS, now=NOW)
    client = client_of(manager)
    rows = list(csv.reader(io.StringIO(client.get(reverse("feedback:left_csv")).text)))
    assert rows[1][:3] == ["Uma Rao", "North", ago(10).isoformat()]
    assert rows[1][4:] == ["Hours and shifts", f"'{WORDS}"]
    report = client.get(reverse("feedback:staying_csv")).text
    assert "Why people left,Reason,People" in report
    assert WORDS not in report


def test_the_page_says_how_it_is_counted(client_of, manager, lena):
    page = client_of(manager).get(reverse("feedback:staying")).text
    assert "Leaving is counted since 1 March 2024" in page
    assert "1 left without a reason written down" in page
    assert reverse("feedback:left") in page


def test_whoever_is_here_is_listed_by_those_who_lead_them(client_of, supervisor, lena):
    page = client_of(supervisor).get(reverse("feedback:here"))
    assert [row.name for row in page.context["rows"]][:2] == ["Marcus Webb", "North 0"]
    assert "Uma Rao" not in page.text


def test_from_the_person_who_left_to_why(client_of, administrator, lena):
    page = client_of(administrator).get(reverse("teams:person_edit", args=[lena.pk])).text
    assert reverse("feedback:leaving", args=[lena.pk]) in page


# --- Through the API -----------------------------------------------------------------------------


def test_programs_are_told_what_the_pages_tell(client_of, manager, supervisor, lena):
    client = client_of(manager)
    said = client.post(
        f"/api/v1/reports/staying/left/{lena.pk}/",
        {"theme": "pay", "words": "Two pounds."},
        "application/json",
    ).json()
    assert (said["theme"], said["words"], said["teams"]) == ("pay", "Two pounds.", "North")
    listed = client.get("/api/v1/reports/staying/left/").json()
    assert [one["name"] for one in listed["results"]] == ["Uma Rao"]
    assert listed["next_page"] is None
    report = client.get("/api/v1/reports/staying/?team=north").json()
    assert report["group"] == "North"
    tables = {table["name"]: table["rows"] for table in report["tables"]}
    assert tables["Why people left"] == [["Pay", 1]]
    hidden = client_of(supervisor).get("/api/v1/reports/staying/").json()
    assert "Why people left" not in {table["name"] for table in hidden["tables"]}
    assert client.get("/api/v1/reports/staying/?team=south").status_code == 400
    assert client.get("/api/v1/reports/staying/left/?page=x").status_code == 400
    body = {"theme": "spite"}
    refused = client.post(f"/api/v1/reports/staying/left/{lena.pk}/", body, "application/json")
    assert refused.status_code == 400


# --- How much it takes ---------------------------------------------------------------------------


def much(north, south, manager) -> None:
    """Five thousand people more, and a hundred who left."""
    people = User.objects.bulk_create(
        User(
            username=f"u{n}",
            name=f"Person {n}",
            is_active=n >= 100,
            left_on=ago(n * 3 + 1) if n < 100 else None,
        )
        for n in range(5000)
    )
    Membership.objects.bulk_create(
        Membership(
            user=one,
            team=(north, south)[n % 2],
            role=Role.SUPERVISOR if 100 <= n < 150 else Role.AGENT,
            starts_on=SINCE,
            ends_on=one.left_on,
        )
        for n, one in enumerate(people)
    )
    Leaving.objects.bulk_create(
        Leaving(
            person=one, left_on=one.left_on, team=north, theme="pay", written_by=manager, written_at=NOW
        )
        for one in people[:80:2]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("feedback:staying", "manager"),
        ("feedback:staying", "supervisor"),
        ("feedback:staying", "administrator"),
        ("feedback:left", "manager"),
        ("feedback:here", "supervisor"),
    ],
)
def test_a_page_takes_as_many_statements_with_five_thousand_people(
    request, client_of, statements, manager, south, north, lena, name, role
):
    people_of(south, 6)
    say_why(manager, lena, theme="hours", words="Nights.", now=NOW)
    client = client_of(request.getfixturevalue(role))
    join_team(None, request.getfixturevalue("agent"), south, Role.SUPERVISOR, SINCE)
    path = reverse(name)
    assert statements(client, path) == kept(name, role)
    much(north, south, manager)
    assert statements(client, path) == kept(name, role)


# --- The demonstration ---------------------------------------------------------------------------


def test_the_demonstration_has_two_years_of_them():
    seed_people(NOW.date(), NOW)
    seed_staying(NOW, seed=SEED)
    assert not Leaving.objects.filter(written_at__gt=NOW).exists()
    assert Leaving.objects.filter(left_on__gte=ago(364)).count() == 9
    assert User.objects.filter(left_on__isnull=False).count() == 22
    first = list(
        Membership.objects.order_by("user__name", "pk").values_list("starts_on", "ends_on")
    )
    assert all(end is None or begin < end for begin, end in first)
