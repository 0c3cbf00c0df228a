"""Making and changing the organisation."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_invalid, refused_if_taken
from teams.actions.versions import refuse_stale
from teams.events import organisation_calendar_changed
from teams.models import Organisation, User

ORGANISATION_FIELDS = (
    "name",
    "tagline",
    "time_zone",
    "currency",
    "week_starts_on",
    "fiscal_year_starts_in",
)
_CALENDAR = {"time_zone", "week_starts_on", "fiscal_year_starts_in"}


@transaction.atomic
def create_organisation(actor: User | None, *, name: str, **fields: Any) -> Organisation:
    """The one organisation of this installation. `fields`: any of ORGANISATION_FIELDS."""
    _refuse_unknown(fields)
    if Organisation.objects.exists():
        raise ActionRefused("name", "There is an organisation already. Change that one.")
    organisation = Organisation(id=1, name=name.strip(), **fields)
    _check(organisation)
    with refused_if_taken("name", "There is an organisation already. Change that one."):
        organisation.save(force_insert=True)
    record(actor, "created", organisation, after=fields_of(organisation, ORGANISATION_FIELDS))
    return organisation


@transaction.atomic
def update_organisation(
    actor: User | None, *, version: str | None = None, **fields: Any
) -> Organisation:
    """Change some of ORGANISATION_FIELDS; raises Stale when `version` is no longer true."""
    _refuse_unknown(fields)
    organisation = Organisation.objects.select_for_update().get()
    refuse_stale(organisation, ORGANISATION_FIELDS, version, fields)
    before = fields_of(organisation, ORGANISATION_FIELDS)
    for field, value in fields.items():
        setattr(organisation, field, value)
    organisation.name = organisation.name.strip()
    _check(organisation)
    old, new = differences(before, fields_of(organisation, ORGANISATION_FIELDS))
    if new:
        organisation.save(update_fields=list(new))
        record(actor, "changed", organisation, old, new)
        if _CALENDAR & new.keys():
            organisation_calendar_changed.send(Organisation, organisation=organisation)
    return organisation


def _check(organisation: Organisation) -> None:
    with refused_if_invalid():
        organisation.clean_fields()
    currency = organisation.currency
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise ActionRefused("currency", "Use the three capital letters of a currency, such as GBP.")


def _refuse_unknown(fields: dict[str, Any]) -> None:
    unknown = fields.keys() - set(ORGANISATION_FIELDS)
    if unknown:
        raise TypeError(f"an organisation has no {', '.join(sorted(unknown))} to set")
