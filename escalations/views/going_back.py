"""Where a verb leads when it is done: back to where it was pressed, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qs

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from escalations.queries.queue import Filter
from teams.access import person_of
from teams.views.inbox import back_in_inbox
from teams.views.today import today_at

QUEUE, TODAY = "queue", "today"


def address_after(request: HttpRequest, pk: int) -> str:
    """The list with its filter, *Today*, the inbox, or the case. `back` is a name of ours, never an address."""
    back = request.POST.get("back") or request.GET.get("back", "")
    inbox = back_in_inbox(person_of(request), back, timezone.now())
    if inbox is not None:
        return inbox
    place, _, query = back.partition("?")
    if place == TODAY:
        return today_at()
    if place == QUEUE:
        values = parse_qs(query, max_num_fields=10) if len(query) < 200 else {}
        wanted = Filter(
            *(values.get(name, [""])[0][:60] for name in ("team", "need", "category"))
        ).query()
        return reverse("escalations:list") + (f"?{wanted}" if wanted else "")
    return reverse("escalations:case", args=[pk])
