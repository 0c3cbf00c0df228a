"""The demonstration's year of questions."""

from datetime import UTC, datetime

import pytest

from feedback.demo.pulse import seed_pulse
from feedback.models import PulseAction, Round, Turnout
from feedback.queries.pulse_held import has_answered
from feedback.queries.pulse_results import closed_rounds, read_results
from goals.demo import SEED
from teams.demo import seed_people
from teams.models import Notice, Organisation, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


def test_a_year_is_told_and_this_weeks_question_waits(time_machine):
    time_machine.move_to(NOW, tick=False)
    seed_people(NOW.date(), NOW)
    seed_pulse(NOW, seed=SEED)
    assert closed_rounds().count() == 52
    assert not Round.objects.filter(opens_at__gt=NOW).exists()
    results = read_results(closed_rounds(), Organisation.objects.get().clock, NOW)
    assert all(result.whole for result in results)
    assert any(result.whole.usual for result in results[:4])
    assert any("told together" in group.note for result in results for group in result.groups)
    assert PulseAction.objects.filter(done_at=None).count() == 1
    turnout = Turnout.objects.get()
    assert turnout.people
    jin = User.objects.get(username="jin")
    assert not has_answered(turnout.round_id, jin.pk, turnout.people)
    assert not Notice.objects.filter(kind="feedback.pulse", read_at=None).exists()
