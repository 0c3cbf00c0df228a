"""Asking for the demonstration: up to which moment, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import seed_demo
from goals.demo import OtherData, seed_demonstration
from goals.models import Source
from teams import demo as people
from teams.actions import create_organisation
from teams.models import User

NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_single_other_row_is_enough_to_refuse():
    Source.objects.create(name="Somebody's calls")
    with pytest.raises(OtherData, match="Somebody's calls"):
        seed_demonstration(NOW, months=1)
    assert not User.objects.exists()


def test_other_organisations_have_no_logins_to_print():
    create_organisation(None, name="Harbour Services")
    assert people.logins() == []


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[datetime, int]]:
    """The moments and seeds that the command asks for, without making anything."""
    calls: list[tuple[datetime, int]] = []
    monkeypatch.setattr(
        seed_demo, "seed_demonstration", lambda now, *, seed: calls.append((now, seed))
    )
    monkeypatch.setattr(seed_demo.timezone, "now", lambda: NOW)
    return calls


def test_without_a_day_it_is_made_up_to_now(asked):
    call_command("seed_demo")
    call_command("seed_demo", "--until", "2026-11-20", "--seed", "3")
    assert [moment for moment, _ in asked] == [NOW, NOW]
    assert asked[1][1] == 3


def test_an_earlier_day_is_made_to_its_end_in_the_organisations_zone(asked):
    call_command("seed_demo", "--until", "2026-07-01")
    # Midnight in London is 23:00 in UTC in summer.
    assert asked[0][0] == datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("until", ["2026-11-21", "yesterday", "2026-02-30", "1999-01-01"])
def test_a_day_that_cannot_be_is_refused(asked, until):
    with pytest.raises(CommandError, match="--until"):
        call_command("seed_demo", "--until", until)
    assert asked == []
