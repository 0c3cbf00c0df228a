"""Answer 304 where nothing has changed since the last visit, without building the page.

The version of a page is made of everything that decides what it shows to this person:

- the figures: the engine's version, which every recomputation that changed something moves on;
- what people changed: the newest entries of the audit trail. Every action writes one in its own
  transaction. Several ids, not the last one alone: a transaction that took its number first may be the
  one that commits last;
- what arrives beside figures: sources, imports, jobs that were parked;
- who is looking: person, memberships as of today, theme, and the secret their forms are signed with;
- the address with its query, the minute (pages say what time it is), and the release that is running.

A page with a message to show is never answered so, and messages never change the version.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import models
from django.db.models import Aggregate, Count, Max, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from goals.models import EngineState, Import, Job, Source
from teams.models import AuditEntry, User
from teams.permissions import standing_of

Page = Callable[..., HttpResponse]

LATEST_CHANGES = 20
_OWN_CODE = ("config", "teams", "goals", "feedback", "escalations", "templates")


def unchanged(page: Page) -> Page:
    """Give a page an ETag, and answer 304 to a browser that has this version. For GET and HEAD."""
    conditional = condition(etag_func=lambda request, *_args, **_kwargs: etag_of(request))(page)

    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional(request, *args, **kwargs)
        # Kept by this person's browser alone, and asked for anew each time.
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def etag_of(request: HttpRequest) -> str | None:
    """The version of the page this request asks for; None where it must be built in any case."""
    user = request.user
    if not isinstance(user, User) or len(get_messages(request)):
        return None
    standing = standing_of(user)
    # Makes the secret where there is none yet, so that the first visit has the version of the next.
    get_token(request)
    parts = (
        *state_of_data(user),
        user.pk,
        user.name,
        user.theme,
        standing.is_administrator,
        *(sorted(teams) for teams in (standing.agent_in, standing.supervises, standing.manages)),
        request.META["CSRF_COOKIE"],
        request.headers.get("HX-Request", ""),
        request.get_full_path(),
        _minute(timezone.now()),
        release(),
    )
    return f'"{_digest(repr(parts).encode())}"'


def state_of_data(user: User) -> tuple[object, ...]:
    """What moves on when anything changes that a page could show. Two statements."""
    changes = AuditEntry.objects.order_by("-id").values_list("pk", flat=True)[:LATEST_CHANGES]
    # The person's row is always there, so it carries the rest in one statement.
    rest = User.objects.filter(pk=user.pk).values_list(
        Subquery(EngineState.objects.filter(pk=1).values("version")[:1]),
        _of_all(Source, Max("last_arrived_at")),
        _of_all(Import, Max("pk")),
        _of_all(Import, Max("done_at")),
        _of_all(Import, Max("undone_at")),
        _of_all(Job, Count("parked_at")),
        _of_all(Job, Max("parked_at")),
    )
    return (*changes, *rest)


def _of_all(model: type[models.Model], figure: Aggregate) -> Subquery:
    """One figure over a whole (small) table, as a column of another statement."""
    rows = model._default_manager.order_by().annotate(whole=Value(1)).values("whole")
    return Subquery(rows.annotate(figure=figure).values("figure"))


def _minute(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M")


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the code and templates that are running: pages change with them."""
    digest = blake2b(digest_size=12)
    for folder in _OWN_CODE:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in {".py", ".html"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
