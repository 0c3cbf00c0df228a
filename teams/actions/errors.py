"""Why an action was refused, in words for the person who asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction


class ActionRefused(Exception):
    """Nothing was written. `field` names the argument to mend ('' for none), `message` says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Stale(ActionRefused):
    """Somebody else changed the thing after it was read; `current` is how it stands now."""

    def __init__(self, current: object, message: str) -> None:
        super().__init__("", message)
        self.current = current


@contextmanager
def refused_if_taken(field: str, message: str) -> Iterator[None]:
    """Turn the database's refusal of a second one into a refusal in words.

    The actions look first; this is for two that looked at the same time. A savepoint keeps the caller's
    transaction usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ActionRefused(field, message) from error


@contextmanager
def refused_if_invalid() -> Iterator[None]:
    """Turn the first complaint of the model's own validators into a refusal."""
    try:
        yield
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise ActionRefused("" if field == NON_FIELD_ERRORS else field, messages[0]) from error
