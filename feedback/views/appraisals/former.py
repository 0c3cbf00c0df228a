"""Who led an appraisal until it was handed over, and had a form of it open: what happened, and their own words back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from feedback.forms.appraisals.life import OwnEvidenceForm, PartForm, TalkForm
from feedback.models import Appraisal
from feedback.permissions.appraisals import led_before, side_of
from feedback.queries.appraisals.words import competencies_of
from teams.access import person_of

View = Callable[..., HttpResponse]


def gives_words_back(view: View) -> View:
    """A form of an appraisal that was handed over meanwhile answers 409 with what was typed; to anybody else nothing
    changes: it is not there.
    """

    @wraps(view)
    def answered(request: HttpRequest, pk: int, *args: Any, **more: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **more)
        except (Http404, PermissionDenied):
            person = person_of(request)
            found = led_before(person).filter(pk=pk).select_related("cycle", "person", "leader")
            row = found.first() if request.method == "POST" else None
            if row is None or side_of(person, row):
                raise
            context = {"appraisal": row, "kept": _typed(request, row)}
            return render(request, "feedback/appraisals/handed_over.html", context, status=409)

    return answered


def _typed(request: HttpRequest, row: Appraisal) -> dict[str, str]:
    """What was sent, as readable texts by label. Of the appraisal itself only what is looked at is read."""
    competencies = competencies_of(row.cycle.template_id)
    texts = PartForm(competencies, {}, request.POST, own="", token="").written()
    for form in (TalkForm(request.POST), OwnEvidenceForm(competencies, request.POST)):
        for field in form.visible_fields():
            if field.name == "competency":
                continue
            texts[str(field.label)] = request.POST.get(field.name, "").strip()
    return {label: words for label, words in texts.items() if words}
