"""Where a verb leads when it is done: back to where it was pressed, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qs

from django.http import HttpRequest
from django.urls import reverse

from escalations.queries.queue import Filter

QUEUE, TODAY = "queue", "today"


def address_after(request: HttpRequest, pk: int) -> str:
    """The list with its filter, *Today*, or the case. `back` is a name of ours, never an address."""
    back = request.POST.get("back") or request.GET.get("back", "")
    place, _, query = back.partition("?")
    if place == TODAY:
        return reverse("home")
    if place == QUEUE:
        values = parse_qs(query, max_num_fields=10) if len(query) < 200 else {}
        wanted = Filter(
            *(values.get(name, [""])[0][:60] for name in ("team", "need", "category"))
        ).query()
        return reverse("escalations:list") + (f"?{wanted}" if wanted else "")
    return reverse("escalations:case", args=[pk])
