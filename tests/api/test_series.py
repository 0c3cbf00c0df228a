"""A metric's figures over time: cut every way, over the zones, and only what the caller may see."""

from __future__ import annotations

from datetime import date

import pytest

from goals.models import Reading
from goals.queries.series import Asked, series

NOVEMBER = {"from_": "2026-11-01", "until": "2026-11-30"}


@pytest.fixture
def sent(handled, resolved, row, agent, colleague, stranger, administrator, caller_of, computed):
    """Jin: 2 and 1 on the 18th and 19th; Dele: 3 on the 19th; Tom, in Adelaide: 5; North itself: 7."""
    rows = [
        row(external_id="1", value=2, at="2026-11-18T10:15:00Z"),
        row(external_id="2", value=1, at="2026-11-19T10:15:00Z"),
        row(external_id="3", value=3, at="2026-11-19T10:59:59Z", agent="dele"),
        row(external_id="4", value=5, at="2026-11-18T14:00:00Z", agent="tom"),
        row(external_id="5", value=7, at="2026-11-19T23:30:00Z", agent=..., team="north"),
        row(external_id="6", metric="resolved", value=2, weight=3),
        row(external_id="7", metric="resolved", value=0, weight=0, agent="dele"),
    ]
    assert caller_of(administrator, "ingest").send(*rows)["created"] == len(rows)
    computed()


def figures(caller, metric="handled", **query):
    rows = caller.rows(f"metrics/{metric}/series/", **NOVEMBER | query)
    return {row["key"]: row["result"] for row in rows if row["n"]}


def test_a_row_has_sums_count_and_result(api, sent):
    (row,) = api.rows("metrics/resolved/series/", **NOVEMBER)
    assert row == {
        "key": "total", "name": "", "value": "2", "weight": "3", "n": 2, "result": "66.7",
    }  # fmt: skip


def test_where_there_is_no_data_the_result_is_null(api, sent):
    none = {"key": "total", "name": "", "value": "0", "weight": "0", "n": 0, "result": None}
    window = {"from_": "2026-10-01", "until": "2026-10-31"}
    assert api.rows("metrics/handled/series/", **window) == [none]
    assert api.rows("metrics/handled/series/", **window, team="north") == [none]
    assert api.rows("metrics/handled/series/", **window, by="team") == []
    assert api.rows("metrics/handled/series/", **window, by="hour") == []
    (weightless,) = api.rows("metrics/resolved/series/", **NOVEMBER, agent="dele")
    assert (weightless["n"], weightless["result"]) == (1, None)


def test_every_way_of_cutting(api, sent):
    assert figures(api) == {"total": "18"}
    assert figures(api, by="team") == {"north": "13"}
    assert figures(api, by="agent") == {"dele": "3", "jin": "3", "": "7"}
    assert figures(api, by="day") == {"2026-11-18": "7", "2026-11-19": "11"}
    assert figures(api, by="week") == {"2026-11-16": "18"}
    assert figures(api, by="month") == {"2026-11": "18"}
    assert figures(api, by="quarter") == {"2026-Q4": "18"}
    assert figures(api, by="hour") == {
        "2026-11-18T10:00:00+00:00": "2",
        "2026-11-18T14:00:00+00:00": "5",
        "2026-11-19T10:00:00+00:00": "4",
        "2026-11-19T23:00:00+00:00": "7",
    }


def test_a_team_and_an_agent_are_cut_by_their_own_days_and_hours(api, sent, caller_of, stranger):
    tom = caller_of(stranger)
    # 14:00 UTC on the 18th is 00:30 on the 19th in Adelaide.
    assert figures(tom, by="day", team="south") == {"2026-11-19": "5"}
    assert figures(tom, by="day", agent="tom") == {"2026-11-19": "5"}
    assert figures(tom, by="hour", team="south") == {"2026-11-19T00:00:00+10:30": "5"}
    assert figures(tom, by="hour", agent="tom") == {"2026-11-19T00:00:00+10:30": "5"}
    assert figures(api, by="hour", team="north", agent="jin") == {
        "2026-11-18T10:00:00+00:00": "2",
        "2026-11-19T10:00:00+00:00": "1",
    }
    assert figures(api, by="agent", team="north", agent="jin") == {"jin": "3"}
    assert figures(api, by="team", agent="jin") == {"north": "3"}
    zone = api.get("metrics/handled/series/", **NOVEMBER, team="north").json()["time_zone"]
    assert zone == "Europe/London"


def test_agents_see_themselves_their_team_and_the_whole(sent, caller_of, agent):
    jin = caller_of(agent)
    assert figures(jin) == {"total": "18"}
    assert figures(jin, by="team") == {"north": "13"}
    assert figures(jin, by="agent") == {"jin": "3", "": "7"}
    assert figures(jin, agent="jin") == {"total": "3"}
    for hidden in ({"agent": "dele"}, {"agent": "tom"}, {"team": "south"}):
        for by in ("total", "agent", "hour", "team"):
            answer = jin.get("metrics/handled/series/", **NOVEMBER, **hidden, by=by)
            assert answer.status_code == 404


def test_who_leads_another_team_sees_that_one_only(sent, caller_of, other_supervisor):
    ewa = caller_of(other_supervisor)
    assert figures(ewa, by="agent") == {"tom": "5"}
    assert figures(ewa, by="team") == {"south": "5"}


def test_an_agent_is_found_by_login_mail_or_name(api, sent):
    for word in ("jin", "JIN", "Jin Park", "jin park"):
        assert figures(api, agent=word) == {"total": "3"}


def test_days_without_data_are_listed_in_order(api, sent):
    rows = api.rows("metrics/handled/series/", **NOVEMBER, by="day")
    assert [row["key"] for row in rows] == [f"2026-11-{day:02}" for day in range(1, 31)]
    assert rows[0]["result"] is None


def test_weeks_and_quarters_follow_the_organisation(api, sent, organisation):
    type(organisation).objects.update(week_starts_on=6, fiscal_year_starts_in=4)
    assert figures(api, by="week") == {"2026-11-15": "18"}
    assert figures(api, by="quarter") == {"2026-Q3": "18"}
    rows = api.rows("metrics/handled/series/", from_="2026-03-30", until="2026-04-02", by="quarter")
    assert [row["key"] for row in rows] == ["2025-Q4", "2026-Q1"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"by": "minute"}, "by"),
        ({"from_": ""}, "from"),
        ({"until": "soon"}, "until"),
        ({"until": "2026-10-31"}, "until"),
        ({"from_": "2015-01-01"}, "until"),
        ({"by": "hour", "from_": "2025-01-01"}, "until"),
        ({"by": "hour", "agent": "jin", "from_": "2026-08-30"}, "until"),
    ],
)
def test_what_is_not_offered_is_400(api, sent, query, field):
    answer = api.get("metrics/handled/series/", **NOVEMBER | query)
    assert answer.status_code == 400
    assert [entry["field"] for entry in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("by", ["total", "team", "agent", "hour", "day", "week", "quarter"])
def test_series_take_a_constant_number_of_statements(api, sent, by, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        api.get("metrics/handled/series/", **NOVEMBER, by=by)


def test_readings_are_read_for_an_agents_hours_alone(api, sent, django_assert_num_queries):
    """Everything else comes from tallies: without the readings, the figures are still there."""
    expected = figures(api, by="day"), figures(api, by="hour"), figures(api, by="agent")
    assert figures(api, by="hour", agent="jin") != {}
    Reading.objects.all().delete()
    assert (figures(api, by="day"), figures(api, by="hour"), figures(api, by="agent")) == expected
    assert figures(api, by="hour", agent="jin") == {}


def test_the_function_refuses_what_no_edge_should_ask(handled):
    with pytest.raises(ValueError, match="not offered"):
        series(Asked(handled, date(2026, 1, 2), date(2026, 1, 1)), "day")
    with pytest.raises(ValueError, match="not offered"):
        series(Asked(handled, date(2026, 1, 1), date(2026, 1, 1)), "minute")
