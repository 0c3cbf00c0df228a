"""The demonstration's one-to-ones: the same every time, through the actions, with something open and a next one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from feedback.demo.one_to_ones import seed_one_to_ones
from feedback.models import Agreement, Meeting, PrivateNote, Series, Wish
from teams.demo import seed_people
from teams.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def digits():
    return sorted(
        Meeting.objects.values_list(
            "series__leader__username", "series__person__username", "starts_at", "state", "summary"
        )
    )


def test_two_runs_of_a_seed_say_the_same_and_those_who_sign_in_have_a_year():
    seed_people(NOW.date(), NOW)
    with transaction.atomic():
        seed_one_to_ones(NOW, seed=1)
        first = digits()
        transaction.set_rollback(True)
    seed_one_to_ones(NOW, seed=1)
    assert digits() == first
    jin, marcus = User.objects.get(username="jin"), User.objects.get(username="marcus")
    theirs = Meeting.objects.filter(series__leader=marcus, series__person=jin)
    assert theirs.count() >= 12
    coming = theirs.get(state="booked")
    assert coming.starts_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not Meeting.objects.exclude(state="booked").filter(starts_at__gt=NOW).exists()
    assert not Meeting.objects.filter(state="booked", starts_at__lte=NOW).exists()
    owners = Agreement.objects.filter(series=coming.series, done_at=None).values_list("owner")
    assert {pk for (pk,) in owners} == {jin.pk, marcus.pk}
    assert Wish.objects.filter(person=jin).count() == 4
    assert PrivateNote.objects.exists()
    assert not Series.objects.filter(leader__username="ada").exists()
