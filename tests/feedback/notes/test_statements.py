"""Pages of notes take the same statements however many there are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from feedback.actions.difficult_talks import add_step, share_talk
from feedback.actions.notes import edit_note, write_note
from feedback.actions.releases import release
from tests.guards import kept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def full(supervisor, agent, manager, colleague, shared, private, talk):
    """Twenty notes, one of them edited and released twice; a talk with steps."""
    for number in range(20):
        write_note(supervisor, agent, situation=f"Note {number}", shared=True, now=NOW)
        edit_note(supervisor, shared, situation=f"Between us, {number}", now=NOW)
        add_step(supervisor, talk, owner=agent, words=f"Step {number}", now=NOW)
    share_talk(supervisor, talk, now=NOW)
    for to in (manager, colleague):
        release(supervisor, shared, to=to, until=NOW.date(), reason="To help.", now=NOW)


@pytest.mark.parametrize(
    ("page", "of", "role"),
    [
        ("notes", "agent", "supervisor"),
        ("shared_notes", "", "agent"),
        ("note", "shared", "supervisor"),
        ("note", "shared", "agent"),
        ("talk", "talk", "supervisor"),
        ("talk", "talk", "agent"),
        ("note_new", "agent", "supervisor"),
        ("balance", "", "supervisor"),
        ("released", "", "manager"),
    ],
)
def test_a_page_takes_the_statements_on_file(
    request, client_of, statements, no_reading_aggregation, full, page, of, role
):
    args = [request.getfixturevalue(of).pk] if of else []
    client = client_of(request.getfixturevalue(role))
    address = reverse(f"feedback:{page}", args=args)
    assert statements(client, address) == kept(f"feedback:{page}", role)
