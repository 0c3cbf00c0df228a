"""Whoever was told of an occasion is not told again."""

from datetime import UTC, datetime

from teams.models import Notice
from teams.telling import tell

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)


def test_an_occasion_is_told_once_to_each(agent, colleague):
    tell([agent], "goals.turned", "goal-1", "Calls are behind.", now=NOW)
    tell([agent, colleague.pk], "goals.turned", "goal-1", "Calls are behind.", now=NOW)
    assert Notice.objects.filter(user=agent).count() == 1
    assert Notice.objects.filter(user=colleague).count() == 1


def test_a_long_text_is_cut_and_nothing_is_lost(agent):
    tell([agent], "goals.turned", "goal-1", "x" * 400, detail="y" * 600, now=NOW)
    notice = Notice.objects.get()
    assert (len(notice.text), len(notice.detail)) == (300, 500)
