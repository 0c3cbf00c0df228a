"""What became rarer in the demonstration's year, since when, and how much there was of everything before. Pure."""

from __future__ import annotations

from escalations.demo import subjects as of
from escalations.demo.subjects import SUBJECTS, Subject
from teams.demo import NIGHT, NORTH, SOUTH, WEST

A_DAY = {NORTH: 0.92, SOUTH: 0.56, WEST: 0.55, NIGHT: 0.42}
"""Cases on a day of work, before anything was done about them."""
LATE_PROTOCOL, FORM_MENDED, LAMP_LIMIT, NIGHT_TRAINING = 150, 95, 60, 40
DEPOSIT_FIX = 70
"""Days ago: what was done about the deposits, which did not help."""
NEW_NAME = 86
"""Days ago: since then the statement has had another name, and nothing has been done about it yet."""


def factor(subject: Subject, team: str, ago: int) -> float:
    """How often something comes up so many days ago, beside how often it did before."""
    if subject.cause == of.MISSED and ago < LATE_PROTOCOL:
        return 0.24 if team == NORTH else 0.7
    if subject.cause == of.CIRCLES and team == SOUTH and ago < FORM_MENDED:
        return 0.12
    if subject.cause == of.LOCKED and team == NIGHT and ago < NIGHT_TRAINING:
        return 0.6
    if subject.cause == of.UNKNOWN and ago < NEW_NAME:
        return 2.4
    return 1.0


def alone(subject: Subject, amount: int, ago: int) -> float:
    """How often an agent settles it: what the higher limit allows is theirs since then."""
    if subject.cause == of.CRACKED and ago < LAMP_LIMIT and amount <= 40:
        return 0.7
    return subject.alone


def weights(team: str, ago: int) -> list[float]:
    """How often each subject comes up on a day, in their order; together the cases expected."""
    whole = sum(subject.weights[team] for subject in SUBJECTS)
    return [
        A_DAY[team] * subject.weights[team] * factor(subject, team, ago) / whole
        for subject in SUBJECTS
    ]
