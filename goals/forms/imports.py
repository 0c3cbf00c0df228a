"""The form that says what the columns of a file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import slugify

from goals.forms.import_parts import BETTER, KINDS, NEW, ROWS, UNITS, USES, Block, ColumnRow
from goals.forms.import_recipe import Before, in_words, recipe_of, rule_of
from goals.ingest.files.guess import Column, guess_figure, may_be_percents
from goals.ingest.files.recipe import RecipeProblem, recipe_from
from goals.models import Metric
from teams.forms.base import zones
from teams.models import Team


class MapForm(forms.Form):
    """Step two: which column is what.

    Its fields follow the file's columns, by number: `use_3` says what column 3 is, and for a figure
    `metric_3`, `name_3` and so on say of what. `recipe()` is the outcome.
    """

    name = forms.CharField(
        label="Where the figures come from",
        max_length=100,
        help_text="The same name for every file of this source: figures sent again then replace the "
        "earlier ones.",
        error_messages={"required": "Name where the figures come from."},
    )

    def __init__(
        self,
        columns: Sequence[Column],
        recipe: Mapping[str, Any],
        *,
        teams: Sequence[Team],
        metrics: Sequence[Metric],
        may_create: bool,
        origin: str,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"name": recipe.get("name", "")})
        self.columns = columns
        self.before = Before(recipe, columns)
        self.teams = teams
        self.metrics = metrics
        self.may_create = may_create
        self.origin = origin
        self.uses = self._uses(data)
        self.figures = [n for n, use in enumerate(self.uses) if use == "figure"]
        self.of_figures = (*map(str, self.figures), ROWS)
        for number, use in enumerate(self.uses):
            self.fields[f"use_{number}"] = forms.ChoiceField(
                label=f"Use of {columns[number].heading}",
                choices=USES,
                initial=use,
                required=False,
                widget=forms.Select(attrs={"class": "select"}),
            )
        self._add_all_rows()
        for block in self.of_figures:
            self._add_figure(block)

    # --- Making the fields -----------------------------------------------------------------------

    def _uses(self, data: Mapping[str, Any] | None) -> list[str]:
        if data is not None:
            return [str(data.get(f"use_{number}", "")) for number in range(len(self.columns))]
        return self.before.uses()

    def _add_all_rows(self) -> None:
        before = self.before.recipe
        team_name = before.get("team_name", "")
        choices = [(team.name, team.name) for team in self.teams]
        if team_name and team_name not in dict(choices):
            choices.append((team_name, team_name))
        self.fields["team_name"] = forms.ChoiceField(
            label="Team of all rows",
            choices=[("", "Each agent's own team"), *choices],
            initial=team_name,
            required=False,
        )
        if self.may_create:
            self.fields["team_new"] = forms.CharField(
                label="Or a new team", max_length=120, required=False
            )
        self.fields["timezone"] = forms.ChoiceField(
            label="Time zone of the times",
            choices=[("", "The team's own"), *zones()],
            initial=before.get("timezone", ""),
            required=False,
        )
        for name, label, choices in (
            (
                "date_order",
                "Order of the dates",
                [
                    ("", "As the file shows"),
                    ("dmy", "Day first: 31/12/2026"),
                    ("mdy", "Month first: 12/31/2026"),
                    ("ymd", "Year first: 2026/12/31"),
                ],
            ),
            (
                "decimal",
                "Decimal mark",
                [("", "As the file shows"), ("point", "Point: 1.5"), ("comma", "Comma: 1,5")],
            ),
            (
                "durations",
                "Durations as plain numbers",
                [
                    ("", "As the file shows"),
                    ("seconds", "Seconds"),
                    ("minutes", "Minutes"),
                    ("hours", "Hours"),
                    ("milliseconds", "Thousandths of a second"),
                    ("days", "Parts of a day"),
                ],
            ),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, initial=before.get(name, ""), required=False
            )
        if self.may_create:
            created = before.get("create", [])
            self.fields["create_agents"] = forms.BooleanField(
                label="Add people who are not here yet",
                help_text="As agents of their team, from the first day they appear.",
                initial="agents" in created,
                required=False,
            )
            self.fields["create_teams"] = forms.BooleanField(
                label="Add teams that are not here yet",
                initial="teams" in created,
                required=False,
            )

    def _add_figure(self, block: str) -> None:
        rule = self.before.rule(block)
        known = {metric.slug for metric in self.metrics}
        chosen = rule.get("slug", "") if rule.get("slug") in known else ""
        choices = [(metric.slug, metric.name) for metric in self.metrics]
        if self.may_create:
            choices = [(NEW, "A new metric"), *choices]
            chosen = chosen or (NEW if block != ROWS or rule else "")
        if block == ROWS or not self.may_create:
            choices = [("", "Do not count rows" if block == ROWS else "Choose a metric"), *choices]
        others = [("", "1 for each row"), *self._headings_but(block)]
        add = self._adder(block)
        add("metric", "Metric", choices, chosen, required=block != ROWS)
        if self.may_create:
            self.fields[f"name_{block}"] = forms.CharField(
                label="Name of a new metric",
                max_length=120,
                initial=rule.get("name", "Contacts" if block == ROWS else ""),
                required=False,
            )
            add("kind", "How it adds up", KINDS, rule.get("kind") or "total")
            add("unit", "What it is a number of", UNITS, rule.get("unit") or "count")
            add("better", "Which way is good", BETTER, rule.get("better") or "higher")
        if block != ROWS:
            add("weight", "Divided by", others, self._place(rule.get("weight")))
            self._add_percents(block, rule)
        column, wanted = next(iter(dict(rule.get("when") or {}).items()), ("", ""))
        add("when", "Only rows where", [("", "All rows"), *others[1:]], self._place(column))
        self.fields[f"wanted_{block}"] = forms.CharField(
            label="Holds", max_length=200, initial=wanted, required=False
        )

    def _add_percents(self, block: str, rule: Mapping[str, Any]) -> None:
        """Whether the numbers are percents already, asked where they can be: of a metric in percent."""
        column = self.columns[int(block)]
        guess = guess_figure(column)
        unit = self._units().get(rule.get("slug", ""), rule.get("unit"))
        guessed = guess is not None and guess.percents
        if rule.get("percents") or guessed or (unit == "percent" and may_be_percents(column)):
            self.fields[f"percents_{block}"] = forms.BooleanField(
                label="Its numbers are percents already: 91.5 is 91.5%",
                initial=bool(rule.get("percents")),
                required=False,
            )

    def _units(self) -> dict[str, str]:
        return {metric.slug: metric.unit for metric in self.metrics}

    def _adder(self, block: str) -> Any:
        def add(
            name: str, label: str, choices: Any, initial: object, *, required: bool = False
        ) -> None:
            self.fields[f"{name}_{block}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=initial,
                required=required,
                error_messages={"required": "Choose what this column counts."},
            )

        return add

    def _headings_but(self, block: str) -> list[tuple[str, str]]:
        return [
            (str(number), column.heading)
            for number, column in enumerate(self.columns)
            if str(number) != block
        ]

    def _place(self, heading: object) -> str:
        for number, column in enumerate(self.columns):
            if column.heading == heading:
                return str(number)
        return ""

    # --- What the page shows ---------------------------------------------------------------------

    def column_rows(self) -> Iterator[ColumnRow]:
        """The table of columns."""
        for number, column in enumerate(self.columns):
            use = self.uses[number]
            yield ColumnRow(
                column.heading,
                ", ".join(sample[:40] for sample in column.samples[:3]) or "Blank",
                self[f"use_{number}"],
                self.origin if use and not self.is_bound else "",
            )

    def ignored(self) -> list[str]:
        """Headings that nothing uses, neither as themselves nor to divide by nor to pick rows."""
        used = {number for number, use in enumerate(self.uses) if use}
        for block in self.of_figures:
            for name in ("weight", "when"):
                if f"{name}_{block}" in self.fields:
                    value = self[f"{name}_{block}"].value()
                    used |= {int(value)} if value else set()
        return [column.heading for n, column in enumerate(self.columns) if n not in used]

    def blocks(self) -> Iterator[Block]:
        """The fields of each figure, and of the count of rows."""
        for number in self.figures:
            yield self._block(str(number), self.columns[number].heading, "")
        yield self._block(ROWS, "Rows", "Every row counts as one, such as one contact.")

    def _block(self, block: str, title: str, hint: str) -> Block:
        def some(*names: str) -> tuple[BoundField, ...]:
            return tuple(self[f"{n}_{block}"] for n in names if f"{n}_{block}" in self.fields)

        new_metric, some_rows = some("name", "kind", "unit", "better"), some("when", "wanted")
        return Block(
            title,
            hint,
            some("metric", "weight", "percents"),
            new_metric,
            self[f"metric_{block}"].value() == NEW or any(bound.errors for bound in new_metric),
            some_rows,
            any(bound.value() or bound.errors for bound in some_rows),
        )

    def all_rows(self) -> list[BoundField]:
        """The fields that hold for every row."""
        names = ("team_name", "team_new", "timezone", "date_order", "decimal", "durations")
        return [self[name] for name in names if name in self.fields]

    def permissions(self) -> list[BoundField]:
        """What may be made where it is missing."""
        return [self[name] for name in ("create_agents", "create_teams") if name in self.fields]

    # --- The outcome -----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Each use once, and a recipe that can be followed."""
        cleaned = super().clean() or {}
        for role, label in USES[1:-1]:
            places = [number for number, use in enumerate(self.uses) if use == role]
            for number in places[1:]:
                self.add_error(
                    f"use_{number}",
                    f"“{self.columns[places[0]].heading}” is used as {label.lower()} already.",
                )
        for block in self.of_figures:
            self._clean_figure(block, cleaned)
        self._refuse_twice(cleaned)
        if not self.errors:
            try:
                recipe_from(self.recipe(cleaned))
            except RecipeProblem as error:
                for problem in error.problems:
                    self.add_error(None, in_words(problem))
        return cleaned

    def _clean_figure(self, block: str, cleaned: dict[str, Any]) -> None:
        if cleaned.get(f"metric_{block}") == NEW:
            name = " ".join((cleaned.get(f"name_{block}") or "").split())
            if not slugify(name):
                self.add_error(f"name_{block}", "Name the new metric.")
            elif slugify(name)[:60] in self._taken():
                self.add_error(
                    f"name_{block}",
                    "There is a metric of this name already. Choose it, or another name.",
                )
        unit = self._units().get(cleaned.get(f"metric_{block}", ""), cleaned.get(f"unit_{block}"))
        if cleaned.get(f"percents_{block}") and unit != "percent":
            self.add_error(
                f"percents_{block}",
                "Only a metric in percent can be read so. Choose one, or take the tick away.",
            )
        if cleaned.get(f"when_{block}") and not cleaned.get(f"wanted_{block}"):
            self.add_error(f"wanted_{block}", "Say what the column must hold.")

    def _refuse_twice(self, cleaned: Mapping[str, Any]) -> None:
        """One metric has one column, or nobody could say which of the two counts."""
        first: dict[str, str] = {}
        for block in self.of_figures:
            if not cleaned.get(f"metric_{block}"):
                continue
            slug = rule_of(block, self.columns, cleaned)["slug"]
            if slug in first:
                title = self.columns[int(first[slug])].heading
                self.add_error(f"metric_{block}", f"“{title}” is counted as this already.")
            first.setdefault(slug, block)

    def _taken(self) -> set[str]:
        return {metric.slug for metric in self.metrics} | {"new"}

    def recipe(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The recipe as plain data; complete only if the form is valid."""
        return recipe_of(self.of_figures, self.uses, self.columns, cleaned, self.before.recipe)

    def draft(self) -> dict[str, Any]:
        """What has been said so far, complete or not, to be shown again."""
        recipe = self.recipe(self.cleaned_data)
        named = {rule["value"] for rule in recipe["metric"] if isinstance(rule["value"], str)}
        for number in self.figures:
            heading = self.columns[number].heading
            if heading not in named:
                recipe["metric"].append({"value": heading, **self.before.rule(str(number))})
        return recipe
