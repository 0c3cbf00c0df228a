"""What a check asks for and can be said in its place, without going back to the columns."""

from __future__ import annotations

from collections.abc import Sequence

from goals.ingest.resolve import TEAMLESS, UNKNOWN_PERSON
from goals.ingest.steps import keep_mapping
from goals.models import Import

PEOPLE, TEAM, PERCENTS = "people", "team", "percents"


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
        found[UNKNOWN_PERSON] = (PEOPLE, f"Add the people ticked{where}")
    if only and not has_team:
        found[TEAMLESS] = (TEAM, f"Count these rows for {only}")
    return found


def mend(import_run: Import, way: str, teams: Sequence[str], people: Sequence[str] = ()) -> None:
    """Do so; the file is then to be checked again. Rows that name no team are the only team's.

    Of `people` those are added whom the check did not know; the others stay as they are, to be mended.
    """
    recipe = dict(import_run.recipe)
    if way == PEOPLE:
        unknown = import_run.findings.get("strangers", {})
        added = {name for name in people if name in unknown}
        recipe["new_agents"] = sorted({*recipe.get("new_agents", []), *added})
    if not recipe.get("team") and not recipe.get("team_name"):
        recipe["team_name"] = _only(teams)
    keep_mapping(import_run, recipe)


def take_as_percents(import_run: Import, slug: str) -> None:
    """Take the numbers of a metric's column as percents, 91.5 as 91.5%; the file is then to be checked again.

    Kept with the mapping, so the next file of this source is read the same.
    """
    offered = {
        entry["slug"] for entry in import_run.findings.get("results", []) if "percent" in entry
    }
    if slug not in offered:
        return
    recipe = dict(import_run.recipe)
    recipe["metric"] = [
        {**rule, "percents": True} if rule.get("slug") == slug else rule
        for rule in recipe.get("metric", [])
    ]
    keep_mapping(import_run, recipe)


def _only(teams: Sequence[str]) -> str:
    return teams[0] if len(teams) == 1 else ""
