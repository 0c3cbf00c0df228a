"""The report as tables: for the page, the file and the API alike."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from feedback.queries.staying.figures import Group
from feedback.queries.staying.leaders import LeaderLine
from feedback.queries.staying.reasons import LABELS, Reasons
from feedback.queries.staying.report import Report
from feedback.staying import BANDS
from goals.formats import count, number, percent, rounded
from goals.tables import Cell, Table


def teams_table(report: Report) -> Table:
    """Group by group: the whole, then teams by name."""
    return Table(
        "Team by team",
        (
            "Team",
            "People on average",
            "Left",
            "Turnover a year",
            "Half are here longer than",
            "Thanked in 30 days",
            "Thanked somebody",
        ),
        tuple(_team(group) for group in report.groups),
    )


def _team(group: Group) -> tuple[Cell, ...]:
    address = reverse("feedback:staying")
    return (
        Cell(group.name, group.name, f"{address}?team={group.slug}" if group.slug else address),
        Cell(group.people, rounded(group.average, 1)),
        Cell(count(group.left), group.left),
        _rate(group.rate, group.rate_text),
        Cell(group.median, group.median),
        Cell(group.thanked_share, rounded(group.thanked * 100 / group.now, 1)),
        Cell(f"{count(group.gave)} of {count(group.now)}", group.gave),
    )


def months_table(group: Group) -> Table:
    """Month by month, newest first."""
    return Table(
        "Month by month",
        ("Month", "People on average", "Left"),
        tuple(
            (
                Cell(line.name, line.first),
                Cell(number(line.people, 1), rounded(line.people, 1)),
                Cell(count(line.left), line.left),
            )
            for line in reversed(group.shown)
        ),
    )


def thanked_table(group: Group) -> Table:
    """Who was thanked at least once, month by month, newest first."""
    return Table(
        "Thanked at least once",
        ("Month", "People at its end", "Thanked", "Share"),
        tuple(
            (
                Cell(line.name, line.first),
                Cell(count(line.people), line.people),
                Cell("", None) if line.share is None else Cell(count(line.thanked), line.thanked),
                Cell("Fewer than five people", None)
                if line.share is None
                else Cell(percent(line.share), rounded(line.share, 1)),
            )
            for line in reversed(group.thanked_months.shown)
        ),
    )


def tenure_table(group: Group) -> Table:
    """How long the people of today have been here."""
    return Table(
        "How long people have been here",
        ("Here for", "People"),
        tuple(
            (Cell(band, band), Cell(count(n), n))
            for band, n in zip(BANDS, group.bands, strict=True)
        ),
    )


def reasons_table(reasons: Reasons) -> Table:
    """Why people left, in the order in which themes are chosen."""
    return Table(
        "Why people left",
        ("Reason", "People"),
        tuple(
            (Cell(str(LABELS[theme]), str(LABELS[theme])), Cell(count(n), n))
            for theme, n in reasons.themes
        ),
    )


def leaders_table(lines: tuple[LeaderLine, ...]) -> Table:
    """Leaders by name."""
    return Table(
        "Leader by leader",
        ("Leader", "Leads", "Led since", "People on average", "Left", "Turnover a year"),
        tuple(_leader(line) for line in lines),
    )


def _leader(line: LeaderLine) -> tuple[Cell, ...]:
    name = Cell(line.name, line.name)
    since = Cell(f"{line.since.day} {line.since:%b %Y}", line.since)
    if line.hidden:
        return (
            name,
            Cell(line.teams, line.teams),
            since,
            Cell(line.hidden, line.hidden),
            Cell("", None),
            Cell("", None),
        )
    return (
        name,
        Cell(line.teams, line.teams),
        since,
        Cell(line.people_text, rounded(line.people, 1)),
        Cell(count(line.left), line.left),
        _rate(line.rate, line.rate_text),
    )


def _rate(rate: float | None, words: str) -> Cell:
    return Cell(words, None if rate is None else Decimal(rounded(rate, 1)))


def tables_of(report: Report) -> tuple[Table, ...]:
    """All of them: what the file holds."""
    found = []
    if report.groups:
        found.append(teams_table(report))
    if report.chosen is not None:
        chosen = report.chosen
        found += [months_table(chosen), tenure_table(chosen), thanked_table(chosen)]
    for reasons in (report.reasons, report.told_together):
        if reasons is not None and reasons.themes:
            found.append(reasons_table(reasons))
    if report.leaders:
        found.append(leaders_table(report.leaders))
    return tuple(found)
