"""Addresses of growing as a leader, of requests to read or attend something, and of titles."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams.views import focus, growth, growth_of, leader_skills, study, titles

urlpatterns: list[URLPattern] = [
    path("me/growth/", growth.growth, name="growth"),
    path("me/growth/who/", growth.share, name="growth_share"),
    path("me/growth/<int:pk>/", growth.skill, name="growth_skill"),
    path("me/growth/focus/", focus.new, name="focus_new"),
    path("me/growth/focus/<int:pk>/", focus.focus, name="focus"),
    path("me/growth/focus/<int:pk>/close/", focus.close, name="focus_close"),
    path("people/<int:pk>/growth/", growth_of.person, name="growth_of"),
    path("people/<int:pk>/growth/<int:skill>/", growth_of.view, name="growth_view"),
    path("learning/requests/", study.index, name="studies"),
    path("learning/requests/new/", study.new, name="study_new"),
    path("learning/requests/<int:pk>/", study.item, name="study"),
    path("learning/requests/<int:pk>/answer/", study.answer, name="study_answer"),
    path("learning/requests/<int:pk>/done/", study.done, name="study_done"),
    path("learning/requests/<int:pk>/take-back/", study.take_back, name="study_take_back"),
    path("learning/requests/<int:pk>/recommend/", study.recommend, name="study_recommend"),
    path("learning/recommended/", study.recommended, name="recommended"),
    path("settings/leader-skills/", leader_skills.skills, name="leader_skills"),
    path("settings/leader-skills/new/", leader_skills.new, name="leader_skill_new"),
    path("settings/leader-skills/<int:pk>/", leader_skills.edit, name="leader_skill"),
    path("settings/leader-skills/<int:pk>/away/", leader_skills.away, name="leader_skill_away"),
    path("settings/leader-skills/<int:pk>/move/", leader_skills.move, name="leader_skill_move"),
    path("settings/people/<int:pk>/title/", titles.title, name="person_title"),
]
