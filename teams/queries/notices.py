"""What people chose to be told, and how it goes without a choice."""

from __future__ import annotations

from teams.models import NoticeChoices, User

Mode = NoticeChoices.Digest


def usual_digest(*, leads: bool) -> str:
    """Each working day for who leads; for everybody else none."""
    return Mode.WEEKDAYS if leads else Mode.OFF


def choices_of(person: User) -> NoticeChoices:
    """What this person chose; the defaults where they have not. One statement."""
    found = NoticeChoices.objects.filter(user=person).first()
    return NoticeChoices(user=person) if found is None else found
