"""What customers said: the list, writing it down, passing it on, taking it out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.comments import MOST_BYTES, bring_in
from feedback.actions.comments import check as check_file
from feedback.actions.praise import add_praise, say_for_whom, tell_them, url_of, withdraw_praise
from feedback.forms.praise import CommentsForm, ForWhomForm, PraiseForm
from feedback.models import Praise
from feedback.permissions.praise import can_pass_on, can_withdraw_praise, praise_visible_to
from feedback.queries.praise import (
    ALL,
    LONGEST_SEARCH,
    MINE,
    OUT,
    UNTOLD,
    praise_page,
    said_of,
    with_people,
)
from goals.ingest.files.problems import FileProblem
from teams.access import SIGNED_IN, Access, Person, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.models import User
from teams.permissions import organisation_day, standing_of

TABS = ((ALL, "All"), (UNTOLD, "Not passed on yet"), (MINE, "For me"), (OUT, "Taken out"))
FIND = "find"
LONGEST_TEXT = 2_000_000


def _in_a_team(person: Person) -> bool:
    return isinstance(person, User) and bool(standing_of(person).teams)


IN_A_TEAM = Access("whoever is in a team", _in_a_team)


@access(SIGNED_IN)
@never_cache
@require_safe
def praise(request: HttpRequest) -> HttpResponse:
    """What did customers say of us? `?show=untold`, `mine` or `out`; `q` searches; `before` is a place to go on from."""
    person, now = person_of(request), timezone.now()
    asked = request.GET.get("show", "")
    show = asked if asked in dict(TABS) else ALL
    q = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    before = request.GET.get("before", "")[:40]
    page = praise_page(person, organisation_day(now), show=show, q=q, before=before)
    address = reverse("feedback:praise")
    searched = {"q": q} if q else {}
    context = {
        "page": page,
        "show": show,
        "q": q,
        "tabs": [
            {"label": label, "url": _with(address, show=name, **searched), "current": name == show}
            for name, label in TABS
            if name != OUT or show == OUT or IN_A_TEAM.allows(person)
        ],
        "everything": address,
        "before": request.GET.get("before", ""),
        "can_add": IN_A_TEAM.allows(person),
    }
    return render(request, "feedback/praise/list.html", context)


def _with(address: str, **values: str) -> str:
    said = urlencode({name: value for name, value in values.items() if value})
    return f"{address}?{said}" if said else address


@access(SIGNED_IN)
@never_cache
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer's words."""
    return _shown(request, _visible(request, pk))


def _shown(
    request: HttpRequest, found: Praise, *, problem: str = "", status: int = 200
) -> HttpResponse:
    said = said_of(person_of(request), [found], organisation_day(timezone.now()))[0]
    context = {"said": said, "problem": problem}
    return render(request, "feedback/praise/item.html", context, status=status)


def _sent(request: HttpRequest) -> tuple[QueryDict | None, QueryDict | None]:
    """What was sent to be kept; or else what has been written so far, where only people were looked for."""
    if request.method != "POST":
        return None, None
    return (None, request.POST) if request.POST.get("do") == FIND else (request.POST, None)


@access(IN_A_TEAM)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down what a customer said."""
    person, now = person_of(request), timezone.now()
    data, begun = _sent(request)
    form = PraiseForm(person, now, data, begun=begun)
    if data is not None and form.is_valid():
        values, team = form.cleaned_data, form.team_of(person)
        made: list[Praise] = []
        if team is None:
            raise PermissionDenied

        def write() -> None:
            one, _ = add_praise(
                person,
                team=team,
                words=values["words"],
                channel=values["channel"],
                said_on=values["said_on"],
                people=values["people"],
                customer=values["customer"],
                now=now,
            )
            made.append(one)

        if attempt(form, write):
            messages.success(request, "Written down. Who it is for hears of it once you tell them.")
            return redirect(url_of(made[0]))
    return render(request, "feedback/praise/new.html", {"form": form})


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def for_whom(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom is it for?"""
    person, now = person_of(request), timezone.now()
    found = _visible(request, pk)
    if not can_pass_on(person, found):
        raise PermissionDenied
    data, begun = _sent(request)
    form = ForWhomForm(found, now, data, begun=begun)
    if data is not None and form.is_valid():
        people = form.cleaned_data["people"]
        if attempt(form, lambda: say_for_whom(person, found, people, now=now)):
            return redirect(url_of(found))
    said = said_of(person, [found], organisation_day(now))[0]
    return render(request, "feedback/praise/for_whom.html", {"form": form, "said": said})


@access(SIGNED_IN)
@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell those it is for."""
    found = _visible(request, pk)
    try:
        tell_them(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        return _shown(request, found, problem=refused.message, status=400)
    messages.success(request, "Told. It stands in their inbox.")
    return redirect(url_of(found))


@access(SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the list."""
    person = person_of(request)
    found = _visible(request, pk)
    withdraw_praise(person, found, now=timezone.now())
    back = reverse("feedback:praise_back", args=[pk])
    messages.success(request, "Taken out of the list.", extra_tags=f"undo={back}")
    return redirect("feedback:praise")


@access(SIGNED_IN)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back, by whoever may take it out."""
    person = person_of(request)
    found = get_object_or_404(Praise, pk=pk)
    if not can_withdraw_praise(person, found):
        # What one could not take out is not there, unless it stands in one's list.
        found = _visible(request, pk)
    withdraw_praise(person, found, withdrawn=False, now=timezone.now())
    return redirect(url_of(found))


@access(IN_A_TEAM)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest) -> HttpResponse:
    """Bring in a file of comments: look at it first; nothing is written before the yes."""
    person, now = person_of(request), timezone.now()
    posted = request.method == "POST"
    form = CommentsForm(person, request.POST if posted else None, request.FILES if posted else None)
    checked = None
    if posted and form.is_valid():
        team = form.team_of(person)
        if team is None:
            raise PermissionDenied
        text = request.POST.get("text", "")[:LONGEST_TEXT]
        sent = form.cleaned_data["file"]
        try:
            if text and request.POST.get("do") == "bring":
                number = bring_in(person, text.encode(), team, now=now)
                messages.success(request, _brought(number))
                return redirect(f"{reverse('feedback:praise')}?show={UNTOLD}")
            if sent is None:
                form.add_error("file", "Choose a file.")
            else:
                checked = check_file(sent.read(MOST_BYTES + 1), team, now)
        except FileProblem as error:
            form.add_error("file", str(error))
        except ActionRefused as refused:
            # Somebody left between the look and the yes.
            form.add_error("file", f"{refused.message} Choose the file again to see which row.")
    context = {"form": form, "checked": checked}
    return render(request, "feedback/praise/comments.html", context)


def _brought(number: int) -> str:
    if not number:
        return "All of them were here already."
    return f"{number} comment{'' if number == 1 else 's'} brought in. Tell those they are for."


def _visible(request: HttpRequest, pk: int) -> Praise:
    return get_object_or_404(with_people(praise_visible_to(person_of(request))), pk=pk)
