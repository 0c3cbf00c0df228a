"""What the guard of a goal must be before it is written."""

from __future__ import annotations

from decimal import Decimal

from goals.actions.checks import check_figure
from goals.models import Metric
from teams.actions.errors import ActionRefused


def check_guard(guard: Metric | None, bound: Decimal | None, metric: Metric) -> None:
    """Refuses a guard without its bound, one that is archived, and a goal that guards itself.

    The bound is a figure that the guard can reach, as a target is.
    """
    if guard is None:
        if bound is not None:
            raise ActionRefused("guard", "Choose what is guarded, or leave its bound empty.")
        return
    if guard.pk == metric.pk:
        raise ActionRefused(
            "guard", "A goal cannot guard itself. Choose what must not suffer while it is reached."
        )
    if guard.archived_at is not None:
        raise ActionRefused("guard", f"{guard.name} is archived. Choose a metric that is in use.")
    if bound is None:
        raise ActionRefused("guard_bound", f"Say how far {guard.name} may go, as a number.")
    check_figure("guard_bound", bound, guard)
