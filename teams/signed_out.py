"""Who is signed out meets the sign-in page; what they had just written is handed back to them first.

A session ends after a shift, perhaps while somebody writes. What they send then is not done, and kept nowhere: it
stands in the answer alone, to be copied, so that nobody who signs in later comes by another's words.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

LONGEST = 20_000
_OURS = frozenset({"csrfmiddlewaretoken", "next"})


class SignInMiddleware(LoginRequiredMiddleware):
    """The framework's, which would drop the words of a form."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """The sign-in page; after a form with words in it the words, and a way there (401)."""
        found = super().handle_no_permission(request, view_func)
        words = typed_in(request)
        if not words:
            return found
        way = redirect_to_login(_page_of(request))
        context = {"words": words, "sign_in_url": way["Location"]}
        answer = render(request, "registration/signed_out.html", context, status=401)
        add_never_cache_headers(answer)
        return answer


def _page_of(request: HttpRequest) -> str:
    """The page where it was written, which may be another than where its form leads."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return request.get_full_path()
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def typed_in(request: HttpRequest) -> list[str]:
    """What somebody wrote into the form that was sent, in its order: whatever has more than one word, but passwords.
    Nothing where a part of a page asks while one types: the page itself still has the words.
    """
    if request.method != "POST" or getattr(request, "htmx", False):
        return []
    fields = (name for name in request.POST if name not in _OURS and "password" not in name)
    values = (value.strip() for name in fields for value in request.POST.getlist(name))
    return [value[:LONGEST] for value in values if len(value.split()) > 1]
