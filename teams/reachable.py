"""Whether somebody can open a page now: asked before a mail or the inbox leads there.

What a notice is about may have been taken back, or be no longer theirs to see. Only the page itself knows that, by
the rules it answers by; so the page is asked, as that person, and what it says is thrown away.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from teams.models import User

log = structlog.get_logger(__name__)


def can_open(person: User, url: str) -> bool:
    """Whether a path of this site, query and all, answers this person with a page. A GET: it changes nothing."""
    parts = urlsplit(url)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return False
    # What the middleware asks first (`teams.access`).
    rule = getattr(found.func, "access", None)
    if rule is None or not rule.allows(person):
        return False
    request = _get(person, parts.path, parts.query)
    request.resolver_match = found
    try:
        status: int = found.func(request, *found.args, **found.kwargs).status_code
    except (Http404, PermissionDenied):
        return False
    except Exception:
        # Whoever opens it sees what is wrong; a mail does not lead there.
        log.exception("a page that a notice leads to does not open", path=parts.path)
        return False
    return status < 400


def _get(person: User, path: str, query: str) -> HttpRequest:
    """What that person's browser would send."""
    request = HttpRequest()
    site = urlsplit(settings.SITE_URL)
    request.method = "GET"
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.META = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
        "CSRF_COOKIE": "",
    }
    request.user = person
    request.session = SessionStore()
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request
