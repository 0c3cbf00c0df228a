"""The addresses of `goals`."""

from __future__ import annotations

from django.urls import URLPattern, path

from goals.views import lists

app_name = "goals"

urlpatterns: list[URLPattern] = [
    path("goals/", lists.goal_list, name="list"),
]
