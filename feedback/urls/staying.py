"""Addresses of who stays and who leaves."""

from django.urls import URLPattern, path

from feedback.views import staying

urlpatterns: list[URLPattern] = [
    path("reports/staying/", staying.staying, name="staying"),
    path("reports/staying.csv", staying.staying_csv, name="staying_csv"),
    path("reports/staying/here/", staying.here, name="here"),
    path("reports/staying/left/", staying.left, name="left"),
    path("reports/staying/left.csv", staying.left_csv, name="left_csv"),
    path("reports/staying/left/<int:pk>/", staying.leaving, name="leaving"),
]
