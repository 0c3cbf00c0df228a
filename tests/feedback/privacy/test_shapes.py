"""Each text that the API answers with is stated to be somebody's."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config import api_urls
from tests.feedback.privacy.fields import FIELDS
from tests.feedback.privacy.shapes import (
    FINDS,
    PLAIN,
    SHAPES,
    TAKEN_IN,
    TOLD,
    shapes_in,
    texts_in,
)

ELSEWHERE = {"HitSerializer", "HuddlePartShape", "NoticeSerializer"}


def answered_with() -> dict[str, set[str]]:
    """The texts of each shape that feedback answers with, or that shows what feedback hands on, by its name."""
    assert api_urls.urlpatterns
    ours = {shape.__name__: texts_in(shape) for shape in shapes_in(("feedback", "config"))}
    ours |= {
        shape.__name__: texts_in(shape)
        for shape in shapes_in(("teams",))
        if shape.__name__ in ELSEWHERE
    }
    return {name: texts for name, texts in ours.items() if texts and name not in TAKEN_IN}


def unstated(shapes: dict[str, set[str]]) -> list[str]:
    """Those of which nobody said whose they are."""
    return sorted(
        f"{name}.{text}"
        for name, texts in shapes.items()
        for text in texts - SHAPES.get(name, {}).keys()
    )


def test_case_3_every_text_of_the_api_says_whose_it_is():
    found = answered_with()
    assert unstated(found) == [], "say in shapes.py which kept texts these are"
    there = {f"{name}.{text}" for name, texts in found.items() for text in texts}
    stated = {f"{name}.{text}" for name, texts in SHAPES.items() for text in texts}
    assert stated - there == set(), "these are there no more"


def test_what_is_only_sent_is_there():
    assert TAKEN_IN - {shape.__name__ for shape in shapes_in(("feedback",))} == set()


def test_case_3_each_is_a_text_whose_readers_are_known():
    known = {*FIELDS, PLAIN, FINDS, TOLD}
    assert {whose for texts in SHAPES.values() for whose in texts.values()} - known == set()


def test_two_shapes_do_not_share_a_name():
    names = [shape.__name__ for shape in set(shapes_in(("feedback",)))]
    assert len(names) == len(set(names))


def test_a_new_text_of_the_api_would_be_seen():
    class Diary(serializers.Serializer[Any]):
        secret = serializers.CharField()
        more = serializers.ListField(child=serializers.CharField())
        told = serializers.SerializerMethodField()
        state = serializers.ChoiceField(choices=["a"])
        number = serializers.IntegerField()

    assert unstated({"Diary": texts_in(Diary)}) == ["Diary.more", "Diary.secret", "Diary.told"]
