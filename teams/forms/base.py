"""What the forms share: days, zones, and how a refusal comes to stand at its field."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms

from teams.actions.errors import ActionRefused, Stale
from teams.calendar import time_zones

_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
Groups = list[tuple[str, list[tuple[str, str]]]]


class DayInput(forms.DateInput):
    """A date field with the browser's own picker; the value travels as an ISO date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeOfDayInput(forms.TimeInput):
    """A time field with the browser's own picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DayField(forms.DateField):
    """A day, with a refusal that shows how to write one."""

    widget = DayInput
    default_error_messages = {
        "invalid": "Write the day as day, month and year, for example 24/11/2026."
    }


class ZoneField(forms.ChoiceField):
    """A time zone, by continent. A zone outside the list stays choosable where it is in use."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=zones,
            error_messages={"invalid_choice": "Choose a time zone from the list."},
            **kwargs,
        )

    def keep(self, current: str) -> None:
        """Offer `current` even if it is an old name."""
        groups = zones()
        if current and not any(current == name for _, names in groups for name, _ in names):
            self.choices = [(current, current), *groups]


@lru_cache(maxsize=1)
def zones() -> Groups:
    """Zone names grouped by continent, readable, in name order; UTC last."""
    grouped: dict[str, list[tuple[str, str]]] = {region: [] for region in _REGIONS}
    for name in sorted(time_zones()):
        region, _, place = name.partition("/")
        if place and region in grouped:
            grouped[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [*grouped.items(), ("Everywhere", [("UTC", "UTC")])]


def attempt(form: forms.Form, action: Callable[[], object], **called: str) -> bool:
    """Run an action; where it is refused, show why at its field and answer False.

    `called` names the form's field for an argument of the action that is called otherwise. `Stale` is
    not a mistake in the form and passes through.
    """
    try:
        action()
    except Stale:
        raise
    except ActionRefused as refused:
        field = called.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, refused.message)
        return False
    return True
