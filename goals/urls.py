"""The addresses of `goals`."""

from __future__ import annotations

from django.urls import URLPattern, path

from goals.views import (
    edit,
    explain,
    goals,
    imports,
    life,
    lists,
    metrics,
    new_goal,
    own_goals,
    proposals,
    report,
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
    path("goals/<int:pk>/edit/", edit.edit, name="edit"),
    path("goals/<int:pk>/state/", goals.state, name="state"),
    path("goals/<int:pk>/say/", life.say, name="say"),
    path("goals/<int:pk>/say/take-back/", life.unsay, name="unsay"),
    path("goals/<int:pk>/close/", life.close, name="close"),
    path("goals/<int:pk>/notes/new/", life.note_new, name="note_new"),
    path("goals/<int:pk>/notes/<int:note>/", life.note_edit, name="note_edit"),
    path("goals/<int:pk>/notes/<int:note>/remove/", life.note_remove, name="note_remove"),
    path("goals/<int:pk>/proposal/", proposals.proposal, name="proposal"),
    path("goals/<int:pk>/proposal/agree/", proposals.agree, name="proposal_agree"),
    path("goals/<int:pk>/proposal/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("me/goals/", own_goals.own_goals, name="own_goals"),
    path("me/goals/new/", own_goals.own_goal_new, name="own_goal_new"),
    path("me/goals/<int:pk>/", own_goals.own_goal, name="own_goal"),
    path("me/goals/<int:pk>/edit/", own_goals.own_goal_edit, name="own_goal_edit"),
    path("me/goals/<int:pk>/check-in/", own_goals.own_goal_check_in, name="own_goal_check_in"),
    path("me/goals/<int:pk>/audience/", own_goals.own_goal_audience, name="own_goal_audience"),
    path("me/goals/<int:pk>/done/", own_goals.own_goal_done, name="own_goal_done"),
    path("reports/goals/", report.report, name="report"),
    path("reports/goals.csv", report.report_csv, name="report_csv"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics/new/", metrics.new, name="metric_new"),
    path("metrics/<slug:slug>/", metrics.metric, name="metric"),
    path("metrics/<slug:slug>/figures.csv", metrics.download, name="metric_csv"),
    path("metrics/<slug:slug>/edit/", metrics.edit, name="metric_edit"),
    path("metrics/<slug:slug>/state/", metrics.state, name="metric_state"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<int:pk>/map/", imports.import_map, name="import_map"),
    path("imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<int:pk>/done/", imports.import_done, name="import_done"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/drop/", imports.import_drop, name="import_drop"),
    path("imports/<int:pk>/failing.csv", imports.import_failing, name="import_failing"),
]
