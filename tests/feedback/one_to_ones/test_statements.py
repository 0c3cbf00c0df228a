"""How many statements the pages of one-to-ones take: on file, and the same with much more of everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book, hold
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import (
    Agreement,
    Kudos,
    Meeting,
    Point,
    Recipient,
    Series,
    Talk,
    TalkStep,
    Wish,
)
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.guards import kept

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def meeting(supervisor, agent, north):
    series = begin_series(supervisor, agent, now=LONG_AGO)
    first = book(supervisor, series, starts_at=LONG_AGO + timedelta(days=2), now=LONG_AGO)
    hold(supervisor, first, summary="Good.", version=0, now=first.starts_at)
    found = book(supervisor, series, starts_at=TALK, now=LONG_AGO)
    much(series, first, north, 1)
    for owner in (supervisor, agent):
        agree(agent, series, owner=owner, words="Desk", due_on=NOW.date(), now=LONG_AGO)
    return found


def much(series: Series, first: Meeting, north, times: int) -> None:
    """So many times one of each."""
    leader, person = series.leader, series.person
    day = timedelta(days=1)
    Meeting.objects.bulk_create(
        Meeting(series=series, starts_at=LONG_AGO - n * day, state="held", held_at=LONG_AGO - n * day)
        for n in range(1, times)
    )  # fmt: skip
    Point.objects.bulk_create(
        Point(series=series, by=person, words=f"Point {n}", added_at=LONG_AGO) for n in range(times)
    )
    Agreement.objects.bulk_create(
        Agreement(
            series=series, made_in=first, owner=(leader, person)[n % 2], words=f"Promise {n}",
            due_on=NOW.date() + n * day, made_at=LONG_AGO, made_by=leader,
        )
        for n in range(times)
    )  # fmt: skip
    Wish.objects.bulk_create(
        Wish(person=person, kind="grow_in", words=f"Wish {n}", added_by=leader, added_at=NOW - day)
        for n in range(times)
    )
    talk = Talk.objects.create(author=leader, person=person, opened_at=NOW, shared_at=NOW)
    TalkStep.objects.bulk_create(
        TalkStep(talk=talk, owner=(leader, person)[n % 2], words=f"Step {n}") for n in range(times)
    )
    for n in range(times):
        thanks = Kudos.objects.create(
            author=leader, team=north, words=f"Thanks {n}", shared_at=NOW - day
        )
        Recipient.objects.create(kudos=thanks, user=person, shared_at=thanks.shared_at)


def more_people(leader: User, north, number: int) -> None:
    """Others whom the leader talks with."""
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Person {n}") for n in range(number)
    )
    Membership.objects.bulk_create(
        Membership(user=person, team=north, role=Role.AGENT, starts_on=SINCE) for person in people
    )
    rows = Series.objects.bulk_create(
        Series(leader=leader, person=person, begun_at=LONG_AGO) for person in people
    )
    Meeting.objects.bulk_create(
        Meeting(series=row, starts_at=TALK + timedelta(days=n)) for n, row in enumerate(rows)
    )


PAGES = [
    ("people", "supervisor"),
    *((name, role) for name in ("one_to_ones", "series", "one_to_one", "wishes") for role in ("supervisor", "agent")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_a_page_takes_as_many_statements_with_much_more_of_everything(
    request, client_of, statements, meeting, supervisor, agent, north, name, role
):
    client = client_of(request.getfixturevalue(role))
    args = {"series": [agent.pk], "wishes": [agent.pk], "one_to_one": [meeting.pk]}.get(name, [])
    path = reverse(f"feedback:{name}", args=args)
    assert statements(client, path) == kept(f"feedback:{name}", role)
    first = Meeting.objects.filter(series=meeting.series, state="held").first()
    much(meeting.series, first, north, 20)
    more_people(supervisor, north, 30)
    assert statements(client, path) == kept(f"feedback:{name}", role)
