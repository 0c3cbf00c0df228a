"""Around the pages: the administrators' site, error pages, the log, and what stands for a row."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from feedback.models import CoachingNote, Talk
from teams.models import User
from tests.as_before import as_before
from tests.cast import BACKEND
from tests.feedback.privacy.logged import lines_written
from tests.feedback.privacy.planting import NEEDLE
from tests.feedback.privacy.surfaces import ROLES, said

pytestmark = pytest.mark.django_db


def as_administrator(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=BACKEND)
    return client


def test_case_3_the_administrators_site_shows_no_private_word(garden):
    # Whoever installed it: an administrator by rank and for the framework too.
    person = garden.world.people["second_administrator"]
    User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client = as_administrator(User.objects.get(pk=person.pk))
    told, looked = [], 0
    for model, site in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths = [reverse(f"{base}_changelist") + query for query in ("", f"?q={NEEDLE}")]
        for row in list(model._default_manager.all()[:40]):
            paths += [reverse(f"{base}_{page}", args=[row.pk]) for page in ("change", "history")]
        for path in paths:
            answer: HttpResponseBase = client.get(path)
            looked += answer.status_code == 200
            told += [f"{path}: {one.what}" for one in garden.planted.found_in(said(answer))]
        assert site.model is model
    assert looked > 40
    assert told == []


def test_case_3_no_private_table_is_in_the_administrators_site():
    assert [m for m in admin.site._registry if m._meta.app_label == "feedback"] == []


def test_case_3_what_stands_for_a_row_says_nothing_of_it(garden):
    told = [
        f"{model.__name__}: {one.where}"
        for model in apps.get_app_config("feedback").get_models()
        if model.__name__ not in {"Kudos", "Reply", "Idea", "EarlierWords"}
        for row in model._default_manager.all()
        for one in garden.planted.found_in(f"{row} {row!r}")
    ]
    assert told == []


@pytest.fixture
def leaky(settings):
    settings.ROOT_URLCONF = "tests.feedback.privacy.leaky"
    settings.DEBUG = False


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/leaky/broken/", 500),
        ("/leaky/refused/", 500),
        ("/notes/999999/", 404),
        ("/api/v1/notes/999999/", 404),
        ("/no/such/page/", 404),
    ],
)
def test_case_3_error_pages_and_their_log_lines_say_nothing(garden, leaky, path, status):
    told = []
    for role in ROLES:
        with lines_written() as log, as_before():
            answer = garden.world.callers[role].get(path + f"?q={NEEDLE}")
        assert answer.status_code == status
        told += [f"{role}, page: {one.what}" for one in garden.planted.found_in(said(answer))]
        told += [f"{role}, log: {one.what}" for one in garden.planted.found_in(log.getvalue())]
    assert told == []


def test_case_3_pages_of_notes_log_no_word(garden):
    world, told = garden.world, []
    with lines_written() as log:
        for model, name in ((CoachingNote, "feedback:note"), (Talk, "feedback:talk")):
            for row in model._default_manager.all():
                world.callers["supervisor"].get(reverse(name, args=[row.pk]))
                world.callers["stranger"].get(reverse(name, args=[row.pk]))
    told = garden.planted.found_in(log.getvalue())
    assert "/notes/" in log.getvalue()
    assert told == []


def test_a_log_line_that_leaks_is_found(garden, leaky):
    with lines_written() as log:
        garden.world.callers["stranger"].get("/leaky/log/")
    assert garden.planted.found_in(log.getvalue())
