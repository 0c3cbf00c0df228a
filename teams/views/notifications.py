"""What one wants to be told; and no more mail, by one click from the mail itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teams.access import ANYONE, SIGNED_IN, access, person_of
from teams.actions.notices import choose_notices, stop_digest, stop_mail_about
from teams.forms.base import attempt
from teams.forms.notifications import NotificationsForm
from teams.kinds import kind_of
from teams.permissions import standing_of
from teams.queries.notices import choices_of, usual_digest
from teams.queries.zones import usual_zone_of
from teams.unsubscribing import unwanted_of_token


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Per kind in the inbox and in the digest; how often the digest comes; quiet hours."""
    person = person_of(request)
    form = NotificationsForm(
        choices_of(person),
        usual_digest(leads=standing_of(person).looks_after),
        usual_zone_of(person, timezone.now()),
        request.POST if request.method == "POST" else None,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: choose_notices(person, **form.values()))
    ):
        messages.success(request, "Saved.")
        return redirect("teams:notifications")
    return render(request, "teams/notifications.html", {"form": form, "email": person.email})


# Mail programs send this POST by themselves (RFC 8058): they have no cookie and no form of ours. What it
# can do is in the signed address, and no more than that.
@csrf_exempt
@access(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No more of what that mail was, for whom its address was signed. Opening it only asks; the POST does it."""
    unwanted = unwanted_of_token(token)
    if unwanted is None:
        raise Http404
    if request.method == "POST":
        if unwanted.kinds:
            stop_mail_about(unwanted.person, unwanted.kinds)
        else:
            stop_digest(unwanted.person)
    about = [kind_of(code).label for code in unwanted.kinds]
    return render(
        request, "teams/unsubscribe.html", {"done": request.method == "POST", "about": about}
    )
