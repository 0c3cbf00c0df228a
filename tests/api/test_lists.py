"""Teams, agents, metrics and readings as lists: what each caller may see, page by page."""

from __future__ import annotations

import pytest


def names(rows, field="login"):
    return {row[field] for row in rows}


def test_teams_are_those_one_is_in(api, caller_of, north, south, administrator, stranger):
    assert names(api.rows("teams/"), "slug") == {"north"}
    assert names(caller_of(stranger).rows("teams/"), "slug") == {"south"}
    assert names(caller_of(administrator).rows("teams/"), "slug") == {"north", "south"}
    assert api.get("teams/north/").json() == {
        "slug": "north",
        "name": "North",
        "time_zone": "Europe/London",
        "day_starts_hour": 0,
        "working_days": [0, 1, 2, 3, 4],
        "opens_at": "09:00:00",
        "closes_at": "17:00:00",
        "huddle_at": None,
        "archived": False,
    }


def test_agents_are_those_of_ones_teams(api, caller_of, agent, colleague, stranger, supervisor):
    assert names(api.rows("agents/")) == {"jin", "dele"}
    assert names(caller_of(stranger).rows("agents/")) == {"tom"}
    assert api.get("agents/jin/").json() == {
        "login": "jin", "name": "Jin Park", "title": "", "active": True, "team": "north",
    }  # fmt: skip
    assert names(api.rows("agents/", team="north")) == {"jin", "dele"}
    assert api.rows("agents/", team="south") == []


def test_lists_go_on_from_page_to_page(api, agent, colleague, handled, resolved):
    seen, following = [], "/api/v1/metrics/?page_size=1"
    while following:
        answer = api.call("GET", following).json()
        assert answer.keys() == {"next", "previous", "results"}
        seen += names(answer["results"], "slug")
        following = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert seen == ["handled", "resolved"]


@pytest.mark.parametrize(
    ("path", "expected"), [("teams/", 12), ("agents/", 12), ("metrics/", 12), ("goals/", 12)]
)
def test_lists_take_a_constant_number_of_statements(
    api, agent, colleague, handled, path, expected, django_assert_max_num_queries
):
    api.get(path)
    with django_assert_max_num_queries(expected):
        api.get(path)


# --- The rows behind a figure --------------------------------------------------------------------

WINDOW = {"metric": "handled", "from_": "2026-11-01", "until": "2026-11-20"}


@pytest.fixture
def sent(handled, api, row, agent, colleague, stranger, administrator, caller_of):
    """A reading of each: Jin, Dele, North itself; Tom of South."""
    everywhere = caller_of(administrator, "ingest")
    answer = everywhere.send(
        row(external_id="jin"),
        row(external_id="dele", agent="dele"),
        row(external_id="team", agent=..., team="north"),
        row(external_id="tom", agent="tom"),
    )
    assert answer["created"] == 4


def test_rows_say_where_a_figure_comes_from(api, sent):
    (found,) = api.rows("readings/", **WINDOW, agent="jin")
    assert found == {
        "metric": "handled",
        "agent": "jin",
        "team": "north",
        "at": "2026-11-19T10:15:00+00:00",
        "day": "2026-11-19",
        "value": "1",
        "weight": "1",
        "source": "telephone",
        "external_id": "jin",
    }


def test_rows_are_those_of_people_one_may_see(api, sent, caller_of, agent, stranger):
    assert names(api.rows("readings/", **WINDOW), "external_id") == {"jin", "dele", "team"}
    mine = caller_of(agent).rows("readings/", **WINDOW)
    assert names(mine, "external_id") == {"jin", "team"}
    assert names(caller_of(stranger).rows("readings/", **WINDOW), "external_id") == {"tom"}
    assert caller_of(agent, name="2").get("readings/", **WINDOW, agent="dele").status_code == 404
    assert caller_of(agent, name="3").get("readings/", **WINDOW, team="south").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric": "none"}, "metric"),
        ({"metric": ""}, "metric"),
        ({"from_": ""}, "from"),
        ({"until": "2026-13-01"}, "until"),
        ({"until": "2026-10-31"}, "until"),
        ({"from_": "2026-01-01"}, "until"),
        ({"from_": "20261101"}, "from"),
        ({"from_": "0001-01-01"}, "from"),
    ],
)
def test_a_window_that_makes_no_sense_is_400(api, handled, changes, field):
    answer = api.get("readings/", **WINDOW | changes)
    assert answer.status_code == 400
    assert [entry["field"] for entry in answer.json()["errors"]] == [field]
