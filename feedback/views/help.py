"""Help among peers: who helped whom with what; logged, confirmed, shared, thanked."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import help as actions
from feedback.forms.help import GOT, HelpForm
from feedback.models import Help
from feedback.permissions.help import can_answer_help, can_log_help, help_visible_to
from feedback.permissions.kudos import people_to_thank
from feedback.queries.composer import clock_of
from feedback.queries.help import help_list, help_page, with_thanks
from feedback.queries.people import one_called
from teams.access import SIGNED_IN, Access, Person, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.models import Membership, User
from teams.names import first_name
from teams.permissions import organisation_day, standing_of


def _helps(person: Person) -> bool:
    return isinstance(person, User) and can_log_help(person)


HELPERS = Access("whoever is in a team", _helps)


@access(HELPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Who helped you, and with what? `?show=shared` is what the team reads, `team` what leaders may see thanked."""
    person, now = person_of(request), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = HelpForm(clock_of(person), now, sent)
    if form.is_bound and form.is_valid():
        made = _logged(person, form, now)
        if made is not None:
            other = made.helper if made.helped_id == person.pk else made.helped
            waits = made.state == Help.State.WAITING
            said = "is asked whether it was so" if waits else "is told"
            messages.success(request, f"Logged. {first_name(other.name)} {said}.")
            return redirect("feedback:help_item", made.pk)
    show, before = request.GET.get("show", ""), request.GET.get("before", "")[:60]
    context = {
        "page": help_list(person, show, before, now, request.GET.get("team", "")),
        "form": form,
        "colleagues": _colleagues(person, now),
    }
    return render(request, "feedback/help/list.html", context)


def _colleagues(person: User, now: datetime) -> list[str]:
    """The names of one's own teams, to choose from while one types."""
    today = organisation_day(now)
    own = Membership.objects.on(today).filter(team__in=standing_of(person).teams)
    found = people_to_thank(person, today).filter(pk__in=own.values("user_id"))
    return list(found.order_by("name", "pk").values_list("name", flat=True))


def _logged(person: User, form: HelpForm, now: datetime) -> Help | None:
    sent = form.cleaned_data
    today = organisation_day(now)
    found = [one for one in one_called(person, sent["who"], today) if not one.is_team]
    if len(found) != 1:
        names = ", ".join(f"{one.name} ({one.hint})" if one.hint else one.name for one in found)
        form.add_error(
            "who",
            f"That may be {names}. Write the whole name, or their login." if found else f"There is nobody called “{sent['who']}”.",
        )  # fmt: skip
        return None
    other = User.objects.get(pk=int(found[0].value))
    made: list[Help] = []

    def log() -> None:
        made.append(
            actions.log_help(
                person, other, what=sent["what"], was_helped=sent["which"] == GOT, at=form.at(),
                case=sent["case"], shared=sent["shared"], now=now,
            )
        )  # fmt: skip

    return made[0] if attempt(form, log) else None


def _visible(request: HttpRequest, pk: int) -> Help:
    person = person_of(request)
    found = with_thanks(person, help_visible_to(person)).select_related("helped", "helper")
    return get_object_or_404(found, pk=pk)


@access(SIGNED_IN)
@never_cache
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Who helped whom, with what; and was it so?"""
    page = help_page(person_of(request), _visible(request, pk), timezone.now())
    return render(request, "feedback/help/item.html", {"page": page})


@access(SIGNED_IN)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """It was so, or it was not."""
    person, found, now = person_of(request), _visible(request, pk), timezone.now()
    if found.helped_id == person.pk and not can_answer_help(person, found):
        # Answered in another window: what stands is what was said first.
        messages.info(request, f"You have answered already: {found.get_state_display()}.")
    elif request.POST.get("so") == "yes":
        actions.confirm_help(person, found, shared=bool(request.POST.get("shared")), now=now)
        messages.success(request, f"It counts now. {first_name(found.helper.name)} is told.")
    else:
        actions.set_help_aside(person, found, now=now)
        messages.success(request, "Set aside. It does not count, and nobody is told.")
    return redirect("feedback:help_item", pk)


@access(SIGNED_IN)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was helped lets the team read it, or not."""
    found, wanted = _visible(request, pk), bool(request.POST.get("shared"))
    actions.share_help(person_of(request), found, shared=wanted, now=timezone.now())
    said = "The team may read it now." if wanted else "The team does not read it any more."
    messages.success(request, said)
    return redirect("feedback:help_item", pk)


@access(SIGNED_IN)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever logged it takes it back."""
    own = Help.objects.filter(pk=pk, logged_by=person_of(request))
    if own.filter(state=Help.State.TAKEN_BACK).exists():
        messages.info(request, "It is taken back already. Nobody reads it.")
        return redirect("feedback:help")
    found = _visible(request, pk)
    try:
        actions.take_help_back(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
        return redirect("feedback:help_item", pk)
    messages.success(request, "Taken back. Nobody reads it.")
    return redirect("feedback:help")
