from decimal import Decimal

import pytest

from goals.ingest.files.recipe import RecipeProblem, recipe_from, recipe_from_toml

WHOLE = """
name = "Call log"
id = "Call Id"
agent = "Agent"
team = "Supervisor"
date = "Date"
time = "Time"
timezone = "Europe/London"
date_order = "dmy"
decimal = "comma"
durations = "days"
create = ["teams", "agents", "metrics"]

[[metric]]
slug = "resolved"
name = "Resolved"
kind = "ratio"
unit = "percent"
better = "higher"
decimals = 1
minimum_weight = 30
meaning = "Settled at the first go."
formula = "resolved ÷ answered"
value = "Resolved"
weight = "Answered"
when = { "Answered (Y/N)" = "Y", Spam = false, Try = 1 }

[[metric]]
slug = "contacts"
value = 1.5
"""
LEAST = {"name": "Log", "agent": "Who", "at": "When", "metric": [{"slug": "n", "value": 1}]}


def problems_of(**changes):
    data = {key: value for key, value in (LEAST | changes).items() if value is not None}
    with pytest.raises(RecipeProblem) as caught:
        recipe_from(data)
    return caught.value.problems


def test_a_whole_recipe_is_read_from_toml():
    recipe = recipe_from_toml(WHOLE)
    assert recipe.name == "Call log"
    assert recipe.create == {"teams", "agents", "metrics"}
    resolved, contacts = recipe.metrics
    assert resolved.when == (("Answered (Y/N)", "Y"), ("Spam", "no"), ("Try", "1"))
    assert resolved.columns() == ["Resolved", "Answered", "Answered (Y/N)", "Spam", "Try"]
    assert contacts.value == Decimal("1.5")
    assert contacts.weight == 1
    assert recipe.columns()[:5] == ["Call Id", "Agent", "Supervisor", "Date", "Time"]


def test_a_recipe_survives_json():
    recipe = recipe_from_toml(WHOLE)
    assert recipe_from(recipe.as_json()) == recipe


def test_a_recipe_by_reading_survives_json():
    recipe = recipe_from(
        {
            "name": "Log",
            "team_name": "North",
            "date": "Day",
            "metric": "What",
            "value": "Value",
            "weight": 2,
        }
    )
    assert recipe.metric_column == "What"
    assert recipe.columns() == ["Day", "What", "Value"]
    assert recipe_from(recipe.as_json()) == recipe


def test_the_least_recipe_that_can_be_followed():
    assert recipe_from(LEAST).metrics[0].value == 1


def test_broken_toml_says_where():
    with pytest.raises(RecipeProblem, match=r"not valid TOML.*line 1"):
        recipe_from_toml("name = Call log")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": None}, "Recipe, name: The source has no name."),
        ({"name": 5}, "Recipe, name: The source has no name."),
        ({"agnt": "x"}, "Recipe, agnt: there is no such key. Did you mean agent?"),
        ({"zzzz": "x"}, "Recipe, zzzz: there is no such key. Known are name, id"),
        ({"id": 5}, "Recipe, id: must be a text in quotes"),
        ({"id": " "}, "Recipe, id: must be a text in quotes"),
        ({"timezone": "Mars/Base"}, "“Mars/Base” is not a time zone"),
        ({"date_order": "ydm"}, "Recipe, date_order: 'ydm' is not known. Write ymd or dmy or mdy."),
        ({"decimal": "dot"}, "Recipe, decimal: 'dot' is not known."),
        ({"create": "teams"}, "Recipe, create: must be a list"),
        ({"create": ["people"]}, "Recipe, create: must be a list"),
        ({"date": "Day"}, "Recipe, at: holds date and time"),
        ({"at": None, "time": "T"}, "Recipe, time: needs a date column"),
        ({"at": None}, "Recipe, date: is missing."),
        ({"team": "T", "team_name": "North"}, "Recipe, team_name: is for all rows"),
        ({"agent": None}, "Recipe, agent: is missing."),
        ({"value": "x"}, "Recipe, value: belongs under [[metric]]"),
        ({"metric": None}, "Recipe, metric: is missing."),
        ({"metric": []}, "Recipe, metric: is missing."),
        ({"metric": [5]}, "Recipe, metric: is missing."),
        ({"metric": [{"slug": "n", "value": 1}] * 2}, "Recipe, metric: “n” is there twice."),
        ({"metric": "What"}, "Recipe, value: is missing."),
    ],
)
def test_each_wrong_key_is_named_with_its_repair(changes, expected):
    assert any(
        problem.startswith(expected) or expected in problem for problem in problems_of(**changes)
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"value": 1}, "Recipe, metric 1, slug: must be small letters"),
        ({"slug": "Ünsinn", "value": 1}, "Recipe, metric 1, slug: must be small letters"),
        ({"slug": "new", "value": 1}, "Recipe, metric 1, slug: must be small letters"),
        ({"slug": "n"}, "Recipe, metric 1, value: is missing."),
        ({"slug": "n", "value": " "}, "Recipe, metric 1, value: is missing."),
        ({"slug": "n", "value": True}, "Recipe, metric 1, value: “True” is not a number."),
        ({"slug": "n", "value": 10**12}, "Recipe, metric 1, value: The number is too large"),
        ({"slug": "n", "value": 1, "weight": -1}, "Recipe, metric 1, weight: cannot be below zero"),
        ({"slug": "n", "value": 1, "kind": "mean"}, "Recipe, metric 1, kind: 'mean' is not known"),
        ({"slug": "n", "value": 1, "unit": "m"}, "Recipe, metric 1, unit: 'm' is not known"),
        ({"slug": "n", "value": 1, "decimals": 9}, "Recipe, metric 1, decimals: must be a whole"),
        ({"slug": "n", "value": 1, "name": "x" * 121}, "Recipe, metric 1, name: must be at most"),
        ({"slug": "n", "value": 1, "when": "Y"}, "Recipe, metric 1, when: must name a column"),
        (
            {"slug": "n", "value": 1, "when": {"A": []}},
            "Recipe, metric 1, when: must name a column",
        ),
        ({"slug": "n", "value": 1, "wen": {}}, "Recipe, metric 1, wen: there is no such key."),
    ],
)
def test_each_wrong_key_of_a_metric_is_named(rule, expected):
    assert any(problem.startswith(expected) for problem in problems_of(metric=[rule]))


def test_every_problem_is_told_at_once():
    assert len(problems_of(name=None, agnt="x", create=5)) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Call\0log"},
        {"id": "a\nb"},
        {"metric": [{"slug": "n", "value": 1, "when": {"A\0": "Y"}}]},
        {"metric": [{"slug": "n", "value": 1, "meaning": "\x1b[31m"}]},
    ],
)
def test_control_characters_are_refused_wherever_they_stand(changes):
    assert problems_of(**changes) == ["The recipe has control characters in a text. Remove them."]
