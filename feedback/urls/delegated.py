"""Addresses of tasks that are handed over, and of who is good at what."""

from django.urls import URLPattern, path

from feedback.views import delegated, strengths_matrix

urlpatterns: list[URLPattern] = [
    path("people/strengths/", strengths_matrix.strengths_matrix, name="strengths_matrix"),
    path("teams/<slug:slug>/strengths/", strengths_matrix.team_strengths, name="team_strengths"),
    path("tasks/", delegated.index, name="tasks"),
    path("tasks/new/", delegated.new, name="task_new"),
    path("tasks/<int:pk>/", delegated.item, name="task"),
    path("tasks/<int:pk>/accept/", delegated.accept, name="task_accept"),
    path("tasks/<int:pk>/ask/", delegated.ask, name="task_ask"),
    path("tasks/<int:pk>/decline/", delegated.decline, name="task_decline"),
    path("tasks/<int:pk>/check-in/", delegated.check_in, name="task_check_in"),
    path("tasks/<int:pk>/plan/", delegated.plan, name="task_plan"),
    path("tasks/<int:pk>/give-back/", delegated.give_back, name="task_give_back"),
    path("tasks/<int:pk>/undo/", delegated.undo, name="task_undo"),
    path("tasks/<int:pk>/answer/", delegated.answer, name="task_answer"),
    path("tasks/<int:pk>/close/", delegated.close, name="task_close"),
    path("tasks/<int:pk>/carry-on/", delegated.carry_on, name="task_carry_on"),
    path("tasks/<int:pk>/revise/", delegated.revise, name="task_revise"),
    path("tasks/<int:pk>/withdraw/", delegated.withdraw, name="task_withdraw"),
]
