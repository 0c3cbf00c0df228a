"""Who may say that somebody is away: they themselves, who leads them, administrators."""

from __future__ import annotations

from django.db.models import QuerySet

from teams.models import Absence, User
from teams.permissions import person_pages_visible_to


def may_mark_away(user: User) -> QuerySet[User]:
    """Whose days away this person sees and sets: their own, and of whose page they may open."""
    return person_pages_visible_to(user).filter(is_active=True)


def absences_visible_to(user: User, person: User) -> QuerySet[Absence]:
    """The days away of somebody of those."""
    return Absence.objects.filter(user__in=may_mark_away(user).filter(pk=person.pk))
