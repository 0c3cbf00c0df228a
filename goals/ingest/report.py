"""What a file does, or would do, and how an import remembers it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from goals.ingest.files.problems import Problem
from goals.ingest.files.rows import Failed
from goals.ingest.makers import Names
from goals.ingest.mending import Mending, plain_row
from goals.ingest.records import Outcome
from goals.ingest.resolve import MetricRef
from goals.models import Import
from goals.progress import Sums

KEPT_PROBLEMS = 10_000
KEPT_ROWS = 1_000
KEPT_GROUPS = 500


@dataclass(slots=True)
class Report:
    """What a file does, or would do.

    `outcome` counts readings; `rows` and what begins with it rows. At most KEPT_PROBLEMS problems and
    KEPT_ROWS failing rows are kept; the counts are of all, and `mending` takes all rows. `groups` counts
    problems by column and repair, the first KEPT_GROUPS kinds. `remark` says what of the file was read, where
    that is a choice. `percents` has, by metric, the highest number of a share that seems to be one in percent.
    `strangers` are the people whom nobody knows, and `added` those who are made although somebody is called much
    the same; each with the name that may be meant.
    """

    headings: tuple[str, ...] = ()
    rows: int = 0
    rows_new: int = 0
    rows_changed: int = 0
    rows_same: int = 0
    rows_rejected: int = 0
    outcome: Outcome = field(default_factory=Outcome)
    rejected: list[Problem] = field(default_factory=list)
    failing: list[Failed] = field(default_factory=list)
    ambiguous: int = 0
    remark: str = ""
    names: Names = field(default_factory=Names)
    results: list[tuple[MetricRef, Sums]] = field(default_factory=list)
    percents: dict[int, Decimal] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    import_id: int = 0
    groups: Counter[tuple[str, str]] = field(default_factory=Counter)
    mending: Mending | None = None

    def reject(self, failed: Failed) -> None:
        """Note a row that cannot be taken in."""
        self.rows_rejected += 1
        self.rejected += failed.problems[: max(0, KEPT_PROBLEMS - len(self.rejected))]
        if len(self.failing) < KEPT_ROWS:
            self.failing.append(failed)
        if self.mending is not None:
            self.mending.add(failed)
        for problem in failed.problems:
            if (kind := (problem.column, problem.repair)) in self.groups or len(
                self.groups
            ) < KEPT_GROUPS:
                self.groups[kind] += 1


def note(import_run: Import, report: Report, **fields: Any) -> None:
    """Keep on an import what its check or run found."""
    outcome = report.outcome
    fields |= {
        "rows": report.rows,
        "rows_new": report.rows_new,
        "rows_changed": report.rows_changed,
        "rows_same": report.rows_same,
        "rejected_count": report.rows_rejected,
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "withdrawn": outcome.withdrawn,
        "rejected": _kept_rows(report),
        "findings": {
            "headings": list(report.headings),
            "ambiguous": report.ambiguous,
            "remark": report.remark,
            "groups": [[*kind, count] for kind, count in report.groups.items()],
            "strangers": report.strangers,
            "added": report.added,
            "teams": report.names.teams,
            "agents": report.names.agents,
            "metrics": report.names.metrics,
            "results": [
                _kept_result(metric, sums, report.percents.get(metric.id))
                for metric, sums in report.results
            ],
        },
    }
    for name, value in fields.items():
        setattr(import_run, name, value)
    import_run.save(update_fields=list(fields))


def _kept_rows(report: Report) -> list[dict[str, Any]]:
    rows = [plain_row(failed) for failed in report.failing]
    for row in rows:
        row["cells"] = [cell[:1000] for cell in row["cells"]]
    return rows


def _kept_result(metric: MetricRef, sums: Sums, percent: Decimal | None) -> dict[str, Any]:
    return ({} if percent is None else {"percent": str(percent)}) | {
        "slug": metric.slug,
        "name": metric.name,
        "kind": metric.kind,
        "unit": metric.unit,
        "decimals": metric.decimals,
        "value": str(sums.value),
        "weight": str(sums.weight),
        "n": sums.n,
    }
