"""No surface shows a private word to anybody but whom it is for: every address, every role, searched and spelt out.

A new address is walked as soon as it is there. Administrators are nobody in particular here.
"""

from __future__ import annotations

import pytest
from rest_framework.viewsets import ViewSetMixin

from config.api_urls import router
from tests.feedback.privacy import leaky
from tests.feedback.privacy.surfaces import addresses, answered, said, shown, told_amiss

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]
ADDRESSES = dict(addresses())
OF_NOTES = ("CoachingNote", "NoteEdit", "Talk", "TalkStep", "Release")
"""Whose pages are there: those entitled do come to read them. Others have their own tests."""


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_case_3_no_surface_shows_a_private_word_to_anybody_else(garden, name):
    found = shown(garden.world, garden.planted, name, ADDRESSES[name])
    amiss = {told for one in found if (told := told_amiss(*one))}
    assert sorted(amiss) == []


def test_whoever_is_entitled_does_read_notes_and_talks(garden):
    seen: set[tuple[str, str]] = set()
    for name, entry in ADDRESSES.items():
        if name.startswith("feedback:") and ("note" in name or "talk" in name or "rel" in name):
            found = shown(garden.world, garden.planted, name, entry)
            seen |= {(role, marker.mark) for role, _, marker in found}
    unseen = [
        f"{role} never read {marker.what} ({marker.where})"
        for marker in garden.planted.markers.values()
        if marker.where.split(".")[0] in OF_NOTES
        for role in sorted(marker.may)
        if (role, marker.mark) not in seen
    ]
    assert unseen == []


def test_case_3_every_view_set_of_the_router_is_walked():
    walked = {getattr(entry.callback, "cls", None) for entry in ADDRESSES.values()}
    registered = {viewset for _, viewset, _ in router.registry}
    assert registered
    assert all(issubclass(viewset, ViewSetMixin) for viewset in registered)
    assert registered <= walked


# --- The suite can fail --------------------------------------------------------------------------


@pytest.mark.parametrize("name", [entry.name for entry in leaky.LEAKS])
def test_a_surface_that_leaks_is_found(garden, settings, name):
    settings.ROOT_URLCONF = "tests.feedback.privacy.leaky"
    entry = dict(addresses())[name]
    amiss = {
        role
        for role, request, marker in shown(garden.world, garden.planted, name, entry)
        if told_amiss(role, request, marker)
    }
    assert {"stranger", "administrator", "manager"} <= amiss


def test_an_answer_is_read_whole(garden):
    """Its head and cookies too: a redirect or a message can tell as much as a page."""
    answer = answered(garden.world.callers["agent"], "GET", "/", {})
    assert "Content-Type" in said(answer)
    assert "<main" in said(answer)
