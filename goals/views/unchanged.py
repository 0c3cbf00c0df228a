"""Answer 304 where nothing has changed since the last visit, without building the page.

The version of a page is made of everything that decides what it shows to this person: the state of the
data (`goals.queries.state`; memberships are part of it, as actions change them); who is looking, what
waits in their inbox, their theme and the secret their forms are signed with; the address with its query; the minute, as pages say
what time it is; and the release that is running. A page with a message to show is always built.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from goals.queries.release import release
from goals.queries.state import (
    State,
    ask_state,
    digest,
    kept_organisation,
    person_and_state,
    read_state,
    told,
)
from teams.access import reads_person
from teams.context import know_frame
from teams.models import User

Page = Callable[..., HttpResponse]

_STATE = "_leadwell_state"
_ANSWERS = "_leadwell_answers"
_INBOX = "_leadwell_inbox"
_MOVED = "moved"
ANEW = "leadwell_anew"
"""A cookie. Two minutes are enough, as the version of a page moves with the minute."""
TWO_MINUTES = 120


def unchanged(page: Page) -> Page:
    """Give a page an ETag, and answer 304 to a browser that has this version. For GET and HEAD."""
    conditional = condition(etag_func=lambda request, *_args, **_kwargs: etag_of(request))(page)

    @reads_person(_with_state)
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional(request, *args, **kwargs)
        # Kept by this person's browser alone, and asked for anew each time.
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def _with_state(user_id: int) -> User | None:
    found = person_and_state(user_id)
    if found is None:
        return None
    user, answers = found
    setattr(user, _ANSWERS, answers)
    return user


def etag_of(request: HttpRequest) -> str | None:
    """The version of the page this request asks for; None where it must be built in any case."""
    user = request.user
    if not isinstance(user, User) or len(get_messages(request)):
        return None
    if "CSRF_COOKIE" not in request.META:
        # Makes the secret where there is none yet, so that the first visit has the version of the next. Where
        # there is one it is not asked for: to draw a token for nobody is a good part of what a 304 takes.
        get_token(request)
    version = digest(
        state_for(request),
        own_state(request),
        user.pk,
        user.name,
        user.theme,
        user.uses_keys,
        request.META["CSRF_COOKIE"],
        request.META.get("HTTP_HX_REQUEST", ""),
        request.get_full_path(),
        f"{timezone.now():%Y-%m-%dT%H:%M}",
        release(),
    )
    return f'"{version}"'


def moved(request: HttpRequest) -> None:
    """Have this person's browser ask anew, after something that must leave no trace in what the state is read from."""
    request.session[_MOVED] = request.session.get(_MOVED, 0) + 1


def ask_anew(response: HttpResponse) -> None:
    """The same for what must not even leave a trace in the session: this person's browser alone knows it, and forgets."""
    response.set_cookie(
        ANEW,
        secrets.token_hex(4),
        max_age=TWO_MINUTES,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def own_state(request: HttpRequest) -> str:
    """What moves for this person alone: their inbox, and what leaves no trace in the state that all share. Known
    once `state_for` has read it.
    """
    anew = request.COOKIES.get(ANEW, "")[:8]
    return f"{getattr(request, _INBOX, '')} {request.session.get(_MOVED, 0)} {anew}"


def state_for(request: HttpRequest) -> State:
    """The state of the data, read once in a request; the frame around the page knows of it. One statement, or none
    where it was read with the person.
    """
    state: State | None = getattr(request, _STATE, None)
    if state is None:
        if isinstance(request.user, User):
            answers = getattr(request.user, _ANSWERS, None)
            state, inbox, unread = told(answers or ask_state(request.user.pk))
            setattr(request, _INBOX, inbox)
            know_frame(request, partial(kept_organisation, state), unread)
        else:
            state = read_state()
        setattr(request, _STATE, state)
    return state


def known_state(request: HttpRequest) -> State | None:
    """The state of the data where this request has read it; None where its page rests on none."""
    state: State | None = getattr(request, _STATE, None)
    return state
