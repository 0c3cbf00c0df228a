"""One's own API tokens: made and shown once, listed, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import SIGNED_IN, access, person_of
from teams.actions.tokens import INGEST, SCOPES, create_token, revoke_token, tokens_of
from teams.forms.base import attempt
from teams.forms.tokens import TokenForm
from teams.models import ApiToken


@dataclass(frozen=True, slots=True)
class Row:
    """A token as its owner sees it: never the token."""

    name: str
    start: str
    may: str
    made: datetime
    used: datetime | None
    ends: datetime | None
    is_over: bool
    revoke_url: str


@access(SIGNED_IN)
@never_cache
@sensitive_variables("plain", "made")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; make one, which this very answer shows and no other will."""
    person = person_of(request)
    now = timezone.now()
    form = TokenForm(person, request.POST if request.method == "POST" else None)
    made: list[tuple[ApiToken, str]] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def make() -> None:
            made.append(
                create_token(
                    person,
                    person,
                    values["name"],
                    values["scopes"],
                    values.get("source", ""),
                    form.expires_at(now),
                    now=now,
                )
            )

        if attempt(form, make, expires_at="life"):
            form = TokenForm(person)
    token, plain = made[0] if made else (None, "")
    context = {
        "form": form,
        "rows": [_row(token, now) for token in tokens_of(person)],
        "made": token,
        "plain": plain,
    }
    return render(request, "teams/tokens.html", context)


def _row(token: ApiToken, now: datetime) -> Row:
    return Row(
        name=token.name,
        start=token.prefix,
        may=" · ".join(_in_words(token, scope) for scope in token.scopes),
        made=token.created_at,
        used=token.last_used_at,
        ends=token.expires_at,
        is_over=token.expires_at is not None and token.expires_at <= now,
        revoke_url=reverse("teams:token_revoke", args=[token.pk]),
    )


def _in_words(token: ApiToken, scope: str) -> str:
    words = SCOPES.get(scope, scope)
    return f"{words} of {token.source} only" if scope == INGEST and token.source else words


@access(SIGNED_IN)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop one of one's own tokens from its next request on."""
    person = person_of(request)
    token = get_object_or_404(tokens_of(person), pk=pk)
    revoke_token(person, token, now=timezone.now())
    messages.success(request, f"The token “{token.name}” is revoked. It works no longer.")
    return redirect("teams:tokens")
