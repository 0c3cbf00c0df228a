"""Writing a thanks: the composer, and what it asks the server for while one types."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.access import THANKERS
from feedback.actions.kudos import give
from feedback.forms.kudos import TODAY, draft_of
from feedback.models import Kudos, Strength, Visibility
from feedback.queries.composer import (
    Composer,
    Draft,
    clock_of,
    composer_for,
    fact_of,
    facts_about,
    lines_for,
    name_of,
    praise_of,
    words_with,
)
from feedback.queries.help import help_at, help_named, words_for
from feedback.queries.help_words import address
from feedback.queries.people import (
    TEAM,
    Target,
    is_name_of,
    one_called,
    readers_of,
    search,
    targets_of,
)
from goals.models import Goal
from teams.access import access, person_of
from teams.actions.errors import ActionRefused
from teams.models import Team, User
from teams.names import first_name
from teams.permissions import organisation_day
from teams.views.inbox import back_in_inbox
from teams.views.today import back_to_today

PAGE = "feedback/kudos/new.html"
BROUGHT_BACK_WITHIN = timedelta(hours=1)
SHARE, PRIVATE, LOOK = "share", "private", "look"


@access(THANKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What exactly did they do? `?to=` is a login, a number or `team-3`; `fact=`, `praise=` what it rests on."""
    person, now = person_of(request), timezone.now()
    if request.method == "POST":
        return _posted(request, person, now)
    draft = _brought_back(person, request.GET.get("again", ""), now) or draft_of(request.GET)
    begun = "" if draft.words else _begun(person, draft, now)
    draft = replace(draft, to=_by_login(draft.to), words=draft.words or begun)
    return _shown(request, composer_for(person, draft, now, focus=True))


def _begun(person: User, draft: Draft, now: datetime) -> str:
    """What stands there at first: the customer's words they came to pass on, or the help they came to thank for."""
    praise = praise_of(person, draft.praise)
    if praise is not None:
        return words_with(praise, organisation_day(now))
    return words_for(person, draft.fact)


def _posted(request: HttpRequest, person: User, now: datetime) -> HttpResponse:
    """Take up who was typed, then share, or show what there is so far."""
    draft, maybe, unknown = _with_who(person, draft_of(request.POST), now)
    do = request.POST.get("do", LOOK)
    added = request.POST.get("add", "")
    if added:
        draft = _with_chip(person, draft, added, now)
    errors = {"to": unknown} if unknown else {}
    if do in (SHARE, PRIVATE) and not added and not errors and not maybe:
        try:
            kudos = _give(person, draft, now, private=do == PRIVATE)
        except ActionRefused as refused:
            errors = {refused.field: refused.message}
        else:
            return _done(request, kudos, draft.back)
    elif do in (SHARE, PRIVATE) and maybe:
        several = f"Several people may be “{draft.who}”. Choose whom you mean."
        one = f"Is “{draft.who}” {maybe[0].name}? Tick the name if it is."
        errors = {"to": several if len(maybe) > 1 else one}
    composer = composer_for(person, draft, now, maybe=maybe, errors=errors, focus=True)
    return _shown(request, composer)


def _shown(request: HttpRequest, composer: Composer) -> HttpResponse:
    return render(request, PAGE, {"composer": composer})


def _done(request: HttpRequest, kudos: Kudos, back_to: str) -> HttpResponse:
    """Back to the wall, to *Today* or to the inbox, with a minute to take it back."""
    to = _names(kudos)
    how = {
        Visibility.PRIVATE: f"Sent to {to}. Nobody else reads it.",
        Visibility.PUBLIC: f"Shared with everyone. {to} will hear of it.",
    }.get(Visibility(kudos.visibility), f"Shared with {kudos.team.name}. {to} will hear of it.")
    back = reverse("feedback:kudos_back", args=[kudos.pk])
    messages.success(request, how, extra_tags=f"undo={back}")
    if back_to == TODAY:
        return back_to_today()
    inbox = back_in_inbox(person_of(request), back_to, timezone.now())
    return redirect(inbox or reverse("feedback:kudos"))


def _names(kudos: Kudos) -> str:
    named = kudos.recipients.filter(apart=True) if kudos.to_team else kudos.recipients.all()
    names = [kudos.to_team.name] if kudos.to_team else []
    names += [first_name(one.user.name) for one in named.select_related("user")]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _give(person: User, draft: Draft, now: datetime, *, private: bool) -> Kudos:
    """Hand what stands there to the action. Raises ActionRefused."""
    chosen = targets_of(person, draft.to, organisation_day(now))
    if len(chosen) < len(draft.to):
        raise ActionRefused("to", "Somebody you chose is not here. Choose people from the list.")
    teams = [int(one.value[len(TEAM) :]) for one in chosen if one.is_team]
    if len(teams) > 1:
        raise ActionRefused("to", "Thank one team at a time.")
    fact = fact_of(facts_about(person, chosen, now, first=draft.fact), draft.fact)
    is_goal = fact is not None and fact.kind == "goal"
    rests_on = (fact.url, fact.label) if fact else _help_behind(person, draft)
    visibility = Visibility.PUBLIC if draft.everyone else Visibility.TEAM
    return give(
        person,
        to=User.objects.filter(pk__in=[int(one.value) for one in chosen if not one.is_team]),
        to_team=Team.objects.filter(pk__in=teams).first(),
        words=draft.words or " ",
        strengths=Strength.objects.filter(slug__in=draft.strengths),
        visibility=Visibility.PRIVATE if private else visibility,
        goal=Goal.objects.filter(pk=fact.object_id).first() if fact and is_goal else None,
        praise=praise_of(person, draft.praise),
        link_url=rests_on[0],
        link_label=rests_on[1],
        now=now,
    )


def _help_behind(person: User, draft: Draft) -> tuple[str, str]:
    """Address and name of the help they came here to thank for, if whoever gave it is among those thanked."""
    found = help_named(person, draft.fact)
    if found is None or str(found.helper_id) not in draft.to:
        return "", ""
    return address(found.pk), "Help"


# --- What becomes of a draft ---------------------------------------------------------------------


def _with_who(person: User, draft: Draft, now: datetime) -> tuple[Draft, list[Target], str]:
    """The draft with whom the typed name means; else those it may mean, or why nobody."""
    if not draft.who.strip():
        return replace(draft, who=""), [], ""
    found = one_called(person, draft.who, organisation_day(now))
    if not found:
        return draft, [], f"There is nobody called “{draft.who.strip()}” to thank."
    if len(found) > 1 or not is_name_of(found[0], draft.who):
        already = set(draft.to)
        # Whoever it may mean was shown, and somebody ticked.
        if already & {one.value for one in found}:
            return replace(draft, who=""), [], ""
        return draft, found, ""
    to = tuple(dict.fromkeys([*draft.to, found[0].value]))
    return replace(draft, to=to, who=""), [], ""


def _with_chip(person: User, draft: Draft, code: str, now: datetime) -> Draft:
    """The draft with an offered fact at its end: what a chip does without a script."""
    chosen = targets_of(person, draft.to, organisation_day(now))
    facts = facts_about(person, chosen, now, first=draft.fact)
    lines = lines_for(draft, chosen, facts, clock_of(person), now).lines
    chip = next((line.chip for line in lines if line.code == code), None)
    if chip is None:
        return draft
    words = f"{draft.words.rstrip()} {chip.sentence}".strip()
    return replace(draft, words=words, fact=draft.fact or chip.fact)


def _by_login(to: tuple[str, ...]) -> tuple[str, ...]:
    """Logins in an address as numbers; what is neither is left out later."""
    logins = [value for value in to if not value.isdigit() and not value.startswith(TEAM)]
    if not logins:
        return to
    known = dict(User.objects.filter(username__in=logins).values_list("username", "pk"))
    return tuple(str(known.get(value, value)) for value in to)


def _brought_back(person: User, number: str, now: datetime) -> Draft | None:
    """The words of one that its author took back a moment ago, to be written on."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    found = Kudos.objects.filter(
        pk=int(number), author=person, taken_back_at__gt=now - BROUGHT_BACK_WITHIN
    ).first()
    if found is None:
        return None
    named = found.recipients.filter(apart=True) if found.to_team_id else found.recipients.all()
    thanked = [f"{TEAM}{found.to_team_id}"] if found.to_team_id else []
    thanked += [str(pk) for pk in named.values_list("user_id", flat=True)]
    return Draft(
        to=tuple(thanked),
        words=found.words,
        strengths=frozenset(found.strengths.values_list("slug", flat=True)),
        everyone=found.visibility == Visibility.PUBLIC,
        fact=_rested_on(person, found, now),
        praise=str(found.praise_id or ""),
        was_private=found.visibility == Visibility.PRIVATE,
    )


def _rested_on(person: User, kudos: Kudos, now: datetime) -> str:
    """How a form names what a thanks pointed at, where the person may still open it."""
    if not kudos.link_url:
        return ""
    given = help_at(person, kudos.link_url)
    if given is not None:
        return f"help-{given.pk}"
    thanked = [str(pk) for pk in kudos.recipients.values_list("user_id", flat=True)]
    chosen = targets_of(person, thanked, organisation_day(now))
    facts = facts_about(person, chosen, now)
    return next((name_of(one) for one in facts if one.url == kudos.link_url), "")


# --- What the page asks for while one types ------------------------------------------------------


@access(THANKERS)
@never_cache
@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """What the words say so far. A POST, so that no log keeps them."""
    person, now = person_of(request), timezone.now()
    draft = draft_of(request.POST)
    chosen = targets_of(person, draft.to, organisation_day(now)) if draft.to else []
    facts = facts_about(person, chosen, now, first=draft.fact)
    found = lines_for(draft, chosen, facts, clock_of(person), now)
    team = readers_of(person, chosen, organisation_day(now)) if chosen else ""
    context = {"lines": found, "swapped": True, "team": team}
    return render(request, "feedback/kudos/_lines.html", context)


@access(THANKERS)
@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who may be meant by what has been typed, as the options of the list beneath it."""
    person, now = person_of(request), timezone.now()
    found = search(person, request.GET.get("who", ""), organisation_day(now))
    return render(request, "feedback/kudos/_people.html", {"people": found})
