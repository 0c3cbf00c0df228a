"""What is measured: the catalogue, what a number means and how it goes, and who writes it down."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.actions.metrics import METRIC_FIELDS, update_metric
from goals.models import Goal, Metric, OrganisationDay, Source, TeamDay
from goals.queries.metrics import metric_page
from teams.actions.versions import version_of
from teams.models import Organisation
from tests.goals.november import a_goal_of, at, novembers_readings, send, words, work_out
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, TODAY, a_metric, a_ratio, daily

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def the_page(person, metric, team=None, today=TODAY):
    return metric_page(person, metric, team, Organisation.objects.get(), today)


def level(metric, count, value="100", last=TODAY - timedelta(days=1)):
    """So many days alike but for a small wobble."""
    daily(metric, [(str(int(value) + n % 2 * 2), "0") for n in range(count)], last=last)


# --- Usual range ---------------------------------------------------------------------------------


def test_without_figures_it_says_when_they_show(north, manager):
    page = the_page(manager, a_metric())
    assert (page.usual_title, page.chart, page.months.rows) == ("No figures yet", None, ())


def test_under_twelve_days_it_is_too_early_to_say(north, manager):
    metric = a_metric()
    level(metric, 12)  # nine of them are working days
    page = the_page(manager, metric)
    assert page.usual_title == "Too early to say"
    assert page.chart is not None


def test_inside_the_usual_range_there_is_nothing_to_explain(north, manager):
    metric = a_metric()
    level(metric, 40)
    page = the_page(manager, metric)
    assert page.usual_title.endswith("on a usual day")
    assert page.usual_text == "Inside the usual range, nothing to explain."
    assert not page.is_signal
    assert page.chart is not None
    assert page.chart.usual is not None
    assert page.chart.target is None


def test_outside_it_asks_what_was_different(north, manager):
    metric = a_metric()
    level(metric, 40, last=TODAY - timedelta(days=2))
    daily(metric, [("300", "0")], last=TODAY - timedelta(days=1))
    page = the_page(manager, metric)
    assert page.usual_text == ("Above the usual range on 19 Nov: ask what was different.")
    assert page.is_signal


@pytest.mark.parametrize(
    ("better", "words_", "is_signal"), [("higher", "Better", False), ("lower", "Not as good", True)]
)
def test_since_when_it_is_better_or_not(north, manager, better, words_, is_signal):
    metric = a_metric(better=better)
    level(metric, 40, last=date(2025, 10, 17))
    level(metric, 33, value="200")
    page = the_page(manager, metric)
    assert page.usual_text == f"{words_} since 20 Oct."
    assert page.is_signal == is_signal


def test_days_off_and_today_do_not_count_for_what_is_usual(north, manager):
    metric = a_metric()
    level(metric, 60)
    OrganisationDay.objects.filter(day__in=[date(2025, 11, 15), date(2025, 11, 16)]).update(value=1)
    daily(metric, [("3", "0")], last=TODAY)
    page = the_page(manager, metric)
    assert page.usual_text.startswith("Inside")


# --- What it says --------------------------------------------------------------------------------


def test_it_says_how_it_is_counted(north, manager, agent, client_of):
    metric = a_ratio("Happy customers", meaning="They said so.", formula="4 or 5 ÷ all")
    send(metric, north, [(at(date(2025, 11, 3)), agent, "9", "10")], source="Survey")
    work_out()
    said = words(client_of(manager).get(reverse("goals:metric", args=[metric.slug])))
    for text in (
        "They said so.",
        "4 or 5 ÷ all",
        "never the mean of its people's ratios.",
        "Percent. Shown with 1 decimal, rounded half up once, at the end.",
        "Higher is better. With less than 20 behind it, it is too little to say.",
        "All hours count, day and night, of every team.",
        "Days are the organisation's: Europe/London, midnight to midnight.",
        "Survey, last came 20 Nov, 09:05",
        "November, so far 9 10 90.0% 1",
    ):
        assert text in said


def test_a_teams_own_days(south, other_supervisor, stranger, client_of):
    metric = a_metric()
    send(metric, south, [(at(date(2025, 11, 4), 22), stranger, "5", "1")])
    work_out()
    client = client_of(other_supervisor)
    said = words(client.get(reverse("goals:metric", args=[metric.slug]), {"team": "south"}))
    assert "the team works 08:00 to 20:00." in said
    assert "Days are the team's own: Australia/Adelaide, starting at 00:00." in said
    assert "November, so far 5 1" in said


def test_case_2_another_teams_figures_are_not_there(
    north, south, manager, administrator, client_of
):
    metric = a_metric()
    path = reverse("goals:metric", args=[metric.slug])
    assert client_of(manager).get(path, {"team": "south"}).status_code == 404
    assert client_of(manager).get(path, {"team": "nowhere"}).status_code == 404
    assert client_of(administrator).get(path, {"team": "south"}).status_code == 200
    assert client_of(manager).get(reverse("goals:metric", args=["nothing"])).status_code == 404


def test_only_goals_one_may_see_are_listed(north, manager, stranger, agent, client_of):
    metric = a_metric()
    a_goal_of(metric, manager, team=north, name="North's own goal")
    path = reverse("goals:metric", args=[metric.slug])
    assert "North's own goal" in words(client_of(agent).get(path))
    assert "North's own goal" not in words(client_of(stranger).get(path))


def test_whose_goal_it_is_and_a_source_that_never_says_when(north, manager, agent, client_of):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 3)), agent, "1", "1")], source="Desk")
    Source.objects.update(last_arrived_at=None)
    a_goal_of(metric, manager, team=north, scope="agent", agent=agent, name="Own")
    a_goal_of(metric, manager, scope="organisation", name="Whole")
    said = words(client_of(manager).get(reverse("goals:metric", args=[metric.slug])))
    assert "Own Every month. Jin Park" in said
    assert "Whole Every month. The whole organisation" in said
    assert "Desk, Nothing has come yet" in said


@pytest.mark.parametrize(
    ("who", "sets", "edits"),
    [("manager", True, False), ("agent", False, False), ("administrator", True, True)],
)
def test_doors_stand_where_they_open(north, who, sets, edits, request, client_of):
    metric = a_metric()
    said = words(
        client_of(request.getfixturevalue(who)).get(reverse("goals:metric", args=[metric.slug]))
    )
    assert ("Set a goal" in said) == sets
    assert ("Change the definition" in said) == edits


# --- The catalogue -------------------------------------------------------------------------------


def test_the_catalogue_lists_by_name_with_the_last_day(north, manager, agent, colleague, client_of):
    metric = a_metric("Requests settled", meaning="Settled at once.")
    novembers_readings(metric, north, agent, colleague)
    a_ratio("Happy customers")
    a_goal_of(metric, manager, team=north)
    work_out()
    said = words(client_of(agent).get(reverse("goals:metrics")))
    assert said.index("Happy customers") < said.index("Requests settled")
    assert "Requests settled Settled at once." in said
    assert "199 Wed 19 Nov 1 goal" in said
    assert "No figures in the last 13 months No goal yet" in said


def test_figures_that_wait_to_be_worked_out_are_not_called_none(
    north, manager, agent, colleague, client_of
):
    novembers_readings(a_metric("Requests settled"), north, agent, colleague)
    a_ratio("Happy customers")
    said = words(client_of(agent).get(reverse("goals:metrics")))
    assert "Being worked out look again in a minute" in said.partition("Requests settled")[2]
    assert said.count("No figures in the last 13 months") == 1
    work_out()
    assert "Being worked out" not in words(client_of(agent).get(reverse("goals:metrics")))


def test_search_finds_by_name_and_meaning_and_says_when_nothing_does(north, agent, client_of):
    a_metric("Requests settled", meaning="At the first try.")
    a_metric("Calls")
    client, path = client_of(agent), reverse("goals:metrics")
    assert "Requests settled" in words(client.get(path, {"q": "first TRY"}))
    assert "Calls" not in words(client.get(path, {"q": "first try"}))
    said = words(client.get(path, {"q": "<b>courier"}))
    assert "No metric says “&lt;b&gt;courier”." in said
    assert client.get(path, {"q": "\x00%"}).status_code == 200


def test_what_is_put_away_is_listed_apart(north, agent, client_of):
    a_metric("Faxes", archived_at=NOW)
    client, path = client_of(agent), reverse("goals:metrics")
    assert "Nothing is measured yet." in words(client.get(path))
    assert "Faxes" in words(client.get(path, {"show": "archived"}))
    Metric.objects.all().delete()
    assert "None is put away." in words(client.get(path, {"show": "archived"}))


def test_case_5_names_are_written_not_run(north, agent, client_of):
    metric = a_metric(
        "<script>alert(1)</script>\"'", slug="x", meaning="<img src=x onerror=alert(1)>"
    )
    for path in (reverse("goals:metrics"), reverse("goals:metric", args=[metric.slug])):
        page = client_of(agent).get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# --- Writing it down -----------------------------------------------------------------------------

NEW = {
    "name": "Happy customers",
    "slug": "",
    "meaning": "They said so.",
    "formula": "",
    "kind": "ratio",
    "unit": "percent",
    "better": "higher",
    "decimals": "1",
    "minimum_weight": "20",
}


@pytest.mark.parametrize("who", ["manager", "supervisor", "agent"])
def test_case_1_only_administrators_reach_the_forms(who, request, client_of, organisation):
    metric = a_metric()
    client = client_of(request.getfixturevalue(who))
    for path in (reverse("goals:metric_new"), reverse("goals:metric_edit", args=[metric.slug])):
        assert client.get(path).status_code == 404
        assert client.post(path, NEW).status_code == 404
    assert (
        client.post(
            reverse("goals:metric_state", args=[metric.slug]), {"to": "archive"}
        ).status_code
        == 404
    )
    assert Metric.objects.get() == metric


def test_a_metric_is_made_on_the_page(administrator, client_of):
    response = client_of(administrator).post(reverse("goals:metric_new"), NEW, follow=True)
    assert response.redirect_chain == [("/metrics/happy-customers/", 302)]
    assert "Happy customers can be measured now." in words(response)
    again = client_of(administrator).post(reverse("goals:metric_new"), NEW)
    assert "There is a metric with the short name happy-customers." in words(again)
    assert Metric.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"name": ""}, "Give the metric a name."),
        ({"kind": "total"}, "Percentages do not add up."),
        ({"slug": "Not a slug!"}, "Use letters, digits and hyphens only."),
        ({"decimals": "9"}, "Choose a whole number from 0 to 4."),
        ({"minimum_weight": "-1"}, "Choose a whole number from 0 to 1,000,000."),
    ],
)
def test_bad_input_is_said_at_its_field(administrator, client_of, change, text):
    response = client_of(administrator).post(reverse("goals:metric_new"), {**NEW, **change})
    assert text in words(response)
    assert not Metric.objects.exists()


def changed(metric, **changes):
    values = {name: getattr(metric, name) for name in METRIC_FIELDS}
    return {**values, "reason": "Clearer", "version": version_of(metric, METRIC_FIELDS), **changes}


def test_a_change_shows_in_its_history(administrator, client_of):
    metric = a_metric()
    client, path = client_of(administrator), reverse("goals:metric_edit", args=[metric.slug])
    assert client.get(path).status_code == 200
    client.post(path, changed(metric, name="Requests settled", unit="seconds"))
    said = words(client.get(path))
    assert (
        "Name: First-contact resolutions became Requests settled; Unit: Count became Time." in said
    )
    assert "Clearer" in said


def test_case_20_a_stale_definition_is_409_with_both_texts_kept(administrator, client_of):
    metric = a_metric()
    mine = changed(metric, meaning="My own words.")
    update_metric(None, metric, meaning="Theirs stand.")
    path = reverse("goals:metric_edit", args=[metric.slug])
    response = client_of(administrator).post(path, mine)
    assert response.status_code == 409
    said = words(response)
    assert "Theirs stand." in said
    assert "My own words." in said
    assert Metric.objects.get().meaning == "Theirs stand."
    again = {**mine, "version": response.context["form"]["version"].value()}
    assert client_of(administrator).post(path, again).status_code == 302
    assert Metric.objects.get().meaning == "My own words."


def test_putting_away_says_what_stands_in_the_way(administrator, manager, north, client_of):
    metric = a_metric()
    goal = a_goal_of(metric, manager, team=north, name="North's goal")
    client, path = client_of(administrator), reverse("goals:metric_state", args=[metric.slug])
    said = words(client.post(path, {"to": "archive"}, follow=True))
    assert "Goals still use it: North's goal. Archive them first." in said
    Goal.objects.filter(pk=goal.pk).update(state="archived")
    response = client.post(path, {"to": "archive"}, follow=True)
    assert f"{path}?to=restore" in response.content.decode()
    client.post(f"{path}?to=restore")
    assert Metric.objects.get().archived_at is None
    assert client.post(path, {"to": "melt"}).status_code == 404
    assert client.get(path).status_code == 405


# --- Statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "agent", "administrator"])
@pytest.mark.parametrize("name", ["goals:metrics", "goals:metric", "goals:metric_csv"])
def test_statements_are_as_on_file_whatever_there_is(
    name, role, request, client_of, statements, north, south, agent, manager
):
    metric = a_metric()
    send(metric, north, [(at(date(2025, 11, 3)), agent, "1", "1")])
    work_out()
    client = client_of(request.getfixturevalue(role))
    path = reverse(name, args=[] if name == "goals:metrics" else [metric.slug])
    expected = kept(name, role)
    with readings_left_alone():
        assert statements(client, path) == expected
    for n in range(8):
        other = a_metric(f"Metric {n}")
        send(
            other,
            north,
            [(at(date(2025, 11, day)), agent, "1", "1") for day in range(3, 19)],
            source=f"S{n}",
        )
        a_goal_of(metric, manager, team=north, name=f"Goal {n}")
    work_out()
    with readings_left_alone():
        assert statements(client, path) == expected


# --- The same everywhere -------------------------------------------------------------------------


def test_page_list_company_team_file_and_api_say_the_same(north, manager, client_of):
    metric = a_ratio("Happy customers")
    daily(metric, [("80", "100"), ("82", "100")] * 20 + [("93", "100"), ("95", "100")] * 10,
          last=TODAY - timedelta(days=1))  # fmt: skip
    TeamDay.objects.bulk_create(
        TeamDay(metric_id=metric.pk, team_id=north.pk, day=row.day, value=row.value,
                weight=row.weight, n=1)
        for row in OrganisationDay.objects.all()
    )  # fmt: skip
    client = client_of(manager)
    here = reverse("goals:metric", args=[metric.slug])
    for path in (here, f"{here}?team=north", reverse("goals:metrics"), reverse("company"),
                 reverse("team", args=["north"]), "/"):  # fmt: skip
        assert "Better since 31 Oct" in words(client.get(path)), path
    for query in ("", "?team=north"):
        answer = client.get(reverse("api:metric-detail", args=[metric.slug]) + query).json()
        usual = answer["usual"]
        assert (usual["by"], usual["since"], usual["signal"]) == ("day", "2025-10-31", "better")
        assert usual["words"] == "Better since 31 Oct"
        file = client.get(reverse("goals:metric_csv", args=[metric.slug]) + query)
        rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        last = rows[0]
        assert last["Against the usual range"] == "inside"
        assert Decimal(usual["low"]) == Decimal(last["Usual from"])
        assert Decimal(usual["high"]) == Decimal(last["Usual to"])
        weekend = next(row for row in rows if row["Day"] == "2025-11-16")
        assert weekend["Usual from"] == weekend["Against the usual range"] == ""


def test_a_program_is_told_that_it_is_too_early(north, manager, client_of):
    answer = client_of(manager).get(reverse("api:metric-detail", args=[a_metric().slug]))
    usual = answer.json()["usual"]
    assert (usual["low"], usual["mean"], usual["high"], usual["since"]) == (None,) * 4
    assert (usual["signal"], usual["words"]) == (None, "Too early to say")
