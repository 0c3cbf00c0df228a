"""Addresses of the decisions log."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams.views import decisions

urlpatterns: list[URLPattern] = [
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/new/", decisions.new, name="decision_new"),
    path("decisions/<int:pk>/", decisions.item, name="decision"),
    path("decisions/<int:pk>/correct/", decisions.correct, name="decision_correct"),
    path("decisions/<int:pk>/stands/", decisions.stands, name="decision_stands"),
    path("decisions/<int:pk>/end/", decisions.end, name="decision_end"),
    path("decisions/<int:pk>/back/", decisions.back, name="decision_back"),
]
