"""Two at the same moment: one draft, one sending, on SQLite and on PostgreSQL."""

import pytest
from django.apps import apps

from escalations.actions import drafts
from escalations.models import Escalation, Promise, Step
from escalations.receivers import put_first_categories
from teams.models import Notice, User
from tests.escalations.together import NOW, a_draft, delivery
from tests.teams.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _categories(transactional_db, time_machine):
    """What the migrations put there is gone after a test that empties the database."""
    time_machine.move_to(NOW, tick=False)
    put_first_categories("default", apps)


def test_case_20_begun_twice_at_once_it_is_one(agent, supervisor):
    def begin():
        person = User.objects.get(pk=agent.pk)
        values = {"category": delivery(), "about": "Sofa", "need": "manager"}
        saved = drafts.start_draft(person, page="a" * 32, sequence=1, now=NOW, **values)
        return drafts.send(person, saved.escalation, now=NOW).pk

    outcomes = at_once(begin, begin, begin)
    assert len(set(outcomes)) == 1, outcomes
    assert Escalation.objects.get().state == "open"
    assert (Step.objects.count(), Promise.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_case_20_sent_and_thrown_away_at_once_one_of_them_happens(agent, supervisor):
    case = a_draft(agent)
    person = User.objects.get(pk=agent.pk)
    at_once(
        lambda: drafts.send(person, case, now=NOW),
        lambda: drafts.discard_draft(person, case, now=NOW),
    )
    left = list(Escalation.objects.all())
    assert [one.state for one in left] in ([], ["open"])
    assert Step.objects.count() == len(left)
