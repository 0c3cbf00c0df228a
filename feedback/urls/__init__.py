"""The addresses of feedback, by noun."""

from django.urls import URLPattern

from feedback.urls import (
    appraisals,
    delegated,
    helping,
    ideas,
    kudos,
    notes,
    one_to_ones,
    praise,
    pulse,
    staying,
    wall,
)

app_name = "feedback"

urlpatterns: list[URLPattern] = [
    *kudos.urlpatterns,
    *wall.urlpatterns,
    *praise.urlpatterns,
    *notes.urlpatterns,
    *delegated.urlpatterns,
    *one_to_ones.urlpatterns,
    *appraisals.urlpatterns,
    *helping.urlpatterns,
    *ideas.urlpatterns,
    *pulse.urlpatterns,
    *staying.urlpatterns,
]
