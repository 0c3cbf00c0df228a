"""Who calls: a bearer token in the `Authorization` header, and nowhere else."""

from __future__ import annotations

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from teams.actions.tokens import note_use, token_in_use
from teams.models import ApiToken, User

SCHEME = "Bearer"
_LONGEST = 200


class TokenAuthentication(BaseAuthentication):
    """Takes the token's person as the user and the token itself as `request.auth`.

    A token in the address is not looked at: addresses end up in logs and histories.
    """

    @sensitive_variables("header", "plain")
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token; None when there is no such header.

        Raises AuthenticationFailed for every token that does not work, in the same words.
        """
        header = request.META.get("HTTP_AUTHORIZATION", "")
        scheme, _, plain = header.partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        plain = plain.strip()
        if not plain or " " in plain or len(plain) > _LONGEST:
            raise AuthenticationFailed("Write the header as “Authorization: Bearer TOKEN”.")
        now = timezone.now()
        token = token_in_use(plain, now)
        if token is None:
            raise AuthenticationFailed(
                "This token does not work: it is mistyped, expired or revoked."
            )
        note_use(token, now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 answer asks for."""
        return f'{SCHEME} realm="api"'
