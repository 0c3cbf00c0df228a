"""The API's addresses under `/api/v1/`: each app's viewsets under one router."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
