"""Addresses of the wall, and of who has been thanked."""

from django.urls import URLPattern, path

from feedback.views import coverage, wall

urlpatterns: list[URLPattern] = [
    path("kudos/", wall.kudos_wall, name="kudos"),
    path("kudos/coverage/", coverage.coverage, name="coverage"),
    path("kudos/coverage/<int:pk>/not-now/", coverage.snooze, name="snooze"),
    path("kudos/coverage/<int:pk>/again/", coverage.wake, name="wake"),
]
