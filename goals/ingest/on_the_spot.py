"""What a check asks for and can be said in its place, without going back to the columns."""

from __future__ import annotations

from collections.abc import Sequence

from goals.ingest.resolve import TEAMLESS, UNKNOWN_PERSON
from goals.ingest.steps import keep_mapping
from goals.models import Import

PEOPLE, TEAM = "people", "team"


def ways_to_mend(import_run: Import, teams: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By repair: what it is called and its label, for somebody who may make people and has these teams.

    Of several teams nobody but they can choose, and they do so among the columns.
    """
    recipe = import_run.recipe
    has_team = bool(recipe.get("team") or recipe.get("team_name"))
    only = _only(teams)
    found: dict[str, tuple[str, str]] = {}
    if "agents" not in recipe.get("create", []) and (has_team or only):
        where = "" if has_team else f" as agents of {only}"
        found[UNKNOWN_PERSON] = (PEOPLE, f"Add these people{where}")
    if only and not has_team:
        found[TEAMLESS] = (TEAM, f"Count these rows for {only}")
    return found


def mend(import_run: Import, way: str, teams: Sequence[str]) -> None:
    """Do so; the file is then to be checked again. Rows that name no team are the only team's."""
    recipe = dict(import_run.recipe)
    if way == PEOPLE:
        recipe["create"] = sorted({*recipe.get("create", []), "agents"})
    if not recipe.get("team") and not recipe.get("team_name"):
        recipe["team_name"] = _only(teams)
    keep_mapping(import_run, recipe)


def _only(teams: Sequence[str]) -> str:
    return teams[0] if len(teams) == 1 else ""
