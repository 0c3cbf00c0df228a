"""The demonstration's thanks: a year of them, the same for a seed, nothing after its last moment."""

from collections import Counter
from datetime import timedelta

import pytest

from feedback.demo.kudos import OVERDUE, seed_kudos
from feedback.models import Kudos, KudosEdit, Recipient
from teams.demo import seed_people
from teams.models import Notice
from tests.feedback.kudos_scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(time_machine):
    time_machine.move_to(NOW, tick=False)
    seed_people(NOW.date(), NOW)
    seed_kudos(NOW, seed=7, days=120)


def test_a_stretch_of_it_is_as_life_is(made):
    every = list(Kudos.objects.prefetch_related("recipients"))
    kinds = Counter(one.visibility for one in every)
    assert 80 < len(every) < 220
    assert min(kinds["team"], kinds["public"]) > kinds["private"] > 0
    assert all(one.shared_at < NOW for one in every)
    assert all(one.recipients.all() for one in every)
    assert not any(one.author_id == got.user_id for one in every for got in one.recipients.all())
    assert not any("{" in one.words for one in every)
    assert max(one.saw for one in every) > 3
    assert KudosEdit.objects.exists()
    for login, days in OVERDUE.items():
        assert not Recipient.objects.filter(
            user__username=login, shared_at__gt=NOW - timedelta(days=days), kudos__to_team=None
        ).exists()
    assert not Notice.objects.filter(read_at=None, at__lt=NOW - timedelta(days=1)).exists()


def test_the_words_say_most_of_what_they_could(made):
    specific = [one for one in Kudos.objects.all() if one.strengths.exists()]
    whole = [one for one in specific if one.moment and one.act and one.effect]
    assert len(specific) > 60
    assert all(one.act for one in specific)
    assert len(whole) > len(specific) / 4
