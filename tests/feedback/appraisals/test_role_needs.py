"""What a role needs stands where those read it whom it is for."""

import pytest
from django.urls import reverse

from feedback.actions.appraisals import profiles
from feedback.queries.role_needs import needs_of_role
from tests.feedback.appraisals_scene import NOW
from tests.feedback.one_to_ones.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def page_of(client_of, viewer, person):
    return text_of(client_of(viewer).get(reverse("teams:person", args=[person.pk])))


def test_what_a_role_needs_stands_on_the_page_of_whoever_has_it(
    manager, supervisor, agent, client_of
):
    profiles.save_profile(
        manager, None, name="Agent", role="agent", purpose="To settle it at once.",
        actions=["Listens to the end"], attitudes=["Calm"], now=NOW,
    )  # fmt: skip
    own = page_of(client_of, agent, agent)
    assert "What your role needs" in own
    assert "Listens to the end" in own
    assert "What Jin’s role needs" in page_of(client_of, supervisor, agent)
    assert "role needs" not in page_of(client_of, manager, supervisor)
    made = profiles.JobProfile.objects.get()
    profiles.put_profile_away(manager, made, away=True, now=NOW)
    assert needs_of_role(agent, NOW.date()) == ()
