"""Each view says who may use it, and a view that says nothing is not served.

    @access(LEADERS)
    def page(request): ...

states the kind of person; which objects they reach is the querysets' business (`permissions.py`). The
middleware refuses a view without a statement, so that a new page cannot be open by omission, and the
access matrix test reads the same statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from teams.backends import Read, people_read_by
from teams.models import User
from teams.permissions import can_administer, can_import, can_lead, can_manage, can_plan_day

Person = User | AnonymousUser
View = Callable[..., HttpResponseBase]
Marked = TypeVar("Marked", bound=View)


@dataclass(frozen=True, slots=True)
class Access:
    """A kind of person, by name and by test. `signed_in` false lets anybody through."""

    name: str
    allows: Callable[[Person], bool]
    signed_in: bool = True


ANYONE = Access("anyone", lambda _person: True, signed_in=False)
SIGNED_IN = Access("signed in", lambda person: person.is_authenticated)
LEADERS = Access("leaders", can_lead)
TEAM_LEADERS = Access("team leaders", can_plan_day)
MANAGERS = Access("managers", can_manage)
IMPORTERS = Access("importers", can_import)
ADMINISTRATORS = Access("administrators", can_administer)


def access(rule: Access) -> Callable[[View], View]:
    """State who may use a view."""

    def state(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        if not rule.signed_in:
            # The sign-in middleware of the framework asks for this mark.
            view.login_required = False  # type: ignore[attr-defined]
        return view

    return state


def person_of(request: HttpRequest) -> User:
    """Who is signed in, in a view that only the signed-in reach.

    Raises ImproperlyConfigured where anybody could be asking: that view's statement is wrong.
    """
    if not isinstance(request.user, User):
        raise ImproperlyConfigured("This view asks who is signed in, but lets anybody in.")
    return request.user


def stated_access(view: Any) -> Access | None:
    """What a view says of itself; class-based views say it on the class."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        rule = getattr(holder, "access", None)
        if isinstance(rule, Access):
            return rule
    return None


def reads_person(read: Read) -> Callable[[Marked], Marked]:
    """Have a view's person read by `read`, for a view that needs more of the database than the person."""

    def mark(view: Marked) -> Marked:
        view.reads_person = read  # type: ignore[attr-defined]
        return view

    return mark


class PersonMiddleware(AuthenticationMiddleware):
    """Says who is signed in, once somebody asks; read as the view wants it (`reads_person`)."""

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Nothing is read yet: `request.user` waits until it is used."""
        read: Read | None = getattr(view, "reads_person", None)
        if read is None:
            return

        def person() -> Any:
            with people_read_by(read):
                return get_user(request)

        request.user = SimpleLazyObject(person)  # type: ignore[assignment]


class AccessMiddleware:
    """Holds every view to its statement. What one may not use is not there: 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to add once a view has answered."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Refuse before the view runs. API views hold themselves to theirs, token in hand."""
        rule = stated_access(view)
        if rule is None:
            raise ImproperlyConfigured(
                f"{view.__module__}.{getattr(view, '__qualname__', view)} does not say who may use it."
            )
        if getattr(view, "cls", None) is None and not rule.allows(request.user):
            raise Http404
