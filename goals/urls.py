"""The addresses of `goals`."""

from __future__ import annotations

from django.urls import URLPattern, path

from goals.views import (
    briefs,
    corrections,
    edit,
    explain,
    explain_metric,
    goals,
    imports,
    lists,
    metrics,
    new_goal,
    screens,
    transfers,
)

app_name = "goals"

urlpatterns: list[URLPattern] = [
    path("goals/", lists.goal_list, name="list"),
    path("goals/new/", new_goal.what, name="new"),
    path("goals/new/how-much/", new_goal.how_much, name="new_how_much"),
    path("goals/new/when/", new_goal.when, name="new_when"),
    path("goals/new/why/", new_goal.why, name="new_why"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/table/", goals.table, name="table"),
    path("goals/<int:pk>/table.csv", goals.download, name="csv"),
    path("goals/<int:pk>/explain/", explain.explained, name="explain"),
    path("goals/<int:pk>/explain/readings.csv", explain.download, name="explain_csv"),
    path("goals/<int:pk>/edit/", edit.edit, name="edit"),
    path("goals/<int:pk>/state/", goals.state, name="state"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics/new/", metrics.new, name="metric_new"),
    path("metrics/<slug:slug>/", metrics.metric, name="metric"),
    path("metrics/<slug:slug>/figures.csv", metrics.download, name="metric_csv"),
    path("metrics/<slug:slug>/edit/", metrics.edit, name="metric_edit"),
    path("metrics/<slug:slug>/state/", metrics.state, name="metric_state"),
    path("metrics/<slug:slug>/explain/", explain_metric.explained, name="metric_explain"),
    path(
        "metrics/<slug:slug>/explain/readings.csv",
        explain_metric.download,
        name="metric_explain_csv",
    ),
    path("metrics/<slug:slug>/enter/", corrections.enter, name="reading_new"),
    path("metrics/<slug:slug>/excluded/", corrections.excluded, name="excluded"),
    path("readings/<int:pk>/", corrections.reading, name="reading"),
    path("excluded/<int:pk>/restore/", corrections.restore, name="excluded_restore"),
    path("corrections/<int:pk>/undo/", corrections.undo, name="correction_undo"),
    path(
        "people/<int:pk>/readings/<int:membership>/",
        transfers.person_readings,
        name="person_readings",
    ),
    path("reports/", briefs.reports, name="reports"),
    path("reports/briefs/<str:week>/", briefs.brief, name="brief"),
    path("tv/<str:token>/", screens.wall, name="wall"),
    path("settings/screens/", screens.screens, name="screens"),
    path("settings/screens/<int:pk>/revoke/", screens.revoke, name="screen_revoke"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/map/", imports.import_map, name="import_map"),
    path("imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<int:pk>/done/", imports.import_done, name="import_done"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/drop/", imports.import_drop, name="import_drop"),
    path("imports/<int:pk>/failing.csv", imports.import_failing, name="import_failing"),
]
