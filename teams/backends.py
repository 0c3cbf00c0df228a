"""Who may sign in, and whose session still holds: asked at every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from teams.models import User
from teams.permissions import can_sign_in


class PersonBackend(ModelBackend):
    """Name and password, for people who are here.

    The framework asks `user_can_authenticate` at sign-in and again whenever a session names its user, so
    a session ends with the right to sign in.
    """

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        """False for nobody, for the deactivated, and from the day on which a person has left."""
        return user is not None and can_sign_in(user, timezone.now())
