"""Addresses of kudos."""

from django.urls import URLPattern, path

from feedback.views import kudos, kudos_new, strengths

urlpatterns: list[URLPattern] = [
    path("kudos/new/", kudos_new.new, name="kudos_new"),
    path("kudos/new/lines/", kudos_new.lines, name="kudos_lines"),
    path("kudos/new/people/", kudos_new.people, name="kudos_people"),
    path("kudos/read/", kudos.read_these, name="kudos_read_these"),
    path("kudos/<int:pk>/", kudos.item, name="kudos_item"),
    path("kudos/<int:pk>/edit/", kudos.edit, name="kudos_edit"),
    path("kudos/<int:pk>/back/", kudos.back, name="kudos_back"),
    path("kudos/<int:pk>/saw/", kudos.saw, name="kudos_saw"),
    path("kudos/<int:pk>/reply/", kudos.reply, name="kudos_reply"),
    path("kudos/<int:pk>/reply/<int:reply>/", kudos.reply_step, name="kudos_reply_step"),
    path("kudos/<int:pk>/read/", kudos.read, name="kudos_read"),
    path("kudos/<int:pk>/hide/", kudos.hide, name="kudos_hide"),
    # Under the settings.
    path("settings/strengths/", strengths.strengths, name="strengths"),
    path("settings/strengths/new/", strengths.new, name="strength_new"),
    path("settings/strengths/<int:pk>/", strengths.edit, name="strength_edit"),
    path("settings/strengths/<int:pk>/away/", strengths.away, name="strength_away"),
    path("settings/strengths/<int:pk>/move/", strengths.move, name="strength_move"),
]
