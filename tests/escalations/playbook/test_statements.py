"""How many statements the pages take: on file, and the same with a hundred times the data."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from escalations.models import (
    Amends,
    Confirmation,
    Escalation,
    HelpfulWords,
    LevelChange,
    Limit,
    LimitAmount,
    Protocol,
    ProtocolLine,
    ProtocolQuestion,
    ProtocolVersion,
)
from teams.models import Membership, Role, User
from tests.cast import SINCE
from tests.escalations.playbook.things import NOW, a_limit, a_protocol, delivery
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def little(manager, supervisor, agent, administrator, north):
    limit = a_limit(l0="20", l1="50")
    version = a_protocol(supervisor, limit=limit)
    ProtocolQuestion.objects.create(version=version, person=agent, text="Why?", at=NOW)
    HelpfulWords.objects.create(
        protocol=version.protocol, text="Gladly.", whose=agent, added_by=agent, added_at=NOW
    )
    a_case(agent, north, supervisor, 0)
    return version


def a_case(agent, north, supervisor, number) -> None:
    case = Escalation.objects.create(
        team=north, logged_by=agent, state="resolved", category=delivery(), about="Third",
        need="decision", outcome="agreed", decided_by=supervisor, day=NOW.date(), hour=9,
        created_at=NOW, saved_at=NOW, opened_at=NOW, resolved_at=NOW,
    )  # fmt: skip
    Amends.objects.create(
        escalation=case, team=north, kind="refund", amount=Decimal(10 + number), day=NOW.date(),
        given_by=supervisor, approved_by=supervisor, given_at=NOW,
    )  # fmt: skip


def much(little, supervisor, agent, north) -> None:
    """A hundred times that."""
    people = User.objects.bulk_create(User(username=f"u{n}", name=f"P {n}") for n in range(60))
    Membership.objects.bulk_create(
        Membership(user=person, team=north, role=Role.AGENT, starts_on=SINCE) for person in people
    )
    protocols = Protocol.objects.bulk_create(
        Protocol(
            title=f"Late {n}", slug=f"late-{n}", category=delivery(), owner=supervisor,
            review_on=date(2027, 1, 1), created_at=NOW,
        )
        for n in range(60)
    )  # fmt: skip
    versions = ProtocolVersion.objects.bulk_create(
        ProtocolVersion(
            protocol=protocol, number=1, situation="Late.", change="New.", written_by=supervisor,
            written_at=NOW, published_at=NOW,
        )
        for protocol in protocols
    )  # fmt: skip
    ProtocolLine.objects.bulk_create(
        ProtocolLine(version=version, position=1, kind="yours", text="A slot")
        for version in versions
    )
    for number in range(2, 12):
        newer = ProtocolVersion.objects.create(
            protocol=little.protocol, number=number, situation=f"Late {number}.", change="New.",
            written_by=supervisor, written_at=NOW, published_at=NOW,
        )  # fmt: skip
        limit = little.lines.get().limit
        newer.lines.create(position=1, kind="yours", text=f"A slot {number}", limit=limit)
    Confirmation.objects.bulk_create(
        Confirmation(version=little, person=person, day=NOW.date() - timedelta(days=1), at=NOW)
        for person in people
    )
    ProtocolQuestion.objects.bulk_create(
        ProtocolQuestion(version=little, person=person, text="Why?", at=NOW) for person in people
    )
    HelpfulWords.objects.bulk_create(
        HelpfulWords(
            protocol=little.protocol, text=f"Gladly {n}.", whose=person, added_by=person,
            added_at=NOW,
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    limits = Limit.objects.bulk_create(
        Limit(category=delivery(), name=f"Limit {n}", kind="refund") for n in range(30)
    )
    LimitAmount.objects.bulk_create(
        LimitAmount(limit=limit, level=0, amount=Decimal(20), set_at=NOW, reason="So.")
        for limit in limits
    )
    LevelChange.objects.bulk_create(
        LevelChange(
            person=agent, category=delivery(), level=n % 3, because="training", reason="So.",
            by=supervisor, at=NOW,
        )
        for n in range(30)
    )  # fmt: skip
    for number in range(40):
        a_case(agent, north, supervisor, number)


PAGES = [
    *(("playbook", role) for role in ("agent", "supervisor", "administrator")),
    *(("protocol", role) for role in ("agent", "supervisor", "manager")),
    ("protocol_confirm", "agent"),
    ("protocol_edit", "supervisor"),
    ("confirmations", "manager"),
    *(("limits", role) for role in ("agent", "manager")),
    ("levels", "supervisor"),
    *(("person_levels", role) for role in ("agent", "supervisor")),
]


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_case_22_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, little, supervisor, agent, north, name, role
):
    client = client_of(request.getfixturevalue(role))
    path = {
        "playbook": "/playbook/",
        "protocol": "/playbook/late-delivery/",
        "protocol_confirm": "/playbook/late-delivery/confirm/",
        "protocol_edit": "/playbook/late-delivery/edit/",
        "confirmations": "/playbook/late-delivery/confirmations/",
        "limits": "/playbook/limits/",
        "levels": "/playbook/levels/",
        "person_levels": f"/playbook/levels/{agent.pk}/",
    }[name]
    assert statements(client, path) == kept(f"escalations:{name}", role)
    much(little, supervisor, agent, north)
    assert statements(client, path) == kept(f"escalations:{name}", role)


def test_a_search_takes_three_more(client_of, statements, little, supervisor, agent, north):
    client = client_of(agent)
    path = "/playbook/?q=van+missed"
    assert statements(client, path) == kept("escalations:playbook", "agent") + 3
    much(little, supervisor, agent, north)
    assert statements(client, path) == kept("escalations:playbook", "agent") + 3
