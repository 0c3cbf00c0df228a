"""`manage.py import_contacts`: bring in a file by its recipe."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from goals.ingest.files.problems import FileProblem
from goals.ingest.files.recipe import Recipe, RecipeProblem, recipe_from_toml
from goals.ingest.imports import SYSTEM, check, run
from goals.ingest.report import Report
from goals.ingest.uploads import digest_of
from goals.models import Import

_SHOWN = 20


class Command(BaseCommand):
    """Check a file, or bring it in; a bad row means that nothing is written, unless told otherwise."""

    help = "Imports a file by its recipe. Imported twice, it counts once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, recipe, and what to do about bad rows."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--recipe", metavar="RECIPE.toml", type=Path, required=True)
        parser.add_argument("--dry-run", action="store_true", help="Write nothing, only say.")
        parser.add_argument(
            "--skip-bad",
            action="store_true",
            help="Take the good rows. Without it, one bad row means nothing is written.",
        )
        parser.add_argument(
            "--sheet",
            default="",
            help="The sheet of a workbook. Without it, the recipe's, or the first with something in it.",
        )
        parser.add_argument("--json", action="store_true", help="Print the outcome as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print, and leave with status 1 where something needs mending."""
        path: Path = options["file"]
        try:
            recipe = _read_recipe(options["recipe"])
            if options["sheet"]:
                recipe = replace(recipe, sheet=options["sheet"])
            report = _go(path, recipe, dry_run=options["dry_run"], skip_bad=options["skip_bad"])
        except (FileProblem, RecipeProblem, OSError) as error:
            problems = error.problems if isinstance(error, RecipeProblem) else [_words(error)]
            if options["json"]:
                self._print_json(Report(), [_plain(0, "", "", text) for text in problems])
            raise CommandError("\n".join([*problems, "Nothing was written."])) from error
        rejected = [
            _plain(problem.line, problem.column, problem.value, problem.message)
            for problem in report.rejected
        ]
        if options["json"]:
            self._print_json(report, rejected)
        else:
            self._print_words(report, dry_run=options["dry_run"])
        if report.rows_rejected and not options["skip_bad"]:
            raise CommandError(
                f"{report.rows_rejected:,} of {report.rows:,} rows need you, so nothing was written. "
                "Mend them, or take the good rows with --skip-bad."
            )

    def _print_json(self, report: Report, rejected: list[dict[str, Any]]) -> None:
        outcome = report.outcome
        self.stdout.write(
            json.dumps(
                {
                    "rows": report.rows,
                    "created": outcome.created,
                    "updated": outcome.updated,
                    "unchanged": outcome.unchanged,
                    "withdrawn": outcome.withdrawn,
                    "rejected": rejected,
                },
                ensure_ascii=False,
            )
        )

    def _print_words(self, report: Report, *, dry_run: bool) -> None:
        outcome = report.outcome
        if report.remark:
            self.stdout.write(report.remark)
        self.stdout.write(
            f"{report.rows:,} rows: {report.rows_new:,} new, {report.rows_changed:,} changed, "
            f"{report.rows_same:,} as before, {report.rows_rejected:,} need you."
        )
        verb = "would be" if dry_run else "were"
        self.stdout.write(
            f"Readings that {verb} created {outcome.created:,}, updated {outcome.updated:,}, "
            f"withdrawn {outcome.withdrawn:,}; unchanged {outcome.unchanged:,}."
        )
        for what, names in (
            ("Teams", report.names.teams),
            ("People", report.names.agents),
            ("Metrics", report.names.metrics),
        ):
            if names:
                self.stdout.write(f"{what} that {verb} made: {', '.join(names)}.")
        if report.ambiguous:
            self.stdout.write(
                f"{report.ambiguous:,} times happened twice, as the clocks went back: taken as the first."
            )
        for problem in report.rejected[:_SHOWN]:
            column = f", {problem.column}" if problem.column else ""
            self.stdout.write(f"Row {problem.line:,}{column}: {problem.message}")
        if len(report.rejected) > _SHOWN:
            self.stdout.write(f"And {len(report.rejected) - _SHOWN:,} more; --json lists them.")


def _read_recipe(path: Path) -> Recipe:
    try:
        return recipe_from_toml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RecipeProblem([f"The recipe {path.name} is not UTF-8. Save it as UTF-8."]) from error


def _go(path: Path, recipe: Recipe, *, dry_run: bool, skip_bad: bool) -> Report:
    now = timezone.now()
    if dry_run:
        return check(path, recipe, SYSTEM, now=now)
    import_run = Import(
        created_at=now,
        state=Import.State.DONE,
        file_name=path.name[:200],
        digest=digest_of(path),
    )
    return run(path, recipe, SYSTEM, now=now, skip_bad=skip_bad, import_run=import_run)


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}. Check the path."
    return str(error)


def _plain(line: int, column: str, value: str, message: str) -> dict[str, Any]:
    return {"line": line, "column": column, "value": value, "message": message}
