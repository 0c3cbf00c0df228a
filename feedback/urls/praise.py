"""Addresses of what customers said."""

from django.urls import URLPattern, path

from feedback.views import praise

urlpatterns: list[URLPattern] = [
    path("kudos/praise/", praise.praise, name="praise"),
    path("kudos/praise/new/", praise.new, name="praise_new"),
    path("kudos/praise/import/", praise.comments, name="praise_import"),
    path("kudos/praise/<int:pk>/", praise.item, name="praise_item"),
    path("kudos/praise/<int:pk>/for/", praise.for_whom, name="praise_for"),
    path("kudos/praise/<int:pk>/tell/", praise.tell, name="praise_tell"),
    path("kudos/praise/<int:pk>/withdraw/", praise.withdraw, name="praise_withdraw"),
    path("kudos/praise/<int:pk>/back/", praise.back, name="praise_back"),
]
