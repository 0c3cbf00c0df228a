"""No surface shows a private word to anybody but whom it is for: every address, every role, searched and spelt out.

A new address is walked as soon as it is there. Administrators are nobody in particular here.
"""

from __future__ import annotations

import pytest
from rest_framework.viewsets import ViewSetMixin

from config.api_urls import router
from tests.feedback.privacy import leaky
from tests.feedback.privacy.surfaces import Ask, addresses, answered, places, said, told_amiss

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.either_database,
    pytest.mark.usefixtures("plainly_not_here"),
]
ADDRESSES = dict(addresses())
READ_BY_ALL = ("CoachingNote", "NoteEdit", "Talk", "TalkStep", "Release")
"""Those entitled do come to read all of these. Others have their own tests."""
READ_BY_SOME = ("Kudos.words", "Reply.words", "Idea.words", "IdeaStep.words", "Praise.words")
"""Whoever is of the team reads some of these, so that whoever is not could be shown them."""
OF_PAGES = ("note", "talk", "rel", "kudos_item", "idea", "praise_item")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_case_3_no_surface_shows_a_private_word_to_anybody_else(garden, name):
    found = garden.shown(name, ADDRESSES[name])
    amiss = {told for one in found if (told := told_amiss(*one))}
    assert sorted(amiss) == []


def test_whoever_is_entitled_does_read_what_is_theirs(garden):
    seen: set[tuple[str, str]] = set()
    for name, entry in ADDRESSES.items():
        if name.startswith("feedback:") and any(part in name for part in OF_PAGES):
            seen |= {(role, marker.mark) for role, _, marker in garden.shown(name, entry)}
    unseen = [
        f"{role} never read {marker.what} ({marker.where})"
        for marker in garden.planted.markers.values()
        if marker.where.split(".")[0] in READ_BY_ALL
        for role in sorted(marker.may)
        if (role, marker.mark) not in seen
    ]
    assert unseen == []
    markers = garden.planted.markers
    read = {(role, markers[mark].where) for role, mark in seen}
    for role in ("agent", "stranger", "supervisor", "other_supervisor", "manager"):
        assert [where for where in READ_BY_SOME if (role, where) not in read] == [], role


def test_every_address_is_tried_on_something(garden):
    untried = [n for n, e in ADDRESSES.items() if not places(garden.world, garden.planted, n, e)]
    assert untried == [], "say in tests/access/table_<noun>.py which thing these are of"


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
        for role, request, marker in garden.shown(name, entry)
        if told_amiss(role, request, marker)
    }
    assert {"stranger", "administrator", "manager"} <= amiss


def test_an_answer_is_read_whole(garden):
    """Its head and cookies too: a redirect or a message can tell as much as a page."""
    answer = answered(garden.world.callers["agent"], Ask("GET", "/"))
    assert "Content-Type" in said(answer)
    assert "<main" in said(answer)
