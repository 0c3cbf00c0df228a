"""The talks of two people, all of one's own, and who is here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.series import begin_series, end_series, set_rhythm
from feedback.forms.one_to_ones import PointForm, PrivateNoteForm, RhythmForm, WhenForm
from feedback.models import Meeting, PrivateNote, Series
from feedback.permissions.one_to_ones import may_talk_with, people_to_talk_with, series_visible_to
from feedback.queries.one_to_ones.mine import my_talks
from feedback.queries.one_to_ones.pair import next_suggested, pair_page, two_of
from feedback.queries.one_to_ones.people import NAME, ORDERS, people_lines
from feedback.queries.one_to_ones.times import organisation_clock, teams_of_pairs, zone_words
from feedback.recompute.one_to_ones_told import meeting_url, pair_url
from feedback.views.one_to_ones.common import series_of
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.forms.base import attempt
from teams.models import User
from teams.permissions import can_administer, organisation_day


@access(SIGNED_IN)
@never_cache
@require_safe
def one_to_ones(request: HttpRequest) -> HttpResponse:
    """With whom do I talk next?"""
    viewer = person_of(request)
    page = my_talks(viewer, timezone.now())
    return render(request, "feedback/one_to_ones/mine.html", {"page": page, "viewer": viewer})


@access(LEADERS)
@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is here, and when did we last talk? By name, shift or last one-to-one, never by a figure."""
    viewer = person_of(request)
    asked = request.GET.get("sort", NAME)
    order = asked if asked in ORDERS else NAME
    context = {
        "lines": people_lines(viewer, timezone.now(), order),
        "tabs": [
            {"label": label, "url": f"?sort={code}", "current": code == order}
            for code, label in ORDERS.items()
        ],
        "order": ORDERS[order],
        "may_administer": can_administer(viewer),
    }
    return render(request, "feedback/one_to_ones/people.html", context)


@access(SIGNED_IN)
@never_cache
@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """What shall we talk about? The person's talks with the viewer; the person's own with each who leads them."""
    viewer, now = person_of(request), timezone.now()
    rows = list(
        series_visible_to(viewer)
        .filter(person=pk)
        .select_related("leader", "person")
        .order_by("-pk")
    )
    # The running one of each leader, else their latest.
    found: dict[int, Series] = {}
    for row in sorted(rows, key=lambda each: each.ended_at is not None):
        found.setdefault(row.leader_id, row)
    if not found:
        return _none_yet(request, viewer, pk)
    asked = request.GET.get("with", "")
    chosen = next((row for row in found.values() if str(row.leader_id) == asked), None)
    chosen = chosen or next(iter(found.values()))
    page = pair_page(viewer, chosen, now, whole=request.GET.get("earlier") == "all")
    context = {
        "page": page,
        "two": page.two,
        "may_begin": not page.two.may_write and _may_begin(viewer, chosen.person),
        "tabs": _tabs(found, chosen) if len(found) > 1 else [],
        "point": PointForm(),
        "note": note_form(page.note),
    }
    return render(request, "feedback/one_to_ones/pair.html", context)


def note_form(note: PrivateNote | None, data: Any = None) -> PrivateNoteForm:
    """The form of one's own note as it stands."""
    words, version = ("", 0) if note is None else (note.words, note.version)
    return PrivateNoteForm(data, initial={"words": words, "version": version}, prefix="note")


def _tabs(found: dict[int, Series], chosen: Series) -> list[dict[str, Any]]:
    return [
        {"label": f"With {row.leader.name}", "url": f"?with={pk}", "current": row.pk == chosen.pk}
        for pk, row in sorted(found.items(), key=lambda pair: pair[1].leader.name)
    ]


def _may_begin(viewer: User, person: User) -> bool:
    return may_talk_with(viewer, person, organisation_day(timezone.now()))


def _none_yet(request: HttpRequest, viewer: User, pk: int) -> HttpResponse:
    """No talks so far: for the person, and for who could begin them. Raises Http404 for everybody else."""
    person = get_object_or_404(User, pk=pk)
    may_begin = _may_begin(viewer, person)
    if pk != viewer.pk and not may_begin:
        raise Http404
    context = {"person": person, "may_begin": may_begin, "is_self": pk == viewer.pk}
    return render(request, "feedback/one_to_ones/none_yet.html", context)


@access(LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to talk regularly with somebody one leads, and book the first."""
    viewer, now = person_of(request), timezone.now()
    today = organisation_day(now)
    person = get_object_or_404(people_to_talk_with(viewer, today), pk=pk)
    team = teams_of_pairs([(viewer.pk, person.pk)], today).get((viewer.pk, person.pk))
    clock = organisation_clock() if team is None else team.clock
    data = request.POST if request.method == "POST" else None
    rhythm, when = RhythmForm(data), WhenForm(data, clock)
    if rhythm.is_bound and rhythm.is_valid() & when.is_valid():
        made: list[Series] = []
        weeks = rhythm.cleaned_data["every_weeks"]
        if attempt(
            rhythm,
            lambda: made.append(begin_series(viewer, person, every_weeks=weeks, now=now)),
        ):
            if attempt(when, lambda: book(viewer, made[0], now=now, **when.values())):
                messages.success(request, f"Booked. {person.name} is told.")
                return redirect(pair_url(made[0]))
            # The page of booking, with what was typed and why it is refused: from here on it goes there.
            messages.info(request, "The series is begun; its first meeting is not booked yet.")
            booking = {"two": two_of(viewer, made[0], now), "form": when, "is_begun": True}
            return render(request, "feedback/one_to_ones/book.html", booking)
    context = {"person": person, "rhythm": rhythm, "form": when, "zone": zone_words(clock)}
    return render(request, "feedback/one_to_ones/begin.html", context)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the next one: the usual time again is suggested."""
    viewer, now = person_of(request), timezone.now()
    found = series_of(request, pk)
    two = two_of(viewer, found, now)
    latest = Meeting.objects.filter(series=found, state=Meeting.State.HELD).first()
    suggested = next_suggested(two, [latest] if latest else [], now)
    minutes = latest.minutes if latest else None
    data = request.POST if request.method == "POST" else None
    form = WhenForm(data, two.clock, at=suggested, minutes=minutes)
    if form.is_bound and form.is_valid():
        made: list[Meeting] = []
        if attempt(form, lambda: made.append(book(viewer, found, now=now, **form.values()))):
            messages.success(request, f"Booked. {two.other_first} is told.")
            return redirect(meeting_url(made[0].pk))
    context = {"two": two, "form": form}
    return render(request, "feedback/one_to_ones/book.html", context)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How often the two talk, or no more; `do` says which. The leader's to change."""
    viewer, now = person_of(request), timezone.now()
    found = series_of(request, pk)
    if found.leader_id != viewer.pk:
        raise Http404
    do = request.POST.get("do", "") if request.method == "POST" else ""
    data = request.POST if do == "rhythm" else None
    form = RhythmForm(data, initial={"every_weeks": found.every_weeks})
    if do == "end":
        end_series(viewer, found, now=now)
        messages.success(request, "Ended. What was said stays for the two of you to read.")
        return redirect(pair_url(found))
    if form.is_bound and form.is_valid():
        weeks = form.cleaned_data["every_weeks"]
        if attempt(form, lambda: set_rhythm(viewer, found, every_weeks=weeks, now=now)):
            messages.success(request, "Changed.")
            return redirect(pair_url(found))
    context = {"two": two_of(viewer, found, now), "form": form}
    return render(request, "feedback/one_to_ones/change.html", context)
