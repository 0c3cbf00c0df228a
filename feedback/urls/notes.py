"""Addresses of coaching notes and difficult talks."""

from django.urls import URLPattern, path

from feedback.views import difficult_talks, notes, releases

urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/notes/", notes.notes, name="notes"),
    path("people/<int:pk>/notes/new/", notes.note_new, name="note_new"),
    path("people/<int:pk>/talks/new/", difficult_talks.talk_new, name="talk_new"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/edit/", notes.note_edit, name="note_edit"),
    path("notes/<int:pk>/share/", notes.note_share, name="note_share"),
    path("notes/<int:pk>/follow-up/", notes.note_follow_up, name="note_follow_up"),
    path("notes/<int:pk>/delete/", notes.note_delete, name="note_delete"),
    path("notes/<int:pk>/release/", releases.note_release, name="note_release"),
    path("talks/<int:pk>/", difficult_talks.talk, name="talk"),
    path("talks/<int:pk>/edit/", difficult_talks.talk_edit, name="talk_edit"),
    path("talks/<int:pk>/share/", difficult_talks.talk_share, name="talk_share"),
    path("talks/<int:pk>/own-words/", difficult_talks.talk_own_words, name="talk_own_words"),
    path("talks/<int:pk>/steps/", difficult_talks.talk_step_add, name="talk_step_add"),
    path(
        "talks/<int:pk>/steps/<int:step>/done/",
        difficult_talks.talk_step_end,
        {"how": "done"},
        name="talk_step_done",
    ),
    path(
        "talks/<int:pk>/steps/<int:step>/drop/",
        difficult_talks.talk_step_end,
        {"how": "drop"},
        name="talk_step_drop",
    ),
    path(
        "talks/<int:pk>/steps/<int:step>/again/",
        difficult_talks.talk_step_end,
        {"how": "again"},
        name="talk_step_again",
    ),
    path("talks/<int:pk>/delete/", difficult_talks.talk_delete, name="talk_delete"),
    path("talks/<int:pk>/close/", difficult_talks.talk_close, name="talk_close"),
    path("talks/<int:pk>/release/", releases.talk_release, name="talk_release"),
    path("releases/<int:pk>/end/", releases.release_end, name="release_end"),
    path("me/notes/", notes.shared_notes, name="shared_notes"),
    path("me/balance/", notes.balance, name="balance"),
    path("me/released/", releases.released, name="released"),
    path("me/released/<int:pk>/", releases.released_item, name="released_item"),
    path("me/released/<int:pk>/read/", releases.released_open, name="released_open"),
]
