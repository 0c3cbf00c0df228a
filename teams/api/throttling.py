"""How often a caller may call: each token for itself, so that one that runs wild stops no other."""

from __future__ import annotations

import time

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from teams.models import ApiToken

WINDOW = 60
"""Seconds over which calls are counted."""
READS_A_WINDOW = 1200
WRITES_A_WINDOW = 1200


class PerCaller(BaseThrottle):
    """So many reads and so many writes a minute for each token (for each person in a browser).

    Counted in the cache in windows of a minute: where the cache is away, nobody is turned away.
    """

    def __init__(self) -> None:
        self.left = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this call and say whether it is still within the limit."""
        reads = request.method in {"GET", "HEAD"}
        limit = READS_A_WINDOW if reads else WRITES_A_WINDOW
        if isinstance(request.auth, ApiToken):
            caller = f"token-{request.auth.pk}"
        else:
            caller = f"person-{request.user.pk}"
        moment = int(time.time())
        self.left = WINDOW - moment % WINDOW
        key = f"api-calls-{caller}-{'read' if reads else 'write'}-{moment // WINDOW}"
        return _count(key) <= limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return float(self.left)


def _count(key: str) -> int:
    if cache.add(key, 1, WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        return 1  # it ran out between the two
