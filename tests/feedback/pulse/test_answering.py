"""An answer is counted once, in the team its author is in, and leaves nothing of itself but a sum."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.models import Box, Held, Round, Turnout
from teams.actions import create_team
from teams.actions.errors import ActionRefused
from teams.actions.memberships import move_agent
from teams.models import AuditEntry, Notice, User
from teams.permissions import forget_standing
from tests.feedback.pulse_scene import (
    MONDAY,
    OVER,
    THURSDAY,
    WEEK,
    closed,
    have_answered,
    opened,
    people_of,
    said_in,
    says,
    sums,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _thursday(time_machine):
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def five(north):
    """Five agents of North; the round is open."""
    people = people_of(north, 5)
    opened()
    return people


def test_an_answer_is_added_to_the_sums_of_its_team(five, north):
    assert says(five[0], 4)
    assert says(five[1], 4, "More light, please.")
    assert says(five[2], 1, "all fine")
    assert sums(north) == [1, 0, 0, 2, 0]
    assert said_in(north).words == ("all fine", "More light, please.")
    assert have_answered(*five[:3])


def test_who_answers_again_changes_nothing(five, north):
    assert says(five[0], 4, "Once.")
    assert not says(five[0], 1, "Twice.")
    assert sums(north) == [0, 0, 0, 1, 0]
    assert said_in(north).words == ("Once.",)


def test_who_moves_to_another_team_has_answered_all_the_same(five, north, south):
    says(five[0], 4)
    move_agent(None, five[0], south, THURSDAY.date())
    mover = User.objects.get(pk=five[0].pk)
    forget_standing(mover)
    assert not says(mover, 5)
    assert sums(south) == [0] * 5


def test_a_team_that_is_younger_than_the_round_is_counted(five):
    young = create_team(None, name="Young", time_zone="Europe/London")
    says(people_of(young, 1)[0], 2)
    assert sums(young) == [0, 1, 0, 0, 0]


def test_leaders_are_asked_like_everybody(five, north, supervisor):
    assert says(supervisor, 5)
    assert sums(north) == [0, 0, 0, 0, 1]


def test_who_is_in_no_team_is_not_asked(five, administrator):
    with pytest.raises(PermissionDenied):
        says(administrator, 3)


@pytest.mark.parametrize("score", [0, 6, -1, None])
def test_only_one_to_five_counts(five, north, score):
    with pytest.raises(ActionRefused) as refused:
        says(five[0], score)
    assert refused.value.field == "score"
    assert sums(north) == [0] * 5


def test_words_that_are_too_long_are_refused_and_nothing_is_counted(five, north):
    with pytest.raises(ActionRefused) as refused:
        says(five[0], 3, "x" * 301)
    assert refused.value.field == "words"
    assert sums(north) == [0] * 5
    assert have_answered()


def test_once_the_week_is_over_nothing_comes_in_whether_or_not_anybody_closed_it(five, north):
    with pytest.raises(ActionRefused):
        says(five[0], 3, now=OVER)
    with pytest.raises(ActionRefused):
        says(five[0], 3, now=MONDAY - timedelta(hours=1))
    closed()
    with pytest.raises(ActionRefused):
        says(five[0], 3, now=THURSDAY)
    assert sums(north) == [0] * 5


def test_a_page_of_last_week_does_not_answer_this_weeks_question(five, north):
    with pytest.raises(ActionRefused):
        says(five[0], 3, week=WEEK - timedelta(days=7))
    assert sums(north) == [0] * 5


def test_an_answer_leaves_no_row_of_its_own(five):
    before = (AuditEntry.objects.count(), Notice.objects.filter(read_at=None).count())
    says(five[0], 4)
    assert (AuditEntry.objects.count(), Notice.objects.filter(read_at=None).count()) == before


def test_who_has_answered_is_forgotten_when_the_week_closes(five, north):
    for place, person in enumerate(five):
        says(person, place + 1, f"word {9 - place}")
    closed()
    assert not Turnout.objects.exists()
    assert not Held.objects.exists()
    assert sums(north) == [1, 1, 1, 1, 1]
    assert Box.objects.get().words == sorted(f"word {place}" for place in range(5, 10))
    assert Round.objects.get().closed_at == OVER


def test_of_fewer_than_five_nothing_is_left_when_the_week_closes(five):
    for person in five[:4]:
        says(person, 1, "My lead shouts")
    closed()
    assert not Box.objects.exists()
    assert not Held.objects.exists()


def test_a_box_of_fewer_than_five_is_refused_by_the_database(five):
    with pytest.raises(IntegrityError), transaction.atomic():
        Box.objects.create(round=Round.objects.get(), ones=1, fives=3)


def test_when_the_week_closes_its_notices_are_read_for_everybody_alike(five):
    says(five[0], 4)
    asked = Notice.objects.filter(kind="feedback.pulse")
    assert asked.filter(read_at=None).count() == 5
    closed()
    assert set(asked.values_list("user_id", "read_at")) == {(one.pk, OVER) for one in five}


def test_a_former_secret_still_opens_what_it_sealed(five, north, settings):
    says(five[0], 4)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another " * 8
    assert not says(five[0], 5)
    assert says(five[1], 5)
    assert sums(north) == [0, 0, 0, 1, 1]


def test_with_the_secret_gone_nothing_is_counted_and_the_week_closes_untold(five, settings):
    says(five[0], 4)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8
    with pytest.raises(ActionRefused, match="former one"):
        says(five[1], 5)
    settings.SECRET_KEY = former
    assert have_answered(five[0])
    settings.SECRET_KEY = "another " * 8
    closed()
    assert not Box.objects.exists()
    assert Round.objects.get().closed_at == OVER
