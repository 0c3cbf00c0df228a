"""Huddles for tests: North's, on Friday 20 November 2026, ten minutes before it opens at nine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from teams import huddle_parts
from teams.actions.huddle_record import record_huddle
from teams.actions.huddles import make_ready
from teams.huddle_draft import COMPANY, FOCUS, KUDOS, QUESTION, Candidate
from teams.models import Huddle

NOW = datetime(2026, 11, 20, 8, 50, tzinfo=UTC)
DAY = date(2026, 11, 20)
YESTERDAY = date(2026, 11, 19)
MINUTE = timedelta(minutes=1)
BEFORE = NOW - timedelta(days=1)

CANDIDATES = [
    Candidate("company:1", COMPANY, "Harbour Services", "Satisfaction 92%."),
    Candidate("goal:1", FOCUS, "First contact", "142 behind even pace.", rank=0),
    Candidate("goal:2", FOCUS, "Repeat contacts", "On pace.", rank=2),
    *(
        Candidate(
            f"said:{n}", KUDOS, f"Marcus to {name}", f"Thanks {n}", at=NOW - n * MINUTE,
            about=frozenset({n}), kept=False,
        )
        for n, name in enumerate(("Jin", "Dele", "Ewa"), 1)
    ),
    Candidate("ask:1", QUESTION, "Ring the depot first"),
    Candidate("ask:2", QUESTION, "A second screen"),
]  # fmt: skip


@pytest.fixture
def brought(monkeypatch):
    """What the apps bring, as a list to be changed; what is not kept is asked for by `said`."""
    there = list(CANDIDATES)
    monkeypatch.setattr(huddle_parts, "_sources", {"test": lambda *_: there})
    monkeypatch.setattr(
        huddle_parts,
        "_live",
        {"said": lambda _, keys, *__: [one for one in there if one.key in keys]},
    )
    monkeypatch.setattr(huddle_parts, "_to_agree", [])
    monkeypatch.setattr(huddle_parts, "_comparison", [])
    return there


def held(leader, team, day, *, here, now, **more):
    """A huddle that was held."""
    return record_huddle(leader, team, day, here=[one.pk for one in here], now=now, **more)


def ready(leader, team, *, day=DAY, now=NOW):
    return make_ready(leader, team, day, now=now)


def anew(huddle):
    return Huddle.objects.get(pk=huddle.pk)


def said(huddle, kind):
    """Keys of what is said in a part."""
    return list(huddle.parts.filter(kind=kind).order_by("position").values_list("key", flat=True))
