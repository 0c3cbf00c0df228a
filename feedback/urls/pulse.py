"""Addresses of the pulse."""

from django.urls import URLPattern, path

from feedback.views import pulse, pulse_questions

urlpatterns: list[URLPattern] = [
    path("pulse/", pulse.pulse, name="pulse"),
    path("pulse/answer/", pulse.answer, name="pulse_answer"),
    path("pulse/how/", pulse.how, name="pulse_how"),
    path("pulse/actions/<int:pk>/done/", pulse.done, name="pulse_done"),
    path("pulse/<str:week>/", pulse.pulse_round, name="pulse_round"),
    path("pulse/<str:week>/act/", pulse.act, name="pulse_act"),
    path("reports/team-health/", pulse.team_health, name="team_health"),
    path("settings/pulse/", pulse_questions.questions, name="pulse_questions"),
    path("settings/pulse/new/", pulse_questions.new, name="pulse_question_new"),
    path("settings/pulse/<int:pk>/", pulse_questions.edit, name="pulse_question"),
    path("settings/pulse/<int:pk>/away/", pulse_questions.away, name="pulse_question_away"),
    path("settings/pulse/<int:pk>/move/", pulse_questions.move, name="pulse_question_move"),
]
