"""Making a goal in four short steps: figures from history, a sentence that grows, nothing before the end."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from goals.forms.figures import NoFigureError, parse, typed
from goals.models import Goal, Metric, OrganisationDay, TeamDay
from goals.queries.choices import feedable_by
from goals.queries.drafts import Draft, history_of, improved, unusual
from goals.queries.figures import Writer
from teams.models import Organisation
from tests.goals.november import a_goal_of, at, send, words, work_out
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, TODAY, a_metric, a_ratio

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def metric():
    return a_metric()


def months(metric, team, totals, weight="0"):
    """A month's total on its 10th, of the months before November 2025, the latest last."""
    for back, total in enumerate(reversed(totals)):
        year, month = divmod(2025 * 12 + 9 - back, 12)
        TeamDay.objects.create(
            metric_id=metric.pk, team_id=team.pk, day=date(year, month + 1, 3),
            value=Decimal(total), weight=Decimal(weight), n=1,
        )  # fmt: skip


def draft(metric, team, **changes):
    return Draft(
        metric, **{"scope": "team", "team": team, "agent": None, "cadence": "monthly", **changes}
    )


def history(one):
    return history_of(one, Organisation.objects.get(), TODAY)


# --- Figures from history ------------------------------------------------------------------------


def test_a_years_months_give_the_usual_range_and_what_to_pick(metric, north):
    months(metric, north, ["3800"] * 11 + ["4118"])
    found = history(draft(metric, north))
    assert found.usual == "Usual month: 3,750 to 3,903"
    assert [(one.words, one.figure) for one in found.suggestions] == [
        ("As October", "4,118"),
        ("2% more than October", "4,200"),
    ]


def test_under_a_year_it_says_how_far_they_lay_apart(metric, north):
    months(metric, north, ["3900", "4160", "4118"])
    found = history(draft(metric, north))
    assert found.usual == "The last 3 months: 3,900 to 4,160"
    assert [one.words for one in found.suggestions] == [
        "As October",
        "2% more than October",
        "As the best month, September",
    ]


def test_the_month_that_runs_is_no_whole_one(metric, north):
    TeamDay.objects.create(
        metric_id=metric.pk, team_id=north.pk, day=date(2025, 11, 3), value=9, weight=0, n=1
    )
    found = history(draft(metric, north))
    assert found.past == ()
    assert found.lately == "The one day with figures comes to 9."
    TeamDay.objects.create(
        metric_id=metric.pk, team_id=north.pk, day=date(2025, 11, 4), value=4, weight=0, n=2
    )
    assert history(draft(metric, north)).lately == "The 2 days with figures come to 13."


def test_of_too_little_nothing_is_said_where_no_month_is_whole(north):
    metric = a_ratio("Happy customers")
    day = TeamDay.objects.create(
        metric_id=metric.pk, team_id=north.pk, day=date(2025, 11, 3), value=9, weight=10, n=10
    )
    assert history(draft(metric, north)).lately == ""
    TeamDay.objects.filter(pk=day.pk).update(value=90, weight=100, n=100)
    assert history(draft(metric, north)).lately.startswith("The one day with figures comes to 90")


def test_lower_is_better_suggests_less(north):
    metric = a_metric("Complaints", better=Metric.Better.LOWER)
    months(metric, north, ["40", "50"])
    found = history(draft(metric, north))
    assert [(one.words, one.figure) for one in found.suggestions] == [
        ("As October", "50"),
        ("2% less than October", "49"),
        ("As the best month, September", "40"),
    ]


def test_of_percentages_a_point_is_a_step(north):
    metric = a_ratio("Happy customers")
    months(metric, north, ["91.4"], weight="100")
    found = history(draft(metric, north))
    assert [(one.words, one.figure) for one in found.suggestions] == [
        ("As October", "91.4%"),
        ("1 pt more than October", "92.4%"),
    ]


@pytest.mark.parametrize(
    ("value", "better"),
    [("4118", "4200"), ("99", "101"), ("9.9", "10"), ("123456", "126000"), ("0", "0")],
)
def test_a_little_better_is_easily_said(value, better):
    writer = Writer(Metric(kind="total", unit="count", better="higher", decimals=0), "GBP")
    assert improved(writer, Decimal(value)) == Decimal(better)


def test_nothing_is_better_than_a_hundred_per_cent():
    writer = Writer(Metric(kind="ratio", unit="percent", better="higher", decimals=1), "GBP")
    assert improved(writer, Decimal("99.5")) == 100
    writer = Writer(Metric(kind="ratio", unit="percent", better="lower", decimals=1), "GBP")
    assert improved(writer, Decimal("0.4")) == 0


@pytest.mark.parametrize(
    ("target", "words_"),
    [
        ("4119", "Above every month so far."),
        ("3910", "Above the usual range."),
        ("3800", ""),
        ("3740", "Below every month so far."),
    ],
)
def test_beyond_the_past_is_asked_about(metric, north, target, words_):
    months(metric, north, ["3800"] * 11 + ["4118"])
    assert unusual(history(draft(metric, north)), Decimal(target), "month") == words_


def test_without_a_past_nothing_is_unusual(metric, north):
    assert unusual(history(draft(metric, north)), Decimal(1), "month") == ""


@pytest.mark.parametrize(
    ("cadence", "noun"),
    [("daily", "day"), ("weekly", "week"), ("quarterly", "quarter"), ("yearly", "year")],
)
def test_every_cadence_has_its_own_past(metric, organisation, cadence, noun):
    first = date(2023, 1, 1)
    OrganisationDay.objects.bulk_create(
        OrganisationDay(
            metric_id=metric.pk, day=first + timedelta(days=n), value=10 + n % 3, weight=0, n=1
        )
        for n in range((TODAY - first).days)
    )
    one = draft(metric, None, scope="organisation", cadence=cadence)
    found = history(one)
    assert found.usual.split(":")[0] in (f"Usual {noun}", f"The last {len(found.past)} {noun}s")
    assert found.suggestions
    assert one.noun == noun


def test_hours_go_by_the_one_in_the_middle(metric, north, agent):
    send(
        metric, north, [(at(date(2025, 11, 18), 9 + n), agent, str(10 + n), "1") for n in range(7)]
    )
    work_out()
    found = history(draft(metric, north, cadence="hourly"))
    assert [(one.words, one.figure) for one in found.suggestions] == [
        ("As the hour in the middle", "13"),
        ("As the best hour", "16"),
    ]
    assert history(draft(metric, north, cadence="hourly", scope="agent", agent=agent)).past == ()


def test_each_members_past_has_no_names(metric, north, agent, colleague):
    days = [date(2025, 9, 1) + timedelta(days=n) for n in range(75)]
    rows = [
        (at(day), who, value, "1")
        for day in days
        for who, value in ((agent, "10"), (colleague, "20"))
    ]
    send(metric, north, rows)
    work_out()
    found = history(draft(metric, north, scope="members", cadence="weekly"))
    assert found.usual == "Eight in ten reached 70 to 140 in a week"
    assert [one.words for one in found.suggestions] == [
        "As the one in the middle",
        "2% more than that",
    ]
    assert {one.name for one in found.past} == {""}


# --- The steps -----------------------------------------------------------------------------------


def step(client, name, **query):
    return client.get(reverse(f"goals:{name}"), query)


def known(**more):
    return {
        "metric": "first-contact-resolutions",
        "whose": "team:north",
        "cadence": "monthly",
        **more,
    }


def test_from_a_metric_straight_to_how_much(metric, manager, client_of):
    response = step(client_of(manager), "new", metric=metric.slug)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == reverse("goals:new_how_much")
    assert parse_qs(target.query) == {
        "metric": [metric.slug], "whose": ["team:north"], "cadence": ["monthly"],
    }  # fmt: skip


def test_without_one_the_first_step_asks(metric, manager, agent, client_of):
    response = step(client_of(manager), "new")
    said = words(response)
    assert "Step 1 of 4" in said
    assert response.context["form"]["metric"].value() == metric.slug, "there is one to choose"
    for text in (
        "The whole organisation",
        "North team",
        "Each agent of North team",
        "Jin Park, North",
    ):
        assert text in said
    response = step(client_of(manager), "new", step="1", whose="team:north", cadence="monthly")
    assert "Choose what the goal measures." in words(response)
    response = step(client_of(manager), "new", step="1", **known())
    assert response["Location"].startswith(reverse("goals:new_how_much"))


def test_without_metrics_it_says_what_is_needed(north, manager, client_of):
    assert "A goal needs a number you already collect." in words(step(client_of(manager), "new"))


def test_the_sentence_grows(metric, manager, client_of):
    client = client_of(manager)
    assert "North team will aim for first-contact resolutions, every month." in words(
        step(client, "new_how_much", **known())
    )
    assert "North team will reach 4,200 first-contact resolutions, every month." in words(
        step(client, "new_when", **known(target="4200"))
    )
    said = words(step(client, "new_why", **known(target="4200", days="2025-11-01_2025-11-30")))
    assert (
        "North team will reach 4,200 first-contact resolutions, 1 to 30 November."
        " That is 210 a day." in said
    )
    said = words(step(client, "new_why", **known(target="4200", days="2025-12-01_")))
    assert "first-contact resolutions, every month from 1 Dec. That is 183 a day." in said


@pytest.mark.parametrize(
    ("fields", "target", "sentence"),
    [
        (
            {"name": "Complaints", "better": "lower"},
            "120",
            "North team will keep complaints to 120 or fewer, every month from 1 Dec.",
        ),
        (
            {"name": "CSAT", "kind": "ratio", "unit": "percent", "decimals": 1},
            "92.5",
            "North team will bring CSAT to at least 92.5%, every month from 1 Dec.",
        ),
        (
            {"name": "Handle time", "kind": "ratio", "unit": "seconds", "better": "lower"},
            "270",
            "North team will bring handle time to 4 min 30 s or less, every month from 1 Dec.",
        ),
        (
            {"name": "Upgrades sold", "unit": "money"},
            "2200",
            "North team will reach £2,200 of upgrades sold, every month from 1 Dec. That is £95.66 a day.",
        ),
    ],
)
def test_every_kind_has_its_sentence(north, manager, client_of, fields, target, sentence):
    metric = a_metric(fields.pop("name"), slug="m", **fields)
    query = known(metric=metric.slug, target=target, days="2025-12-01_")
    if metric.unit == "money":
        metric.decimals = 2
        metric.save()
    assert sentence in words(step(client_of(manager), "new_why", **query))


def test_days_that_end_in_the_middle_are_both_named(metric, manager, client_of):
    query = known(target="4200", days="2025-12-01_2026-02-15")
    assert "every month from 1 Dec to 15 Feb 2026." in words(
        step(client_of(manager), "new_why", **query)
    )


def test_days_off_alone_have_no_daily_rate(metric, manager, client_of):
    query = known(cadence="once", target="4200", days="2025-11-22_2025-11-23")
    said = words(step(client_of(manager), "new_why", **query))
    assert "first-contact resolutions, 22 to 23 November." in said
    assert "a day" not in said


def test_one_hour_of_a_day_is_named_with_its_day(metric, manager, client_of):
    query = known(cadence="hourly", target="42", days="2025-11-21_2025-11-21")
    assert "every hour on Fri 21 Nov." in words(step(client_of(manager), "new_why", **query))


@pytest.mark.parametrize(
    ("whose", "seen"),
    [("organisation", "everybody"), ("members:north", "North team"), ("agent", "Jin Park")],
)
def test_who_sees_it_is_said(metric, north, manager, agent, client_of, whose, seen):
    whose = f"agent:{agent.pk}" if whose == "agent" else whose
    query = known(whose=whose, target="42", days="2025-12-01_")
    path = f"{reverse('goals:new_why')}?" + "&".join(f"{k}={v}" for k, v in query.items())
    response = client_of(manager).post(path, {**WHY, "owner": manager.pk}, follow=True)
    assert f"is set, and {seen} sees it." in words(response)


def test_what_each_may_feed(metric, north, manager, agent):
    whole = a_goal_of(metric, manager, scope="organisation", name="Whole", target=Decimal(9))
    team = a_goal_of(metric, manager, team=north, name="Team")
    each = a_goal_of(metric, manager, team=north, scope="members", name="Each")
    offered = {
        scope: list(feedable_by(manager, scope, None if scope == "organisation" else north))
        for scope in ("organisation", "team", "members", "agent")
    }
    assert offered == {
        "organisation": [], "team": [whole], "members": [team, whole], "agent": [each, team, whole],
    }  # fmt: skip


def test_too_few_people_or_hours_have_no_past(metric, north, agent):
    send(metric, north, [(at(date(2025, 9, 3)), agent, "1", "1")])
    work_out()
    for cadence in ("monthly", "hourly"):
        found = history(draft(metric, north, scope="members", cadence=cadence))
        assert (found.past, found.usual, found.suggestions) == ((), "", ())


@pytest.mark.parametrize(
    ("whose", "who"),
    [
        ("organisation", "Harbour Services will"),
        ("members:north", "Each agent of North team will"),
        ("agent", "Jin Park will"),
    ],
)
def test_whoever_it_is_for_is_named(metric, north, manager, agent, client_of, whose, who):
    whose = f"agent:{agent.pk}" if whose == "agent" else whose
    assert who in words(step(client_of(manager), "new_how_much", **known(whose=whose)))


def test_a_chip_or_ones_own_number_leads_on(metric, north, manager, client_of):
    months(metric, north, ["3900", "4160", "4118"])
    client = client_of(manager)
    page = step(client, "new_how_much", **known())
    assert 'name="target" value="4200"' in page.content.decode()
    assert "The last 3 months: 3,900 to 4,160." in words(page)
    response = step(client, "new_how_much", **known(own="4,200"))
    assert parse_qs(urlsplit(response["Location"]).query)["target"] == ["4200"]
    for text, message in (
        ("plenty", "Write a number, for example 4,200."),
        ("", "Write a number, or pick one above."),
        ("0", "Choose a number above zero."),
        ("-5", "Choose a number above zero."),
    ):
        assert message in words(step(client, "new_how_much", **known(own=text)))


def test_periods_to_pick_and_ones_own_days(metric, manager, client_of):
    client = client_of(manager)
    page = step(client, "new_when", **known(target="4200"))
    content = page.content.decode()
    assert 'value="2025-11-01_2025-11-30"' in content
    assert 'value="2025-12-01_"' in content
    assert "January 2026" in words(page)
    # Who goes straight on means the month that runs, whole.
    assert 'value="2025-11-01"' in content
    response = step(client, "new_when", **known(target="4200", starts_on="2025-11-20", ends_on=""))
    assert parse_qs(urlsplit(response["Location"]).query)["days"] == ["2025-11-20_"]
    said = words(
        step(
            client, "new_when", **known(target="4200", starts_on="2025-11-20", ends_on="2025-11-19")
        )
    )
    assert "The end is before the start." in said


def test_a_goal_that_happens_once_needs_both_days(metric, manager, client_of):
    query = known(cadence="once", target="4200", starts_on="2025-11-20", ends_on="")
    said = words(step(client_of(manager), "new_when", **query))
    assert "A goal that happens once needs a last day." in said
    assert "Just one" not in said


@pytest.mark.parametrize(
    ("name", "query", "back"),
    [
        ("new_how_much", {}, "new"),
        ("new_how_much", {"metric": "first-contact-resolutions"}, "new"),
        ("new_when", known(), "new_how_much"),
        ("new_why", known(target="4200"), "new_when"),
        ("new_why", known(), "new_when"),
    ],
)
def test_a_step_too_far_goes_back_to_the_one_that_is_open(
    metric, manager, client_of, name, query, back
):
    response = step(client_of(manager), name, **query)
    assert urlsplit(response["Location"]).path == reverse(f"goals:{back}")


@pytest.mark.parametrize(
    "query",
    [
        {"metric": "nothing"},
        {"whose": "team:south"},
        {"whose": "team:nowhere"},
        {"whose": "members:south"},
        {"whose": "galaxy"},
        {"whose": "agent:x"},
        {"whose": "agent:999999"},
        {"target": "many"},
        {"days": "soon_"},
        {"days": "1999-01-01_"},
    ],
)
def test_case_2_what_is_out_of_reach_or_makes_no_sense_is_not_there(
    metric, south, manager, client_of, query
):
    sent = {**known(target="4200", days="2025-12-01_"), **query}
    client = client_of(manager)
    assert step(client, "new_why", **sent).status_code == 404
    address = f"{reverse('goals:new_why')}?" + "&".join(f"{k}={v}" for k, v in sent.items())
    assert client.post(address, WHY).status_code == 404
    assert not Goal.objects.exists()


def test_case_2_an_agent_of_another_team_is_out_of_reach(
    metric, manager, stranger, agent, client_of
):
    client = client_of(manager)
    assert step(client, "new_how_much", **known(whose=f"agent:{stranger.pk}")).status_code == 404
    assert step(client, "new_how_much", **known(whose=f"agent:{agent.pk}")).status_code == 200


@pytest.mark.parametrize("name", ["new", "new_how_much", "new_when", "new_why"])
def test_case_1_agents_set_no_goals_for_others(metric, agent, client_of, name):
    assert step(client_of(agent), name, **known(target="1", days="2025-12-01_")).status_code == 404


def test_an_administrator_without_a_team_sets_the_organisations(
    metric, north, administrator, client_of
):
    said = words(step(client_of(administrator), "new"))
    assert "The whole organisation" in said
    assert "North team" not in said
    assert "Only whoever leads a team sets its goals" in said
    assert step(client_of(administrator), "new_how_much", **known()).status_code == 404


# --- The last click ------------------------------------------------------------------------------

WHY = {
    "name": "Solve 4,200 requests",
    "why": "Customers ask only once.",
    "feeds": "",
    "stretch": "",
}


def last(client, owner, target="4200", days="2025-12-01_2025-12-31", **changes):
    query = known(target=target, days=days)
    path = f"{reverse('goals:new_why')}?" + "&".join(
        f"{key}={value}" for key, value in query.items()
    )
    return client.post(path, {**WHY, "owner": owner.pk if owner else "", **changes})


def test_share_now_makes_the_goal(metric, north, manager, client_of):
    client = client_of(manager)
    response = last(client, manager)
    goal = Goal.objects.get()
    assert response["Location"] == reverse("goals:goal", args=[goal.pk])
    assert (goal.team, goal.cadence, goal.starts_on, goal.ends_on) == (
        north, "monthly", date(2025, 12, 1), date(2025, 12, 31),
    )  # fmt: skip
    assert goal.targets.get().target == 4200
    assert "Solve 4,200 requests is set, and North team sees it." in words(
        client.get(response["Location"])
    )


def test_case_20_a_double_click_makes_one(metric, manager, client_of):
    client = client_of(manager)
    assert last(client, manager)["Location"] == last(client, manager)["Location"]
    assert Goal.objects.count() == 1


def test_nothing_is_written_before_it(metric, manager, client_of):
    client = client_of(manager)
    step(client, "new_how_much", **known(own="4200"))
    step(client, "new_when", **known(target="4200"))
    step(client, "new_why", **known(target="4200", days="2025-12-01_"))
    assert not Goal.objects.exists()


def test_the_unusual_is_asked_about_and_never_refused(metric, north, manager, client_of):
    months(metric, north, ["3800"] * 11 + ["4118"])
    client = client_of(manager)
    said = words(step(client, "new_why", **known(target="9000", days="2025-12-01_")))
    assert "9,000. Above every month so far." in said
    assert "What will be different?" in said
    last(client, manager, target="9000", difference="A second shift.")
    assert Goal.objects.get().targets.get().reason == "A second shift."
    assert "What will be different?" not in words(
        step(client, "new_why", **known(target="3800", days="2025-12-01_"))
    )


def test_a_goal_to_feed_and_an_owner_are_offered(metric, north, manager, supervisor, client_of):
    whole = a_goal_of(
        metric, manager, scope="organisation", name="Fewer repeats", target=Decimal(9)
    )
    client = client_of(manager)
    said = words(step(client, "new_why", **known(target="4200", days="2025-12-01_")))
    assert "Fewer repeats" in said
    assert "Marcus Webb" in said
    last(client, supervisor, feeds=whole.pk, stretch="4,400")
    goal = Goal.objects.get(feeds=whole)
    assert (goal.owner, goal.targets.get().stretch) == (supervisor, 4400)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"why": ""}, "Say what a customer notices when we make it."),
        ({"name": ""}, "Give the goal a name."),
        ({"stretch": "4000"}, "Choose more than the goal."),
        ({"stretch": "lots"}, "Write a number, for example 4,200."),
        ({"owner": None}, "Say who looks after the goal."),
        ({"target": "4200.5"}, "is shown with a whole number"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(metric, manager, client_of, changes, text):
    response = last(client_of(manager), **{"owner": manager, **changes})
    said = words(response)
    assert "There is a problem" in said
    assert text in said
    assert not Goal.objects.exists()


def test_case_2_a_foreign_owner_or_goal_is_refused(
    metric, south, manager, other_supervisor, client_of
):
    theirs = a_goal_of(metric, other_supervisor, team=south, name="Theirs")
    for changes in ({"owner": other_supervisor}, {"feeds": theirs.pk}):
        sent = {"owner": manager, **changes}
        assert "There is a problem" in words(last(client_of(manager), **sent))
    assert Goal.objects.count() == 1


@pytest.mark.parametrize("name", ["new", "new_how_much", "new_when", "new_why"])
def test_statements_are_as_on_file(metric, north, manager, agent, client_of, statements, name):
    query = known(target="4200", days="2025-12-01_")
    if name == "new":
        query["change"] = "1"
    path = f"{reverse(f'goals:{name}')}?" + "&".join(
        f"{key}={value}" for key, value in query.items()
    )
    client, expected = client_of(manager), kept(f"goals:{name}", "manager")
    with readings_left_alone():
        assert statements(client, path) == expected
    for n in range(6):
        a_metric(f"Metric {n}")
        a_goal_of(metric, manager, scope="organisation", name=f"Goal {n}")
    months(metric, north, ["4000"] * 14)
    with readings_left_alone():
        assert statements(client, path) == expected


# --- Figures as people type them -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("4200", "count", "4200"),
        (" 4,200 ", "count", "4200"),
        ("1,234,567.5", "count", "1234567.5"),
        ("-5", "count", "-5"),
        ("\u22125", "count", "-5"),
        (".5", "score", "0.5"),
        ("92%", "percent", "92"),
        ("92.5 %", "percent", "92.5"),
        ("£75", "money", "75"),
        ("£ 1,250.50", "money", "1250.50"),
        ("270", "seconds", "270"),
        ("4:30", "seconds", "270"),
        ("1:02:05", "seconds", "3725"),
        ("4 min 30 s", "seconds", "270"),
        ("2 h", "seconds", "7200"),
        ("90 seconds", "seconds", "90"),
    ],
)
def test_what_is_understood(text, unit, figure):
    assert parse(text, unit) == Decimal(figure)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "count"), ("ten", "count"), ("4.200,5", "count"), ("42,00", "count"), ("1_000", "count"),
        ("１２", "count"), ("1e9", "count"), ("NaN", "count"), ("Infinity", "count"), ("4:30", "count"),
        ("92%", "count"), ("4:99", "seconds"), ("1:99:00", "seconds"), ("9" * 31, "count"), ("4\x002", "count"),
    ],
)  # fmt: skip
def test_what_is_not(text, unit):
    with pytest.raises(NoFigureError):
        parse(text, unit)


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        ("4200.0000", "count", "4200"),
        ("92.5", "percent", "92.5"),
        ("270", "seconds", "4:30"),
        ("45", "seconds", "45"),
        (None, "count", ""),
    ],
)
def test_a_field_shows_what_is_read_back_as_the_same(figure, unit, text):
    value = None if figure is None else Decimal(figure)
    assert typed(value, unit) == text
    if value is not None:
        assert parse(text, unit) == value
