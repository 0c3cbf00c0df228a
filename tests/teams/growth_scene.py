"""Growing as a leader for tests, on Friday 20 November 2026, noon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from teams.actions.focus import begin_focus
from teams.actions.growth import place_oneself, share_growth
from teams.actions.study import answer_study, ask_to_study
from teams.models import Focus, LeaderSkill, LeaderSkillWords, Placing, StudyRequest, User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def a_skill(place: int = 0) -> LeaderSkill:
    """The first of those that come with an installation, or another."""
    return LeaderSkill.objects.filter(archived_at=None)[place]


def words_of(skill: LeaderSkill) -> LeaderSkillWords:
    """As it reads now."""
    return LeaderSkillWords.objects.get(skill=skill, is_current=True)


def placed(
    person: User, skill: LeaderSkill | None = None, *, now: datetime = NOW, **more: Any
) -> Placing:
    """They say where they are."""
    said = {"level": 2, "words": "I am on the way.", "example": "I thanked Dele.", **more}
    return place_oneself(person, skill or a_skill(), now=now, **said)


def share(person: User, leader: User, *, now: datetime = NOW) -> None:
    """They let a leader see all of it."""
    share_growth(person, skills=[leader.pk], focus=[leader.pk], now=now)


def a_focus(person: User, *, now: datetime = NOW, **more: Any) -> Focus:
    """They work on something for a month."""
    said = {"doing": "I ask first.", "sign": "They ask less.", "until": TODAY + 30 * DAY, **more}
    return begin_focus(person, said.pop("skill", None) or a_skill(), now=now, **said)


def asked(person: User, *, now: datetime = NOW, **more: Any) -> StudyRequest:
    """They would like to read something."""
    said = {"kind": "read", "what": "A fine book", "why": "I want to know.", **more}
    return ask_to_study(person, now=now, **said)


def answered(
    leader: User,
    request: StudyRequest,
    answer: str = "yes",
    words: str = "",
    *,
    now: datetime = NOW,
) -> StudyRequest:
    """And hear back."""
    return answer_study(leader, request, answer=answer, words=words, now=now)
