"""One's own escalations: what agents see at the address at which leaders see what waits for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from escalations.access import LOGGERS
from escalations.queries.mine import mine_page
from teams.access import access, person_of


@access(LOGGERS)
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What came of mine? `before` is the id to go on from."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    page = mine_page(person_of(request), timezone.now(), before=before)
    return render(request, "escalations/mine.html", {"page": page, "before": before})
