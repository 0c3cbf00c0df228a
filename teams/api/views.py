"""What every view of the API stands on: stated access, scopes, limits, strict bodies, documented errors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import mixins, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from teams.access import SIGNED_IN, Access
from teams.actions.tokens import READ, WRITE
from teams.api.once import DESCRIPTION, HEADER, once
from teams.api.pagination import Pages
from teams.api.parsing import MEGABYTE, StrictJSONParser
from teams.api.problems import CONTENT_TYPE
from teams.api.serializers import Problem
from teams.api.throttling import PerCaller
from teams.models import ApiToken, User

_ERRORS = {
    "400": "The request cannot be taken as it is.",
    "401": "No token, or one that does not work.",
    "403": "You may see this, but not do that; or the token lacks the scope.",
    "404": "Nothing here, or nothing for you to see.",
    "409": "It does not fit how things stand now.",
    "413": "The body is too large.",
    "415": "The body is not `application/json`.",
    "429": "Too many calls; `Retry-After` says for how many seconds.",
}
_ERRORS_OF_READING = ("400", "401", "403", "404", "429")


def person_of(request: HttpRequest | Request) -> User:
    """Who calls. Views ask after the permission check, when it is somebody; nobody is not found."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


class MayUse(BasePermission):
    """Holds a view to the access it states, and a token to its scopes.

    Whoever is not signed in gets 401; whoever the view is not for, 404, as if it were not there.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether to go on. Raises Http404 and PermissionDenied."""
        if not request.user.is_authenticated:
            return False
        rule: Access = view.access  # type: ignore[attr-defined]
        if not rule.allows(request.user):
            raise Http404
        if isinstance(request.auth, ApiToken):
            writes: str = getattr(view, "writing_scope", WRITE)
            scope = READ if request.method in SAFE_METHODS else writes
            if scope not in request.auth.scopes:
                raise PermissionDenied(f"This token lacks the scope “{scope}”.")
        return True


class Documented(AutoSchema):
    """Describes views to OpenAPI, with the errors that every one of them can answer."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The operation, with every error it does not describe itself."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        component = self.resolve_serializer(Problem, "response")
        for status, description in _ERRORS.items():
            if self.method == "GET" and status not in _ERRORS_OF_READING:
                continue
            operation["responses"].setdefault(
                status,
                {
                    "description": description,
                    "content": {CONTENT_TYPE: {"schema": component.ref}},
                },
            )
        if self.method == "POST" and "" not in getattr(self.view, "known_anyway", ("",)):
            operation.setdefault("parameters", []).append(
                {
                    "in": "header",
                    "name": HEADER,
                    "schema": {"type": "string"},
                    "description": DESCRIPTION,
                }
            )
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation


class ApiView(APIView):
    """A view of the API. `access` says whom it is for, `writing_scope` what a token needs to write.

    Every POST honours an `Idempotency-Key`, but for the `known_anyway`: names of actions (empty for a plain
    view) that know what was sent before from what was sent. `told_in` is the field of an answer that names what a
    POST to the list made, where that is neither its `id` nor what addresses name it by.
    """

    access: ClassVar[Access] = SIGNED_IN
    writing_scope: ClassVar[str] = WRITE
    known_anyway: ClassVar[frozenset[str]] = frozenset()
    told_in: ClassVar[str] = ""
    max_body: ClassVar[int] = MEGABYTE
    permission_classes = (MayUse,)
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    throttle_classes = (PerCaller,)
    metadata_class = None
    schema = Documented()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Checks who calls; from then on the handler of a POST does what has a key once."""
        super().initial(request, *args, **kwargs)
        handler = getattr(self, "post", None)
        if request.method == "POST" and handler is not None and _knows_keys(self):
            # On the instance, where a view set puts its handlers too.
            vars(self)["post"] = once(self, handler, person_of(request))


def _knows_keys(view: Any) -> bool:
    return (getattr(view, "action", None) or "") not in view.known_anyway


class ListAndItems(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]
):
    """A list by cursor and its items, out of a queryset that holds only what the caller may see."""

    pagination_class = Pages


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells OpenAPI how to send a token."""

    target_class = "teams.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """A bearer token in the header."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made under Settings, API tokens, or by `manage.py create_token`.",
        }
