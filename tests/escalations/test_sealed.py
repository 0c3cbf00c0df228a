from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from escalations.models import Category, Escalation, LevelChange, Step
from escalations.models.sealed import SEALED

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def step(agent, north):
    case = Escalation.objects.create(team=north, logged_by=agent, created_at=NOW, saved_at=NOW)
    return Step.objects.create(
        escalation=case, number=1, kind="note", by=agent, at=NOW, text="As it was."
    )


def refused(sql, *values):
    with (
        pytest.raises(IntegrityError, match="only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_the_database_refuses_to_change_or_delete_an_entry(step):
    refused("UPDATE escalations_step SET text = %s WHERE id = %s", "Otherwise.", step.pk)
    refused("DELETE FROM escalations_step WHERE id = %s", step.pk)
    assert Step.objects.get().text == "As it was."


def test_every_sealed_table_has_its_seal(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                ["escalations%_sealed_%"],
            )
            assert sorted(name for (name,) in cursor.fetchall()) == sorted(SEALED * 2)
        else:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s", ["%_sealed"]
            )
            assert sorted(name for (name,) in cursor.fetchall()) == sorted(SEALED)


def test_code_is_refused_before_it_asks(step, agent, manager):
    for write in (
        step.save,
        step.delete,
        lambda: Step.objects.update(text="x"),
        lambda: Step.objects.all().delete(),
        lambda: Step.objects.bulk_update([step], ["text"]),
    ):
        with pytest.raises(TypeError, match="only added"):
            write()
    level = LevelChange.objects.create(
        person=agent, category=Category.objects.first(), level=1, because="training", reason="Course done.",
        by=manager, at=NOW,
    )  # fmt: skip
    with pytest.raises(TypeError, match="only added"):
        level.delete()


@pytest.mark.django_db(transaction=True)
def test_tests_can_empty_sealed_tables(step):
    """The next test finds them empty, and sealed."""
    assert Step.objects.exists()


def test_an_installation_starts_with_eight_categories(db):
    keys = list(Category.objects.values_list("key", flat=True))
    assert keys == [1, 2, 3, 4, 5, 6, 7, 0]
    assert Category.objects.get(is_urgent=True).name == "Safety, legal"
