"""Between a recipe and the form that asks for one: what a recipe says of each column, and what answers come to.

A block is a column's number as text, or ROWS for the count of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from goals.forms.import_parts import NEW, ROWS
from goals.ingest.files.guess import Column, guess_figure

ROLES = ("id", "agent", "team", "date", "time", "at")
_SAID_OF_ALL = ("timezone", "date_order", "decimal", "durations")
_WORDS = {
    "date": "Say which column holds the date.",
    "time": "A time needs a date beside it. Say which column holds the date.",
    "at": "Date and time are there twice. Use one column for both, or one for each.",
    "agent": "Say which column holds the agent or the team, or choose one team for all rows.",
    "metric": "Say which column holds a figure, or count the rows.",
}


def in_words(problem: str) -> str:
    """A problem of the recipe, in the words of the form."""
    return _WORDS.get(problem.removeprefix("Recipe, ").partition(":")[0], problem)


# --- What a recipe says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Before:
    """The recipe so far, guessed or remembered, seen from the columns of a file."""

    recipe: Mapping[str, Any]
    columns: Sequence[Column]

    def uses(self) -> list[str]:
        """What each column is used as; '' for nothing."""
        roles = {self.recipe.get(role): role for role in ROLES}
        figures = {
            rule.get("value") for rule in self._rules() if isinstance(rule.get("value"), str)
        }
        return [
            roles.get(column.heading, "figure" if column.heading in figures else "")
            for column in self.columns
        ]

    def rule(self, block: str) -> Mapping[str, Any]:
        """What it says of a column, or of the count of rows; else what is guessed of it."""
        for rule in self._rules():
            value = rule.get("value")
            if block == ROWS and not isinstance(value, str):
                return rule
            if block != ROWS and value == self.columns[int(block)].heading:
                return rule
        if block == ROWS:
            return {}
        guess = guess_figure(self.columns[int(block)])
        if guess is None:
            return {"name": self.columns[int(block)].heading[:120]}
        return guess.as_rule()

    def _rules(self) -> list[Mapping[str, Any]]:
        rules = self.recipe.get("metric", [])
        return (
            [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, list) else []
        )


# --- What answers come to ------------------------------------------------------------------------


def rule_of(block: str, columns: Sequence[Column], said: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers of one block say: which metric, made of which column."""
    slug = said[f"metric_{block}"]
    rule: dict[str, Any] = {"slug": slug}
    if slug == NEW:
        name = " ".join((said.get(f"name_{block}") or "").split())
        rule = {"slug": slugify(name)[:60].strip("-"), "name": name}
        for what in ("kind", "unit", "better"):
            rule[what] = said.get(f"{what}_{block}") or ""
    rule["value"] = {"number": "1"} if block == ROWS else columns[int(block)].heading
    if said.get(f"percents_{block}"):
        rule["percents"] = True
    if said.get(f"weight_{block}"):
        rule["weight"] = columns[int(said[f"weight_{block}"])].heading
    if said.get(f"when_{block}"):
        heading = columns[int(said[f"when_{block}"])].heading
        rule["when"] = {heading: said.get(f"wanted_{block}") or ""}
    return rule


def recipe_of(
    blocks: Sequence[str],
    uses: Sequence[str],
    columns: Sequence[Column],
    said: Mapping[str, Any],
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """The recipe as plain data, from all answers; complete only if the form is valid.

    The sheet, and who may be added, were said elsewhere, `before`.
    """
    recipe: dict[str, Any] = {"name": said.get("name", "")}
    for number, use in enumerate(uses):
        if use and use != "figure":
            recipe.setdefault(use, columns[number].heading)
    team_name = " ".join((said.get("team_new") or said.get("team_name") or "").split())
    # A column that names the team says more than one name for all.
    if team_name and "team" not in recipe:
        recipe["team_name"] = team_name
    recipe |= {what: before[what] for what in ("sheet", "new_agents") if before.get(what)}
    recipe |= {name: said[name] for name in _SAID_OF_ALL if said.get(name)}
    rules = [rule_of(block, columns, said) for block in blocks if said.get(f"metric_{block}")]
    create = [
        what
        for what in ("teams", "agents")
        if said.get(f"create_{what}") or (what == "teams" and said.get("team_new"))
    ]
    if any("kind" in rule for rule in rules):
        create.append("metrics")
    if create:
        recipe["create"] = create
    return recipe | {"metric": rules}
