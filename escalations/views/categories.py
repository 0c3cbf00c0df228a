"""The settings of the categories: the tiles of the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import categories as actions
from escalations.actions.categories import FIELDS
from escalations.forms.categories import CategoryForm
from escalations.models import Category
from teams.access import ADMINISTRATORS, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.views.conflict import conflict_of, with_version


@access(ADMINISTRATORS)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """What can be logged, in which order, by which digit?"""
    rows = list(Category.objects.order_by("position", "name"))
    context = {
        "shown": [row for row in rows if row.archived_at is None],
        "away": [row for row in rows if row.archived_at is not None],
    }
    return render(request, "escalations/categories/list.html", context)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more tile."""
    return _form(request, None)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it called, and which digit picks it?"""
    return _form(request, get_object_or_404(Category, pk=pk))


def _form(request: HttpRequest, category: Category | None) -> HttpResponse:
    taken = set(Category.objects.filter(archived_at=None).values_list("key", flat=True))
    free = next((digit for digit in (*range(1, 10), 0) if digit not in taken), None)
    form = CategoryForm(category, request.POST if request.method == "POST" else None, key=free)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.save_category(
                    person_of(request),
                    category,
                    name=data["name"],
                    key=data["key"],
                    is_urgent=data["is_urgent"],
                    version=data["version"] or None,
                    now=timezone.now(),
                ),
            ):
                messages.success(request, f"{data['name']} is saved.")
                return redirect("escalations:categories")
        except Stale:
            return _conflict(request, category, form)
    context = {"category": category, "form": form, "full": free is None and category is None}
    return render(request, "escalations/categories/edit.html", context)


def _conflict(request: HttpRequest, category: Category | None, sent: CategoryForm) -> HttpResponse:
    """Both: the category as it stands, and what this person wrote."""
    found = get_object_or_404(Category, pk=category.pk if category else 0)
    again = with_version(request.POST, version_of(found, FIELDS))
    context = {
        "category": found,
        "form": CategoryForm(found, again),
        "conflict": conflict_of(found, CategoryForm(found), sent),
    }
    return render(request, "escalations/categories/edit.html", context, status=409)


@access(ADMINISTRATORS)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the form, or on it again (`do=restore`)."""
    category = get_object_or_404(Category, pk=pk)
    gone = request.POST.get("do") != "restore"
    try:
        actions.put_category_away(person_of(request), category, away=gone, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        words = "is off the form. What was logged keeps it" if gone else "is on the form again"
        messages.success(request, f"{category.name} {words}.")
    return redirect("escalations:categories")


@access(ADMINISTRATORS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up (`do=up`) or down."""
    category = get_object_or_404(Category, pk=pk)
    try:
        actions.move_category(
            person_of(request), category, up=request.POST.get("do") == "up", now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("escalations:categories")
