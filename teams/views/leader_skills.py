"""The settings of the skills of those who lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access import ADMINISTRATORS, access, person_of
from teams.actions import leader_skills as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.leader_skills import SKILL_FIELDS
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.growth import SkillForm
from teams.models import LeaderSkill, LeaderSkillWords
from teams.views.conflict import conflict_of, with_version


def _current(pk: int) -> LeaderSkillWords:
    found = LeaderSkillWords.objects.select_related("skill")
    return get_object_or_404(found, skill=pk, is_current=True)


@access(ADMINISTRATORS)
@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """Which skills do we look at, and in which order?"""
    rows = list(
        LeaderSkillWords.objects.filter(is_current=True)
        .select_related("skill")
        .order_by("skill__position", "skill_id")
    )
    context = {
        "shown": [row for row in rows if row.skill.archived_at is None],
        "away": [row for row in rows if row.skill.archived_at is not None],
    }
    return render(request, "teams/growth/skills.html", context)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more skill."""
    return _form(request, None)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which words describe it?"""
    return _form(request, _current(pk))


def _form(request: HttpRequest, words: LeaderSkillWords | None) -> HttpResponse:
    form = SkillForm(words, request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"words": words}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        skill = None if words is None else words.skill
        try:
            if attempt(
                form,
                lambda: actions.save_skill(person_of(request), skill, now=timezone.now(), **values),
            ):
                messages.success(request, f"{values['name']} is saved.")
                return redirect("teams:leader_skills")
        except Stale:
            current = _current(skill.pk if skill else 0)
            context |= {
                "words": current,
                "conflict": conflict_of(current, SkillForm(current), form),
            }
            again = with_version(request.POST, version_of(current, SKILL_FIELDS))
            form, status = SkillForm(current, again), 409
    context["form"] = form
    return render(request, "teams/growth/skill_edit.html", context, status=status)


@access(ADMINISTRATORS)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use, or in use again (`do=restore`)."""
    words = _current(pk)
    gone = request.POST.get("do") != "restore"
    try:
        actions.put_skill_away(person_of(request), words.skill, away=gone, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        said = "is put away. What people said of it stays theirs" if gone else "is in use again"
        messages.success(request, f"{words.name} {said}.")
    return redirect("teams:leader_skills")


@access(ADMINISTRATORS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up (`do=up`) or down."""
    skill = get_object_or_404(LeaderSkill, pk=pk)
    try:
        actions.move_skill(
            person_of(request), skill, up=request.POST.get("do") == "up", now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:leader_skills")
