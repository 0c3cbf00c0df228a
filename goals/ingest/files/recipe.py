"""What a file's columns are: a recipe, from TOML or JSON, checked key by key."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from goals.ingest.files.dates import ORDERS
from goals.ingest.values import Rejected, figure, source_name
from teams.calendar import time_zones

KINDS = ("total", "ratio")
UNITS = ("count", "percent", "seconds", "score", "money")
BETTER = ("higher", "lower")
CREATABLE = ("teams", "agents", "metrics")
DECIMALS = ("point", "comma")
DURATIONS = ("seconds", "minutes", "hours", "milliseconds", "days")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_KEYS = (
    *("name", "id", "agent", "team", "team_name", "date", "time", "at", "timezone", "date_order"),
    *("decimal", "durations", "sheet", "create", "new_agents", "metric", "value", "weight"),
)
_METRIC_KEYS = (
    *("slug", "name", "kind", "unit", "better", "value", "weight", "when"),
    *("decimals", "minimum_weight", "meaning", "formula", "percents"),
)
Amount = str | Decimal
"""A column, or the same number for every row."""


class RecipeProblem(ValueError):
    """A recipe that cannot be followed: every problem in it, each with where, what and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class MetricRule:
    """How a row becomes a reading of one metric.

    `value` and `weight` are a column or a number; `when` says which cells a row must hold to count. Kind,
    unit, better and the rest describe a metric that is to be made, or must agree with the one there is.
    `percents` says that the column of values holds percents already: 91.5 is 91.5% of the weight.
    """

    slug: str
    value: Amount
    weight: Amount = Decimal(1)
    when: tuple[tuple[str, str], ...] = ()
    name: str = ""
    kind: str = ""
    unit: str = ""
    better: str = ""
    decimals: int | None = None
    minimum_weight: int | None = None
    meaning: str = ""
    formula: str = ""
    percents: bool = False

    def columns(self) -> list[str]:
        """The columns it reads."""
        named = [amount for amount in (self.value, self.weight) if isinstance(amount, str)]
        return named + [column for column, _ in self.when]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which column is what. Columns are headings; '' is none.

    Either `metrics` says what a row (a contact) yields, or `metric_column` names the column whose cell
    says which metric the row is a reading of, with `value` and `weight` beside it. `sheet` is the one of a
    workbook; without it, the first that can be seen and has something in it. `new_agents` may be made by name where
    `create` does not allow all of them.
    """

    name: str
    id: str = ""
    agent: str = ""
    team: str = ""
    team_name: str = ""
    date: str = ""
    time: str = ""
    at: str = ""
    timezone: str = ""
    date_order: str = ""
    decimal: str = ""
    durations: str = ""
    sheet: str = ""
    create: frozenset[str] = frozenset()
    new_agents: frozenset[str] = frozenset()
    metrics: tuple[MetricRule, ...] = ()
    metric_column: str = ""
    value: Amount = ""
    weight: Amount = field(default=Decimal(1))

    def columns(self) -> list[str]:
        """Every column it reads, each once, in the order of first use."""
        named = [self.id, self.agent, self.team, self.date, self.time, self.at, self.metric_column]
        if self.metric_column:
            named += [amount for amount in (self.value, self.weight) if isinstance(amount, str)]
        for rule in self.metrics:
            named += rule.columns()
        return list(dict.fromkeys(column for column in named if column))

    def as_json(self) -> dict[str, Any]:
        """Plain data that `recipe_from` reads back to an equal recipe."""
        plain: dict[str, Any] = {
            key: getattr(self, key)
            for key in _KEYS
            if key not in {"create", "new_agents", "metric", "value", "weight"}
            and getattr(self, key)
        }
        if self.new_agents:
            plain["new_agents"] = sorted(self.new_agents)
        if self.create:
            plain["create"] = [what for what in CREATABLE if what in self.create]
        if self.metric_column:
            plain |= {"metric": self.metric_column, "value": _plain(self.value)}
            plain["weight"] = _plain(self.weight)
        else:
            plain["metric"] = [_plain_rule(rule) for rule in self.metrics]
        return plain


def _plain(amount: Amount) -> Any:
    # A number stays apart from a column whose heading looks like one.
    return amount if isinstance(amount, str) else {"number": str(amount)}


def _plain_rule(rule: MetricRule) -> dict[str, Any]:
    plain: dict[str, Any] = {"slug": rule.slug}
    for key in ("name", "kind", "unit", "better", "meaning", "formula"):
        if getattr(rule, key):
            plain[key] = getattr(rule, key)
    for key in ("decimals", "minimum_weight"):
        if getattr(rule, key) is not None:
            plain[key] = getattr(rule, key)
    if rule.percents:
        plain["percents"] = True
    plain |= {"value": _plain(rule.value), "weight": _plain(rule.weight)}
    if rule.when:
        plain["when"] = dict(rule.when)
    return plain


# --- Reading -------------------------------------------------------------------------------------


def recipe_from_toml(text: str) -> Recipe:
    """A recipe from TOML. Raises RecipeProblem naming every key that is wrong."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RecipeProblem([f"The recipe is not valid TOML: {error}."]) from error
    return recipe_from(data)


def recipe_from(data: Mapping[str, Any]) -> Recipe:
    """A recipe from plain data. Raises RecipeProblem naming every key that is wrong."""
    if _has_control_characters(data):
        raise RecipeProblem(["The recipe has control characters in a text. Remove them."])
    reader = _Reader(data, "", _KEYS)
    reader.refuse_unknown_keys()
    try:
        name = source_name(data.get("name", ""))
    except Rejected as error:
        reader.problem("name", f'{error.message} For example: name = "Call log".')
        name = ""
    columns = {key: reader.text(key) for key in ("id", "agent", "team", "date", "time", "at")}
    by_reading = isinstance(data.get("metric"), str)
    recipe = Recipe(
        name=name,
        **columns,
        team_name=reader.text("team_name"),
        timezone=reader.zone("timezone"),
        date_order=reader.one_of("date_order", ORDERS),
        decimal=reader.one_of("decimal", DECIMALS),
        durations=reader.one_of("durations", DURATIONS),
        sheet=reader.text("sheet"),
        create=reader.several("create", CREATABLE),
        new_agents=reader.names("new_agents"),
        metrics=() if by_reading else reader.metrics(),
        metric_column=reader.text("metric") if by_reading else "",
        value=reader.amount("value", needed=True) if by_reading else "",
        weight=reader.amount("weight", needed=False) if by_reading else Decimal(1),
    )
    _check_whole(recipe, reader, by_reading=by_reading)
    if reader.problems:
        raise RecipeProblem(reader.problems)
    return recipe


def _has_control_characters(data: Any) -> bool:
    """Whether any text in plain data, keys included, has one."""
    if isinstance(data, str):
        return any(unicodedata.category(c) in {"Cc", "Cs"} for c in data)
    if isinstance(data, Mapping):
        return any(_has_control_characters(part) for item in data.items() for part in item)
    return isinstance(data, list) and any(_has_control_characters(item) for item in data)


def _check_whole(recipe: Recipe, reader: _Reader, *, by_reading: bool) -> None:
    """What no key alone can be blamed for."""
    if recipe.at and (recipe.date or recipe.time):
        reader.problem("at", "holds date and time, so leave date and time out, or leave at out.")
    if recipe.time and not recipe.date:
        reader.problem("time", 'needs a date column beside it: date = "Date".')
    if not recipe.at and not recipe.date:
        reader.problem("date", 'is missing. Name the column with the date: date = "Date".')
    if recipe.team and recipe.team_name:
        reader.problem("team_name", "is for all rows and team is a column: leave one of them out.")
    if not (recipe.team or recipe.team_name or recipe.agent):
        reader.problem(
            "agent", "is missing. Name the column with the agent or the team, or give team_name."
        )
    if not by_reading:
        for key in ("value", "weight"):
            if key in reader.data:
                reader.problem(key, 'belongs under [[metric]], or beside metric = "a column".')
    slugs = [rule.slug for rule in recipe.metrics]
    for slug in sorted({slug for slug in slugs if slug and slugs.count(slug) > 1}):
        reader.problem("metric", f"“{slug}” is there twice. Give each metric once.")


class _Reader:
    """Takes keys out of plain data, and collects what is wrong with them."""

    def __init__(
        self,
        data: Mapping[str, Any],
        where: str,
        keys: tuple[str, ...],
        problems: list[str] | None = None,
    ) -> None:
        self.data = data
        self.where = where
        self.keys = keys
        self.problems: list[str] = [] if problems is None else problems

    def problem(self, key: str, what: str) -> None:
        """Note a problem: where, what and how to mend it."""
        self.problems.append(f"Recipe, {self.where}{key}: {what}")

    def refuse_unknown_keys(self) -> None:
        """Name every key that means nothing, with the one that was probably meant."""
        for key in self.data:
            if key not in self.keys:
                near = get_close_matches(key, self.keys, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(self.keys)}."
                self.problem(key, f"there is no such key. {hint}")

    def text(self, key: str) -> str:
        """A text, '' where it is not given."""
        value = self.data.get(key, "")
        if not isinstance(value, str) or (key in self.data and not value.strip()):
            self.problem(key, "must be a text in quotes that is not blank, or be left out.")
            return ""
        return value.strip()

    def one_of(self, key: str, choices: tuple[str, ...], *, needed: bool = False) -> str:
        """One of a few words."""
        value = self.data.get(key)
        if value is None and not needed:
            return ""
        if value not in choices:
            found = "is missing" if value is None else f"{value!r} is not known"
            self.problem(key, f"{found}. Write {' or '.join(choices)}.")
            return ""
        return str(value)

    def several(self, key: str, choices: tuple[str, ...]) -> frozenset[str]:
        """A list of some words."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or any(item not in choices for item in value):
            self.problem(key, f"must be a list of some of {', '.join(choices)}.")
            return frozenset()
        return frozenset(value)

    def names(self, key: str) -> frozenset[str]:
        """A list of names."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(name, str) and name.strip() for name in value
        ):
            self.problem(key, "must be a list of names in quotes.")
            return frozenset()
        return frozenset(value)

    def zone(self, key: str) -> str:
        """A time zone's name."""
        name = self.text(key)
        if name and name not in time_zones():
            self.problem(key, f"“{name}” is not a time zone. Use a name such as Europe/London.")
            return ""
        return name

    def whole(self, key: str, highest: int) -> int | None:
        """A whole number from 0 to `highest`, None where it is not given."""
        value = self.data.get(key)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= highest:
            self.problem(key, f"must be a whole number from 0 to {highest:,}.")
            return None
        return value

    def amount(self, key: str, *, needed: bool) -> Amount:
        """A column or a number; 1 where it is not needed and not given."""
        value = self.data.get(key)
        if value is None and not needed:
            return Decimal(1)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, Mapping) and set(value) == {"number"}:
            value = value["number"]
        elif isinstance(value, str) or value is None:
            self.problem(key, "is missing. Name a column, or give a number for every row.")
            return Decimal(1)
        try:
            number = figure(value)
        except Rejected as error:
            self.problem(key, error.message)
            return Decimal(1)
        if key == "weight" and number < 0:
            self.problem(key, "cannot be below zero.")
        return number

    def metrics(self) -> tuple[MetricRule, ...]:
        """The [[metric]] tables."""
        tables = self.data.get("metric")
        if (
            not isinstance(tables, list)
            or not tables
            or not all(isinstance(table, Mapping) for table in tables)
        ):
            self.problem(
                "metric", "is missing. Add at least one [[metric]] with a slug and a value."
            )
            return ()
        return tuple(
            _Reader(table, f"metric {number}, ", _METRIC_KEYS, self.problems).metric()
            for number, table in enumerate(tables, 1)
        )

    def metric(self) -> MetricRule:
        """One [[metric]] table."""
        self.refuse_unknown_keys()
        slug = self.text("slug").lower()
        # “new” is the address of the page that makes one.
        if not _SLUG.fullmatch(slug) or len(slug) > 60 or slug == "new":
            self.problem(
                "slug", 'must be small letters, digits and hyphens, at most 60: slug = "resolved".'
            )
        name = self.text("name")
        if len(name) > 120:
            self.problem("name", "must be at most 120 characters.")
        return MetricRule(
            slug=slug,
            value=self.amount("value", needed=True),
            weight=self.amount("weight", needed=False),
            when=self.conditions(),
            name=name,
            kind=self.one_of("kind", KINDS),
            unit=self.one_of("unit", UNITS),
            better=self.one_of("better", BETTER),
            decimals=self.whole("decimals", 4),
            minimum_weight=self.whole("minimum_weight", 1_000_000),
            meaning=self.text("meaning"),
            formula=self.text("formula"),
            percents=self.percents(),
        )

    def percents(self) -> bool:
        """Whether a metric's column holds percents: true or false, and only of a column, for a metric in percent."""
        value = self.data.get("percents", False)
        if not isinstance(value, bool):
            self.problem("percents", "must be true or false.")
        elif value and self.data.get("unit", "percent") != "percent":
            self.problem("percents", 'is for a metric in percent: unit = "percent".')
        elif value and not isinstance(self.data.get("value"), str):
            self.problem("percents", "is for a column: name it as the value.")
        return value is True

    def conditions(self) -> tuple[tuple[str, str], ...]:
        """The cells a row must hold to count."""
        when = self.data.get("when", {})
        if not isinstance(when, Mapping):
            self.problem("when", 'must name a column and its cell: when = { "Answered" = "Y" }.')
            return ()
        found = []
        for column, wanted in when.items():
            word = {True: "yes", False: "no"}[wanted] if isinstance(wanted, bool) else wanted
            if not column.strip() or not isinstance(word, str | int | Decimal):
                self.problem(
                    "when", 'must name a column and its cell: when = { "Answered" = "Y" }.'
                )
                continue
            found.append((column.strip(), str(word).strip()))
        return tuple(found)
