"""What the tests of the playbook write down: a protocol as it stands once published, limits, levels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from escalations.models import (
    Category,
    Limit,
    LimitAmount,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
)
from teams.actions.errors import ActionRefused
from teams.models import User

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@contextmanager
def refused(field: str = "") -> Iterator[None]:
    """The action is refused at that field, in a sentence."""
    with pytest.raises(ActionRefused) as error:
        yield
    assert error.value.field == field
    assert error.value.message.endswith((".", "?"))


def delivery() -> Category:
    """The first tile."""
    return Category.objects.get(slug="delivery")


def a_limit(
    name: str = "Refund the delivery charge", *, kind: str = "refund", **levels: str
) -> Limit:
    """A limit in Delivery: `a_limit(l0="20", l2="75")` gives £20 from level 0 on and £75 from level 2."""
    limit = Limit.objects.create(category=delivery(), name=name, kind=kind)
    for level, amount in levels.items():
        LimitAmount.objects.create(
            limit=limit, level=int(level[1:]), amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    return limit


def a_protocol(
    owner: User,
    title: str = "Late delivery, third time",
    lines: tuple[tuple[str, str], ...] = (("yours", "A priority slot, any day"),),
    *,
    situation: str = "The van missed its third slot.",
    slug: str = "late-delivery",
    limit: Limit | None = None,
) -> ProtocolVersion:
    """A protocol with one published version. `limit` bounds its first line."""
    protocol = Protocol.objects.create(
        title=title, slug=slug, category=delivery(), owner=owner, review_on=date(2027, 5, 1),
        created_at=NOW,
    )  # fmt: skip
    version = ProtocolVersion.objects.create(
        protocol=protocol, number=1, situation=situation, change="Written down.", written_by=owner,
        written_at=NOW, published_at=NOW,
    )  # fmt: skip
    ProtocolLine.objects.bulk_create(
        ProtocolLine(
            version=version,
            position=place,
            kind=kind,
            text=text,
            limit=limit if place == 1 else None,
        )
        for place, (kind, text) in enumerate(lines, 1)
    )
    return version
