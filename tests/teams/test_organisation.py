"""Making and changing the organisation."""

import pytest

from teams.actions import ActionRefused, Stale, create_organisation, update_organisation
from teams.actions.organisation import ORGANISATION_FIELDS
from teams.actions.versions import version_of
from teams.events import organisation_calendar_changed
from teams.models import AuditEntry, Organisation


@pytest.fixture
def told():
    heard = []

    def hear(sender, organisation, **kwargs):
        heard.append(organisation)

    organisation_calendar_changed.connect(hear)
    yield heard
    organisation_calendar_changed.disconnect(hear)


def test_there_is_one(organisation):
    with pytest.raises(ActionRefused, match="already") as refused:
        create_organisation(None, name="Another")
    assert refused.value.field == "name"
    assert Organisation.objects.count() == 1


def test_a_change_is_recorded_with_both_sides(organisation, administrator):
    update_organisation(administrator, name="  Harbour & Pine ", tagline="Customer care")
    entry = AuditEntry.objects.get(verb="changed")
    assert entry.actor == administrator
    assert entry.before == {"name": "Harbour Services", "tagline": ""}
    assert entry.after == {"name": "Harbour & Pine", "tagline": "Customer care"}


def test_nothing_changed_is_no_entry(organisation, administrator, told):
    update_organisation(administrator, name=organisation.name)
    assert not AuditEntry.objects.filter(verb="changed").exists()
    assert not told


@pytest.mark.parametrize(
    ("field", "value", "tells"),
    [
        ("time_zone", "Asia/Kolkata", True),
        ("week_starts_on", 6, True),
        ("fiscal_year_starts_in", 4, True),
        ("currency", "EUR", False),
        ("tagline", "We answer", False),
    ],
)
def test_a_change_of_the_calendar_is_told(organisation, told, field, value, tells):
    update_organisation(None, **{field: value})
    assert bool(told) is tells


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("time_zone", "Europe/Londn"),
        ("currency", "pounds"),
        ("currency", "gbp"),
        ("currency", "£££"),
        ("week_starts_on", 7),
        ("fiscal_year_starts_in", 0),
        ("fiscal_year_starts_in", 13),
    ],
)
def test_nonsense_is_refused_at_its_field(organisation, field, value):
    with pytest.raises(ActionRefused) as refused:
        update_organisation(None, **{field: value})
    assert refused.value.field == field
    organisation.refresh_from_db()
    assert getattr(organisation, field) != value


def test_a_field_that_is_not_there_is_a_mistake_of_ours(organisation):
    with pytest.raises(TypeError):
        update_organisation(None, id=2)
    with pytest.raises(TypeError):
        create_organisation(None, name="X", nonsense=1)


def test_a_version_from_before_is_stale(organisation):
    version = version_of(organisation, ORGANISATION_FIELDS)
    update_organisation(None, version=version, name="Theirs")
    with pytest.raises(Stale) as stale:
        update_organisation(None, version=version, name="Ours")
    assert stale.value.current.name == "Theirs"
    assert Organisation.objects.get().name == "Theirs"


def test_saving_twice_the_same_is_no_conflict(organisation):
    version = version_of(organisation, ORGANISATION_FIELDS)
    update_organisation(None, version=version, name=organisation.name)
    update_organisation(None, version=version, name="Ours")
    assert Organisation.objects.get().name == "Ours"
