"""Feedback, as Django knows it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Names the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "feedback"
