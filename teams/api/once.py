"""A call that is sent again under its own name: the same answer, and nothing is done a second time."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from teams.actions.taken_calls import forget_taken_calls
from teams.api.problems import Conflict
from teams.models import TakenCall, User

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
DESCRIPTION = (
    f"Your own name for this call, up to {LONGEST_KEY} characters. Sent again with it within two days, nothing"
    " is done twice, and the answer is the same; with another body or address it is a 409."
)
_OTHER = "Another call was sent under this key. Give each its own."
Handler = Callable[..., Response]


def key_of(request: Request) -> str:
    """The caller's own name for the call, or nothing. Raises ValidationError."""
    key = request.headers.get(HEADER, "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        words = f"Keep it to {LONGEST_KEY} characters that can be read."
        raise ValidationError({HEADER: [ErrorDetail(words, code="invalid")]})
    return str(key)


def once(handler: Handler, person: User) -> Handler:
    """The handler, done once for each key of this person. What was refused did nothing, and may be sent anew."""

    def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
        key = key_of(request)
        if not key:
            return handler(request, *args, **kwargs)
        now, digest = timezone.now(), _digest(request)
        with transaction.atomic():
            forget_taken_calls(now)
            call, is_new = TakenCall.objects.get_or_create(
                person=person, key=key, defaults={"digest": digest, "at": now}
            )
            if not is_new:
                if call.digest != digest:
                    raise Conflict(_OTHER)
                answer = json.loads(call.answer) if call.answer else None
                return Response(answer, status=call.status)
            response = handler(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            call.status = response.status_code
            if response.data is not None:
                call.answer = JSONRenderer().render(response.data).decode()
            call.save(update_fields=["status", "answer"])
        return response

    return handle


def _digest(request: Request) -> str:
    """Of what the call says: the same in another order of its fields."""
    said = json.dumps([request.get_full_path(), request.data], sort_keys=True)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
