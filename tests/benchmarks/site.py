"""The site with one page more: the bare page that every other one is measured by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as site
from teams.access import SIGNED_IN, access


@access(SIGNED_IN)
def bare(request: HttpRequest) -> HttpResponse:
    """A page that says hello to whoever is signed in."""
    return HttpResponse(f"<!doctype html><title>Bare</title><p>Hello {request.user}")


urlpatterns = [path("bare/", bare), *site]
