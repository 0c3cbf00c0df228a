"""What the cases say as figures: readings handed to `goals`, so that goals can be set on them.

Three metrics, made when they are first needed. Each counts on the day on which its case began, as the report
does, so that report, goal and rows are about the same cases; what is found later makes late readings, which
`goals` knows how to take. All belong to the team, none to an agent: a count of who asked for help would teach
people not to ask, and a promise is not one person's to keep.

A case is named in `FigureMark` by each of its steps, in the step's transaction. `push` reads the cases named as
they stand now and sends what they say by the id of the case or the promise: sent again it counts once, sent
otherwise it replaces, and a case that counts no longer is withdrawn. Killed half-way, it has done nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from escalations.models import (
    Avoidable,
    Escalation,
    FigureMark,
    Promise,
    counted,
    promise_kept,
    promise_missed,
)
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import TEAM_ITSELF, Metric, Source

SOURCE = "Escalations"
BATCH = 1_000
"""Marks at a time: some four thousand readings at most."""
ESCALATIONS, PROMISES, AVOIDABLE = "escalations", "promises-kept", "avoidable-share"
_ONE, _NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class _Made:
    """A metric as it is made where there is none yet."""

    slug: str
    name: str
    meaning: str
    formula: str
    kind: str
    unit: str
    better: str


_METRICS = (
    _Made(
        ESCALATIONS,
        "Escalations",
        "How often customers needed somebody else than the agent they spoke to.",
        "cases sent on, without those decided alone, only noted, or no longer needed",
        Metric.Kind.TOTAL,
        Metric.Unit.COUNT,
        Metric.Better.LOWER,
    ),
    _Made(
        PROMISES,
        "Promises kept",
        "How often customers heard from us by when we said they would.",
        "promises kept in time ÷ promises kept or missed",
        Metric.Kind.RATIO,
        Metric.Unit.PERCENT,
        Metric.Better.HIGHER,
    ),
    _Made(
        AVOIDABLE,
        "Avoidable share",
        "How many of the cases looked back on the agent could have decided, with what they have or with better.",
        "cases that were or would have been the agent's to decide ÷ cases looked back on",
        Metric.Kind.RATIO,
        Metric.Unit.PERCENT,
        Metric.Better.LOWER,
    ),
)


def push(now: datetime) -> int:
    """Hand on what waits; how many marks that was. Right however often it runs. Some 30 statements a batch."""
    done = 0
    while some := _push_some(now):
        done += some
    return done


def mark_all() -> int:
    """Name every case anew, for figures that were lost or cases that were written in bulk; how many."""
    ids = list(
        Escalation.objects.exclude(state="draft").order_by("pk").values_list("pk", flat=True)
    )
    FigureMark.objects.bulk_create((FigureMark(escalation_id=pk) for pk in ids), batch_size=BATCH)
    return len(ids)


def _push_some(now: datetime) -> int:
    with transaction.atomic():
        # A day without a case is a good day, not one whose figures are late.
        source, _ = Source.objects.get_or_create(name=SOURCE, defaults={"is_waited_for": False})
        # One at a time: two would send what they read in any order, and the older might come last.
        Source.objects.select_for_update().get(pk=source.pk)
        marks = list(FigureMark.objects.order_by("pk").values_list("pk", "escalation_id")[:BATCH])
        if not marks:
            return 0
        metrics = {made.slug: _metric(made) for made in _METRICS}
        cases = {case for _, case in marks}
        write(source, list(_records(cases, metrics)), now=now)
        FigureMark.objects.filter(pk__in=[mark for mark, _ in marks]).delete()
    return len(marks)


def _metric(made: _Made) -> int:
    """The metric's id; under a further name where the installation measures something else by the first one."""
    values = {field: getattr(made, field) for field in ("name", "meaning", "formula", "better")}
    for slug in (made.slug, f"{made.slug}-of-cases"):
        metric, _ = Metric.objects.get_or_create(
            slug=slug, defaults={"kind": made.kind, "unit": made.unit, **values}
        )
        if (metric.kind, metric.unit) == (made.kind, made.unit):
            break
    return metric.pk


def _records(cases: Iterable[int], metrics: dict[str, int]) -> Iterator[Record]:
    """What the cases say now; of those that do not count, that they say nothing. Five statements."""
    counting = set(Escalation.objects.filter(counted(), pk__in=cases).values_list("pk", flat=True))
    found = Escalation.objects.filter(pk__in=cases).exclude(state="draft")
    where: dict[int, tuple[int, datetime]] = {}
    for pk, team, at, avoidable in found.values_list("pk", "team_id", "opened_at", "avoidable"):
        if at is None:  # pragma: no cover - the table does not allow it of what was sent
            continue
        where[pk] = (team, at)
        here = pk in counting
        yield _record(metrics[ESCALATIONS], f"escalation-{pk}", where[pk], _ONE if here else None)
        looked = None if not (here and avoidable) else _as_one(avoidable != Avoidable.NO)
        yield _record(metrics[AVOIDABLE], f"review-{pk}", where[pk], looked)
    promises = Promise.objects.filter(escalation__in=where)
    kept = set(promises.filter(promise_kept()).values_list("pk", flat=True))
    missed = set(promises.filter(promise_missed()).values_list("pk", flat=True))
    for pk, case in promises.values_list("pk", "escalation_id"):
        says = case in counting and (pk in kept or pk in missed)
        value = _as_one(pk in kept) if says else None
        yield _record(metrics[PROMISES], f"promise-{pk}", where[case], value)


def _as_one(true: bool) -> Decimal:
    return _ONE if true else _NOTHING


def _record(metric: int, name: str, where: tuple[int, datetime], value: Decimal | None) -> Record:
    team, at = where
    return Record(0, metric, name, team, TEAM_ITSELF, at, value, _ONE)
