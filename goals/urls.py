"""The addresses of `goals`."""

from __future__ import annotations

from django.urls import URLPattern, path

from goals.views import imports, lists

app_name = "goals"

urlpatterns: list[URLPattern] = [
    path("goals/", lists.goal_list, name="list"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/map/", imports.import_map, name="import_map"),
    path("imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<int:pk>/done/", imports.import_done, name="import_done"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/drop/", imports.import_drop, name="import_drop"),
    path("imports/<int:pk>/failing.csv", imports.import_failing, name="import_failing"),
]
