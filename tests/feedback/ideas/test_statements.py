"""How many statements the pages take: on file, and the same with a hundred times the data."""

import pytest
from django.urls import reverse

from feedback.models import Idea, IdeaStep, Support
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.feedback.ideas_scene import DAY, NOW, an_idea, anew
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def idea(north, manager, supervisor, agent, colleague):
    made = an_idea(agent, north, words="So that nobody waits in vain.")
    Support.objects.create(idea=made, user=colleague, at=NOW)
    Idea.objects.filter(pk=made.pk).update(backed=1)
    IdeaStep.objects.create(idea=made, kind="said", by=colleague, words="Yes.", at=NOW)
    return anew(made)


def much(idea, north):
    people = User.objects.bulk_create(User(username=f"u{n}", name=f"P {n}") for n in range(100))
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    Idea.objects.bulk_create(
        Idea(
            author=people[n], team=(north, None)[n % 2], title=f"Idea {n}", added_at=NOW,
            answer_by=NOW.date() + DAY * (n % 9), search_text=f"idea {n}",
        )
        for n in range(100)
    )  # fmt: skip
    Support.objects.bulk_create(Support(idea=idea, user=one, at=NOW) for one in people)
    Idea.objects.filter(pk=idea.pk).update(backed=101)
    IdeaStep.objects.bulk_create(
        IdeaStep(idea=idea, kind="said", by=one, words="Yes.", at=NOW) for one in people
    )


@pytest.mark.parametrize("role", ["agent", "supervisor"])
@pytest.mark.parametrize("name", ["feedback:ideas", "feedback:idea"])
def test_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, idea, north, name, role
):
    client = client_of(request.getfixturevalue(role))
    path = reverse(name, args=[idea.pk] if name == "feedback:idea" else [])
    assert statements(client, path) == kept(name, role)
    much(idea, north)
    assert statements(client, path) == kept(name, role)
