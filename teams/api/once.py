"""A call that is sent again under its own name: the same answer, and nothing is done a second time.

What is kept for that holds no words that can be read. Mostly it is the address of a thing, from which the answer is
made anew; where an answer says something else, that is sealed with what was sent, so that only the same call opens
it. Either is answered only to whoever may still read the thing.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import PermissionDenied as Refused
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView
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
    " is done twice: the answer has the same status and tells of the thing as it stands, or is a 404 if you may not"
    " read it any more. With another body or address it is a 409."
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


def once(view: Any, handler: Handler, person: User) -> Handler:
    """The view's handler, done once for each key of this person. What was refused did nothing, and may be sent anew."""

    def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
        key = key_of(request)
        if not key:
            return handler(request, *args, **kwargs)
        now, said = timezone.now(), _said(request)
        digest = sha256(said).hexdigest()
        with transaction.atomic():
            forget_taken_calls(now)
            call, is_new = TakenCall.objects.get_or_create(
                person=person, key=key, defaults={"digest": digest, "at": now}
            )
            if not is_new:
                if call.digest != digest:
                    raise Conflict(_OTHER)
                return _again(view, request, call, said)
            response = handler(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            call.status = response.status_code
            if response.data is not None:
                call.answer = _kept(view, request, kwargs, response.data, said)
            call.save(update_fields=["status", "answer"])
        return response

    return handle


def _said(request: Request) -> bytes:
    """What the call says: the same in another order of its fields."""
    said = json.dumps([request.get_full_path(), request.data], sort_keys=True)
    return said.encode("utf-8", "surrogatepass")


def _kept(view: Any, request: Request, kwargs: Mapping[str, Any], answer: Any, said: bytes) -> str:
    """What the answer can be given from again. Nothing, where the caller cannot read the thing after their own call."""
    place, plain = _place(view, kwargs, answer), JSONRenderer().render(answer)
    kept: dict[str, Any] = {}
    if place:
        kept["at"] = place
        try:
            now = _read(view, request, place)
        except (Http404, PermissionDenied, Refused):
            return ""
        if now is not None and JSONRenderer().render(now) == plain:
            return json.dumps(kept)
    kept["sealed"] = _seal(said).encrypt(plain).decode()
    return json.dumps(kept)


def _again(view: Any, request: Request, call: TakenCall, said: bytes) -> Response:
    """The answer once more. Raises what reading the thing raises, where the caller may not any more."""
    kept = json.loads(call.answer) if call.answer else {}
    answer = _read(view, request, kept["at"]) if "at" in kept else None
    if "sealed" in kept:
        try:
            answer = json.loads(_seal(said).decrypt(kept["sealed"]))
        except InvalidToken:
            # The installation has another secret since. It was done all the same.
            answer = None
    return Response(answer, status=call.status)


def _place(view: Any, kwargs: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """Where the thing that was called or made is read: as the address names it. Empty where there is none."""
    told_in: str = view.told_in
    if not isinstance(view, GenericAPIView):
        return dict(kwargs) if hasattr(view, "get") else {}
    name = view.lookup_url_kwarg or view.lookup_field
    if name in kwargs:
        return {name: kwargs[name]}
    made = answer.get(told_in or ("id" if name == "pk" else name))
    return {} if made is None else {name: str(made)}


def _read(view: Any, request: Request, place: Mapping[str, Any]) -> Any:
    """The thing as it is read there by itself; None where it is read in lists alone. Raises Http404 and refusals."""
    view.kwargs = dict(place)
    if not isinstance(view, GenericAPIView):
        return view.get(request, **place).data
    if hasattr(view, "retrieve"):
        return view.retrieve(request, **place).data
    view.get_object()
    return None


def _seal(said: bytes) -> Fernet:
    """Opened by the installation's secret together with the call's own words, and by neither alone."""
    return Fernet(urlsafe_b64encode(salted_hmac(__name__, said, algorithm="sha256").digest()))
