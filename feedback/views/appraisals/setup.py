"""The settings of appraisals: job profiles, and templates with their described levels."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.appraisals import profiles, templates
from feedback.appraisal_words import LEVEL_NAMES, STARTS, start_of
from feedback.forms.appraisals.setup import ProfileForm, TemplateForm
from feedback.models import Cycle, JobProfile, Template
from feedback.queries.appraisals.templates import (
    profile_rows,
    template_rows,
    template_token,
    written_in,
)
from feedback.views.appraisals.common import say, sent
from teams.access import MANAGERS, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.views.conflict import Conflict, Difference, conflict_of


@access(MANAGERS)
@require_safe
def job_profiles(request: HttpRequest) -> HttpResponse:
    """What does each role need?"""
    rows = profile_rows()
    context = {
        "shown": [row for row in rows if not row.is_away],
        "away": [row for row in rows if row.is_away],
    }
    return render(request, "feedback/appraisals/profiles.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def profile_new(request: HttpRequest) -> HttpResponse:
    """One more role."""
    return _profile(request, None)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one does in it, and how one is."""
    return _profile(request, get_object_or_404(JobProfile, pk=pk))


def _profile(request: HttpRequest, found: JobProfile | None) -> HttpResponse:
    form = ProfileForm(found, sent(request))
    context: dict[str, Any] = {"profile": found, "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(
                form,
                lambda: profiles.save_profile(
                    person_of(request), found, now=timezone.now(), **form.values()
                ),
            ):
                say(request, f"{form.cleaned_data['name']} is saved.")
                return redirect("feedback:job_profiles")
        except Stale:
            current = get_object_or_404(JobProfile, pk=found.pk if found else 0)
            again = request.POST.copy()
            again["version"] = str(current.version)
            context = {
                "profile": current,
                "form": ProfileForm(current, again),
                "conflict": conflict_of(current, ProfileForm(current), form),
            }
            status = 409
    return render(request, "feedback/appraisals/profile_form.html", context, status=status)


@access(MANAGERS)
@require_POST
def profile_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away, or use it again (`do=restore`)."""
    found = get_object_or_404(JobProfile, pk=pk)
    away = request.POST.get("do") != "restore"
    profiles.put_profile_away(person_of(request), found, away=away, now=timezone.now())
    say(request, f"{found.name} is {'put away' if away else 'in use again'}.")
    return redirect("feedback:job_profiles")


@access(MANAGERS)
@require_safe
def appraisal_templates(request: HttpRequest) -> HttpResponse:
    """What can appraisals look at?"""
    rows = template_rows()
    context = {
        "shown": [row for row in rows if not row.is_away],
        "away": [row for row in rows if row.is_away],
        "starts": STARTS,
    }
    return render(request, "feedback/appraisals/templates.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """A new one, perhaps from words to start with (`start=agents`)."""
    start = start_of(request.GET.get("start", ""))
    words = {"name": start.name, "start": start.competencies} if start else {}
    return _template(request, None, TemplateForm(None, sent(request), **words))  # type: ignore[arg-type]


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What it looks at. One in use stays; what is saved is then its next version."""
    found = get_object_or_404(Template.objects.select_related("profile"), pk=pk)
    form = TemplateForm(found, sent(request), token=template_token(found))
    return _template(request, found, form)


def _template(request: HttpRequest, found: Template | None, form: TemplateForm) -> HttpResponse:
    if request.method == "POST" and "more" in request.POST:
        form = _with_one_more(request, found)
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: list[Template] = []
        try:
            if attempt(
                form,
                lambda: made.append(
                    templates.save_template(
                        person_of(request),
                        found,
                        name=data["name"],
                        profile=data["profile"],
                        competencies=form.looked(),
                        token=data["token"] or None,
                        now=timezone.now(),
                    )
                ),
            ):
                is_next = found is not None and made[0].pk != found.pk
                words = f"Version {made[0].number} is" if is_next else f"{made[0].name} is"
                say(request, f"{words} there for the next round.")
                return redirect("feedback:appraisal_templates")
        except Stale:
            return _conflict(request, found, form)
    return _template_shown(request, found, form)


def _with_one_more(request: HttpRequest, found: Template | None) -> TemplateForm:
    """The form as it was sent, with an empty block more and without complaints."""
    again = request.POST.copy()
    again["rows"] = str(TemplateForm(found, request.POST).count + 1)
    form = TemplateForm(found, again)
    data = {name: form[name].value() for name in form.fields}
    fresh = TemplateForm(found, None, token=str(data.get("token") or ""))
    fresh.count = form.count
    fresh.fields = form.fields
    fresh.initial = data | {"rows": form.count}
    return fresh


def _conflict(request: HttpRequest, found: Template | None, form: TemplateForm) -> HttpResponse:
    current = get_object_or_404(
        Template.objects.select_related("profile"), pk=found.pk if found else 0
    )
    theirs = written_in(current)
    profile = form.cleaned_data["profile"]
    yours = {"Name": form.cleaned_data["name"], "Job profile": profile.name if profile else ""}
    for one in form.looked():
        levels = (f"{name}: {text}" for name, text in zip(LEVEL_NAMES, one.levels, strict=True))
        yours[one.name] = "\n".join([one.about, *levels]).strip()
    differences = tuple(
        Difference(label, theirs.get(label, ""), yours.get(label, ""))
        for label in {**theirs, **yours}
        if theirs.get(label, "") != yours.get(label, "")
    )
    again = request.POST.copy()
    again["token"] = template_token(current)
    return _template_shown(
        request,
        current,
        TemplateForm(current, again),
        status=409,
        conflict=Conflict("", None, differences),
    )


def _template_shown(
    request: HttpRequest,
    found: Template | None,
    form: TemplateForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    is_used = found is not None and Cycle.objects.filter(template=found).exists()
    context = {"template": found, "form": form, "is_used": is_used, "most": templates.MOST, **more}
    return render(request, "feedback/appraisals/template_form.html", context, status=status)


@access(MANAGERS)
@require_POST
def template_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away, or use it again (`do=restore`)."""
    found = get_object_or_404(Template, pk=pk)
    away = request.POST.get("do") != "restore"
    templates.put_template_away(person_of(request), found, away=away, now=timezone.now())
    say(
        request,
        f"{found.name} is {'put away. Rounds that use it go on' if away else 'in use again'}.",
    )
    return redirect("feedback:appraisal_templates")
