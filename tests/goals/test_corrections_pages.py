"""Pages on which leads enter, correct, leave out and bring back readings."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from goals.actions.metrics import archive_metric
from goals.ingest.corrections import correct_reading, exclude_reading, withdraw_reading
from goals.models import Correction, ExcludedReading, Metric, Reading
from teams.actions import join_team
from teams.models import AuditEntry, Role
from tests.cast import SINCE
from tests.goals.november import at, send, words, work_out
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db
IDENT = UUID("6b8f0a52-3c53-4a57-9a53-0d4b7f1f6a11")


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def happy(north, agent, colleague):
    metric = a_ratio("Happy customers")
    day = at(date(2025, 11, 3))
    send(metric, north, [(day, agent, "1", "5"), (day, colleague, "8", "10")])
    work_out()
    return metric


def jins():
    return Reading.objects.get(external_id="r-0")


def page(reading):
    return reverse("goals:reading", args=[reading.pk])


# --- Enter ---------------------------------------------------------------------------------------


@pytest.fixture
def entered(north, agent):
    return {
        "ident": str(IDENT),
        "whose": f"{north.pk}-{agent.pk}",
        "day": "2025-11-03",
        "at": "09:30",
        "value": "4",
        "weight": "5",
        "reason": "The survey was down.",
    }


def enter(client, metric, **fields):
    return client.post(reverse("goals:reading_new", args=[metric.slug]), fields, follow=True)


def test_a_lead_enters_a_reading_and_sees_it_in_the_figure(happy, entered, supervisor, client_of):
    response = enter(client_of(supervisor), happy, **entered)
    assert response.status_code == 200
    work_out()
    said = words(client_of(supervisor).get(response.redirect_chain[-1][0]))
    assert "13 ÷ 20 × 100 = 65" in said
    assert "Entered by hand" in said
    again = enter(client_of(supervisor), happy, **entered)
    assert "Entered." in words(again)
    assert Reading.objects.count() == 3
    other = enter(client_of(supervisor), happy, **{**entered, "value": "3"})
    assert "This form was sent before." in words(other)


def test_the_form_offers_ones_teams_without_oneself(happy, supervisor, south, stranger, client_of):
    join_team(None, supervisor, south, Role.SUPERVISOR, SINCE)
    said = words(client_of(supervisor).get(reverse("goals:reading_new", args=[happy.slug])))
    for name in ("North as a whole", "Jin Park", "South as a whole", "Tom Fisher"):
        assert name in said
    assert "How many" in said
    assert "Out of how many" in said


def test_case_04_nobody_is_offered_themself(happy, agent, south, client_of):
    join_team(None, agent, south, Role.SUPERVISOR, SINCE)
    response = client_of(agent).get(reverse("goals:reading_new", args=[happy.slug]))
    options = response.context["form"].fields["whose"].choices
    assert all("Jin" not in str(group) for group in options)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"whose": ""}, "Choose whose figure it is."),
        ({"whose": "999-1"}, "Choose somebody from the list."),
        ({"day": "2025-11-21"}, "This lies in the future."),
        ({"at": "25:00"}, "Write the time as hours and minutes"),
        ({"day": "2025-03-30", "at": "01:30"}, "01:30 did not exist on 30 March 2025"),
        ({"value": "many"}, "Write a number"),
        ({"weight": "-1"}, "This cannot be below zero."),
        ({"reason": " "}, "Say why, in a sentence."),
    ],
)
def test_a_refusal_says_where_and_what(happy, entered, supervisor, client_of, fields, message):
    response = enter(client_of(supervisor), happy, **{**entered, **fields})
    assert message in words(response)
    assert "There is a problem" in words(response)
    assert Reading.objects.count() == 2


def test_case_17_an_hour_that_came_twice_is_asked(happy, entered, supervisor, client_of):
    twice = {**entered, "day": "2025-10-26", "at": "01:30"}
    response = enter(client_of(supervisor), happy, **twice)
    assert "01:30 happened twice" in words(response)
    assert "The second time, after" in words(response)
    enter(client_of(supervisor), happy, **twice, twice="second")
    assert Reading.objects.get(external_id=str(IDENT)).at.hour == 1


def test_a_total_asks_one_figure_and_a_metric_put_away_none(
    entered, north, supervisor, agent, client_of
):
    solved = a_metric()
    client = client_of(supervisor)
    enter(client, solved, **entered)
    assert Reading.objects.get(metric=solved).weight == 1
    archive_metric(None, solved, now=NOW)
    response = enter(client, Metric.objects.get(), **{**entered, "ident": str(UUID(int=1))})
    assert "is put away" in words(response)


def test_case_14_what_the_form_does_not_ask_is_not_taken(happy, entered, supervisor, client_of):
    enter(
        client_of(supervisor), happy, **entered, source="Desk", external_id="r-0", import_id="7",
        team="9",
    )  # fmt: skip
    made = Reading.objects.get(external_id=str(IDENT))
    assert (made.source.name, made.import_id, made.team.slug) == ("Entered by hand", 0, "north")


# --- Correct, leave out, withdraw ----------------------------------------------------------------


def test_a_correction_with_its_reason(happy, supervisor, client_of):
    client = client_of(supervisor)
    response = client.get(page(jins()))
    assert "1 of 5" in words(response)
    version = response.context["correct_form"]["version"].value()
    sent = {"do": "correct", "version": version, "value": "4", "weight": "5", "reason": "A slip."}
    answer = client.post(page(jins()), sent)
    assert answer.status_code == 302
    assert "team=north&from=2025-11-03" in answer["Location"]
    work_out()
    said = words(client.get(answer["Location"]))
    assert "12 ÷ 15 × 100 = 80" in said
    assert "Marcus Webb: 1 of 5 had been sent. A slip." in said
    assert "1 of 5 had been sent." in words(client.get(page(jins())))


def test_case_20_a_stale_correction_keeps_both_texts(happy, supervisor, manager, client_of):
    client = client_of(supervisor)
    version = client.get(page(jins())).context["correct_form"]["version"].value()
    correct_reading(manager, jins(), value=Decimal(3), weight=None, reason="Typo.", now=NOW)
    sent = {"do": "correct", "version": version, "value": "4", "weight": "5", "reason": "A slip."}
    answer = client.post(page(jins()), sent)
    assert answer.status_code == 409
    said = words(answer)
    assert "Priya Nair changed this" in said
    assert "How many 3 4" in said
    assert jins().value == 3
    again = answer.context["correct_form"]["version"].value()
    assert client.post(page(jins()), {**sent, "version": again}).status_code == 302
    assert jins().value == 4


@pytest.mark.parametrize("do", ["exclude", "withdraw"])
def test_what_is_taken_away_comes_back_by_undo(happy, supervisor, client_of, do):
    client = client_of(supervisor)
    path = page(jins())
    refused = client.post(path, {"do": do, f"{do}-reason": ""})
    assert "Say why, in a sentence." in words(refused)
    answer = client.post(path, {"do": do, f"{do}-reason": "Not his."}, follow=True)
    assert not Reading.objects.filter(external_id="r-0").exists()
    # A second click finds it done, and is told so.
    assert "does not count any more" in words(
        client.post(path, {"do": do, f"{do}-reason": "Not his."}, follow=True)
    )
    undo = next(message.extra_tags for message in answer.context["messages"])
    client.post(undo.removeprefix("undo="))
    assert (jins().value, jins().weight) == (1, 5)
    verbs = AuditEntry.objects.filter(kind="goals.reading").count()
    assert verbs == 2


def test_a_wish_that_makes_no_sense_is_not_there(happy, supervisor, client_of):
    assert client_of(supervisor).post(page(jins()), {"do": "double"}).status_code == 404
    assert client_of(supervisor).post(page(jins())).status_code == 404
    assert client_of(supervisor).get(reverse("goals:reading", args=[999999])).status_code == 404


def test_case_04_ones_own_reading_is_seen_and_left_alone(happy, agent, south, client_of, north):
    for _ in range(2):
        client = client_of(agent)
        assert client.get(page(jins())).status_code == 403
        sent = {"do": "exclude", "exclude-reason": "Unfair."}
        assert client.post(page(jins()), sent).status_code == 403
        # Not even as a lead of the team.
        if not agent.memberships.filter(role=Role.SUPERVISOR).exists():
            join_team(None, agent, north, Role.SUPERVISOR, SINCE)
    assert not ExcludedReading.objects.exists()


def test_the_list_says_who_and_why_and_leads_back(
    happy, supervisor, manager, other_supervisor, administrator, agent, client_of
):
    exclude_reading(supervisor, jins(), reason="It rated <b>the courier</b>.", now=NOW)
    other = Reading.objects.get(external_id="r-1")
    withdraw_reading(supervisor, other, reason="A test.", now=NOW)
    path = reverse("goals:excluded", args=[happy.slug])
    response = client_of(manager).get(path)
    said = words(response)
    assert "1 of 5, Jin Park North, 3 Nov, 11:00" in said
    assert "Left out by Marcus Webb, 20 Nov, 09:05" in said
    assert "Withdrawn by Marcus Webb, 20 Nov, 09:05" in said
    assert "<b>the courier" not in response.content.decode()
    # Others' teams, and single people's readings, are not an administrator's to see.
    for person in (other_supervisor, administrator):
        said = words(client_of(person).get(path))
        assert "Jin" not in said
        assert "Nothing is left out." in said
    assert client_of(agent).get(path).status_code == 404
    row = ExcludedReading.objects.get()
    for person in (other_supervisor, administrator, agent):
        restore = reverse("goals:excluded_restore", args=[row.pk])
        assert client_of(person).post(restore).status_code == 404
    client = client_of(manager)
    client.post(reverse("goals:excluded_restore", args=[row.pk]))
    client.post(reverse("goals:correction_undo", args=[Correction.objects.get().pk]))
    assert Reading.objects.count() == 2
    assert "Nothing is corrected by hand." in words(client.get(path))


def test_case_15_nothing_of_it_shows_in_the_history_of_the_metric(
    happy, supervisor, agent, client_of
):
    exclude_reading(supervisor, jins(), reason="It rated the courier.", now=NOW)
    said = words(client_of(agent).get(reverse("goals:metric", args=[happy.slug])))
    assert "courier" not in said
