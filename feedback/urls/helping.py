"""Addresses of help among peers."""

from django.urls import URLPattern, path

from feedback.views import help as views

urlpatterns: list[URLPattern] = [
    path("help-given/", views.index, name="help"),
    path("help-given/<int:pk>/", views.item, name="help_item"),
    path("help-given/<int:pk>/answer/", views.answer, name="help_answer"),
    path("help-given/<int:pk>/share/", views.share, name="help_share"),
    path("help-given/<int:pk>/back/", views.back, name="help_back"),
]
