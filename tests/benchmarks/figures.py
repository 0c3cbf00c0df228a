"""From what was measured to figures with their floors, ratios and targets, and to the report on them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

REPORT = Path(__file__).parent / "REPORT.md"
STATEMENTS = 25
"""What an incremental run may take."""
FEW_ROWS, MANY_ROWS = "5000", "500000"
Raw = dict[str, dict[str, float]]


class Figure(TypedDict):
    """Value ÷ floor is the ratio; `target` says what it is to be, like "≥ 0.7"; blank without one."""

    value: float
    floor: float
    ratio: float
    target: str


@dataclass(slots=True)
class _Figures:
    found: dict[str, Figure] = field(default_factory=dict)

    def add(self, name: str, value: float, floor: float, target: str = "", unit: str = "s") -> None:
        """Note one."""
        self.found[f"{name} [{unit}]"] = {
            "value": round(value, 4),
            "floor": round(floor, 4),
            "ratio": round(value / floor, 3) if floor else 0.0,
            "target": target,
        }


def figures(raw: Raw, sizes: list[str]) -> dict[str, Figure]:
    """Figures of all parts that were measured. Targets stand where the design asks for them."""
    all_of_them = _Figures()
    largest = sizes[-1]
    for size in sizes:
        if found := raw.get(f"engine {size}"):
            _add_engine(all_of_them, found, size, asked=size == largest)
    if len(sizes) > 1 and raw.get(f"engine {largest}") and raw.get(f"engine {sizes[0]}"):
        first, last = raw[f"engine {sizes[0]}"], raw[f"engine {largest}"]
        name = f"P2 incremental {largest}, of {sizes[0]}"
        all_of_them.add(name, last["incremental"], first["incremental"], "≤ 1.3")
    if found := raw.get("ingest"):
        _add_ingest(all_of_them, found, "", asked=True)
    _add_memory(all_of_them, raw.get("memory", {}))
    if found := raw.get("pages"):
        _add_pages(all_of_them, found, "", asked=True)
    _add_pages_of(all_of_them, raw.get("escalations", {}), "escalations")
    _add_pages_of(all_of_them, raw.get("sqlite escalations", {}), "escalations on SQLite")
    _add_pages_of(all_of_them, raw.get("feedback", {}), "feedback")
    _add_pages_of(all_of_them, raw.get("inbox", {}), "inbox")
    _add_pages_of(all_of_them, raw.get("search", {}), "search")
    _add_served(all_of_them, raw.get("search", {}))
    if found := raw.get("sqlite engine"):
        _add_engine(all_of_them, found, "XS on SQLite", asked=False)
    if found := raw.get("sqlite ingest"):
        _add_ingest(all_of_them, found, " on SQLite", asked=False)
    if found := raw.get("sqlite pages"):
        _add_pages(all_of_them, found, " on SQLite", asked=False)
    return all_of_them.found


def _add_pages_of(all_of_them: _Figures, found: dict[str, float], app: str) -> None:
    """Pages of an app with many rows: statements beside those at a few, milliseconds beside those of a bare page."""
    bare = found.get("milliseconds bare page, many", 0)
    for name, value in found.items():
        unit, _, what = name.removesuffix(", many").partition(" ")
        if unit == "statements" and name.endswith(", many"):
            few = found[f"statements {what}, few"]
            all_of_them.add(f"{app}, {what}", value, few, "= 1.0", unit=unit)
        elif unit == "milliseconds":
            all_of_them.add(f"{app}, {what}, of a bare page", value, bare, unit="ms")


def _add_served(all_of_them: _Figures, found: dict[str, float]) -> None:
    """The search with many documents, through the server."""
    for who in ("leader", "agent"):
        for word in ("a common word", "a rare word"):
            for how, target in (("", "≥ 0.25"), (", asked first", "")):
                if f"served {word}{how}, {who}" in found:
                    all_of_them.add(
                        f"P8 search of {found['documents']:,} documents, {word}{how}, {who}, of a bare page",
                        found[f"served {word}{how}, {who}"], found[f"served bare page, {who}"],
                        target, "requests/s",
                    )  # fmt: skip


def _add_engine(all_of_them: _Figures, found: dict[str, float], size: str, *, asked: bool) -> None:
    def add(name: str, value: str, floor: str, target: str = "", unit: str = "s") -> None:
        all_of_them.add(name, found[value], found[floor], target if asked else "", unit)

    add(f"P1 full rebuild {size}, of one-statement floor", "rebuild", "floor", "≤ 1.5")
    add(f"P3 incremental {size}, of full rebuild", "incremental", "rebuild", "≤ 0.05")
    add(f"P4 all goals {size}, of goal floor", "goals", "goal floor", "≤ 2.0")
    add(f"P4 all goals {size} without forecast, of goal floor", "goals, not foretold", "goal floor",
        "≤ 1.0")  # fmt: skip
    one_by_one = f"P5 goals one by one {size} (200 timed, scaled), of the engine"
    all_of_them.add(one_by_one, found["goals one by one"], found["goals"])
    # It foretells nothing either.
    all_of_them.add(
        f"{one_by_one} without forecast",
        found["goals one by one"], found["goals, not foretold"], "≥ 25" if size == "S" else "",
    )  # fmt: skip
    add(f"P12 statements {size}, 10,000 readings of 10", "statements 10000", "statements 10", "= 1.0",
        "statements")  # fmt: skip
    all_of_them.add(
        f"P12 statements {size}, of what is allowed",
        found["statements 10000"], STATEMENTS, "≤ 1.0" if asked else "", "statements",
    )  # fmt: skip


def _add_ingest(all_of_them: _Figures, found: dict[str, float], where: str, *, asked: bool) -> None:
    def add(name: str, value: str, floor: str, target: str = "") -> None:
        all_of_them.add(name, found[value], found[floor], target if asked else "", "rows/s")

    add(f"P6 API{where}, of ingest floor", "first", "floor", "≥ 0.7")
    add(f"P6 API{where}, of a serializer's save", "first", "plain", "≥ 40")
    add(f"P6 replay{where}, of first load", "replay", "first", "≥ 2")
    add(f"P6 the same rows in other bodies{where}, of first load", "reread", "first")


def _add_memory(all_of_them: _Figures, found: dict[str, float]) -> None:
    for name, value in found.items():
        way, _, rows = name.rpartition(" ")
        if rows == MANY_ROWS:
            all_of_them.add(
                f"P10 memory importing 500,000 rows by {way}, of 5,000",
                value, found[f"{way} {FEW_ROWS}"], "≤ 1.5", "MB",
            )  # fmt: skip


_PAGES = {
    "P7 Today": ("today", "bare", "≥ 0.25"),
    "P7 unchanged Today": ("unchanged", "bare", "≥ 0.8"),
    "P8 goal page": ("goal", "bare", "≥ 0.25"),
    "P8 agent's Today": ("agent's Today", "bare, agent", "≥ 0.25"),
    "Today, just changed": ("today, just changed", "bare, just changed", ""),
    "goal page, just changed": ("goal, just changed", "bare, just changed", ""),
    "agent's Today, just changed": (
        "agent's Today, just changed",
        "bare, agent, just changed",
        "",
    ),
    "P8 goal list": ("goals", "bare", ""),
    "P8 metric page": ("metric", "bare", ""),
    "P8 company page": ("company", "bare", ""),
    "P8 escalation queue": ("escalations", "bare", "≥ 0.25"),
    "P8 kudos wall": ("kudos", "bare", "≥ 0.25"),
    "P8 search": ("search", "bare", "≥ 0.25"),
    **{
        f"Today, {morning}": (f"Today, {morning}", f"bare, {morning}", "≥ 0.25")
        for morning in ("empty installation", "first day", "on leave", "no figures")
    },
}


def _add_pages(all_of_them: _Figures, found: dict[str, float], where: str, *, asked: bool) -> None:
    for name, (page, bare, target) in _PAGES.items():
        if page in found:
            all_of_them.add(
                f"{name}{where}, of a bare page",
                found[page], found[bare], target if asked else "", "requests/s",
            )  # fmt: skip
    for name in ("today", "goals", "goal", "metric"):
        many, few = found[f"statements {name}, many"], found[f"statements {name}, few"]
        all_of_them.add(
            f"P9 {name}{where} at 100 times the data",
            many,
            few,
            "= 1.0" if asked else "",
            "statements",
        )
    if asked:
        for name, most in (("html", 30), ("css", 15), ("script", 30)):
            all_of_them.add(
                f"P11 {name} of Today, of its budget", found[name], most, "≤ 1.0", "kB gzipped"
            )


def report(found: dict[str, Figure], sizes: list[str], before: str = "") -> str:
    """The figures as a page of Markdown, each with its day; with the page of `before`, for what was measured then
    and not now.
    """
    now = datetime.now(tz=UTC)
    today = f"{now.day} {now:%B %Y}"
    rows = {
        name: f"{figure['value']:,} | {figure['floor']:,} | {figure['ratio']:,} | {figure['target']}"
        f" | {_verdict(figure)} | {today} |"
        for name, figure in found.items()
    }
    # A figure keeps its place on the page.
    rows = {**dict(_rows(before)), **rows}
    lines = [
        "# What was measured",
        "",
        "Written by `make bench`; not by hand. Each figure stands beside a floor that was measured in the same",
        "run, since machines differ and are noisy: the ratio is what counts. `tests/benchmarks` says how.",
        "",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, sizes {', '.join(sizes)}.",
        "XS is 100,000 readings, S 1 million, M 10 million, each with 2,000 agents and 20,000 goals. Without a size:",
        "ingest at S, pages with 12 teams and 96 goals.",
        "",
        "| figure | value | floor | ratio | target | | day |",
        _RULE,
        *(f"| {name} | {rest}" for name, rest in rows.items()),
    ]
    return "\n".join(lines) + "\n"


_RULE = "| --- | ---: | ---: | ---: | --- | --- | --- |"


def _rows(page: str) -> Iterator[tuple[str, str]]:
    """The rows of a report: each figure's name, and what follows it."""
    _, _, table = page.partition(_RULE)
    for line in table.strip().splitlines():
        name, _, rest = line.removeprefix("| ").partition(" | ")
        yield name, rest


def _verdict(figure: Figure) -> str:
    if not figure["target"]:
        return ""
    sign, number = figure["target"].split()
    ratio, wanted = figure["ratio"], float(number)
    met = {"≤": ratio <= wanted, "≥": ratio >= wanted, "=": ratio == wanted}[sign]
    return "met" if met else "missed"
