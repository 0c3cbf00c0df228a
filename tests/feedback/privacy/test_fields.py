"""Each text of feedback is stated to be somebody's, and each private one is planted."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import models

from tests.feedback.privacy.fields import FIELDS, PRIVATE, kept_texts, texts_of

UNREADABLE = {"Turnout.people", "DelegatedTask.own_days"}
"""Private, and without words: who has answered, by numbers, which tests/feedback/pulse holds to its rules; days."""


def test_case_3_every_text_that_is_kept_says_whose_it_is():
    assert kept_texts() - FIELDS.keys() == set(), "say in fields.py whose these are"
    assert FIELDS.keys() - kept_texts() == set(), "these are there no more"


def test_case_3_every_private_text_is_planted(garden):
    private = {name for name, whose in FIELDS.items() if whose in PRIVATE}
    planted = {marker.where for marker in garden.planted.markers.values()}
    assert private - planted == UNREADABLE
    assert planted <= private


def test_a_new_text_that_nobody_stated_would_be_seen():
    class Diary(models.Model):  # noqa: DJ008
        secret = models.TextField()
        state = models.CharField(max_length=1, choices=[("a", "A")])

        class Meta:
            app_label = "feedback"
            apps = Apps()

    assert texts_of([Diary]) - FIELDS.keys() == {"Diary.secret"}
