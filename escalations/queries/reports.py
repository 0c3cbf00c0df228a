"""Why do customers ask for us, and which cases could agents have settled? Never by person.

Every figure is about the cases that began on the days asked for, so that all of them, the goals' readings and the
rows behind the bars are about the same ones. The database adds up; a median is the value in the middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from escalations.models import (
    Amends,
    AmendsKind,
    Escalation,
    Promise,
    Remedy,
    WhyNot,
    promise_kept,
    promise_missed,
)
from escalations.permissions import remedies_visible_to
from escalations.queries.report_asked import (
    APART,
    LEARNABLE,
    Asked,
    cases_counted,
    cases_sent,
    may_open,
    rows_url,
)
from escalations.queries.report_counts import How, What, by_how, by_what, median_wait
from escalations.queries.report_groups import FEWEST, TOO_FEW, Group, groups_of, share_of
from goals import dates, formats
from goals.charts.bars import Bar, Bars
from goals.charts.strips import HourStrip
from goals.tables import Cell, Table
from teams.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure above all others, what it rests on, and where its rows are."""

    label: str
    number: str
    hint: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the database counted: the figures that `goals` has too."""

    cases: int
    looked_back: int
    avoidable: int
    answered: int
    apart: dict[str, int]
    kept: int
    missed: int


@dataclass(frozen=True, slots=True)
class Report:
    """The report, whole, in words and drawings; `tables` are what a file holds."""

    period: str
    sentence: str
    sums: Sums
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    hours: HourStrip
    learning: tuple[Group, ...]
    apart: tuple[Fact, ...]
    training_open: int
    tables: tuple[Table, ...]


def report_of(viewer: User, asked: Asked, today: date) -> Report:
    """The report of the days asked for. Eleven statements, whatever the number of cases."""
    linked = may_open(viewer, asked)
    cases = cases_counted(viewer, asked)
    hows, whats = by_how(cases_sent(viewer, asked)), by_what(cases)
    sums = _sums(hows, cases)
    currency = Organisation.objects.get(pk=1).currency
    groups, hours, hour_table = groups_of(whats, hows, asked, linked=linked)
    amends, amends_table, given = _amends(cases, asked, currency, linked=linked)
    learning = (*_why_not(cases, whats, asked, linked=linked), *amends)
    wait = median_wait(cases, sums.answered)
    facts = _facts(sums, wait, given, asked, linked=linked, has_amends=bool(amends))
    training = Q(kind=Remedy.Kind.TRAINING, done_on=None, dropped_on=None)
    waiting = remedies_visible_to(viewer).filter(training)
    if asked.team is not None:
        waiting = waiting.filter(team=asked.team)
    why_tables = [group.table for group in learning if group.key != "amends"]
    return Report(
        period=dates.span(asked.first, asked.last, today),
        sentence=_sentence(sums, groups),
        sums=sums,
        facts=facts,
        groups=groups,
        hours=hours,
        learning=learning,
        apart=_apart(sums, asked, linked=linked),
        training_open=waiting.count(),
        tables=(
            _whole(sums, wait),
            *(group.table for group in groups),
            hour_table,
            *why_tables,
            *([amends_table] if amends_table.rows else []),
        ),
    )


def sums_of(viewer: User, asked: Asked) -> Sums:
    """How many cases, looked back on, avoidable, answered, apart; promises kept and missed. Three statements."""
    return _sums(by_how(cases_sent(viewer, asked)), cases_counted(viewer, asked))


def _sums(hows: Iterable[How], cases: QuerySet[Escalation]) -> Sums:
    """Folded from what was counted, and the promises of the cases. One statement."""
    found: Counter[str] = Counter()
    apart: Counter[str] = Counter()
    for how in hows:
        if how.apart:
            apart[how.apart] += how.cases
            continue
        for name in ("cases", "looked_back", "avoidable", "answered"):
            found[name] += getattr(how, name)
    promises = Promise.objects.filter(escalation__in=cases).aggregate(
        kept=Count("pk", filter=promise_kept()), missed=Count("pk", filter=promise_missed())
    )
    return Sums(
        cases=found["cases"],
        looked_back=found["looked_back"],
        avoidable=found["avoidable"],
        answered=found["answered"],
        apart={name: apart[outcome] for name, outcome in APART.items()},
        **promises,
    )


def _facts(
    sums: Sums,
    wait: timedelta | None,
    given: str,
    asked: Asked,
    *,
    linked: bool,
    has_amends: bool,
) -> tuple[Fact, ...]:
    def url(by: str, key: str = "") -> str:
        return rows_url(asked, by, key) if linked else ""

    promises = sums.kept + sums.missed
    kept = share_of(sums.kept, promises)
    avoidable = share_of(sums.avoidable, sums.looked_back)
    return (
        Fact("Escalations", formats.count(sums.cases), "Somebody else was needed", url("")),
        Fact(
            "Time to answer",
            formats.duration(wait.total_seconds()) if wait is not None else formats.NO_FIGURES,
            f"Half were answered sooner; of {formats.count(sums.answered)} answered",
            url("answered") if sums.answered else "",
        ),
        Fact(
            "Promises kept",
            TOO_FEW if kept is None else f"{kept}%",
            f"{formats.count(sums.kept)} of {formats.count(promises)}, {formats.count(sums.missed)} missed",
            url("promise", "missed") if sums.missed else "",
        ),
        Fact(
            "Avoidable share",
            TOO_FEW if avoidable is None else f"{avoidable}%",
            f"{formats.count(sums.avoidable)} of {formats.count(sums.looked_back)} looked back on",
            url("avoidable") if sums.avoidable else "",
        ),
        Fact("Amends", given, "Given in these cases", "#by-amends" if has_amends else ""),
    )


def _apart(sums: Sums, asked: Asked, *, linked: bool) -> tuple[Fact, ...]:
    """What does not count as an escalation, said all the same."""
    words = {
        "alone": ("Decided by the agent", "within what was theirs to decide"),
        "recorded": ("Only noted", "nobody else was needed"),
        "withdrawn": ("No longer needed", "taken back by who sent it"),
    }
    return tuple(
        Fact(label, formats.count(sums.apart[name]), hint, rows_url(asked, name) if linked else "")
        for name, (label, hint) in words.items()
        if sums.apart[name]
    )


def _why_not(
    cases: QuerySet[Escalation], whats: Iterable[What], asked: Asked, *, linked: bool
) -> list[Group]:
    """Why agents could not decide, and where training is needed. One statement."""
    categories = {what.category_id: what.category for what in whats}
    # The last look back alone: there is one a round. Joined from the cases, whose index has all it needs.
    last = cases.exclude(avoidable="").filter(reviews__round=F("reopened")).order_by()
    rows: Iterable[Any] = last.values_list("reviews__why_not", "category_id").annotate(n=Count("*"))
    reasons: Counter[tuple[str, object]] = Counter()
    needs: Counter[tuple[str, object]] = Counter()
    words = dict(WhyNot.choices)
    for why, category, number in rows:
        if why:
            reasons[words[why], why] += number
        if why in LEARNABLE:
            needs[categories[category], category] += number
    found, trained = (
        sorted(
            ((name, n, key) for (name, key), n in each.items()), key=lambda row: (-row[1], row[0])
        )
        for each in (reasons, needs)
    )
    groups = [
        ("why", "Why agents could not decide it", "Of those looked back on", found),
        (
            "training",
            "Where training is needed",
            "They were not sure, or had not been trained",
            trained,
        ),
    ]
    return [
        Group(
            key,
            title,
            hint,
            Bars(
                tuple(
                    Bar(
                        name,
                        n,
                        formats.count(n),
                        place == 0,
                        rows_url(asked, key, part) if linked else "",
                    )
                    for place, (name, n, part) in enumerate(rows)
                )
            ),
            Table(
                title,
                ("What", "Cases"),
                tuple((Cell(name, name), Cell(formats.count(n), n)) for name, n, _ in rows),
            ),
        )
        for key, title, hint, rows in groups
        if rows
    ]


def _amends(
    cases: QuerySet[Escalation], asked: Asked, currency: str, *, linked: bool
) -> tuple[list[Group], Table, str]:
    """What was given in these cases, counter-entries taken off. One statement."""
    rows: Iterable[Any] = (
        Amends.objects.filter(escalation__in=cases)
        .order_by()
        .values_list("kind")
        .annotate(given=Sum("amount"), n=Count("escalation", distinct=True))
    )
    words = dict(AmendsKind.choices)
    found = sorted(
        ((words[kind], amount, n, kind) for kind, amount, n in rows), key=lambda row: -row[1]
    )
    table = Table(
        "Amends",
        ("What", "Cases", f"Given, {currency}"),
        tuple(
            (
                Cell(name, name),
                Cell(formats.count(n), n),
                Cell(formats.money(amount, currency), amount),
            )
            for name, amount, n, _ in found
        ),
    )
    total = sum((amount for _, amount, _, _ in found), Decimal(0))
    bars = Bars(
        tuple(
            Bar(
                name,
                float(amount),
                f"{formats.money(amount, currency)} in {formats.count(n)}",
                strong=False,
                url=rows_url(asked, "amends", kind) if linked else "",
            )
            for name, amount, n, kind in found
        )
    )
    groups = [Group("amends", "Amends", "What was taken back is taken off", bars, table)]
    return (groups if found else []), table, formats.money(total, currency)


def _whole(sums: Sums, wait: timedelta | None) -> Table:
    """The figures above all others, for a file."""
    rows: list[tuple[str, int | Decimal | None]] = [
        ("Escalations", sums.cases),
        ("Answered", sums.answered),
        (
            "Median seconds to answer",
            None if wait is None else Decimal(wait.total_seconds()).quantize(Decimal(1)),
        ),
        ("Promises kept", sums.kept),
        ("Promises missed", sums.missed),
        ("Looked back on", sums.looked_back),
        ("Avoidable", sums.avoidable),
        ("Decided by the agent", sums.apart["alone"]),
        ("Only noted", sums.apart["recorded"]),
        ("No longer needed", sums.apart["withdrawn"]),
    ]
    return Table(
        "All",
        ("What", "Number"),
        tuple((Cell(name, name), Cell(str(value), value)) for name, value in rows),
    )


def _sentence(sums: Sums, groups: tuple[Group, ...]) -> str:
    """`142 escalations. Most often: Carrier missed the slot. Agents could have settled 38% of those looked back on.`"""
    if not sums.cases:
        return "No escalations in these days."
    said = "1 escalation." if sums.cases == 1 else f"{formats.count(sums.cases)} escalations."
    cause = next((group for group in groups if group.key == "cause"), None)
    if cause is not None and cause.bars.items[0].value >= FEWEST and sums.looked_back >= FEWEST:
        said += f" Most often behind them: {cause.bars.items[0].label}."
    share = share_of(sums.avoidable, sums.looked_back)
    if share is not None:
        said += f" Agents could have settled {share}% of those looked back on."
    return said
