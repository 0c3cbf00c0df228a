"""What people may decide alone: those one leads, and one person with their history."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from escalations.actions.levels import set_level
from escalations.forms.limits import LevelForm
from escalations.permissions import agents_levelled_by, levels_visible_to
from escalations.queries.levels import levels_page, person_levels
from escalations.queries.limit_page import categories_in_use, levels_of
from escalations.views.playbook import the_organisation
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.models import User
from teams.permissions import organisation_day
from teams.views.conflict import Conflict, Difference


@access(LEADERS)
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Who may decide what alone?"""
    page = levels_page(person_of(request), organisation_day(timezone.now()))
    return render(request, "escalations/levels/list.html", {"page": page})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What may this person decide alone, and how did that come to be?"""
    viewer = person_of(request)
    now = timezone.now()
    today = organisation_day(now)
    found = get_object_or_404(levels_visible_to(viewer, today), pk=pk)
    may_set = agents_levelled_by(viewer, today).filter(pk=pk).exists()
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: set_level(
                    viewer,
                    found,
                    category=data["category"],
                    level=data["level"],
                    because=data["because"],
                    reason=data["reason"],
                    was=form.level_before(),
                    now=now,
                ),
            ):
                messages.success(
                    request,
                    f"{data['category'].name}: level {data['level']}. {found.name} is told.",
                )
                return redirect("escalations:person_levels", pk)
        except Stale as stale:
            return _conflict(request, found, form, stale, now)
    return _shown(request, found, form, now)


def _form(request: HttpRequest, found: User, data: object = None) -> LevelForm:
    columns = list(categories_in_use())
    there = levels_of(found, [column.pk for column in columns])
    by_slug = {column.slug: there.get(column.pk, 0) for column in columns}
    sent = data or (request.POST if request.method == "POST" else None)
    chosen = request.GET.get("category", "")
    return LevelForm(sent, levels=by_slug, category=chosen if chosen in by_slug else "")


def _shown(
    request: HttpRequest,
    found: User,
    form: LevelForm,
    now: datetime,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> HttpResponse:
    page = person_levels(person_of(request), found, the_organisation(), now)
    context = {"page": page, "person": found, "form": form, "conflict": conflict}
    return render(request, "escalations/levels/person.html", context, status=status)


def _conflict(
    request: HttpRequest, found: User, sent: LevelForm, stale: Stale, now: datetime
) -> HttpResponse:
    """Somebody else set it meanwhile: both levels, and the form ready to be sent over theirs."""
    again = request.POST.copy()
    again["was"] = str(_form(request, found).initial["was"])
    difference = Difference(
        f"Level in {sent.cleaned_data['category'].name}",
        str(stale.current),
        str(sent.cleaned_data["level"]),
    )
    return _shown(
        request,
        found,
        _form(request, found, again),
        now,
        status=409,
        conflict=Conflict("", None, (difference,)),
    )
