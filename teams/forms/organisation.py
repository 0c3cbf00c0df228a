"""The organisation's form."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.actions.organisation import ORGANISATION_FIELDS
from teams.actions.versions import version_of
from teams.forms.base import ZoneField
from teams.models import Organisation
from teams.models.organisation import MONTHS, WEEKDAYS

CURRENCIES = (
    ("AUD", "Australian dollar"),
    ("BRL", "Brazilian real"),
    ("CAD", "Canadian dollar"),
    ("CHF", "Swiss franc"),
    ("CNY", "Chinese yuan"),
    ("CZK", "Czech koruna"),
    ("DKK", "Danish krone"),
    ("EUR", "Euro"),
    ("GBP", "Pound sterling"),
    ("HKD", "Hong Kong dollar"),
    ("HUF", "Hungarian forint"),
    ("ILS", "Israeli shekel"),
    ("INR", "Indian rupee"),
    ("JPY", "Japanese yen"),
    ("KRW", "South Korean won"),
    ("MXN", "Mexican peso"),
    ("NOK", "Norwegian krone"),
    ("NZD", "New Zealand dollar"),
    ("PHP", "Philippine peso"),
    ("PLN", "Polish złoty"),
    ("RON", "Romanian leu"),
    ("SEK", "Swedish krona"),
    ("SGD", "Singapore dollar"),
    ("TRY", "Turkish lira"),
    ("USD", "US dollar"),
    ("ZAR", "South African rand"),
)


class OrganisationForm(forms.Form):
    """Everything about the organisation that can be set."""

    name = forms.CharField(
        max_length=120, error_messages={"required": "Say what the organisation is called."}
    )
    tagline = forms.CharField(
        max_length=120,
        required=False,
        help_text="A few words under the name, such as Customer care.",
    )
    time_zone = ZoneField(
        help_text="Days and months of the whole organisation are counted in this zone. "
        "Each team has its own."
    )
    currency = forms.ChoiceField(choices=[(code, f"{name} ({code})") for code, name in CURRENCIES])
    week_starts_on = forms.TypedChoiceField(
        label="The week starts on", choices=WEEKDAYS, coerce=int
    )
    fiscal_year_starts_in = forms.TypedChoiceField(
        label="The fiscal year starts in",
        choices=MONTHS,
        coerce=int,
        help_text="Quarters and years of goals follow it.",
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, organisation: Organisation, data: Any = None) -> None:
        values = {name: getattr(organisation, name) for name in ORGANISATION_FIELDS}
        values["version"] = version_of(organisation, ORGANISATION_FIELDS)
        super().__init__(data, initial=values)
        zone = self.fields["time_zone"]
        if isinstance(zone, ZoneField):
            zone.keep(organisation.time_zone)
        currency = self.fields["currency"]
        if isinstance(currency, forms.ChoiceField) and organisation.currency not in dict(
            CURRENCIES
        ):
            code = organisation.currency
            currency.choices = [(code, code), *((c, f"{name} ({c})") for c, name in CURRENCIES)]

    def values(self) -> dict[str, Any]:
        """What the action takes; call on a valid form."""
        return {name: self.cleaned_data[name] for name in ORGANISATION_FIELDS}
