"""How many statements the wall and its neighbours take: on file, and the same with a hundred times the data."""

from datetime import timedelta

import pytest

from feedback.actions.praise import add_praise
from feedback.models import Kudos, Praise, Recipient, Strength
from teams.actions import create_person, join_team
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, long_on_record, put_in_long_ago, thanks
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    with long_on_record():
        yield


@pytest.fixture
def little(supervisor, agent, colleague, manager, north):
    """A thanks for the team and one for everybody, one who waits for one, one customer's words."""
    uma = create_person(None, name="Uma Rao", username="uma")
    join_team(None, uma, north, Role.AGENT, SINCE)
    owned_it = Strength.objects.filter(slug="owned-it")
    thanks(manager, agent, strengths=owned_it)
    thanks(manager, agent, words="You rang back.", visibility="public", strengths=owned_it)
    values = {"channel": "letter", "said_on": NOW.date(), "people": [agent], "now": NOW}
    add_praise(supervisor, team=north, words="So kind!", **values)
    return north


def much(north, author):
    """A hundred more people and as many thanks and customers' words; half of them wait for a thanks."""
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Person {n}") for n in range(100)
    )
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    put_in_long_ago()
    made = Kudos.objects.bulk_create(
        Kudos(
            author=author, team=north, words=f"Number {n}.", saw=n % 7,
            shared_at=NOW - timedelta(hours=n), visibility=("team", "public")[n % 2],
        )
        for n in range(100)
    )  # fmt: skip
    Recipient.objects.bulk_create(
        Recipient(kudos=one, user=people[n % 50], shared_at=one.shared_at)
        for n, one in enumerate(made)
    )
    tags = list(Strength.objects.all())
    Kudos.strengths.through.objects.bulk_create(
        Kudos.strengths.through(kudos=one, strength=tags[n % len(tags)])
        for n, one in enumerate(made)
    )
    Praise.objects.bulk_create(
        Praise(
            team=north, words="Kind.", channel="call", said_on=NOW.date(), added_by=author,
            added_at=NOW,
        )
        for _ in range(100)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role", "path"),
    [
        ("feedback:kudos", "supervisor", "/kudos/"),
        ("feedback:kudos", "agent", "/kudos/"),
        ("feedback:kudos", "administrator", "/kudos/"),
        ("feedback:coverage", "supervisor", "/kudos/coverage/"),
        ("feedback:praise", "agent", "/kudos/praise/"),
    ],
)
def test_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, little, manager, name, role, path
):
    client = client_of(request.getfixturevalue(role))
    assert statements(client, path) == kept(name, role)
    much(little, manager)
    assert statements(client, path) == kept(name, role)
