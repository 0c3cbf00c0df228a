"""Whether the numbers of a share are percents already, 91.5 for 91.5%: what only all rows together show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from goals.ingest.files.recipe import Recipe
from goals.ingest.files.rows import Counted
from goals.ingest.resolve import MetricRef

_ALL = Decimal(100)


class Percents:
    """Looks at the figures of each share; `highest` has those that can be percents, with their highest.

    Those lie above 1 and up to 100; 0 is 0 either way.
    """

    def __init__(
        self, metrics: Mapping[int, MetricRef], counted: Sequence[Counted], recipe: Recipe
    ) -> None:
        # In a file of readings nobody can say it of one metric alone.
        self._asked = {
            metric.id
            for metric, rule in zip(counted, recipe.metrics, strict=False)
            if not rule.percents
            and isinstance(rule.value, str)
            and (metrics[metric.id].kind, metric.unit) == ("ratio", "percent")
        }
        self.highest: dict[int, Decimal] = {}

    def see(self, metric_id: int, value: Decimal) -> None:
        """One figure more."""
        if metric_id not in self._asked or not value:
            return
        if 1 < value <= _ALL:
            self.highest[metric_id] = max(value, self.highest.get(metric_id, value))
        else:
            self._asked.discard(metric_id)
            self.highest.pop(metric_id, None)
