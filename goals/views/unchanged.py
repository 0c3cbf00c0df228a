"""Answer 304 where nothing has changed since the last visit, without building the page.

The version of a page is made of everything that decides what it shows to this person: the state of the
data (`goals.queries.state`; memberships are part of it, as actions change them); who is looking, what
waits in their inbox, their theme and the secret their forms are signed with; the address with its query; the minute, as pages say
what time it is; and the release that is running. A page with a message to show is always built.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from goals.queries.state import State, digest, read_state, read_state_for
from teams.models import User

Page = Callable[..., HttpResponse]

_OWN_CODE = ("config", "teams", "goals", "feedback", "escalations", "templates")
_STATE = "_leadwell_state"
_INBOX = "_leadwell_inbox"


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
    # Makes the secret where there is none yet, so that the first visit has the version of the next.
    get_token(request)
    version = digest(
        state_for(request),
        getattr(request, _INBOX, ""),
        user.pk,
        user.name,
        user.theme,
        request.META["CSRF_COOKIE"],
        request.headers.get("HX-Request", ""),
        request.get_full_path(),
        f"{timezone.now():%Y-%m-%dT%H:%M}",
        release(),
    )
    return f'"{version}"'


def state_for(request: HttpRequest) -> State:
    """The state of the data, read once in a request. One statement."""
    state: State | None = getattr(request, _STATE, None)
    if state is None:
        if isinstance(request.user, User):
            state, inbox = read_state_for(request.user.pk)
            setattr(request, _INBOX, inbox)
        else:
            state = read_state()
        setattr(request, _STATE, state)
    return state


@lru_cache(maxsize=1)
def release() -> str:
    """A digest of the code and templates that are running: pages change with them."""
    code = blake2b(digest_size=12)
    for folder in _OWN_CODE:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in {".py", ".html"}:
                code.update(path.read_bytes())
    return code.hexdigest()
