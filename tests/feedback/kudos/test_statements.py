"""How many statements the pages of thanks take: on file, and the same with a long life and many people."""

import pytest

from feedback.actions.kudos_answers import reply, say_saw
from feedback.models import Kudos, KudosEdit, Recipient, Reply, Saw
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, thanks
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def little(supervisor, agent, colleague, manager):
    kudos = thanks(supervisor, agent)
    say_saw(colleague, kudos, now=NOW)
    reply(agent, kudos, words="Thank you.", now=NOW)
    KudosEdit.objects.create(kudos=kudos, words="Before.", at=NOW)
    return kudos


def much(kudos, north):
    """A hundred more people, who are thanked, saw it and answered; a hundred other thanks."""
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Person {n}") for n in range(100)
    )
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    Recipient.objects.bulk_create(
        Recipient(kudos=kudos, user=one, shared_at=NOW) for one in people[:50]
    )
    Saw.objects.bulk_create(Saw(kudos=kudos, user=one, at=NOW) for one in people[50:])
    Reply.objects.bulk_create(Reply(kudos=kudos, by=one, words="Yes.", at=NOW) for one in people)
    KudosEdit.objects.bulk_create(KudosEdit(kudos=kudos, words=f"{n}", at=NOW) for n in range(20))
    more = Kudos.objects.bulk_create(
        Kudos(author=one, team=north, words="You stayed.", shared_at=NOW) for one in people
    )
    agent = User.objects.get(username="jin")
    Recipient.objects.bulk_create(Recipient(kudos=one, user=agent, shared_at=NOW) for one in more)


@pytest.mark.parametrize(
    ("name", "role", "path"),
    [
        ("feedback:kudos_item", "manager", "/kudos/{kudos}/"),
        ("feedback:kudos_item", "agent", "/kudos/{kudos}/"),
        ("feedback:kudos_new", "supervisor", "/kudos/new/?to={agent}"),
        ("feedback:kudos_people", "supervisor", "/kudos/new/people/?who=p"),
    ],
)
def test_statements(client_of, statements, request, little, north, agent, name, role, path):
    client = client_of(request.getfixturevalue(role))
    path = path.format(kudos=little.pk, agent=agent.pk)
    assert statements(client, path) == kept(name, role)
    much(little, north)
    assert statements(client, path) == kept(name, role)


def test_a_persons_page_takes_as_many_however_often_they_were_thanked(
    client_of, statements, supervisor, agent, little, north
):
    client, path = client_of(supervisor), f"/people/{agent.pk}/"
    before = statements(client, path)
    much(little, north)
    assert statements(client, path) == before
