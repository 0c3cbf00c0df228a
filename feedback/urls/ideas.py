"""Addresses of ideas."""

from django.urls import URLPattern, path

from feedback.views import idea_answers, ideas

urlpatterns: list[URLPattern] = [
    path("ideas/", ideas.index, name="ideas"),
    path("ideas/new/", ideas.new, name="idea_new"),
    path("ideas/<int:pk>/", ideas.item, name="idea"),
    path("ideas/<int:pk>/edit/", ideas.edit, name="idea_edit"),
    path("ideas/<int:pk>/withdraw/", ideas.withdraw, name="idea_withdraw"),
    path("ideas/<int:pk>/put-back/", ideas.put_back, name="idea_put_back"),
    path("ideas/<int:pk>/back/", ideas.back, name="idea_back"),
    path("ideas/<int:pk>/say/", ideas.say, name="idea_say"),
    path("ideas/<int:pk>/look/", idea_answers.look, name="idea_look"),
    path("ideas/<int:pk>/agree/", idea_answers.agree, name="idea_agree"),
    path("ideas/<int:pk>/decline/", idea_answers.decline, name="idea_decline"),
    path("ideas/<int:pk>/done/", idea_answers.done, name="idea_done"),
    path("ideas/<int:pk>/reopen/", idea_answers.reopen, name="idea_reopen"),
]
