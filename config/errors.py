"""The pages for what went wrong: not found, not allowed, broken, too many tries.

Under `/api/` the same is said as JSON problem details (RFC 9457). What one may not see and what
does not exist get the same answer.
"""

from http import HTTPStatus
from typing import Any

import structlog
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)

_WORDS = {
    400: "We could not read that request.",
    403: "That is not yours to change.",
    404: "That page is not here. It may have been closed or renamed.",
    429: "Too many tries. Wait 15 minutes, then try again.",
    500: "Something broke on our side.",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself makes no sense."""
    return answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: one may see it, but not do that."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing for this person: the same answer, which rests on the address and on who asks alone.

    Whoever is signed in and looks keeps the menu and can search; without a database it is the page without them.
    """
    looks = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
    return (_within_the_menu(request) if looks else None) or answer(request, 404)


def _within_the_menu(request: HttpRequest) -> HttpResponse | None:
    """The page with the menu around it; None for whoever is not signed in, and where the database is away."""
    resolved = request.resolver_match
    # The frame links the sheet of the app that a page is of: it would tell what is not theirs from what is not there.
    request.resolver_match = None
    try:
        if getattr(request, "user", None) is None or not request.user.is_authenticated:
            return None
        context = {"reference": request.META.get("LEADWELL_REFERENCE", "")}
        return render(request, "shell/not_here.html", context, status=404)
    except Error:
        log.warning("the page of what is not here was drawn without its menu", exc_info=True)
        return None
    finally:
        request.resolver_match = resolved


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault, with the reference under which the log tells what happened."""
    return answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is stale or comes from elsewhere."""
    said = "This form is out of date. Go back, reload the page and send again."
    return answer(request, 403, detail=said, template="403_csrf.html")


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """429: too many wrong passwords for one name from one place."""
    refused = answer(request, 429)
    refused["Retry-After"] = str(15 * 60)
    return refused


def answer(request: HttpRequest, status: int, detail: str = "", template: str = "") -> HttpResponse:
    """The page (`template`, else `<status>.html`), or problem details where a program asks."""
    phrase = HTTPStatus(status).phrase
    reference = request.META.get("LEADWELL_REFERENCE", "")
    detail = detail or _WORDS[status]
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": phrase, "status": status, "detail": detail}
        return JsonResponse(
            {**problem, "errors": []}, status=status, content_type="application/problem+json"
        )
    context = {"status": status, "title": phrase, "detail": detail, "reference": reference}
    return render(request, template or f"{status}.html", context, status=status)
