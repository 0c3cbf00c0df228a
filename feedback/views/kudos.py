"""The wall, a thanks on its own page, and what is done with it there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import kudos as actions
from feedback.actions import kudos_answers as answers
from feedback.forms.kudos import EditForm, ReplyForm
from feedback.models import Kudos
from feedback.permissions.kudos import (
    can_edit_kudos,
    is_thanked,
    kudos_visible_to,
    replies_visible_to,
)
from feedback.queries.kudos import hid_words, kudos_page, url_of, with_parts
from feedback.queries.wall import FOR_ME
from goals.views.unchanged import moved
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.inbox_rows import number_in
from teams.views.conflict import Conflict, Difference, with_version

PAGE = "feedback/kudos/item.html"
WALL = "wall"
MOST_READ = 100


def visible_kudos(request: HttpRequest, pk: int) -> Kudos:
    """One that the person may read, with what its page shows; 404 for what they may not."""
    person = person_of(request)
    rows = with_parts(kudos_visible_to(person), person).select_related(
        "author", "team", "to_team", "praise"
    )
    return get_object_or_404(rows, pk=pk)


@access(SIGNED_IN)
@never_cache
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What was it about?"""
    return _shown(request, visible_kudos(request, pk), ReplyForm())


def _shown(
    request: HttpRequest, kudos: Kudos, form: ReplyForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    page = kudos_page(kudos, person_of(request), timezone.now())
    context = {"page": page, "form": form, "problem": problem}
    return render(request, PAGE, context, status=status)


@access(SIGNED_IN)
@require_POST
def saw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say "I saw this too"; with `do=unsay` no longer. Answers with the button anew where the page asks for that."""
    kudos = visible_kudos(request, pk)
    act = answers.unsay_saw if request.POST.get("do") == "unsay" else answers.say_saw
    act(person_of(request), kudos, now=timezone.now())
    if getattr(request, "htmx", False):
        page = kudos_page(visible_kudos(request, pk), person_of(request), timezone.now())
        return render(request, "feedback/kudos/_saw.html", {"card": page.card, "swapped": True})
    return _back(request, pk)


@access(SIGNED_IN)
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer beneath it."""
    kudos = visible_kudos(request, pk)
    form = ReplyForm(request.POST)
    said: Callable[[], object] = lambda: answers.reply(  # noqa: E731
        person_of(request), kudos, words=form.cleaned_data["words"], now=timezone.now()
    )
    if form.is_valid() and attempt(form, said):
        return redirect(f"{url_of(kudos)}#replies")
    return _shown(request, kudos, form)


@access(SIGNED_IN)
@require_POST
def reply_step(request: HttpRequest, pk: int, reply: int) -> HttpResponse:
    """An answer of one's own taken back (`do=back`); one beneath a thanks to oneself kept from others (`do=hide`), or
    shown again.
    """
    person, now = person_of(request), timezone.now()
    kudos = visible_kudos(request, pk)
    found = get_object_or_404(
        replies_visible_to(person).select_related("kudos"), pk=reply, kudos=kudos
    )
    do = request.POST.get("do")
    if do == "back":
        answers.take_reply_back(person, found, now=now)
        messages.success(request, "Your answer is taken back. Nobody reads it any more.")
    else:
        answers.hide_reply(person, found, hidden=do == "hide", now=now)
        who = "Only those who are thanked and whoever wrote it read it now."
        messages.success(request, who if do == "hide" else "The answer can be read again.")
    return redirect(f"{url_of(kudos)}#replies")


@access(SIGNED_IN)
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it to oneself; with `do=show` no longer."""
    kudos = visible_kudos(request, pk)
    hidden = request.POST.get("do") != "show"
    answers.hide(person_of(request), kudos, hidden=hidden, now=timezone.now())
    # Of a private one nothing is recorded that the pages would be built anew for.
    moved(request)
    messages.success(request, hid_words(visible_kudos(request, pk), hidden=hidden))
    return redirect("feedback:kudos_item", pk)


@access(SIGNED_IN)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is thanked has it before them, or is about to: it leaves their *Today*, and is shown whole.

    Looking marks nothing, as in the inbox: with script the page sends this by itself, without it a button does.
    """
    kudos = visible_kudos(request, pk)
    if not is_thanked(person_of(request), kudos):
        raise PermissionDenied
    return _read(request, [pk]) or redirect("feedback:kudos_item", pk)


@access(SIGNED_IN)
@require_POST
def read_these(request: HttpRequest) -> HttpResponse:
    """The same for what "for me" showed. Thanks to somebody else are left as they are."""
    numbers = [number_in(text) for text in request.POST.getlist("kudos")[:MOST_READ]]
    shown = [pk for pk in numbers if pk is not None]
    return _read(request, shown) or redirect(f"{reverse('feedback:kudos')}?show={FOR_ME}")


def _read(request: HttpRequest, shown: list[int]) -> HttpResponse | None:
    """Nothing to answer with for a page that sent it by itself; None where somebody pressed the button."""
    if answers.read(person_of(request), shown, now=timezone.now()):
        moved(request)
    return HttpResponse(status=200) if getattr(request, "htmx", False) else None


@access(SIGNED_IN)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken back within the minute: its words stand in the composer again."""
    person = person_of(request)
    kudos = get_object_or_404(Kudos.objects.filter(author=person) | kudos_visible_to(person), pk=pk)
    try:
        actions.take_back(person, kudos, now=timezone.now())
    except ActionRefused as refused:
        return _shown(
            request, visible_kudos(request, pk), ReplyForm(), problem=refused.message, status=409
        )
    messages.success(request, "Taken back. It is as if it had never been.")
    return redirect(f"{reverse('feedback:kudos_new')}?again={pk}")


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, by its author. What stood before stays for all to see."""
    kudos = visible_kudos(request, pk)
    person = person_of(request)
    if not can_edit_kudos(person, kudos):
        raise PermissionDenied
    if request.method != "POST":
        return _edit(request, kudos, EditForm(kudos))
    form = EditForm(kudos, request.POST)
    if not form.is_valid():
        return _edit(request, kudos, form)
    values = form.cleaned_data
    try:
        if not attempt(
            form,
            lambda: actions.edit(
                person,
                kudos,
                words=values["words"],
                version=values["version"],
                now=timezone.now(),
            ),
        ):
            return _edit(request, kudos, form)
    except Stale:
        return _conflict(request, visible_kudos(request, pk), values["words"])
    messages.success(request, "Saved. What it said before can be seen beneath it.")
    return redirect("feedback:kudos_item", pk)


def _edit(
    request: HttpRequest, kudos: Kudos, form: EditForm, *, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"kudos": kudos, "form": form, "conflict": conflict}
    status = 200 if conflict is None else 409
    return render(request, "feedback/kudos/edit.html", context, status=status)


def _conflict(request: HttpRequest, kudos: Kudos, yours: str) -> HttpResponse:
    """Both texts, and the form with one's own."""
    again = EditForm(kudos, with_version(request.POST, str(kudos.version)))
    found = Conflict("", kudos.edited_at, (Difference("Your thanks", kudos.words, yours),))
    return _edit(request, kudos, again, conflict=found)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the wall where the button was pressed there, by a name of ours; else to its page."""
    if request.POST.get("back") == WALL:
        return redirect(f"{reverse('feedback:kudos')}#kudos-{pk}")
    return redirect("feedback:kudos_item", pk)
