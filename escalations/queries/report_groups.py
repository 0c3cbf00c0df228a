"""The groups of the report: cases by what was behind them, by way, team, hour, and how often customers came back.

The database adds up as far as several groups share it (`report_counts`); the rest is folded here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from escalations.models import Channel
from escalations.queries.report_asked import Asked, rows_url
from escalations.queries.report_counts import How, What
from goals import formats
from goals.charts.bars import Bar, Bars
from goals.charts.strips import HourCell, HourStrip
from goals.tables import Cell, Table

FEWEST = 5
"""Looked back on; a share of fewer says nothing."""
TOO_FEW = "Too few to say"
MOST_BARS = 10
NOT_YET = "Not looked back on yet"
TIMES = ("The first time", "The second time", "The third time or more")
NONE = 0
"""In the address: those without one."""
Link = Callable[[str, object], str]
Row = TypeVar("Row", How, What)
HEADINGS = ("What", "Cases", "Looked back on", "Avoidable", "Avoidable share")


@dataclass(frozen=True, slots=True)
class Line:
    """One group: its key in the address, its name, and three counts."""

    key: object
    name: str
    cases: int
    looked_back: int
    avoidable: int

    @property
    def share(self) -> int | None:
        """The avoidable share in whole percent, half up; None where there are too few to say."""
        return share_of(self.avoidable, self.looked_back)


@dataclass(frozen=True, slots=True)
class Group:
    """A way to cut the cases: bars to see, a table to read and to download."""

    key: str
    title: str
    hint: str
    bars: Bars
    table: Table


def share_of(part: int, whole: int) -> int | None:
    """Whole percent, half up; None for fewer than FEWEST."""
    return None if whole < FEWEST else (200 * part + whole) // (2 * whole)


def groups_of(
    whats: Iterable[What], hows: Iterable[How], asked: Asked, *, linked: bool
) -> tuple[tuple[Group, ...], HourStrip, Table]:
    """By cause, category, channel, team and repeat customer; and by the hour of the team's day. No statement."""
    link = _link(asked, linked)
    whats, hows = list(whats), [how for how in hows if not how.apart]
    channels = dict(Channel.choices)
    teams = _lines(hows, lambda how: how.slug, lambda how: how.team)
    times = _lines(hows, lambda how: how.often, lambda how: TIMES[how.often])
    found = [
        (
            "cause",
            "By what was behind it",
            "Stronger bars: at least half of those looked back on were avoidable",
            _lines(whats, lambda what: what.cause_id, lambda what: what.cause or NOT_YET),
        ),
        (
            "category",
            "By what it was about",
            "",
            _lines(whats, lambda what: what.category_id, lambda what: what.category),
        ),
        (
            "channel",
            "By how they spoke to us",
            "",
            _lines(hows, lambda how: how.channel, lambda how: channels[how.channel]),
        ),
        # Teams are people: in name order, never by how many.
        ("team", "By team", "In name order", sorted(teams, key=lambda line: line.name.casefold())),
        (
            "times",
            "By how often they had to come",
            "Told by the order, telephone number or name they gave",
            sorted(times, key=lambda line: str(line.key)),
        ),
    ]
    groups = tuple(
        _group(key, title, hint, lines, link) for key, title, hint, lines in found if lines
    )
    return (groups, *_hours(_lines(hows, lambda how: how.hour, lambda how: _hour(how.hour)), link))


def _lines(
    rows: Iterable[Row], key: Callable[[Row], Any], name: Callable[[Row], str]
) -> list[Line]:
    """The rows folded by one of their values, most cases first; what has none last."""
    names: dict[Any, str] = {}
    sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        this = key(row)
        names.setdefault(this, name(row))
        for which, number in enumerate((row.cases, row.looked_back, row.avoidable)):
            sums[this][which] += number
    found = [
        Line(NONE if key is None else key, names[key], *numbers) for key, numbers in sums.items()
    ]
    return sorted(found, key=lambda line: (line.name == NOT_YET, -line.cases, line.name))


def _hours(lines: list[Line], link: Link) -> tuple[HourStrip, Table]:
    """A number in every cell, from the first hour that has any to the last."""
    by_hour = {int(str(line.key)): line for line in lines}
    if not by_hour:
        return HourStrip("", ()), Table("By hour", HEADINGS, ())
    most = max(line.cases for line in lines)
    whole = [
        (hour, by_hour.get(hour, Line(hour, _hour(hour), 0, 0, 0)))
        for hour in range(min(by_hour), max(by_hour) + 1)
    ]
    cells = tuple(
        HourCell(
            f"{hour:02d}",
            formats.count(line.cases),
            _tone(line.cases, most),
            f"{line.name}: {formats.count(line.cases)}",
            link("hour", hour) if line.cases else "",
        )
        for hour, line in whole
    )
    strip = HourStrip("Cases by the hour in which they began", cells)
    return strip, _table("By hour", [line for _, line in whole])


def _link(asked: Asked, linked: bool) -> Link:
    def link(by: str, key: object) -> str:
        if not linked:
            return ""
        if by == "team":
            return rows_url(asked, "").split("&team=")[0] + f"&team={key}"
        return rows_url(asked, by, key)

    return link


def _group(key: str, title: str, hint: str, lines: list[Line], link: Link) -> Group:
    known = [line for line in lines if line.name != NOT_YET]
    rest = known[MOST_BARS:]
    shown = [*known[:MOST_BARS], *(line for line in lines if line.name == NOT_YET)]
    bars = [
        Bar(line.name, line.cases, _said(line), _worth_acting_on(line), link(key, line.key))
        for line in shown
    ]
    if rest:
        number = sum(line.cases for line in rest)
        without = ",".join(str(line.key) for line in known[:MOST_BARS])
        bars.append(
            Bar(
                f"{len(rest)} more",
                number,
                formats.count(number),
                strong=False,
                url=link(f"rest_{key}", without),
            )
        )
    return Group(key, title, hint, Bars(tuple(bars)), _table(title, lines))


def _said(line: Line) -> str:
    """`34`, `34, 62% avoidable`."""
    number = formats.count(line.cases)
    return number if line.share is None else f"{number}, {line.share}% avoidable"


def _worth_acting_on(line: Line) -> bool:
    return line.share is not None and 2 * line.avoidable >= line.looked_back


def _table(title: str, lines: Iterable[Line]) -> Table:
    rows = tuple(
        (
            Cell(line.name, line.name),
            *(Cell(formats.count(n), n) for n in (line.cases, line.looked_back, line.avoidable)),
            Cell(TOO_FEW, None) if line.share is None else Cell(f"{line.share}%", line.share),
        )
        for line in lines
    )
    return Table(title, HEADINGS, rows)


def _hour(hour: int) -> str:
    return f"{hour:02d}:00 to {hour:02d}:59"


def _tone(number: int, most: int) -> str:
    if not number:
        return "none"
    return "past" if 3 * number >= 2 * most else "near" if 3 * number >= most else "future"
