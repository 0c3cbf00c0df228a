"""Making, changing and archiving teams; their closures."""

from datetime import date, time

import pytest
from django.db import transaction
from django.utils import timezone

from teams.actions import (
    ActionRefused,
    Stale,
    add_closure,
    archive_team,
    create_team,
    end_membership,
    remove_closure,
    restore_team,
    update_team,
)
from teams.actions.errors import refused_if_taken
from teams.actions.teams import TEAM_FIELDS
from teams.actions.versions import version_of
from teams.events import calendar_changed
from teams.models import AuditEntry, Closure, Team


@pytest.fixture
def told():
    heard = []

    def hear(sender, team, **kwargs):
        heard.append(team.name)

    calendar_changed.connect(hear)
    yield heard
    calendar_changed.disconnect(hear)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Night desk", "night-desk"),
        ("  Two   spaces ", "two-spaces"),
        ("Équipe Été", "equipe-ete"),
        ("客服", "team"),
        ("New", "new-2"),
        ("!!!", "team"),
    ],
)
def test_the_address_is_made_from_the_name(organisation, name, slug):
    assert create_team(None, name=name, time_zone="UTC").slug == slug


def test_an_address_that_is_taken_gets_a_number(organisation):
    names = ("Été", "Ete", "ete!")
    assert [create_team(None, name=n, time_zone="UTC").slug for n in names] == [
        "ete",
        "ete-2",
        "ete-3",
    ]


def test_the_address_stays_when_the_name_changes(north):
    assert update_team(None, north, name="Far North").slug == "north"


def test_a_name_is_given_once(north):
    for name in ("North", "north", " NORTH "):
        with pytest.raises(ActionRefused, match="already") as refused:
            create_team(None, name=name, time_zone="UTC")
        assert refused.value.field == "name"
    assert Team.objects.count() == 1


def test_two_at_the_same_moment_are_refused_by_the_database(north):
    # Both looked, neither saw the other; the constraint has the last word and it is said in words.
    twin = Team(name="North", slug="north-2", time_zone="UTC")
    save = refused_if_taken("name", "This name is taken.")(twin.save)
    with transaction.atomic():
        with pytest.raises(ActionRefused, match="This name is taken"):
            save(force_insert=True)
        # The savepoint keeps the transaction around it usable.
        assert Team.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("working_days", []),
        ("working_days", [7]),
        ("working_days", [1, 1]),
        ("working_days", [True]),
        ("working_days", "12"),
        ("day_starts_hour", 24),
        ("day_starts_hour", -1),
        ("closes_at", time(9)),
        ("country", "XX"),
        ("subdivision", "ENG"),
    ],
)
def test_nonsense_is_refused_at_its_field(north, field, value):
    with pytest.raises(ActionRefused) as refused:
        update_team(None, north, **{field: value})
    assert refused.value.field == field
    north.refresh_from_db()
    assert getattr(north, field) != value


def test_a_field_that_is_not_there_is_a_mistake_of_ours(north):
    with pytest.raises(TypeError):
        update_team(None, north, slug="south")
    with pytest.raises(TypeError):
        create_team(None, name="X", time_zone="UTC", archived_at=None)


def test_a_shift_over_midnight_is_fine(north):
    assert update_team(None, north, opens_at=time(22), closes_at=time(6)).closes_at == time(6)


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Asia/Kolkata"},
        {"day_starts_hour": 5},
        {"working_days": [0, 1]},
        {"opens_at": time(7)},
        {"country": "GB"},
    ],
)
def test_a_change_of_the_calendar_is_told(north, told, change):
    update_team(None, north, **change)
    assert told == ["North"]


def test_a_new_name_is_not_a_change_of_the_calendar(north, told):
    update_team(None, north, name="Far North")
    assert not told


def test_closures_are_told_and_recorded(north, manager, told):
    closure = add_closure(manager, north, day=date(2026, 12, 24), name=" Early close ")
    assert closure.name == "Early close"
    remove_closure(manager, closure)
    remove_closure(manager, closure)
    assert told == ["North", "North"]
    verbs = AuditEntry.objects.filter(kind="teams.team", actor=manager).values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["added closure", "removed closure"]


@pytest.mark.parametrize(
    ("given", "field"), [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({}, "day")]
)
def test_a_closure_that_makes_no_sense_is_refused(north, given, field):
    day = date(2026, 12, 24)
    add_closure(None, north, day=day, name="Early close")
    with pytest.raises(ActionRefused) as refused:
        add_closure(None, north, **{"day": day, "name": "Again", **given})
    assert refused.value.field == field
    assert Closure.objects.count() == 1


def test_a_stale_version_is_refused(north):
    version = version_of(north, TEAM_FIELDS)
    update_team(None, north, version=version, opens_at=time(8))
    with pytest.raises(Stale):
        update_team(None, north, version=version, opens_at=time(7))
    assert Team.objects.get().opens_at == time(8)


def test_a_team_with_people_is_not_archived(north, agent, manager):
    with pytest.raises(ActionRefused, match="2 people are still in North"):
        archive_team(None, north, now=timezone.now())
    end_membership(None, manager.memberships.get(), date(2024, 1, 1), "Other work")
    with pytest.raises(ActionRefused, match="1 person is still in North"):
        archive_team(None, north, now=timezone.now())


def test_a_team_without_people_is_archived_once_and_opened_again(north, agent):
    end_membership(None, agent.memberships.get(), date(2024, 1, 1), "Other work")
    now = timezone.now()
    assert archive_team(None, north, now=now).archived_at == now
    with pytest.raises(ActionRefused, match="already"):
        archive_team(None, north, now=now)
    assert restore_team(None, north).archived_at is None
    with pytest.raises(ActionRefused, match="not archived"):
        restore_team(None, north)
    verbs = AuditEntry.objects.filter(kind="teams.team").values_list("verb", flat=True)
    assert sorted(verbs) == ["archived", "created", "restored"]
