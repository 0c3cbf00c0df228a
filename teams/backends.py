"""Who may sign in, and whose session still holds: asked at every request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from teams.models import User
from teams.permissions import can_sign_in

Read = Callable[[int], "User | None"]
_read: ContextVar[Read | None] = ContextVar("read", default=None)


@contextmanager
def people_read_by(read: Read) -> Iterator[None]:
    """In the block a session's person is read by `read`, which may read more in the same statement."""
    token = _read.set(read)
    try:
        yield
    finally:
        _read.reset(token)


class PersonBackend(ModelBackend):
    """Name and password, for people who are here.

    The framework asks `user_can_authenticate` at sign-in and again whenever a session names its user, so
    a session ends with the right to sign in.
    """

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        """False for nobody, for the deactivated, and from the day on which a person has left."""
        return user is not None and can_sign_in(user, timezone.now())

    def get_user(self, user_id: int) -> User | None:
        """Whom a session names, if they may still sign in."""
        read = _read.get()
        if read is None:
            found: User | None = super().get_user(user_id)
            return found
        user = read(user_id)
        return user if self.user_can_authenticate(user) else None
