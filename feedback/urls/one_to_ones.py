"""Addresses of one-to-ones and wishes."""

from django.urls import URLPattern, path

from feedback.views.one_to_ones import agenda, meeting, pair, wishes

urlpatterns: list[URLPattern] = [
    path("people/", pair.people, name="people"),
    path("people/<int:pk>/one-to-ones/", pair.series, name="series"),
    path("people/<int:pk>/one-to-ones/begin/", pair.begin, name="series_begin"),
    path("people/<int:pk>/wishes/", wishes.wishes, name="wishes"),
    path("people/wishes/<int:pk>/share/", wishes.wish_share, name="wish_share"),
    path("people/wishes/<int:pk>/end/", wishes.wish_end, name="wish_end"),
    path("one-to-ones/", pair.one_to_ones, name="one_to_ones"),
    path("one-to-ones/<int:pk>/", meeting.one_to_one, name="one_to_one"),
    path("one-to-ones/<int:pk>/move/", meeting.move_it, name="one_to_one_move"),
    path("one-to-ones/<int:pk>/cancel/", meeting.cancel_it, name="one_to_one_cancel"),
    path("one-to-ones/series/<int:pk>/book/", pair.book_next, name="series_book"),
    path("one-to-ones/series/<int:pk>/change/", pair.change, name="series_change"),
    path("one-to-ones/series/<int:pk>/points/", agenda.points, name="points"),
    path("one-to-ones/series/<int:pk>/agreements/", agenda.agreements, name="agreements"),
    path("one-to-ones/series/<int:pk>/private/", agenda.private_note, name="private_note"),
    path("one-to-ones/points/<int:pk>/", agenda.point, name="point"),
    path("one-to-ones/agreements/<int:pk>/", agenda.agreement, name="agreement"),
]
