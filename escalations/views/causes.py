"""Causes: how they are called, which two are one, which are put away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from escalations.actions.causes import merge_causes, put_cause_away, rename_cause
from escalations.forms.learn import CauseForm
from escalations.forms.told import MergeForm
from escalations.models import Cause
from escalations.queries.causes import cause_groups
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt


@access(LEADERS)
@require_safe
def causes(request: HttpRequest) -> HttpResponse:
    """What was behind the cases, by category."""
    groups = cause_groups(person_of(request), timezone.now())
    return render(request, "escalations/learn/causes.html", {"groups": groups})


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it otherwise, make one of two, or put it away; `do` says which."""
    found = get_object_or_404(Cause.objects.select_related("category"), pk=pk)
    person, now = person_of(request), timezone.now()
    do = request.POST.get("do", "") if request.method == "POST" else ""
    name = CauseForm(request.POST if do == "rename" else None, initial={"name": found.name})
    merge = MergeForm(request.POST if do == "merge" else None, found)
    if do == "away":
        put_cause_away(person, found, now=now)
        messages.success(request, f"{found.name} is put away. Its cases keep it.")
        return redirect("escalations:causes")
    if name.is_bound and name.is_valid():
        new = name.cleaned_data["name"]
        if attempt(name, lambda: rename_cause(person, found, name=new, now=now)):
            messages.success(request, "Renamed.")
            return redirect("escalations:causes")
    if merge.is_bound and merge.is_valid():
        into = merge.cleaned_data["into"]
        if attempt(merge, lambda: merge_causes(person, found, into=into, now=now)):
            messages.success(request, f"{found.name} is {into.name} from now on.")
            return redirect("escalations:causes")
    context = {"cause": found, "form": name, "merge": merge}
    return render(request, "escalations/learn/cause.html", context)
