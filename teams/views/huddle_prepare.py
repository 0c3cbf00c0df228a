"""Preparing a huddle: what do we say in eight minutes? Each choice is one press of a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from teams.access import access
from teams.actions import huddles as actions
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Huddle
from teams.names import first_name
from teams.queries.huddle_pages import HuddlePage
from teams.views.huddle_ways import MEMBERS, Visit, anew, number_of, visit_of
from teams.views.today import back_to_today

SPEAKER = "speaker"


@access(MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, day: str) -> HttpResponse:
    """The draft is there; a leader swaps, chooses, accepts, and says that it is ready."""
    visit = visit_of(request, day, leads=True)
    if request.method == "POST":
        try:
            is_ready = _act(request, visit)
        except Stale as stale:
            return _show(request, anew(visit), status=409, problem=_who(visit, stale), wanted=True)
        except ActionRefused as refused:
            return _show(request, anew(visit), status=409, problem=refused.message)
        if request.POST.get("back") == "today":
            return back_to_today()
        if is_ready:
            messages.success(request, f"Ready. It takes {visit.page().all_minutes} minutes.")
        return redirect(visit.url("huddle_prepare"))
    page = visit.page(choosing=True)
    if page.is_held or not page.is_ahead:
        return redirect(visit.url("huddle_day"))
    return _show(request, visit, page=page)


def _act(request: HttpRequest, visit: Visit) -> bool:
    """What was pressed; whether that made it ready. Raises ActionRefused."""
    sent = request.POST
    team, day, person, now = visit.team, visit.day, visit.person, visit.now
    version = _with_call(request, visit)
    if request.GET.get("undo") == SPEAKER:
        asked = number_of(request.GET.get("version", ""))
        actions.unaccept_speaker(person, team, day, version=asked, now=now)
        messages.success(request, "Nobody is picked. The draft stands as it was.")
    elif "pick" in sent:
        kind, _, rest = sent["pick"].replace("\x00", "").partition(" ")
        position, _, key = rest.partition(" ")
        actions.pick_part(
            person, team, day, kind=kind, position=number_of(position) or 0, key=key,
            version=version, now=now,
        )  # fmt: skip
    elif "accept" in sent:
        huddle = actions.choose_speaker(
            person, team, day, number_of(sent["accept"]) or 0, version=version, now=now
        )
        _say_picked(request, visit, huddle)
    elif "choose" in sent:
        actions.choose_speaker(
            person, team, day, number_of(sent.get("person", "")) or 0, version=version, now=now
        )
    elif "away" in sent or "there" in sent:
        is_away = "away" in sent
        pk = number_of(sent["away"] if is_away else sent["there"]) or 0
        actions.mark_away(person, team, day, pk, is_away=is_away, version=version, now=now)
    elif "ready" in sent:
        actions.make_ready(person, team, day, version=version, now=now)
        return True
    elif "keep" in sent:
        messages.success(request, "Kept. It ends the huddle.")
    else:
        raise ActionRefused("", "Press one of the buttons.")
    return False


def _with_call(request: HttpRequest, visit: Visit) -> int | None:
    """What was changed of what the team will do is written down whatever is pressed; the version to go on from.
    Raises ActionRefused.
    """
    version = number_of(request.POST.get("version", ""))
    words = _changed_call(request)
    if words is None:
        return version
    return actions.prepare_call(
        visit.person, visit.team, visit.day, words, version=version, now=visit.now
    ).version


def _changed_call(request: HttpRequest) -> str | None:
    """What this person wrote in place of what stood there when they opened the page; None where they left it."""
    words, before = request.POST.get("call"), request.POST.get("call_was", "")
    return None if words is None or words.split() == before.split() else words


def _say_picked(request: HttpRequest, visit: Visit, huddle: Huddle) -> None:
    """Who it is, and the way back."""
    undo = visit.url("huddle_prepare", undo=SPEAKER, version=huddle.version)
    name = "" if huddle.speaker is None else first_name(huddle.speaker.name)
    messages.success(request, f"{name} shares what inspires them.", extra_tags=f"undo={undo}")


def _who(visit: Visit, stale: Stale) -> str:
    """`Priya changed this huddle at 09:10.`"""
    entries = AuditEntry.objects.filter(kind="teams.huddle")
    current = stale.current
    last = (
        entries.filter(object_id=current.pk).select_related("actor").first()
        if isinstance(current, Huddle)
        else None
    )
    if last is None or last.actor is None:
        return stale.message
    return f"{last.actor.name} changed this huddle at {visit.team.clock.local(last.at):%H:%M}."


def _show(
    request: HttpRequest,
    visit: Visit,
    *,
    page: HuddlePage | None = None,
    status: int = 200,
    problem: str = "",
    wanted: bool = False,
) -> HttpResponse:
    page = visit.page(choosing=True) if page is None else page
    written = _changed_call(request)
    context = {
        "page": page,
        "teams": visit.teams,
        "query": f"?team={visit.team.slug}",
        "problem": problem,
        "here": visit.url("huddle_prepare"),
        "yours": _yours(request, page) if wanted else "",
        "call": page.call_to_action if written is None else written,
    }
    return render(request, "teams/huddle/prepare.html", context, status=status)


def _yours(request: HttpRequest, page: HuddlePage) -> str:
    """What was wanted when somebody else was quicker, in words to be read beside how it stands."""
    sent = request.POST
    if "pick" in sent:
        kind, _, rest = sent["pick"].partition(" ")
        key = rest.partition(" ")[2]
        options = [
            *(one for step in page.steps for one in (*step.said, *step.others)),
            *page.protocol,
            *page.protocols,
        ]
        title = next((one.title for one in options if one.key == key), "")
        return title and f"You chose “{title}” for {kind}."
    if "ready" in sent:
        return "You said that it is ready."
    if "keep" in sent:
        return "What you wrote stands in its field."
    pk = number_of(
        sent.get("accept") or sent.get("away") or sent.get("there") or sent.get("person", "")
    )
    name = next((one.name for one in page.people if one.pk == pk), "")
    if not name:
        return ""
    if "away" in sent or "there" in sent:
        return f"You said that {name} is {'away' if 'away' in sent else 'there'}."
    return f"You chose {name} to share what inspires them."
