"""Where a request comes from, when proxies stand in between."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address, as text.

    Without `TRUSTED_PROXIES` it is the other end of the connection, and `X-Forwarded-For`, which
    anybody can write, counts for nothing. With n proxies of our own, each of which appends the
    address it was called from, it is the n-th entry from the right; entries further left are
    the caller's own claims.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return direct
    claimed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    chain = [part for part in claimed if part]
    return chain[-proxies] if len(chain) >= proxies else direct
