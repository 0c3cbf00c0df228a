"""What the API of escalations and the playbook is tried on in the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from escalations.actions.drafts import send, start_draft
from escalations.actions.playbook import write_protocol
from escalations.actions.playbook_checks import NewLine
from escalations.models import AmendsRequest, Category, Escalation, Protocol

if TYPE_CHECKING:
    from tests.access.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class ForApi:
    """What the rows are tried on."""

    case: Escalation
    protocol: Protocol


def make_for_api(world: World) -> ForApi:
    """Jin's case, sent; a request for amends in it; a protocol that holds."""
    jin, priya = world.people["agent"], world.people["manager"]
    delivery = Category.objects.get(slug="delivery")
    begun = start_draft(
        jin, category=delivery, about="Lamp arrived broken", need="decision", now=NOW
    )
    sent = send(jin, begun.escalation, now=NOW)
    AmendsRequest.objects.create(
        escalation=sent, kind="refund", amount=Decimal(20), asked_by=jin, asked_at=NOW
    )
    holds = write_protocol(
        priya,
        title="Broken on arrival",
        category=delivery,
        owner=priya,
        review_on=date(2027, 5, 1),
        situation="It came broken.",
        lines=[NewLine("ask", "More than a new one")],
        publish=True,
        now=NOW,
    )
    return ForApi(sent, holds)


def case(world: World) -> dict[str, Any]:
    return {"pk": world.for_api.case.pk}


def protocol(world: World) -> dict[str, Any]:
    return {"slug": world.for_api.protocol.slug}
