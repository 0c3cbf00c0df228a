"""Several at the same moment, on SQLite and on PostgreSQL: the count is exact, a thanks is given once."""

import pytest
from django.apps import apps

from feedback.actions import kudos as actions
from feedback.actions.kudos import give
from feedback.actions.kudos_answers import say_saw, unsay_saw
from feedback.models import Kudos, KudosEdit, Saw
from feedback.receivers import put_first_words
from teams.actions import create_person, join_team
from teams.models import Notice, Role, User
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, WORDS, thanks
from tests.teams.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _morning(transactional_db, time_machine):
    time_machine.move_to(NOW, tick=False)
    put_first_words("default", apps)


def anew(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.fixture
def twenty(north):
    people = [create_person(None, name=f"Person {n}", username=f"p{n}") for n in range(20)]
    for person in people:
        join_team(None, person, north, Role.AGENT, SINCE)
    return people


def test_case_20_twenty_thank_at_once_and_all_of_it_is_there(supervisor, twenty):
    outcomes = at_once(*[lambda one=one: thanks(anew(one), supervisor).pk for one in twenty])
    assert len(set(outcomes)) == Kudos.objects.count() == 20, outcomes
    assert Notice.objects.filter(user=supervisor).count() == 20


def test_case_20_who_saw_it_too_at_the_same_moment_is_counted_exactly(supervisor, agent, twenty):
    kudos = thanks(supervisor, agent)
    first, *rest = twenty[:9]
    say_saw(first, kudos, now=NOW)

    outcomes = at_once(
        lambda: unsay_saw(anew(first), kudos, now=NOW),
        *[lambda one=one: say_saw(anew(one), kudos, now=NOW) for one in rest],
        *[lambda one=one: say_saw(anew(one), kudos, now=NOW) for one in rest[:2]],
    )

    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert Kudos.objects.get().saw == Saw.objects.count() == 8


def test_case_20_a_double_click_at_the_same_moment_is_one_thanks(supervisor, agent):
    def share():
        return give(anew(supervisor), to=[agent], words=WORDS, now=NOW).pk

    outcomes = at_once(share, share, share)
    assert len(set(outcomes)) == 1, outcomes
    assert Kudos.objects.count() == Notice.objects.count() == 1


def test_two_who_thank_each_other_at_once_both_do(supervisor, agent):
    outcomes = at_once(
        lambda: thanks(anew(supervisor), agent).pk, lambda: thanks(anew(agent), supervisor).pk
    )
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert Kudos.objects.count() == 2


def test_edited_and_taken_back_at_once_it_is_gone_and_nothing_broke(supervisor, agent):
    kudos = thanks(supervisor, agent)
    at_once(
        lambda: actions.edit(anew(supervisor), kudos, words="Other.", now=NOW),
        lambda: actions.take_back(anew(supervisor), kudos, now=NOW),
    )
    left = Kudos.objects.get()
    assert left.taken_back_at == NOW
    assert left.version == KudosEdit.objects.count()
