"""How the figures of one metric are written, once for page, table and sentence. No statements."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goals import formats
from goals.interval import wilson
from goals.models import Metric
from goals.progress import Sums, is_too_little, result
from goals.queries.shape import measure_of

UNIT_WORDS = {
    Metric.Unit.COUNT: "A count",
    Metric.Unit.PERCENT: "Percent",
    Metric.Unit.SECONDS: "Time, kept in seconds",
    Metric.Unit.SCORE: "A score",
    Metric.Unit.MONEY: "Money",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes figures of a metric in the organisation's currency."""

    metric: Metric
    currency: str

    @property
    def is_total(self) -> bool:
        """Whether values add up, instead of being divided by weights."""
        return self.metric.kind == Metric.Kind.TOTAL

    @property
    def higher(self) -> bool:
        """Whether more is better."""
        return self.metric.better == Metric.Better.HIGHER

    @property
    def is_percent(self) -> bool:
        """Whether results are percentages."""
        return self.metric.unit == Metric.Unit.PERCENT

    def figure(self, value: Decimal | None, *, near: Decimal | None = None) -> str:
        """A result; percentages within five points of `near` get their decimals."""
        return formats.figure(
            value,
            self.metric.unit,
            decimals=self.metric.decimals,
            currency=self.currency,
            goal=near,
        )

    def target(self, value: Decimal) -> str:
        """A target, with no more decimals than it has."""
        decimals = 0 if value == value.to_integral_value() else self.metric.decimals
        return formats.figure(
            value, self.metric.unit, decimals=decimals, currency=self.currency, goal=value
        )

    def goal_line(self, target: Decimal) -> str:
        """`of 4,200`, `goal 80%`, `goal 9% or less`."""
        return formats.goal_line(
            self.target(target),
            is_total=self.is_total,
            higher_is_better=self.higher,
            counted=self.metric.unit == Metric.Unit.COUNT,
        )

    def limit(self, target: Decimal) -> str:
        """`at least 80%`, `9% or less`, `120 or fewer`."""
        return formats.limit(
            self.target(target),
            higher_is_better=self.higher,
            counted=self.metric.unit == Metric.Unit.COUNT,
        )

    def against(self, value: Decimal | None, reference: Decimal | None) -> str:
        """`142 behind`, `0.4 pts over`; `reference` is what is expected (total) or the target (ratio)."""
        return formats.against(
            value,
            reference,
            self.metric.unit,
            is_total=self.is_total,
            higher_is_better=self.higher,
            decimals=self.metric.decimals,
            currency=self.currency,
        )

    def result(self, sums: Sums) -> Decimal | None:
        """The result of sums, to the metric's decimals."""
        return result(measure_of(self.metric), sums)

    def rests_on(self, sums: Sums) -> str:
        """What a ratio rests on: `86 of 94`, `over 1,204`; empty for a total."""
        if self.is_total or sums.n == 0:
            return ""
        if self.is_percent:
            return f"{plain(sums.value)} of {plain(sums.weight)}"
        return f"over {plain(sums.weight)}"

    def caution(self, sums: Sums) -> str:
        """`Too few to say: between 62% and 81%`, where a ratio rests on too little; else empty.

        The range is Wilson's 95 % interval for shares; other ratios have none.
        """
        if not is_too_little(measure_of(self.metric), sums):
            return ""
        reach = wilson(sums.value, sums.weight) if self.is_percent else None
        if reach is None:
            return "Too few to say"
        low, high = (formats.percent(end) for end in reach)
        return f"Too few to say: between {low} and {high}"


def sent(metric: Metric, value: Decimal, weight: Decimal) -> str:
    """What one reading says: `4`, of a share `4 of 5`, of another ratio `372 over 6`."""
    if metric.kind == Metric.Kind.TOTAL:
        return plain(value)
    word = "of" if metric.unit == Metric.Unit.PERCENT else "over"
    return f"{plain(value)} {word} {plain(weight)}"


def plain(value: Decimal) -> str:
    """A sum in full: `1,204`, `18.5`."""
    return formats.trimmed(value, 4)


def counted(number: int, one: str, many: str) -> str:
    """`1 person`, `19 people`, `1,204 readings`."""
    return f"{formats.count(number)} {one if number == 1 else many}"


def team_words(name: str) -> str:
    """`North team`; a name that says team already stays as it is."""
    return name if "team" in name.casefold() else f"{name} team"
