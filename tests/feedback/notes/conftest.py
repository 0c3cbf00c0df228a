"""The moment at which all this happens, and a note that both read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine as travel

from feedback.actions.difficult_talks import open_talk
from feedback.actions.notes import write_note
from feedback.models import CoachingNote, Talk

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with travel.travel(NOW, tick=False):
        yield


@pytest.fixture
def private(supervisor, agent) -> CoachingNote:
    """Marcus's alone."""
    return write_note(supervisor, agent, situation="Only mine", tone="correct", now=NOW)


@pytest.fixture
def shared(supervisor, agent) -> CoachingNote:
    """Marcus's and Jin's."""
    return write_note(
        supervisor, agent, situation="Between us", tone="correct", shared=True, now=NOW
    )


@pytest.fixture
def talk(supervisor, agent) -> Talk:
    """Marcus's alone, still."""
    return open_talk(
        supervisor, agent, about="Late again", expectation="In time", own_words="Calm", now=NOW
    )
