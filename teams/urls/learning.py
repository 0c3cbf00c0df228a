"""Addresses of learning."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams.views import learning, learning_paths, learning_steps, learning_team

urlpatterns: list[URLPattern] = [
    path("learning/", learning.index, name="learning"),
    path("learning/ask/", learning.ask, name="learning_ask"),
    path("learning/pairs/<int:pk>/", learning.pair_answer, name="learning_pair_answer"),
    path(
        "learning/pairs/<int:pk>/withdraw/",
        learning_team.pair_withdraw,
        name="learning_pair_withdraw",
    ),
    path("learning/new/", learning_paths.new, name="learning_new"),
    path("learning/team/", learning_team.team, name="learning_team"),
    path("learning/team/give/", learning_team.give, name="learning_give"),
    path("learning/given/<int:pk>/ready/", learning_team.ready, name="learning_ready"),
    path("learning/given/<int:pk>/back/", learning_team.take_back, name="learning_back"),
    path("learning/given/<int:pk>/pair/", learning_team.pair, name="learning_pair"),
    path("learning/wishes/<int:pk>/", learning_team.wish, name="learning_wish"),
    path("learning/<int:pk>/", learning.path_page, name="learning_path"),
    path("learning/<int:pk>/start/", learning.start, name="learning_start"),
    path("learning/<int:pk>/edit/", learning_paths.edit, name="learning_edit"),
    path("learning/<int:pk>/away/", learning_paths.away, name="learning_away"),
    path("learning/<int:pk>/steps/new/", learning_steps.new, name="learning_step_new"),
    path("learning/<int:pk>/steps/<int:step>/", learning_steps.edit, name="learning_step"),
    path("learning/<int:pk>/steps/<int:step>/done/", learning.done, name="learning_done"),
    path(
        "learning/<int:pk>/steps/<int:step>/move/", learning_steps.move, name="learning_step_move"
    ),
    path(
        "learning/<int:pk>/steps/<int:step>/remove/",
        learning_steps.remove,
        name="learning_step_remove",
    ),
]
